"""What a turn wants done: closed and imperative; only what a request comes to returns, as an event.

A screen is all that is said between two waits. Texts are plain: a channel escapes, never parses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.core.requests import Request

MediaKind = Literal["photo", "audio", "video", "file"]
Role = Literal[
    "choice",
    "tick",
    "done",
    "none",
    "skip",
    "offer",
    "digit",
    "close",
    "help",
    "back",
    "menu",
    "language",
]


@dataclass(frozen=True, slots=True)
class Text:
    """One message; `typed` are the spans, start and end, that the person typed herself."""

    text: str = field(repr=False)
    typed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A brief word of the bot's own, before the rest of the screen."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """The question whose answer is typed; `typed` as in `Text`."""

    text: str = field(repr=False)
    typed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ToCopy:
    """A text made for her to copy and hand on: a message of its own, that nothing protects.

    `typed` as in `Text`.
    """

    text: str = field(repr=False)
    typed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """A file of the flow set; `path` is relative to the set, `alt` says what it shows."""

    kind: MediaKind
    path: str
    alt: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A value the person can copy with one tap, such as a number."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a table, as the lines an author chose."""

    lines: tuple[str, ...] = field(repr=False)
    copies: tuple[Copy, ...] = ()


Part = Text | Notice | Question | ToCopy | Media | Entry


@dataclass(frozen=True, slots=True)
class Button:
    """A label and the opaque token that comes back when it is pressed."""

    label: str = field(repr=False)
    token: str
    role: Role
    on: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything said between two waits.

    `ways` are the bot's own buttons (close, help, back …) and stand in one place on every screen.
    `typing` names the kind of typed answer that is awaited, or is None.
    `fresh` asks for a new message instead of an edited one (screen readers announce those).
    """

    visit: str
    parts: tuple[Part, ...]
    buttons: tuple[Button, ...]
    ways: tuple[Button, ...]
    typing: str | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """Make the chat equal to this screen.

    `instead` lets it only take the place of a screen that stands: it never becomes a new message.
    """

    screen: Screen
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Clear:
    """Remove everything that can be removed from the chat, and say nothing.

    If she did not ask for it (`asked`), what she sent and nobody kept stays: it may be all she has.
    """

    asked: bool = True


@dataclass(frozen=True, slots=True)
class DropFile:
    """Remove the file she just sent, unread."""


@dataclass(frozen=True, slots=True)
class TakeFile:
    """Remove the message of the file she just sent, since it is kept."""


@dataclass(frozen=True, slots=True)
class LeaveWords:
    """Leave the message she just sent where it is: it may not be kept anywhere else."""


@dataclass(frozen=True, slots=True)
class EraseAll:
    """Erase all that is held about this person."""


@dataclass(frozen=True, slots=True)
class ShutVault:
    """Close what she keeps, if it is open."""


@dataclass(frozen=True, slots=True)
class Consult:
    """Have the vault do something; what came of it arrives as a `Returned`."""

    request: Request


@dataclass(frozen=True, slots=True)
class Remind:
    """Send her own cover words, which she asked for: once, as a message without buttons."""

    words: str = field(repr=False)


Effect = Show | Remind | Clear | DropFile | TakeFile | LeaveWords | EraseAll | ShutVault | Consult
