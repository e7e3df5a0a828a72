"""`choices`: buttons, of which one is taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar
from unicodedata import category

from bot.core import templates
from bot.core.complaint import Path
from bot.core.conditions import Condition
from bot.core.sheet import Sheet, Untrusted
from bot.core.steps.base import (
    Exit,
    Gone,
    Key,
    Press,
    Prompt,
    Stay,
    Took,
    Typed,
    Verdict,
    View,
    Wording,
    kind_of,
)
from bot.core.steps.plain import Plain
from bot.core.templates import Template

MARKS = frozenset({"under_18", "no_danger", "all_adults", "adult", "nobody_naked", "leave_it"})
"""What a choice can say about the person who takes it; an id of that name says it too."""

_FRAME = re.compile(r"\A[\W_]+|[\W_]+\Z")
_LONG_FORM = ("label", "goto", "if", "marks")


@dataclass(frozen=True, slots=True)
class Choice:
    """One button, and where it leads ("" for the step's own `goto`)."""

    id: str
    label: Template
    target: str
    when: Condition | None = None
    marks: frozenset[str] = frozenset()


def folded(text: str) -> str:
    """A typed text as it is compared with a label: what can't be seen or frames it is gone."""
    seen = "".join(mark for mark in text.casefold() if category(mark) != "Cf" and mark != "\ufe0f")
    return _FRAME.sub("", " ".join(seen.split()))


@dataclass(frozen=True, slots=True)
class Choices(Plain):
    """Asks the person to tap one of several buttons; typing a button's words does the same."""

    choices: tuple[Choice, ...]
    by_id: dict[str, Choice]
    same: Prompt | None = None
    """What is asked, where it is the same for everybody."""
    KEYS: ClassVar[tuple[str, ...]] = ("choices",)

    @classmethod
    def read(cls, sheet: Sheet) -> Choices:
        """Read the lines under `choices`."""
        choices = tuple(_read(sheet, *line) for line in sheet.entries("choices"))
        depends = any(choice.when for choice in choices)
        same = None if depends else _prompt(choices)
        return cls(choices, {choice.id: choice for choice in choices}, same)

    @property
    def waits(self) -> bool:
        return True

    def shape(self) -> str:
        return "choices"

    def prompt(self, view: View) -> Prompt:
        if self.same is not None:
            return self.same
        held = (c for c in self.choices if c.when is None or view.holds(c.when))
        return _prompt(held)

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press(item):
                choice = self.by_id.get(item)
                return Took(choice.id, choice.target) if choice else Gone()
            case Typed(text):
                return self._typed(view, text)

    def _typed(self, view: View, text: str) -> Verdict:
        wanted = folded(text)
        for key in self.prompt(view).keys:
            if wanted in (key.item, folded(key.label.fill(view.show))):
                return Took(key.item, self.by_id[key.item].target)
        return Stay(notice=view.phrases("please_tap"), failed=True)

    def exits(self) -> Iterator[Exit]:
        for choice in self.choices:
            if choice.target:
                yield Exit(
                    choice.target,
                    kind_of(choice.target, "choice"),
                    ("choices", choice.id),
                    choice.label.source,
                    choice.marks,
                    choice.when,
                )

    def leans_on_goto(self) -> bool:
        return any(not choice.target for choice in self.choices)

    def marks_on_goto(self) -> frozenset[str]:
        marks = [choice.marks for choice in self.choices if not choice.target]
        return frozenset.intersection(*marks) if marks else frozenset()

    def values(self) -> frozenset[str] | None:
        return frozenset(self.by_id)

    def wordings(self) -> Iterator[Wording]:
        for choice in self.choices:
            yield Wording(choice.label, ("choices", choice.id), "button")

    def conditions(self) -> Iterator[tuple[Path, Condition]]:
        for choice in self.choices:
            if choice.when is not None:
                yield ("choices", choice.id, "if"), choice.when


def _prompt(choices: Iterable[Choice]) -> Prompt:
    return Prompt(tuple(Key(choice.id, choice.label, "choice") for choice in choices))


def _read(sheet: Sheet, name: str, line: Untrusted) -> Choice:
    implied = frozenset({name} & MARKS)
    if isinstance(line, str):
        return Choice(name, *sheet.label(line.strip(), "choices", name), marks=implied)
    long = sheet.sheet("choices", name, tree=line)
    if long is None:
        return Choice(name, templates.parse(name), "")
    long.only(_LONG_FORM, "a choice")
    condition, target = long.text("if"), long.text("goto")
    return Choice(
        name,
        long.template(long.words(long.text("label", needed=True), "label"), "label"),
        long.target(target, "goto") if target else "",
        long.condition(condition, "if") if condition else None,
        implied | frozenset(long.names("marks")),
    )
