"""`hand_over`: a package of her log for others, and the words that open it.

It leaves sealed through the chat, or waits until somebody collects it with a code of eight words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from bot.core.requests import LawRow, MakePackage, MakeRelease, Outcome, Request
from bot.core.sheet import Sheet
from bot.core.steps import spoken
from bot.core.steps.base import Prompt, Stay, Verdict, View
from bot.core.steps.log import law_of, numbers
from bot.core.steps.one_screen import OneScreen, go_on
from bot.core.steps.own import moment
from bot.core.templates import Template

ADD_LAW = "add_law"
"""The id of the choice that has printed what the law of her country asks for."""
TAKE_OUT = "take_out"
"""The id of the choice that has the places taken out of pictures."""


@dataclass(frozen=True, slots=True)
class HandOver(OneScreen):
    """Makes a package, and hands it over with its words."""

    to: str
    left_out: str
    key: str
    places: str
    law: str
    KEYS: ClassVar[tuple[str, ...]] = ("hand_over", "for", "leaves_out", "key", "places", "law")

    @classmethod
    def read(cls, sheet: Sheet) -> HandOver:
        """Read `hand_over`: a package or a code, for whom, without what, and how."""
        name = sheet.text("hand_over", needed=True)
        if name not in ("", *HANDED):
            sheet.complain("F102", f'write "hand_over: {" or ".join(HANDED)}".', "hand_over")
        answers = [sheet.name(key) for key in ("for", "leaves_out", "key", "places", "law")]
        kind = HANDED.get(name, HandOver)
        if kind is Code and answers[2]:
            sheet.complain("F102", 'a code is for words only: leave "key" out.', "key")
        return kind(*answers)

    def shape(self) -> str:
        return "hand_over"

    def request(self, view: View) -> Request:
        return MakePackage(
            _text(view, self.to),
            numbers(view, self.left_out),
            _text(view, self.key),
            bare=_text(view, self.places) == TAKE_OUT,
            law=self.law_rows(view),
        )

    def prompt(self, view: View) -> Prompt:
        path, told = view.keyed if len(view.keyed) == 2 else ("", "".join(view.keyed))
        return _handed(view, "have_words" if path else "go_on", told, path)

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        if not outcome.words:
            return Stay(keyed=(view.phrases("no_package"),))
        path, *words = outcome.words
        told = spoken.listed(" ".join(words).split()) if words else view.phrases("for_their_key")
        return Stay(keyed=(path, told))

    def law_rows(self, view: View) -> tuple[LawRow, ...]:
        """What the law of her country asks for, if she wants that printed."""
        rows = law_of(view) if _text(view, self.law) == ADD_LAW else ()
        return tuple(LawRow(row["law"], row["text"], row["needs"]) for row in rows)

    def uses(self) -> Iterator[str]:
        return iter(
            name for name in (self.to, self.left_out, self.key, self.places, self.law) if name
        )


class Code(HandOver):
    """Makes a package that waits, and shows the words that collect it, and when they do."""

    __slots__ = ()

    def shape(self) -> str:
        return "hand_over code"

    def request(self, view: View) -> Request:
        return MakeRelease(
            _text(view, self.to),
            numbers(view, self.left_out),
            bare=_text(view, self.places) == TAKE_OUT,
            law=self.law_rows(view),
        )

    def prompt(self, view: View) -> Prompt:
        has_words = len(view.keyed) == 2
        return _handed(view, "have_words" if has_words else "go_on", "\n".join(view.keyed))

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        if not outcome.words or not outcome.releases:
            told = "codes_open" if outcome.came == "too_many" else "no_package"
            return Stay(keyed=(view.phrases(told),))
        made = outcome.releases[0]
        end = moment(view, made.ends)
        works = view.phrases("code_works", end=end)
        if made.starts > view.at.timestamp():
            works = view.phrases("code_works_later", start=moment(view, made.starts), end=end)
        return Stay(keyed=(spoken.listed(outcome.words), works))


HANDED: dict[str, type[HandOver]] = {"package": HandOver, "code": Code}
"""What can be handed over, by the word an author writes."""


def _handed(view: View, phrase: str, told: str, path: str = "") -> Prompt:
    return Prompt((go_on(view, phrase),), Template((told,)), file=path)


def _text(view: View, name: str) -> str:
    found = view.look(name) if name else None
    return found if isinstance(found, str) else ""
