"""`incident` and `report_made`: what she said becomes an entry of her log, at once and for good.

Both ask nothing: the questions are an author's steps before them. What is kept is said on the next
screen, and only there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from bot.core.exhibits import instant
from bot.core.incident import (
    IMPACT,
    RESTATED,
    Filing,
    Impact,
    Incident,
    Known,
    Occurred,
    Precision,
)
from bot.core.requests import KeepEntry, Outcome, Request
from bot.core.sheet import Sheet
from bot.core.steps.base import (
    Key,
    Logged,
    Press,
    Prompt,
    Requested,
    Stay,
    Typed,
    Verdict,
    View,
)
from bot.core.steps.plain import Plain
from bot.core.templates import Template
from bot.core.values import read_date, read_time

AGAIN = "(again)"
REFUSED = ("refused",)
"""What is noted where it could not be kept: it is tried again only if she taps."""
PLACEHOLDER = 1
"""What an amendment amends until the vault knows the number."""
DAYS_DUE = {"24 hours": 1, "48 hours": 2, "7 days": 7, "14 days": 14, "30 days": 30}
"""How many days after a report an answer is due, by the words for it."""
IS_KIND = re.compile("[a-z0-9_]{0,40}")
RELATIVE = ("today", "yesterday")
"""What a button can say in place of a date, by its id."""
WORDS = (
    *("channel", "account", "what", "quoted", "who", "witnesses", "did", "order"),
    "reason",
)
TIME = ("day", "time", "until_day", "until_time", "exactly", "often", "acts", "when", "zone")
FIELDS = (*WORDS, *IMPACT, *TIME, "kind", "how_known", "same_as")
"""The lines of an `incident`: each names the answer that it takes."""
REPORT = ("to", "on", "number", "officer", "answer", "next")
_PRECISIONS: dict[str, Precision] = {"exact": "exact", "about": "about", "range": "range"}
_KNOWN: dict[str, Known] = {"saw": "saw", "told": "told", "think": "think"}


@dataclass(frozen=True, slots=True)
class Keeping(Plain):
    """A step that keeps an entry by itself, or says that it could not, and can be tried again."""

    fields: Mapping[str, str]
    to: str

    @property
    def waits(self) -> bool:
        return True

    def prompt(self, view: View) -> Prompt:
        return Prompt((Key(AGAIN, Template((view.phrases("try_again"),)), "choice"),))

    def first(self, view: View) -> Request | None:
        return None if view.keyed else self.request(view)

    def request(self, view: View) -> Request:
        """The entry, as it is to be kept."""
        target = view.look(self.to) if self.to else 0
        known = target if isinstance(target, int | str) else 0
        return KeepEntry(self.incident(view, is_new=not known), view.visit, known)

    def incident(self, view: View, *, is_new: bool) -> Incident:
        """What is to be kept."""
        raise NotImplementedError

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press():
                return Requested(self.request(view))
            case Typed():
                return Stay(notice=view.phrases("please_tap"), failed=True, keyed=REFUSED)

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        match outcome.came:
            case "kept":
                return Logged(view.visit, saved(view, outcome))
            case "too_often":
                notice = view.phrases("not_kept_wait", minutes=outcome.minutes)
                return Stay(notice=notice, failed=True, keyed=REFUSED)
            case _:
                return Stay(notice=view.phrases("not_kept"), failed=True, keyed=REFUSED)

    def uses(self) -> Iterator[str]:
        yield from self.fields.values()
        if self.to:
            yield self.to

    def answer(self, view: View, field: str) -> str:
        """An answer in words; "" where there is none."""
        name = self.fields.get(field, "")
        return view.show(name) if name and view.look(name) is not None else ""

    def plain(self, view: View, field: str) -> str:
        """An answer as it is stored; "" where there is none."""
        found = view.look(self.fields[field]) if field in self.fields else None
        return str(found) if isinstance(found, str | int) else ""

    def day(self, view: View, field: str) -> str:
        """An answer as a day; "" where it means none, or several."""
        said = self.plain(view, field)
        word = view.phrases(said) if said in RELATIVE else said
        found = read_date(word, view.at, view.zone, view.phrases)
        return str(found[0]) if len(found) == 1 else ""

    def moment(self, view: View, day: str, time: str) -> str:
        """A day and, where it is known too, a time of that day."""
        date, found = self.day(view, day), read_time(self.plain(view, time))
        return f"{date}T{found[0]}" if date and len(found) == 1 else date


def saved(view: View, outcome: Outcome) -> str:
    """What says that it is kept; the number is told only where it is open."""
    if outcome.number:
        return view.phrases("saved_number", number=outcome.number)
    return view.phrases("saved")


def fields_of(sheet: Sheet, key: str, known: tuple[str, ...]) -> dict[str, str]:
    """The lines of a mapping that name answers; complains about lines it does not know."""
    below = sheet.sheet(key)
    if below is None:
        sheet.complain("F102", f'"{key}" needs lines such as "{known[0]}: name_of_an_answer".', key)
        return {}
    below.only(known, f'"{key}"')
    return {name: below.name(name, needed=True) for name in known if name in below}


@dataclass(frozen=True, slots=True)
class NewEntry(Keeping):
    """Keeps an incident; with `adds_to`, what is to be added to an earlier one."""

    KEYS: ClassVar[tuple[str, ...]] = ("incident", "adds_to")

    @classmethod
    def read(cls, sheet: Sheet) -> NewEntry:
        """Read `incident`, a line for each answer it takes, and `adds_to`."""
        fields, to = fields_of(sheet, "incident", FIELDS), sheet.name("adds_to")
        if not to and "what" not in fields:
            sheet.complain(
                "F102", 'an incident needs "what: …", the words of the person.', "incident"
            )
        return cls(fields, to)

    def shape(self) -> str:
        return "incident"

    def sort(self, view: View) -> str:
        """What kind of act it was, by the id of a choice; words that were typed are no kind."""
        said = self.plain(view, "kind")
        return said if IS_KIND.fullmatch(said) else ""

    def incident(self, view: View, *, is_new: bool) -> Incident:
        same = self.plain(view, "same_as")
        entry = Incident(
            self.answer(view, "what") or view.phrases("added_later"),
            instant(int(view.at.timestamp())),
            instant(view.sent),
            _occurred(self, view),
            self.sort(view),
            self.answer(view, "channel"),
            self.answer(view, "account"),
            self.answer(view, "quoted"),
            self.answer(view, "who"),
            _KNOWN.get(self.plain(view, "how_known"), ""),
            self.answer(view, "witnesses"),
            Impact(*(self.answer(view, name) for name in IMPACT)),
            self.answer(view, "did"),
            order=self.answer(view, "order"),
            same_person_as=(int(same),) if same.isdecimal() and int(same) else (),
        )
        if is_new:
            return entry
        return replace(
            entry,
            amends=PLACEHOLDER,
            reason=self.answer(view, "reason"),
            restates=_restated(entry, said=bool(self.answer(view, "what"))),
        )


def _restated(entry: Incident, *, said: bool) -> tuple[str, ...]:
    """The fields that this states anew: those that say anything, and no other."""
    nothing = Incident(entry.what, entry.recorded)
    found = {name for name in RESTATED if getattr(entry, name) != getattr(nothing, name)}
    return tuple(sorted(found | ({"what"} if said else set())))


def _occurred(step: Keeping, view: View) -> Occurred:
    """When it happened, as far as she said; what does not fit together is not known."""
    start = step.moment(view, "day", "time")
    end = step.moment(view, "until_day", "until_time")
    said = _PRECISIONS.get(step.plain(view, "exactly"))
    zone = step.plain(view, "zone") or view.zone
    often, acts = step.answer(view, "often"), step.plain(view, "acts")
    told = Occurred(
        often=often,
        # Several, uncounted, where she said how often and not how many times.
        acts=int(acts) if acts.isdecimal() else 0 if often else 1,
        words=step.answer(view, "when"),
    )
    for precision, (first, last) in _readings(said, start, end):
        try:
            return replace(told, precision=precision, start=first, end=last, zone=zone)
        except ValueError:
            continue
    return told


def _readings(
    said: Precision | None, start: str, end: str
) -> Iterator[tuple[Precision, tuple[str, str]]]:
    if end or said == "range":
        yield "range", (start, end)
    yield "about" if said == "about" else "exact", (start, "")


@dataclass(frozen=True, slots=True)
class ReportMade(Keeping):
    """Keeps that she told somebody who has to act, with an entry of hers; gives when it is due."""

    due_in: int
    KEYS: ClassVar[tuple[str, ...]] = ("report_made", "about", "due_in")

    @classmethod
    def read(cls, sheet: Sheet) -> ReportMade:
        """Read `report_made`, a line for each answer it takes, `about` and `due_in`."""
        fields, span = fields_of(sheet, "report_made", REPORT), sheet.text("due_in")
        if span and span not in DAYS_DUE:
            message = f'"due_in: {span[:40]}" is not known. Write one of: {", ".join(DAYS_DUE)}.'
            sheet.complain("F102", message, "due_in")
        return cls(fields, sheet.name("about", needed=True), DAYS_DUE.get(span, 0))

    def shape(self) -> str:
        return "report_made"

    def incident(self, view: View, *, is_new: bool) -> Incident:
        on = self.day(view, "on")
        filing = Filing(
            self.answer(view, "to"),
            on,
            self.answer(view, "number"),
            self.answer(view, "officer"),
            self.answer(view, "answer"),
            self.day(view, "next") or _later(on, self.due_in),
        )
        what = view.phrases("report_noted")
        return Incident(what, instant(int(view.at.timestamp())), filings=(filing,))


def _later(on: str, days: int) -> str:
    if not on or not days:
        return ""
    return (date.fromisoformat(on[:10]) + timedelta(days=days)).isoformat()
