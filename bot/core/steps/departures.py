"""`leave` and `erase`: steps at which a conversation is cleared away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.core.requests import Outcome, Request, TakeControl
from bot.core.sheet import Sheet
from bot.core.steps.base import Departed, Verdict, View
from bot.core.steps.plain import Plain


def _only(sheet: Sheet, key: str, word: str) -> None:
    if sheet.text(key, needed=True) not in ("", word):
        sheet.complain("F102", f'write "{key}: {word}".', key)


@dataclass(frozen=True, slots=True)
class Leave(Plain):
    """Leaves as the Close button does: the chat is cleared and nothing more is said.

    What she asked to be sent comes once she writes again; after `leave: gently` it comes as ever.
    """

    gently: bool
    KEYS: ClassVar[tuple[str, ...]] = ("leave",)

    @classmethod
    def read(cls, sheet: Sheet) -> Leave:
        """Read `leave: now`, or `leave: gently`."""
        word = sheet.text("leave", needed=True)
        if word not in ("", "now", "gently"):
            sheet.complain("F102", 'write "leave: now", or "leave: gently".', "leave")
        return cls(word == "gently")

    @property
    def departs(self) -> bool:
        return True

    def shape(self) -> str:
        return "leave"

    def enter(self) -> Departed | None:
        return Departed(gently=self.gently)

    def leans_on_goto(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Erase(Plain):
    """Erases all that is held about the person, or hides it first, and clears the chat."""

    KEYS: ClassVar[tuple[str, ...]] = ("erase",)

    @classmethod
    def read(cls, sheet: Sheet) -> Erase:
        """Read `erase: everything`."""
        _only(sheet, "erase", "everything")
        return cls()

    @property
    def waits(self) -> bool:
        return True  # for what comes of the request: nothing is ever shown here

    @property
    def guarded(self) -> bool:
        return True

    @property
    def departs(self) -> bool:
        return True

    def shape(self) -> str:
        return "erase"

    def first(self, view: View) -> Request | None:
        return TakeControl()

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        return Departed(outcome.control)

    def leans_on_goto(self) -> bool:
        return False
