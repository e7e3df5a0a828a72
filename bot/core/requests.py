"""What a turn can only request, because it is done outside the core: with her lock, by the vault.

What came of it arrives as an event, `Returned`. What is open may be hers, or the empty place that a
duress PIN opens. An outcome says which (`hers`), for one end: that nobody who is in an empty place
destroys, changes or brings back what is hers. Every screen has to be the same in both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Fact = Literal["pin", "words", "helper", "helper_offered", "waits"]
"""What can be said of an open lock: that something has to be known to open it; that there are
recovery words; that the charity can help to open it, or offers to; and that what destroys or takes
control waits for a week."""

HERS: frozenset[Fact] = frozenset({"pin", "words", "helper"})
"""The facts that say that she has set something, which may not be forgotten by itself."""

Came = Literal[
    "opened",
    "wrong",
    "too_often",
    "kept_here",
    "closed",
    "no_way_back",
    "same",
    "standing",
    "no_file",
    "done",
    "at_once",
    "in_a_week",
    "never",
]
"""What came of a request.

`wrong`: it does not open. `too_often`: it was not looked at. `kept_here`: what the words open is in
another chat, and can't come here, since something is kept here. `closed`: it is not open any more.
`no_way_back`: without this there would be none, or is none yet. `same`: it opens already.
`no_file`: none can be made here. `standing`: earlier words stand, and whoever opened without any
can't replace them.
`at_once`, `in_a_week`, `never`: when something that destroys or takes control is to be done.
"""
Control = Literal["at_once", "in_a_week", "never"]


@dataclass(frozen=True, slots=True)
class Unlock:
    """Open what she keeps: with a PIN or with words, or with nothing, if there is no lock.

    `hidden` says that somebody asked for all of it to be erased: then nothing opens no more of it.
    """

    secret: str = field(repr=False)
    by: Literal["pin", "words", "nothing"]
    hidden: bool = False


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


@dataclass(frozen=True, slots=True)
class TakeControl:
    """Say when something that destroys or takes control may be done."""


@dataclass(frozen=True, slots=True)
class BringBack:
    """Open what was hidden to somebody who knows nothing that opens it, if that may be.

    `asked` says that somebody asked for it to be erased: then recovery words have to be known.
    """

    asked: bool


@dataclass(frozen=True, slots=True)
class MakeReceipt:
    """Give four words by which an operator finds the erasure of all this.

    `at` is the UTC second at which everything was hidden last, or 0: words of an empty place differ
    after that, as those of somebody erased do.
    """

    at: int


@dataclass(frozen=True, slots=True)
class TellHers:
    """Tell whether what is open is hers, for who wants to see all that is held."""


@dataclass(frozen=True, slots=True)
class MakeFile:
    """Seal a file for her; gives where it lies for some minutes, and the words that open it."""

    name: str
    content: str = field(repr=False)


Setting = SetLock | SetDuress | LiftLock | SetRecovery | Entrust | Withdraw
Telling = MakeWords | TellReference | ListOpenings | MakeReceipt | TellHers
Within = Setting | Telling | MakeFile | TakeControl | BringBack
"""What can be requested where it is open."""
Request = Unlock | Within


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: what is true of the lock now, if it is open, and what was asked for.

    `minutes` is how long to wait where it was tried too often. `hers` says that what is open is
    what she keeps.
    """

    came: Came
    facts: tuple[Fact, ...] = ()
    words: tuple[str, ...] = field(default=(), repr=False)
    minutes: int = 0
    hers: bool = False

    @property
    def control(self) -> Control:
        """When what was asked for may be done; where nobody said so, never."""
        return self.came if self.came in ("at_once", "in_a_week") else "never"
