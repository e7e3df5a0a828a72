"""`hold` and `back`: how long what she keeps is held, and bringing it back while it is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.core.requests import BringBack, Outcome, Request, TakeControl
from bot.core.session import SPANS, USUAL_SPAN
from bot.core.sheet import Sheet
from bot.core.steps.base import (
    Holds,
    Key,
    Press,
    Prompt,
    Requested,
    Stay,
    Took,
    Typed,
    Verdict,
    View,
)
from bot.core.steps.one_screen import ForHer
from bot.core.templates import Template

NEXT = "(next)"


@dataclass(frozen=True, slots=True)
class OneTap(ForHer):
    """A step for her alone, at which one tap requests something."""

    PHRASE: ClassVar[str] = ""

    def prompt(self, view: View) -> Prompt:
        return Prompt((Key(NEXT, Template((view.phrases(self.PHRASE),)), "choice"),))

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press():
                return Requested(self.request(view))
            case Typed():
                return Stay(notice=view.phrases("please_tap"), failed=True)

    def request(self, view: View) -> Request:
        """What the tap requests."""
        return TakeControl()


@dataclass(frozen=True, slots=True)
class Hold(OneTap):
    """Sets for how long what she keeps is held after she was here last."""

    days: int
    KEYS: ClassVar[tuple[str, ...]] = ("hold",)
    PHRASE: ClassVar[str] = "set_it"

    @classmethod
    def read(cls, sheet: Sheet) -> Hold:
        """Read `hold`: how long."""
        span = sheet.text("hold", needed=True)
        if span and span not in SPANS:
            message = f'"hold: {span[:40]}" is not known. Write one of: {", ".join(SPANS)}.'
            sheet.complain("F102", message, "hold")
        return cls(SPANS.get(span, USUAL_SPAN))

    def shape(self) -> str:
        return f"hold {self.days}"

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        return Holds(self.days, outcome.control)


@dataclass(frozen=True, slots=True)
class Back(OneTap):
    """Brings back what was hidden, if nothing has to be known for that."""

    KEYS: ClassVar[tuple[str, ...]] = ("back",)
    PHRASE: ClassVar[str] = "bring_back"

    @classmethod
    def read(cls, sheet: Sheet) -> Back:
        """Read `back: everything`."""
        if sheet.text("back", needed=True) not in ("", "everything"):
            sheet.complain("F102", 'write "back: everything".', "back")
        return cls()

    def shape(self) -> str:
        return "back"

    def request(self, view: View) -> Request:
        return BringBack(view.is_erasing)

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        return Took(None)
