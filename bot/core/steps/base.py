"""What every kind of step is made of: what it may see, what it asks for, and its verdicts.

A kind never changes a session: it answers `receive` with a verdict, and the engine moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal, Protocol

from bot.core.agenda import Agenda, Place
from bot.core.complaint import Path
from bot.core.conditions import Condition
from bot.core.effects import Role
from bot.core.holdings import Holdings
from bot.core.places import Places
from bot.core.requests import Control, Outcome, Request
from bot.core.session import Answer, Hidden
from bot.core.templates import Template
from bot.core.uploads import Upload
from bot.core.values import Phrases

ExitKind = Literal["choice", "goto", "skip", "empty", "call", "jump", "end"]


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out of a step, as the map draws it and the checker walks it."""

    target: str
    kind: ExitKind
    path: Path
    label: str = ""
    marks: frozenset[str] = frozenset()
    when: Condition | None = None


def kind_of(target: str, inside: ExitKind) -> ExitKind:
    """The kind of an exit: a target of another flow is a jump."""
    return "jump" if "/" in target else inside


Use = Literal["message", "button", "to_copy"]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text an author wrote, where it stands, and what it is for."""

    template: Template
    path: Path
    use: Use


@dataclass(slots=True)  # made twice a turn and kept nowhere; to freeze it costs more than all of it
class View:
    """What a kind may see of the turn it is in.

    `answer` is what is saved under the step's `save`, `begun` whether that was begun on this
    visit, `tries` how many messages could not be understood. `keyed` is what was entered so far and
    is kept nowhere else, `wordlist` the beginnings of all words that can open something. `hidden`
    is what was put away for now. `held` is all that is held, to her or to anybody. `visit` is the
    same for as long as she stays at a step, and another one at each step. `sent` is the UTC second
    at which the channel says that what she told of late was sent, 0 where nobody says so.
    `removals` are entries and files that are to be erased, and when. `rows` gives the rows of a
    table, and `worded` each part of an answer in words. `agendas` are what she asked to be sent.
    """

    answer: Answer | None = field(repr=False)
    begun: bool
    tries: int
    at: datetime
    zone: str
    places: Places
    phrases: Phrases
    show: Callable[[str], str]
    holds: Callable[[Condition], bool]
    keyed: tuple[str, ...] = field(repr=False)
    wordlist: frozenset[str] = field(repr=False)
    chance: str
    hidden: Hidden | None
    held: Callable[[Outcome], Holdings]
    look: Callable[[str], Answer | None]
    visit: str
    sent: int
    removals: Mapping[str, int]
    rows: Callable[[str], tuple[Mapping[str, str], ...]]
    worded: Callable[[str], tuple[str, ...]]
    agendas: Mapping[Place, Agenda]

    @property
    def is_erasing(self) -> bool:
        """Whether somebody asked for everything to be erased, and it is hidden meanwhile."""
        return self.hidden is not None and self.hidden.asked


@dataclass(frozen=True, slots=True)
class Key:
    """A button a kind asks for: `item` is what its press means, `wanted` sets or unsets it."""

    item: str
    label: Template
    role: Role
    on: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a waiting step shows after its words.

    `file` is the path of a file to hand over, `picture` that of one to look at, `to_copy` a text
    made for her to copy. `shuffles` gives the keys numbers by chance, so that tokens alone do not
    tell what was pressed.
    """

    keys: tuple[Key, ...] = ()
    question: Template | None = None
    typing: str | None = None
    shuffles: bool = False
    file: str = ""
    picture: str = ""
    to_copy: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Press:
    """A current button was pressed; `wanted` is what it sets, for a tick."""

    item: str
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Typed:
    """Something was typed at this step."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Took:
    """The answer is complete: save it (None is unsure) and go on, to `target` if one is named."""

    answer: Answer | None = field(repr=False)
    target: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """Wait on. `answer` replaces what is saved so far, unless it is None.

    `notice` is said above the question; `instead` replaces the buttons; `failed` counts a bad try.
    `keyed` is what was entered so far; `secret` says that what was typed may be kept nowhere.
    `takes_file` says that the file that was offered is kept.
    """

    answer: Answer | None = field(default=None, repr=False)
    notice: str = field(default="", repr=False)
    instead: tuple[Key, ...] = ()
    failed: bool = False
    keyed: tuple[str, ...] = field(default=(), repr=False)
    secret: bool = False
    takes_file: bool = False


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry is kept under a mark: say so (`notice`), and go on; there is no way back over it."""

    mark: str
    notice: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Planned:
    """Her plan is as she wants it: say so, and go on; there is no way back over it.

    `forgets` names the answer that is in the plan now, and needs to be nowhere else.
    """

    notice: str = field(repr=False)
    forgets: str = ""


@dataclass(frozen=True, slots=True)
class Postponed:
    """What she asked to erase of her log, entries or a file, waits for a week: go on."""

    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spared:
    """What was to be erased of her log stays: go on."""

    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requested:
    """Wait for what comes of a request; without `secret`, what was typed may be a call for help."""

    request: Request
    secret: bool = True


@dataclass(frozen=True, slots=True)
class Gone:
    """The choice that was pressed is not there any more: ask again."""


@dataclass(frozen=True, slots=True)
class Departed:
    """The conversation ends here: cleared, or with all that is held to be erased.

    Where that is `gently`, what she asked to be sent still comes.
    """

    erase: Control | None = None
    gently: bool = False


@dataclass(frozen=True, slots=True)
class Holds:
    """What she keeps is to be held for so many days after she was here last: go on."""

    days: int
    control: Control


@dataclass(frozen=True, slots=True)
class Agreed:
    """She was asked whether something may be done, and said yes or no: go on, to `target`."""

    purpose: str
    given: bool
    target: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """She takes back a yes, or all of them where no purpose is named: go on."""

    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Arranged:
    """What a place asks to be sent is this from now on: go on, with an answer to save.

    `notice` is said on the next screen.
    """

    place: Place
    agenda: Agenda
    answer: Answer | None = field(default=None, repr=False)
    notice: str = field(default="", repr=False)


Noted = Took | Holds | Agreed | Logged | Planned | Postponed | Spared | Arranged
"""What goes on from a step."""
Verdict = Noted | Stay | Gone | Requested | Departed


class Kind(Protocol):
    """What a step waits for. `KEYS` are its lines in a flow file, the first of them its name."""

    KEYS: ClassVar[tuple[str, ...]]

    @property
    def waits(self) -> bool:
        """Whether the person is asked something."""

    @property
    def guarded(self) -> bool:
        """Whether it has to be her who is here."""

    @property
    def departs(self) -> bool:
        """Whether the conversation ends here."""

    def shape(self) -> str:
        """What kind of question this is; a change of shape asks again."""

    def among(self, view: View, rows: Iterable[Mapping[str, str]]) -> Iterable[Mapping[str, str]]:
        """Those of the rows that fit its step which are shown now."""

    def prompt(self, view: View) -> Prompt:
        """What to show when the step waits."""

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        """Judge what the person did."""

    def offered(self, view: View, upload: Upload) -> Verdict | None:
        """Judge a file that was sent; None where none is wanted."""

    def first(self, view: View) -> Request | None:
        """What has to be requested before the step can be shown, if anything."""

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        """Judge what came of a request."""

    def enter(self) -> Departed | Withdrawn | None:
        """What happens at once, for a kind that does not wait."""

    def exits(self) -> Iterator[Exit]:
        """The ways out that this kind names itself."""

    def leans_on_goto(self) -> bool:
        """Whether some way through needs the step's own `goto` or `end`."""

    def marks_on_goto(self) -> frozenset[str]:
        """The marks of every choice that leaves by the step's own `goto` or `end`."""

    def values(self) -> frozenset[str] | None:
        """The answers it can save, or None where anything can be typed."""

    def uses(self) -> Iterator[str]:
        """The names of the answers that it takes, besides those in its texts and conditions."""

    def wordings(self) -> Iterator[Wording]:
        """Every text in it that a person reads."""

    def conditions(self) -> Iterator[tuple[Path, Condition]]:
        """Every condition in it."""
