"""`ask … as …`: an answer that is typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from bot.core import templates, values
from bot.core.effects import Role
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
from bot.core.steps.tick import DONE, Closing
from bot.core.templates import Template
from bot.core.values import Found

SKIP = "(skip)"
"""What the Skip button means."""
MOST_TEXT = 4000
"""The most characters an author may ask for: what is typed has to fit in one message."""
TRIES = 2
"""After so many bad tries the bot offers to skip and to help by itself."""
MOST_OFFERED = 6

_TYPE = re.compile(
    r"(?P<type>text|number|date|time|phone|url|country|language|zone)(?P<ahead> ahead)?"
    r"(?: up to (?P<most>\d{1,5}))?(?: from (?P<low>-?\d{1,9}) to (?P<high>-?\d{1,9}))?\Z"
)
_PERSONAL = ("country", "language", "zone")


@dataclass(frozen=True, slots=True)
class Type:
    """What is asked for, and its limits; `ahead` is a day that is still to come."""

    name: str
    most: int = MOST_TEXT
    low: int = -(10**9)
    high: int = 10**9
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Ask(Plain):
    """Asks for something typed; a text gathers several messages until Done."""

    question: Template
    type: Type
    retry: Template | None
    skip: Closing | None
    KEYS: ClassVar[tuple[str, ...]] = ("ask", "as", "retry", "skip")

    @classmethod
    def read(cls, sheet: Sheet) -> Ask:
        """Read `ask`, `as`, `retry` and `skip`."""
        question = sheet.template(sheet.text("ask", needed=True), "ask")
        retry, skip = sheet.text("retry"), sheet.text("skip")
        if not sheet.text("save"):
            sheet.complain("F102", '"save" is missing here: name the answer, "save: …".', "ask")
        return cls(
            question,
            _type(sheet),
            sheet.template(retry, "retry") if retry else None,
            Closing(*sheet.label(skip, "skip")) if skip else None,
        )

    @property
    def waits(self) -> bool:
        return True

    def shape(self) -> str:
        return f"ask {self.type.name}"

    def prompt(self, view: View) -> Prompt:
        return Prompt((*self._offered(view), *self._closing(view)), self.question, self.type.name)

    def _offered(self, view: View) -> Iterator[Key]:
        match self.type.name:
            case "country":
                codes: tuple[str, ...] = view.places.served
            case "language":
                codes = tuple(view.places.languages)
            case _:
                codes = ()
        return (self._key(view, code) for code in codes[:MOST_OFFERED])

    def _closing(self, view: View) -> Iterator[Key]:
        if self.type.name == "text" and view.begun:
            yield _word(view, DONE, "done")
        elif self.skip is not None:
            yield Key(SKIP, self.skip.label, "skip")
        elif view.tries >= TRIES:
            yield _word(view, SKIP, "skip")

    def _key(self, view: View, value: str | int) -> Key:
        if self.type.name == "date":
            name = values.show_date(str(value), view.phrases)
        else:
            name = view.places.name(self.type.name, str(value))
        return Key(f"={value}", templates.Template((name,)), "choice")

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press(item):
                return self._pressed(view, item)
            case Typed(text):
                return self._typed(view, text)

    def _pressed(self, view: View, item: str) -> Verdict:
        if item == SKIP:
            return Took(None, self.skip.target if self.skip else "")
        if item == DONE and view.begun:
            return Took(view.answer)
        found = self._read(view, item[1:]) if item.startswith("=") else ()
        return Took(item[1:]) if item[1:] in found else Gone()

    def _typed(self, view: View, text: str) -> Verdict:
        for key in self._closing(view):
            if folded(text) == folded(key.label.fill(view.show)):
                return self._pressed(view, key.item)
        if self.type.name == "text":
            return self._gather(view, text)
        found = self._read(view, text) if len(text) <= values.LONGEST else ()
        if len(found) == 1:
            return Took(found[0])
        if found:
            offered = tuple(self._key(view, value) for value in found[:MOST_OFFERED])
            return Stay(notice=view.phrases("which_one"), instead=offered)
        return Stay(notice=self._complaint(view), failed=True)

    def _gather(self, view: View, text: str) -> Verdict:
        before = [str(view.answer)] if view.begun and view.answer is not None else []
        gathered = "\n".join([*before, text.strip()])
        if len(gathered) > self.type.most:
            over = len(gathered) - self.type.most
            notice = view.phrases("too_long", over=over, most=self.type.most)
            return Stay(notice=notice, failed=True)
        return Stay(answer=gathered, notice=view.phrases("kept_more"))

    def _read(self, view: View, text: str) -> Found:
        return _READERS[self.type.name](self.type, view, text)

    def _complaint(self, view: View) -> str:
        if view.tries + 1 >= TRIES:
            return view.phrases("too_many_tries")
        if self.retry is not None:
            return self.retry.fill(view.show)
        if self.type.name == "number":
            return view.phrases("bad_number", low=self.type.low, high=self.type.high)
        return view.phrases(f"bad_{self.type.name}")

    def exits(self) -> Iterator[Exit]:
        if self.skip is not None and self.skip.target:
            kind = kind_of(self.skip.target, "skip")
            yield Exit(self.skip.target, kind, ("skip",), self.skip.label.source)

    def leans_on_goto(self) -> bool:
        return True

    def values(self) -> frozenset[str] | None:
        return None

    def wordings(self) -> Iterator[Wording]:
        yield Wording(self.question, ("ask",), "message")
        if self.retry is not None:
            yield Wording(self.retry, ("retry",), "message")
        if self.skip is not None:
            yield Wording(self.skip.label, ("skip",), "button")


_READERS: dict[str, Callable[[Type, View, str], Found]] = {
    "number": lambda kind, _, text: values.read_number(text, kind.low, kind.high),
    "date": lambda kind, view, text: values.read_date(
        text, view.at, view.zone, view.phrases, ahead=kind.ahead
    ),
    "time": lambda _, __, text: values.read_time(text),
    "phone": lambda _, __, text: values.read_phone(text),
    "url": lambda _, __, text: values.read_url(text),
    "country": lambda _, view, text: view.places.find_country(text),
    "language": lambda _, view, text: view.places.find_language(text),
    "zone": lambda _, view, text: view.places.find_zone(text),
}
"""How each type but text is read; a new type is a line here and a phrase for its bad answers."""


def _word(view: View, item: str, role: Role) -> Key:
    return Key(item, templates.Template((view.phrases(role),)), role)


def _type(sheet: Sheet) -> Type:
    text = sheet.text("as", needed=True)
    match = _TYPE.match(" ".join(text.split()))
    if match is None:
        if text:
            message = (
                f'"as: {text}" is not known. Write: text up to 500, number from 1 to 10, date, '
                "date ahead, time, phone, url, country, language or zone."
            )
            sheet.complain("F102", message, "as")
        return Type("text")
    name, ahead, most, low, high = match.groups()
    if ahead and name != "date":
        sheet.complain("F102", '"ahead" goes with date.', "as")
    if (most and name != "text") or (low and name != "number"):
        limits = '"up to" goes with text, "from … to …" with number.'
        sheet.complain("F102", limits, "as")
    if name in _PERSONAL and sheet.text("save") not in ("", name):
        message = f'a {name} belongs to the person: write "save: {name}".'
        sheet.complain("F102", message, "save")
    return _limited(sheet, Type(name, ahead=bool(ahead)), most, low, high)


def _limited(sheet: Sheet, kind: Type, most: str | None, low: str | None, high: str | None) -> Type:
    if most and not 1 <= int(most) <= MOST_TEXT:
        sheet.complain("F102", f"a text can be up to {MOST_TEXT} characters long.", "as")
        return kind
    if low and high and int(low) > int(high):
        sheet.complain("F102", "the first number should be the smaller one.", "as")
        return kind
    if low and high:
        return Type(kind.name, low=int(low), high=int(high))
    return Type(kind.name, most=int(most)) if most else kind
