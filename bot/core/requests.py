"""What a turn can only request, because it is done outside the core: with her lock, by the vault.

What came of it arrives as an event, `Returned`. What is open may be hers, or the empty place that a
duress PIN opens. An outcome says which (`hers`), for one end: that nobody who is in an empty place
destroys, changes or brings back what is hers. Every screen has to be the same in both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.core.chain import Log
from bot.core.incident import Incident
from bot.core.plan import Edit, Plan
from bot.core.records import Said
from bot.core.uploads import Upload

Fact = Literal["pin", "words", "helper", "helper_offered", "entries", "plan", "waits"]
"""What can be said of an open lock: that something has to be known to open it; that there are
recovery words; that the charity can help to open it, or offers to; that there are entries, or a
plan; and that what destroys or takes control waits for a week."""

HERS: frozenset[Fact] = frozenset({"pin", "words", "helper", "entries", "plan"})
"""The facts that say that something of hers is there, which may not be forgotten by itself."""

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
    "too_many",
    "done",
    "at_once",
    "in_a_week",
    "never",
    "kept",
    "kept_aside",
    "not_aside",
    "erased",
    "twice",
    "too_big",
    "too_much",
    "no_room",
    "too_full",
    "too_long",
    "gone",
]
"""What came of a request.

`wrong`: it does not open. `too_often`: it was not looked at. `kept_here`: what the words open is in
another chat, and can't come here, since something is kept here. `closed`: it is not open any more.
`no_way_back`: without this there would be none, or is none yet. `same`: it opens already.
`no_file`: none can be made here. `too_many`: as many packages wait to be collected as may wait.
`standing`: earlier words stand, and whoever opened without any can't replace them.
`at_once`, `in_a_week`, `never`: when something that destroys or takes control is to be done.
`kept`, `kept_aside`: it is in her log, for good; or her plan is as was asked. `twice`: it is in her
log, and the same file was there before. `erased`: what was due is erased. Anything else leaves what
she keeps as it was: `not_aside` is what no step waits for, `too_big` is one file, `too_much` all
that she has, `no_room` the disk, and `gone` says that a file could not be fetched. Of a plan,
`too_full` is all of it, `too_long` an item, and `gone` says that the item is not there.
"""
KEPT: frozenset[Came] = frozenset({"kept", "kept_aside", "twice"})
"""What says that something of hers is kept."""
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
    """Tell whether what is open is hers, and how much it is, for who wants to see all of it."""


@dataclass(frozen=True, slots=True)
class MakeFile:
    """Seal a file for her; gives where it lies for some minutes, and the words that open it."""

    name: str
    content: str = field(repr=False)


# Her log


@dataclass(frozen=True, slots=True)
class KeepEntry:
    """Add an entry to her log; nothing has to be open for that.

    `to` is the earlier entry that it amends, by its number or by the mark it was kept under; 0 for
    none. Under one mark one entry is kept. `aside` says that no step waits for it.
    """

    incident: Incident = field(repr=False)
    mark: str
    to: int | str = 0
    aside: bool = False


@dataclass(frozen=True, slots=True)
class KeepFile:
    """Fetch a file, and add it to an entry of hers; nothing has to be open for that."""

    upload: Upload = field(repr=False)
    incident: Incident = field(repr=False)
    mark: str
    to: int | str


@dataclass(frozen=True, slots=True)
class ReadLog:
    """Tell all that the log holds."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Note what she says of an entry that was made while her lock was shut."""

    of: int
    said: Said


@dataclass(frozen=True, slots=True)
class EraseEntry:
    """Erase what an entry says, or one file of it such as 0007_a, if that may be done now."""

    of: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class EraseDue:
    """Erase what was asked for a week ago: nothing has to be open for that."""

    of: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class DrawPattern:
    """Draw a picture of when things happened; gives where it lies for some minutes."""


@dataclass(frozen=True, slots=True)
class FindPlaces:
    """Tell which pictures hold the place where they were taken, of all but these entries."""

    withheld: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LawRow:
    """One thing that a law asks for, and what of an entry stands behind it."""

    law: str
    text: str
    needs: str


@dataclass(frozen=True, slots=True)
class MakePackage:
    """Make a package of the log for others, without these entries.

    Where `bare` is set, a picture that holds the place where it was taken is left out, and a copy
    without it goes along. `law` is printed with the entries that speak of it. Gives where the
    package lies for some minutes, and the words that open it; no words where it is sealed for a
    recipient who has a key of age.
    """

    to: str = field(repr=False)
    withheld: tuple[int, ...] = ()
    recipient: str = field(default="", repr=False)
    bare: bool = False
    law: tuple[LawRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MakeRelease:
    """Make a package that can be collected once, by whoever has the words that come of this.

    It is for `to`, without these entries; `bare` and `law` are as in a package that leaves at once.
    """

    to: str = field(repr=False)
    withheld: tuple[int, ...] = ()
    bare: bool = False
    law: tuple[LawRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ListReleases:
    """Tell which packages wait to be collected."""


@dataclass(frozen=True, slots=True)
class EndRelease:
    """Forget a package that waits, by its name, at once; tell which are left."""

    name: str


# Her plan


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """Tell all that her plan holds."""


@dataclass(frozen=True, slots=True)
class EditPlan:
    """Change her plan; the same edit again changes nothing."""

    edit: Edit


Keeping = KeepEntry | KeepFile | EraseDue
"""What nothing has to be open for."""
Packing = DrawPattern | FindPlaces | MakePackage | ListReleases | EndRelease | TellHers
Writing = ReadLog | Claim | EraseEntry | Packing
Logged = Writing | MakeRelease
Setting = SetLock | SetDuress | LiftLock | SetRecovery | Entrust | Withdraw
Telling = MakeWords | TellReference | ListOpenings | MakeReceipt
Planning = ReadPlan | EditPlan
Within = Setting | Telling | MakeFile | TakeControl | BringBack | Logged | Planning
"""What can be requested where it is open."""
Request = Unlock | Keeping | Within


@dataclass(frozen=True, slots=True)
class Waiting:
    """A package that waits to be collected: for whom, and the UTC seconds between which it can be.

    `name` is what it is called here, and nothing of the words that open it.
    """

    name: str
    to: str = field(repr=False)
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much a log holds, how many packages of it wait, and how many items a plan has."""

    entries: int
    files: int
    releases: int
    items: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: what is true of the lock now, if it is open, and what was asked for.

    `minutes` is how long to wait where it was tried too often. `hers` says that what is open is
    what she keeps. `number` is that of an entry that was kept, 0 where nobody may know it; `log` is
    all that it holds, and `amounts` how much that is, where it can be read. `releases` wait to be
    collected: all of them, or the one that was made. `plan` is hers as it is now; None where it
    can't be read.
    """

    came: Came
    facts: tuple[Fact, ...] = ()
    words: tuple[str, ...] = field(default=(), repr=False)
    minutes: int = 0
    hers: bool = False
    number: int = 0
    log: Log | None = field(default=None, repr=False)
    amounts: Amounts | None = None
    releases: tuple[Waiting, ...] = ()
    plan: Plan | None = field(default=None, repr=False)

    @property
    def control(self) -> Control:
        """When what was asked for may be done; where nobody said so, never."""
        return self.came if self.came in ("at_once", "in_a_week") else "never"
