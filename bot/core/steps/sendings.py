"""`messages`, `check_in`, `remind`: what she asks to be sent, and the words and hours for it.

They ask nothing: the questions are an author's steps before them. Each needs it to be her who is
here, and leads elsewhere (`refused`) where what she asked for can't be done, or (`wordless`) where
she has no cover words yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, get_args

from bot.core.agenda import (
    FARTHEST,
    LONGEST_WORDS,
    MOST_CHECK_INS,
    MOST_REMINDERS,
    About,
    Agenda,
    CheckIn,
    Reminder,
    asked_in,
    moved,
    place_of,
    same,
)
from bot.core.hours import EVERY_DAY, WEEKDAYS, day_of, minute_of, ordinal_of, zone_of
from bot.core.plan import Plan
from bot.core.requests import Outcome, ReadPlan, Request, TellHers
from bot.core.session import Answer
from bot.core.sheet import Sheet
from bot.core.steps.base import Arranged, Exit, Took, Verdict, View, kind_of
from bot.core.steps.entries import fields_of
from bot.core.steps.one_screen import OneScreen

DAYS: Mapping[str, tuple[int, ...]] = {
    "every_day": EVERY_DAY,
    "weekdays": EVERY_DAY[:5],
    **{name: (day,) for day, name in enumerate(WEEKDAYS)},
}
"""The days of the week by the ids of choices and ticks."""
MINUTES = re.compile(r"(?:.*_)?(\d{1,4})\Z")
"""An id that ends in a number of minutes."""
TOMORROW = "tomorrow"
PLANNED = ("each", "keep_up")
CHANGES = "changes"
"""What the items of her plan are about that she is reminded of."""
IN_DAYS = re.compile(r"in_(\d{1,3})_days\Z")
"""An id that says in how many days."""
WEEK_MINUTES = 7 * 24 * 60
# What a messenger makes a link of, or a command: a stranger would see that it is no chance remark.
_ODD = re.compile(r"[@#$/\\<>\n]|\.\w")


def is_harmless(words: str) -> bool:
    """Whether words can stand in a message of their own, as one short line without links."""
    return bool(words.strip()) and len(words) <= LONGEST_WORDS and not _ODD.search(words)


@dataclass(frozen=True, slots=True)
class Asking(OneScreen):
    """A step that has something sent, if it is her who is here and it can be done."""

    fields: Mapping[str, str]
    refused: str
    wordless: str = ""
    NEEDS_WORDS: ClassVar[bool] = True

    def shape(self) -> str:
        return self.KEYS[0]

    def request(self, view: View) -> Request:
        return TellHers()

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        place = place_of(is_hers=outcome.hers)
        agenda = asked_in(view.agendas, is_hers=outcome.hers)
        if self.NEEDS_WORDS and not agenda.words:
            return Took(None, self.wordless or self.refused)
        found = self.arranged(view, agenda)
        if found is None:
            return Took(None, self.refused)
        return Arranged(place, *found)

    def arranged(self, view: View, agenda: Agenda) -> tuple[Agenda, Answer | None] | None:
        """What is asked for then, and the answer to save; None where that can't be done."""
        raise NotImplementedError

    def exits(self) -> Iterator[Exit]:
        for key, target in (("refused", self.refused), ("wordless", self.wordless)):
            if target:
                yield Exit(target, kind_of(target, "choice"), (key,))

    def uses(self) -> Iterator[str]:
        yield from self.fields.values()

    def given(self, view: View, field: str) -> Answer | None:
        """An answer as it is stored."""
        name = self.fields.get(field, "")
        return view.look(name) if name else None

    def text(self, view: View, field: str) -> str:
        """An answer in words: the label of what was tapped, or what was typed."""
        name = self.fields.get(field, "")
        return view.show(name) if name and view.look(name) is not None else ""

    def minute(self, view: View, field: str) -> int | None:
        """A time of day as its minute."""
        return minute_of(str(self.given(view, field) or ""))

    def minutes(self, view: View, field: str) -> int:
        """The number of minutes that an id ends in."""
        match = MINUTES.match(str(self.given(view, field) or ""))
        return min(int(match[1]), WEEK_MINUTES) if match else 0

    def days(self, view: View, field: str) -> tuple[int, ...]:
        """Days of the week; all of them where none was named."""
        given = self.given(view, field)
        ids = given if isinstance(given, tuple) else (str(given or ""),)
        found = {day for one in ids for day in DAYS.get(one, ())}
        return tuple(sorted(found)) or EVERY_DAY


@dataclass(frozen=True, slots=True)
class Messages(Asking):
    """Sets her cover words, or the hours in which anything may come; what is not named stays."""

    FIELDS: ClassVar[tuple[str, ...]] = ("words", "days", "from", "until", "notice")
    KEYS: ClassVar[tuple[str, ...]] = ("messages", "refused")
    NEEDS_WORDS: ClassVar[bool] = False

    @classmethod
    def read(cls, sheet: Sheet) -> Messages:
        """Read `messages`, a line for each answer it takes, and `refused`."""
        return cls(fields_of(sheet, "messages", cls.FIELDS), _refused(sheet))

    def arranged(self, view: View, agenda: Agenda) -> tuple[Agenda, Answer | None] | None:
        if not view.zone:
            return None
        agenda = replace(moved(view.zone, agenda, int(view.at.timestamp())), zone=view.zone)
        if "words" in self.fields:
            words = " ".join(self.text(view, "words").split())
            if not is_harmless(words):
                return None
            agenda = replace(agenda, words=words)
        if "notice" in self.fields:
            agenda = replace(agenda, notice=self.given(view, "notice") == "yes")
        if agenda.notice and not agenda.words:
            return None
        return self._hours(view, agenda), None

    def _hours(self, view: View, agenda: Agenda) -> Agenda:
        hours = agenda.hours
        start, end = self.minute(view, "from"), self.minute(view, "until")
        if start is not None and end is not None:
            hours = replace(hours, start=start, end=end)
        if "days" in self.fields:
            hours = replace(hours, days=self.days(view, "days"))
        return replace(agenda, hours=hours)


@dataclass(frozen=True, slots=True)
class AskIn(Asking):
    """Asks for a check-in, or changes one; saves its name."""

    of: str = ""
    FIELDS: ClassVar[tuple[str, ...]] = ("days", "at", "late", "again", "word", "second")
    KEYS: ClassVar[tuple[str, ...]] = ("check_in", "of", "refused", "wordless")

    @classmethod
    def read(cls, sheet: Sheet) -> AskIn:
        """Read `check_in`, a line for each answer it takes, `of` and `refused`."""
        fields = fields_of(sheet, "check_in", cls.FIELDS)
        for needed in ("at", "word"):
            if needed not in fields:
                sheet.complain("F102", f'a check-in needs "{needed}: …".', "check_in")
        return cls(fields, *_elsewhere(sheet), sheet.name("of"))

    def uses(self) -> Iterator[str]:
        yield from self.fields.values()
        if self.of:
            yield self.of

    def arranged(self, view: View, agenda: Agenda) -> tuple[Agenda, Answer | None] | None:
        at, now = self.minute(view, "at"), int(view.at.timestamp())
        of = view.look(self.of) if self.of else None
        known = any(one.id == of for one in agenda.check_ins)
        is_full = not known and len(agenda.check_ins) >= MOST_CHECK_INS
        check_in = self._check_in(view, str(of) if known else view.chance, at or 0)
        if same(check_in.word, check_in.second):
            return None
        if at is None or is_full or not check_in.word:
            return None
        if not all(agenda.hours.take(day, at) for day in check_in.days):
            return None
        return agenda.with_check_in(check_in, now), check_in.id

    def _check_in(self, view: View, name: str, at: int) -> CheckIn:
        return CheckIn(
            name,
            self.days(view, "days"),
            at,
            self.minutes(view, "late") or CheckIn("").late,
            self.minutes(view, "again"),
            self.text(view, "word"),
            self.text(view, "second"),
        )


@dataclass(frozen=True, slots=True)
class Remind(Asking):
    """Asks to be reminded of something on a day, within her hours; saves the reminder's name."""

    about: About = "log"
    FIELDS: ClassVar[tuple[str, ...]] = ("day", "what")
    KEYS: ClassVar[tuple[str, ...]] = ("remind", "about", "refused", "wordless")

    @classmethod
    def read(cls, sheet: Sheet) -> Remind:
        """Read `remind`, a line for each answer it takes, `about` and `refused`."""
        fields = fields_of(sheet, "remind", cls.FIELDS)
        if "day" not in fields:
            sheet.complain("F102", 'a reminder needs "day: …".', "remind")
        named = sheet.text("about", needed=True)
        about = next((one for one in ABOUT if one == named), None)
        if about is None:
            message = f'"about: {named[:40]}" is not known. Write one of: {", ".join(ABOUT)}.'
            sheet.complain("F102", message, "about")
        return cls(fields, *_elsewhere(sheet), about or ABOUT[0])

    def arranged(self, view: View, agenda: Agenda) -> tuple[Agenda, Answer | None] | None:
        day = self._day(view)
        if day is None or len(agenda.reminders) >= MOST_REMINDERS:
            return None
        reminder = Reminder(view.chance, self.about, day, self.text(view, "what"))
        return agenda.with_reminder(reminder), reminder.id

    def _day(self, view: View) -> int | None:
        """The day she named, if it is not over, nor too far away to count with."""
        given = str(self.given(view, "day") or "")
        today = day_of(view.at.timestamp(), zone_of(view.zone))
        if given == TOMORROW:
            return today + 1
        if match := IN_DAYS.match(given):
            return today + int(match[1])
        day = ordinal_of(given)
        return day if day is not None and today <= day <= today + FARTHEST else None


@dataclass(frozen=True, slots=True)
class RemindPlanned(Asking):
    """Reminds her of each change in her plan on its day, and of those without one no more.

    `each` asks for that; `keep_up` only lets the reminders she has follow the days of her plan.
    """

    what: str = "each"
    KEYS: ClassVar[tuple[str, ...]] = ("remind_planned", "refused", "wordless")

    @classmethod
    def read(cls, sheet: Sheet) -> RemindPlanned:
        """Read `remind_planned`: `each` or `keep_up`; and `refused`."""
        what = sheet.text("remind_planned", needed=True)
        if what not in ("", *PLANNED):
            message = f'"remind_planned: {what[:40]}" is not known. Write {" or ".join(PLANNED)}.'
            sheet.complain("F102", message, "remind_planned")
        return cls({}, *_elsewhere(sheet), what)

    def shape(self) -> str:
        return f"remind_planned {self.what}"

    def request(self, view: View) -> Request:
        return ReadPlan()

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        place = place_of(is_hers=outcome.hers)
        agenda = asked_in(view.agendas, is_hers=outcome.hers)
        has_some = any(one.about == "change" for one in agenda.reminders)
        if outcome.plan is None or (self.what == "keep_up" and not has_some):
            return Took(None, self.refused)
        if not agenda.words:
            return Took(None, self.wordless or self.refused)
        return Arranged(place, _following(view, agenda, outcome.plan))


def _following(view: View, agenda: Agenda, plan: Plan) -> Agenda:
    """The agenda whose reminders are of the days of open changes, and of no others."""
    today = day_of(view.at.timestamp(), zone_of(view.zone))
    days = {one.id: ordinal_of(one.day) for one in plan.of(CHANGES) if not one.state}
    ahead = {name: day for name, day in days.items() if day is not None and day >= today}
    known = {one.id: one.day for one in agenda.reminders if one.about == "change"}
    agenda = agenda.without(*(name for name in known if ahead.get(name) != known[name]))
    for name, day in sorted(ahead.items(), key=lambda item: item[1]):
        if known.get(name) != day and len(agenda.reminders) < MOST_REMINDERS:
            agenda = agenda.with_reminder(Reminder(name, "change", day))
    return agenda


ABOUT: tuple[About, ...] = tuple(one for one in get_args(About) if one not in ("notice", "sunset"))
"""What an author's reminder can be about."""


def _refused(sheet: Sheet) -> str:
    target = sheet.text("refused", needed=True)
    return sheet.target(target, "refused") if target else ""


def _elsewhere(sheet: Sheet) -> tuple[str, str]:
    """Where it leads if it can't be done, and if she has no words."""
    wordless = sheet.text("wordless")
    return _refused(sheet), sheet.target(wordless, "wordless") if wordless else ""
