"""`unlock`: asks whether it is her, in the same way whether or not she has a lock.

With a lock, "I have none" opens an empty place, as a duress PIN does; without one it opens what she
keeps. So nobody who does not know her PIN can tell whether there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from bot.core import requests
from bot.core.requests import Outcome
from bot.core.sheet import Sheet
from bot.core.steps import keypad
from bot.core.steps.base import (
    Key,
    Press,
    Prompt,
    Requested,
    Stay,
    Took,
    Typed,
    Verdict,
    View,
    Wording,
)
from bot.core.steps.choices import folded
from bot.core.steps.plain import Plain
from bot.core.steps.spoken import WORDS, looks_like_words
from bot.core.templates import Template

NONE = "(unlock)"
"""What the button of those means who have nothing to open it with."""


@dataclass(frozen=True, slots=True)
class Unlock(Plain):
    """Opens what she keeps, with a PIN that is tapped, words that are typed, or neither."""

    none: Template
    KEYS: ClassVar[tuple[str, ...]] = ("unlock",)

    @classmethod
    def read(cls, sheet: Sheet) -> Unlock:
        """Read `unlock`: the words on the button of those who have no lock."""
        return cls(
            sheet.template(sheet.words(sheet.text("unlock", needed=True), "unlock"), "unlock")
        )

    @property
    def waits(self) -> bool:
        return True

    def shape(self) -> str:
        return "unlock"

    def prompt(self, view: View) -> Prompt:
        tapped = Template((keypad.tapped(view, _entered(view)),))
        keys = (*keypad.keys(view), Key(NONE, self.none, "none"))
        return Prompt(keys, tapped, WORDS, shuffles=True)

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press(item):
                return self._pressed(view, item)
            case Typed(text):
                return self._typed(view, text)

    def _pressed(self, view: View, item: str) -> Verdict:
        entered = _entered(view)
        if item == NONE:
            return Requested(requests.Unlock("", "nothing", view.is_erasing))
        if item != keypad.OK:
            entered = keypad.after(entered, item)
            return Stay(keyed=(entered,) if entered else ())
        if not keypad.is_long_enough(entered):
            return Stay(notice=view.phrases("pin_short"), failed=True)
        return Requested(requests.Unlock(entered, "pin"))

    def _typed(self, view: View, text: str) -> Verdict:
        if folded(text) == folded(self.none.fill(view.show)):
            return self._pressed(view, NONE)
        if keypad.looks_typed(text):
            return Stay(notice=view.phrases("tap_pin"), secret=True)
        if looks_like_words(text, view.wordlist):
            return Requested(requests.Unlock(text, "words"), secret=" " in text.strip())
        return Stay(notice=view.phrases("please_tap"), failed=True)

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        match outcome.came:
            case "opened":
                return Took(None)
            case "kept_here":
                return Stay(notice=view.phrases("kept_here"), failed=True)
            case "too_often":
                return Stay(notice=view.phrases("too_often", minutes=outcome.minutes), failed=True)
            case _:
                return Stay(notice=view.phrases("not_opened"), failed=True)

    def wordings(self) -> Iterator[Wording]:
        yield Wording(self.none, ("unlock",), "button")


def _entered(view: View) -> str:
    return view.keyed[0] if view.keyed else ""
