"""What can happen to a conversation: closed, in the past tense, and carrying the world with it.

Each event says when it happened (`at`, an aware UTC time) and brings the chance its turn may use
(`chance`, 8 random bytes as base64url), so that the same events always give the same conversation.

`late` says that it arrived more than ten minutes after it was sent, and `at` is when it was sent:
nobody may be waiting for an answer now. `remains` is how many messages the channel could not remove
from the chat.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.requests import Outcome
from bot.core.uploads import Origin, Upload

FLOODED, NO_ROOM = "flooded", "no_room"
"""Why something was not read: the phrases that say so."""


@dataclass(frozen=True, slots=True)
class Said:
    """The person typed something, a command among it; or forwarded it from somewhere else.

    `message` is its number in the chat, 0 where there is none; `sent` the UTC second at which the
    channel says that it was sent.
    """

    text: str = field(repr=False)
    at: datetime
    chance: str
    late: bool = False
    remains: int = 0
    message: int = 0
    sent: int = 0
    origin: Origin | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Pressed:
    """The person pressed a button; the token is opaque to every channel."""

    token: str
    at: datetime
    chance: str
    late: bool = False
    remains: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """A channel was asked to begin at a flow, past the first message (author's tools only)."""

    flow: str
    at: datetime
    chance: str


@dataclass(frozen=True, slots=True)
class Changed:
    """The person changed a message she had sent; `message` is its number, `text` what it says now.

    It counts only where what the message said was kept. `sent` is the UTC second of the change.
    """

    text: str = field(repr=False)
    message: int
    at: datetime
    chance: str
    late: bool = False
    sent: int = 0


@dataclass(frozen=True, slots=True)
class Offered:
    """The person sent a file; no byte of it has been fetched."""

    kind: str
    at: datetime
    chance: str
    late: bool = False
    upload: Upload | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Flooded:
    """What she sent was not read and not kept; `why` names the phrase that tells her so.

    More arrived than is read at a time, or there is no room to keep words.
    """

    at: datetime
    chance: str
    why: str = FLOODED


@dataclass(frozen=True, slots=True)
class TimerFired:
    """Time passed: look whether anything is due."""

    at: datetime
    chance: str


@dataclass(frozen=True, slots=True)
class LeftQuickly:
    """The person left in one move, seen by the channel before anything else."""

    at: datetime
    chance: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What a turn requested came to something."""

    outcome: Outcome
    at: datetime
    chance: str
    remains: int = 0


Event = Said | Pressed | Opened | Changed | Offered | Flooded | TimerFired | LeftQuickly | Returned
