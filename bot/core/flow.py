"""A flow as it is played: steps, each read once from an author's file and never changed.

Within a step the order is: say, show, wait, save, set, keep, do, then the taken choice's target,
else `goto` or `end`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bot.core.complaint import Path
from bot.core.conditions import Condition
from bot.core.effects import MediaKind
from bot.core.noticing import LEVELS
from bot.core.steps.base import Exit, Kind, Use, Wording, kind_of
from bot.core.steps.choices import Choices
from bot.core.templates import Template

STEP_MARKS = frozenset(
    {"danger_question", "look", "capture", "danger_branch", "adult_tool", "line"}
)
"""What a step can be for, so that the rules about order can be proved."""
CHANGES = frozenset(LEVELS)
"""Whether another person can notice what a step tells someone to change."""
START = "start"


@dataclass(frozen=True, slots=True)
class Speech:
    """One message, said if its condition holds; `copied` says that it is made to be copied."""

    template: Template
    path: Path
    when: Condition | None = None
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Include:
    """A snippet shared by several flows."""

    snippet: str
    path: Path


@dataclass(frozen=True, slots=True)
class Picture:
    """A media file of the set, with what it shows in words."""

    kind: MediaKind
    file: str
    alt: str
    path: Path


Saying = Speech | Include | Picture


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a table that a step shows, and where to go when there is none."""

    table: str
    where: Condition | None
    lines: tuple[Template, ...]
    most: int
    empty: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A name to set: to a text, or up or down by a number."""

    name: str
    value: Template
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """Another flow to run before going on, and what it is given."""

    flow: str
    given: tuple[Setting, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One line of a `goto`."""

    target: str
    when: Condition | None
    path: Path


@dataclass(frozen=True)
class Step:
    """One place in a flow; its kind says what it waits for."""

    id: str
    flow: str
    kind: Kind
    says: tuple[Saying, ...] = ()
    listing: Listing | None = None
    save: str = ""
    keep: tuple[tuple[str, int], ...] = ()
    sets: tuple[Setting, ...] = ()
    call: Call | None = None
    ways: tuple[Way, ...] = ()
    end: str = ""
    marks: frozenset[str] = frozenset()
    changes: str = ""
    critical: bool = False
    was: tuple[str, ...] = ()
    shape: str = ""
    plain: tuple[str, ...] | None = None
    """Its messages, where they are the same for everybody: so most steps cost no look-up."""

    def exits(self) -> tuple[Exit, ...]:
        """Every way out, as the map draws it and the checker walks it."""
        return self._exits

    @cached_property
    def _exits(self) -> tuple[Exit, ...]:
        return tuple(self._ways_out())

    def _ways_out(self) -> Iterator[Exit]:
        yield from self.kind.exits()
        if self.listing is not None and self.listing.empty:
            yield Exit(self.listing.empty, "empty", ("empty",))
        if self.call is not None:
            yield Exit(self.call.flow, "call", ("do",))
        if not self.kind.leans_on_goto():
            return
        marks = self.kind.marks_on_goto()
        if self.end:
            yield Exit(self.end, "end", ("end",), marks=marks)
        for way in self.ways:
            kind = kind_of(way.target, "goto")
            yield Exit(way.target, kind, way.path, marks=marks, when=way.when)

    def targets(self) -> frozenset[str]:
        """The steps it can lead to, in this flow (`step`) or another (`flow/step`)."""
        return frozenset(way.target for way in self.exits() if way.kind not in ("call", "end"))

    def wordings(self) -> tuple[Wording, ...]:
        """Every text of its own that a person reads, snippets apart."""
        return self._wordings

    @cached_property
    def _wordings(self) -> tuple[Wording, ...]:
        return tuple(self._worded())

    def _worded(self) -> Iterator[Wording]:
        for saying in self.says:
            if isinstance(saying, Speech):
                use: Use = "to_copy" if saying.copied else "message"
                yield Wording(saying.template, saying.path, use)
        if self.listing is not None:
            for index, line in enumerate(self.listing.lines):
                yield Wording(line, ("each", index), "message")
        yield from self.kind.wordings()

    def conditions(self) -> Iterator[tuple[Path, Condition]]:
        """Every condition about answers, with its place."""
        for saying in self.says:
            if isinstance(saying, Speech) and saying.when is not None:
                yield (*saying.path[:-1], "if"), saying.when
        yield from self.kind.conditions()
        for way in self.ways:
            if way.when is not None:
                yield way.path, way.when


@dataclass(frozen=True, slots=True)
class Review:
    """When and by whom a flow was reviewed, and after how many days it should be again."""

    on: date
    by: str
    again: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What other flows can see of a flow: a change elsewhere in it does not concern them."""

    steps: frozenset[str]
    gives: tuple[str, ...]
    jumps: frozenset[str]
    calls: frozenset[str]
    given: frozenset[tuple[str, str]]
    keeps: frozenset[str]
    shape: int


@dataclass(frozen=True, eq=False)
class Flow:
    """One conversation an author wrote."""

    id: str
    title: str
    file: str
    steps: Mapping[str, Step]
    covers: tuple[str, ...] = ()
    review: Review | None = None
    intimate: bool = False
    private: bool = False
    gives: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def labels(self) -> Mapping[tuple[str, str], str]:
        """The words for (saved name, choice): what `{name}` shows."""
        return {
            (step.save, wording.path[1]): wording.template.source
            for step in self.steps.values()
            if step.save
            for wording in step.kind.wordings()
            if wording.use == "button"
            and len(wording.path) == 2
            and isinstance(wording.path[1], str)
        }

    @cached_property
    def dates(self) -> frozenset[str]:
        """The saved names that hold dates, which are shown as a person reads them."""
        asked = (step for step in self.steps.values() if step.kind.shape() == "ask date")
        return frozenset(step.save for step in asked)

    @cached_property
    def outline(self) -> Outline:
        """What other flows can see of it."""
        steps, exits = (
            self.steps.values(),
            [(s, way) for s in self.steps.values() for way in s.exits()],
        )
        return Outline(
            steps=frozenset(self.steps),
            gives=self.gives,
            jumps=frozenset(w.target for _, w in exits if w.kind != "call" and "/" in w.target),
            calls=frozenset(step.call.flow for step in steps if step.call),
            given=frozenset((s.call.flow, g.name) for s in steps if s.call for g in s.call.given),
            keeps=frozenset(name for step in steps for name, _ in step.keep),
            shape=hash(
                tuple((s.id, s.marks, s.kind.waits, w.target, w.kind, w.marks) for s, w in exits)
            ),
        )

    def find(self, step: str) -> Step | None:
        """The step of that name, or the one that was renamed from it."""
        return self.steps.get(step) or self.steps.get(self.renamed.get(step, ""))


def asks(step: Step) -> bool:
    """Whether the step is a form: something is typed or ticked at it."""
    return step.kind.waits and not isinstance(step.kind, Choices)
