"""What a turn can only request, because it is done outside the core: with her lock, by the vault.

What came of it arrives as an event, `Returned`. Nothing here tells whether what was opened is hers
or the empty place that a duress PIN opens: the core does not know, so it cannot show it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Fact = Literal["pin", "words", "helper", "helper_offered"]
"""What can be said of an open lock: that something has to be known to open it; that there are
recovery words; that the charity can help to open it, or offers to."""

HERS: frozenset[Fact] = frozenset({"pin", "words", "helper"})
"""The facts that say that she has set something, which may not be forgotten by itself."""

Came = Literal[
    "opened", "wrong", "too_often", "kept_here", "closed", "no_way_back", "same", "standing", "done"
]
"""What came of a request.

`wrong`: it does not open. `too_often`: it was not looked at. `kept_here`: what the words open is in
another chat, and can't come here, since something is kept here. `closed`: it is not open any more.
`no_way_back`: without this there would be none, or is none yet. `same`: it opens already.
`standing`: earlier words stand, and whoever opened without any can't replace them.
"""


@dataclass(frozen=True, slots=True)
class Unlock:
    """Open what she keeps: with a PIN or with words, or with nothing, if there is no lock."""

    secret: str = field(repr=False)
    by: Literal["pin", "words", "nothing"]


@dataclass(frozen=True, slots=True)
class SetLock:
    """Have it opened only by this PIN, or these words, from now on."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SetDuress:
    """Have this PIN or word open an empty place instead."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LiftLock:
    """Have it opened by anybody who is in this chat."""


@dataclass(frozen=True, slots=True)
class MakeWords:
    """Choose so many words by chance."""

    count: int


@dataclass(frozen=True, slots=True)
class SetRecovery:
    """Have these words open it too, whatever else does."""

    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entrust:
    """Let the charity help to open it, once she is known by this code word."""

    code_word: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Let the charity help no more."""


@dataclass(frozen=True, slots=True)
class TellReference:
    """Tell by what the charity can find her."""


@dataclass(frozen=True, slots=True)
class ListOpenings:
    """Tell when it was opened, or tried."""


Setting = SetLock | SetDuress | LiftLock | SetRecovery | Entrust | Withdraw
Telling = MakeWords | TellReference | ListOpenings
Within = Setting | Telling
"""What can be requested where it is open."""
Request = Unlock | Within


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: what is true of the lock now, if it is open, and what was asked for.

    `minutes` is how long to wait where it was tried too often.
    """

    came: Came
    facts: tuple[Fact, ...] = ()
    words: tuple[str, ...] = field(default=(), repr=False)
    minutes: int = 0
