"""`consent` and `withdraw`: a yes to one purpose, for the words she was shown, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from bot.core.sheet import Sheet
from bot.core.steps.base import (
    Agreed,
    Exit,
    Key,
    Press,
    Prompt,
    Stay,
    Typed,
    Verdict,
    View,
    Withdrawn,
    Wording,
    kind_of,
)
from bot.core.steps.choices import folded
from bot.core.steps.plain import Plain
from bot.core.templates import Template

YES, NO = "(yes)", "(no)"
ALL = "everything"
"""The word for every purpose, where a yes is taken back."""
_KEYS = {YES: "yes", NO: "no"}


@dataclass(frozen=True, slots=True)
class Agree(Plain):
    """Asks whether something may be done; passes by itself while a yes to these words stands."""

    purpose: str
    labels: dict[str, tuple[Template, str]]
    KEYS: ClassVar[tuple[str, ...]] = ("consent", "yes", "no")

    @classmethod
    def read(cls, sheet: Sheet) -> Agree:
        """Read `consent`, and the two buttons that answer it."""
        purpose = sheet.name("consent", needed=True)
        if not sheet.tree.get("say"):
            message = '"consent" is a yes to the words of its own step: add "say" to it.'
            sheet.complain("F102", message, "consent")
        labels = {
            item: sheet.label(sheet.text(key, needed=True), key) for item, key in _KEYS.items()
        }
        return cls(purpose, labels)

    @property
    def waits(self) -> bool:
        return True

    def shape(self) -> str:
        return f"consent {self.purpose}"

    def prompt(self, view: View) -> Prompt:
        return Prompt(tuple(Key(item, label, "choice") for item, (label, _) in self.labels.items()))

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press(item):
                return self._answered(item)
            case Typed(text):
                meant = (item for item, (label, _) in self.labels.items() if _is(text, label, view))
                found = next(meant, None)
                if found is None:
                    return Stay(notice=view.phrases("please_tap"), failed=True)
                return self._answered(found)

    def _answered(self, item: str) -> Verdict:
        return Agreed(self.purpose, item == YES, self.labels[item][1])

    def exits(self) -> Iterator[Exit]:
        for item, (label, target) in self.labels.items():
            if target:
                yield Exit(target, kind_of(target, "choice"), (_KEYS[item],), label.source)

    def leans_on_goto(self) -> bool:
        return any(not target for _, target in self.labels.values())

    def wordings(self) -> Iterator[Wording]:
        for item, (label, _) in self.labels.items():
            yield Wording(label, (_KEYS[item],), "button")


def _is(text: str, label: Template, view: View) -> bool:
    return folded(text) == folded(label.fill(view.show))


@dataclass(frozen=True, slots=True)
class Withdraw(Plain):
    """Takes a yes back, or all of them; what is kept by then stays until its time is up."""

    purpose: str
    KEYS: ClassVar[tuple[str, ...]] = ("withdraw",)

    @classmethod
    def read(cls, sheet: Sheet) -> Withdraw:
        """Read `withdraw`: a purpose, or `everything`."""
        return cls(sheet.name("withdraw", needed=True))

    def shape(self) -> str:
        return f"withdraw {self.purpose}"

    def enter(self) -> Withdrawn | None:
        return Withdrawn("" if self.purpose == ALL else self.purpose)
