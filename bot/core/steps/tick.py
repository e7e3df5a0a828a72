"""`tick`: several answers, each set or unset, until Done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from bot.core import templates
from bot.core.session import Answer
from bot.core.sheet import Sheet
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
from bot.core.steps.choices import folded
from bot.core.steps.plain import Plain
from bot.core.templates import Template

DONE, NONE = "(done)", "(none)"
"""What the two closing buttons mean; brackets keep them apart from an author's ids."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A button that ends the ticking, and where it leads ("" for the step's own `goto`)."""

    label: Template
    target: str


@dataclass(frozen=True, slots=True)
class Tick(Plain):
    """Lets the person tick all that fits; a press sets or unsets its item and never toggles."""

    items: dict[str, Template]
    done: Closing
    none: Closing | None
    KEYS: ClassVar[tuple[str, ...]] = ("tick", "done", "none")

    @classmethod
    def read(cls, sheet: Sheet) -> Tick:
        """Read `tick`, `done` and `none`."""
        items = {}
        for name, line in sheet.entries("tick"):
            if isinstance(line, str):
                items[name] = sheet.template(sheet.words(line, "tick", name), "tick", name)
            else:
                sheet.complain("F102", "the words of this tick should be a text.", "tick", name)
        if not sheet.text("save"):
            sheet.complain("F102", '"save" is missing here: name the answer, "save: …".', "tick")
        done = _closing(sheet, "done") or Closing(templates.parse("Done"), "")
        return cls(items, done, _closing(sheet, "none") if "none" in sheet else None)

    @property
    def waits(self) -> bool:
        return True

    def shape(self) -> str:
        return "tick"

    def prompt(self, view: View) -> Prompt:
        ticked = _ticked(view.answer)
        keys = [Key(name, label, "tick", name in ticked) for name, label in self.items.items()]
        keys.append(Key(DONE, self.done.label, "done"))
        if self.none is not None:
            keys.append(Key(NONE, self.none.label, "none"))
        return Prompt(tuple(keys))

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press(item, wanted):
                return self._pressed(view, item, wanted=wanted)
            case Typed(text):
                return self._typed(view, folded(text))

    def _pressed(self, view: View, item: str, *, wanted: bool) -> Verdict:
        if item == DONE:
            return Took(self._in_order(_ticked(view.answer)), self.done.target)
        if item == NONE:
            return Took((), self.none.target) if self.none else Gone()
        if item not in self.items:
            return Gone()
        before = _ticked(view.answer)
        return Stay(answer=self._in_order(before | {item} if wanted else before - {item}))

    def _typed(self, view: View, wanted: str) -> Verdict:
        ticked = _ticked(view.answer)
        for key in self.prompt(view).keys:
            if wanted in (key.item.strip("()"), folded(key.label.fill(view.show))):
                return self._pressed(view, key.item, wanted=key.item not in ticked)
        return Stay(notice=view.phrases("please_tap"), failed=True)

    def _in_order(self, ticked: set[str]) -> tuple[str, ...]:
        return tuple(name for name in self.items if name in ticked)

    def exits(self) -> Iterator[Exit]:
        for key, closing in (("done", self.done), ("none", self.none)):
            if closing is not None and closing.target:
                kind = kind_of(closing.target, "choice")
                yield Exit(closing.target, kind, (key,), closing.label.source)

    def leans_on_goto(self) -> bool:
        return not self.done.target or (self.none is not None and not self.none.target)

    def values(self) -> frozenset[str] | None:
        return frozenset(self.items)

    def wordings(self) -> Iterator[Wording]:
        for name, label in self.items.items():
            yield Wording(label, ("tick", name), "button")
        yield Wording(self.done.label, ("done",), "button")
        if self.none is not None:
            yield Wording(self.none.label, ("none",), "button")


def _ticked(answer: Answer | None) -> set[str]:
    return set(answer) if isinstance(answer, tuple) else set()


def _closing(sheet: Sheet, key: str) -> Closing | None:
    text = sheet.text(key, needed=True)
    return Closing(*sheet.label(text, key)) if text else None
