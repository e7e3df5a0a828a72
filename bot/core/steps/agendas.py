"""`agenda`: shows her what she asked to be sent, and pauses it, stops it, or lets it go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from bot.core.agenda import SECOND, Agenda, CheckIn, Reminder, asked_in, place_of
from bot.core.hours import EVERY_DAY, iso_of, shown, zone_of
from bot.core.requests import Outcome, Request, TellHers
from bot.core.session import DAY, WEEK
from bot.core.sheet import Sheet
from bot.core.steps.base import Arranged, Exit, Stay, Took, Verdict, View, kind_of
from bot.core.steps.one_screen import OneScreen
from bot.core.steps.own import moment
from bot.core.steps.shown import Listed
from bot.core.values import show_date


@dataclass(frozen=True, slots=True)
class Agendas(OneScreen):
    """A view of what she asked to be sent, or something done about it."""

    of: str = ""
    wordless: str = ""
    KEYS: ClassVar[tuple[str, ...]] = ("agenda", "of", "wordless")
    NEEDS_ONE: ClassVar[bool] = False

    @classmethod
    def read(cls, sheet: Sheet) -> Agendas | ListAgenda:
        """Read `agenda`: what is shown or done, and `of`, which check-in or reminder."""
        name = sheet.text("agenda", needed=True)
        found = SHOWN.get(name)
        if found is None:
            if name:
                message = f'"agenda: {name[:40]}" is not known. Write one of: {", ".join(SHOWN)}.'
                sheet.complain("F102", message, "agenda")
            return Answers()
        of = sheet.name("of", needed=found.NEEDS_ONE)
        if of and not found.NEEDS_ONE:
            sheet.complain("F102", f'"agenda: {name}" is of all of it: leave out "of".', "of")
        if issubclass(found, Ready):
            target = sheet.text("wordless", needed=True)
            return found(wordless=sheet.target(target, "wordless") if target else "")
        return found(of=of)

    def shape(self) -> str:
        return f"agenda {type(self).__name__.lower()}"

    def request(self, view: View) -> Request:
        return TellHers()

    def uses(self) -> Iterator[str]:
        if self.of:
            yield self.of

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        agenda = asked_in(view.agendas, is_hers=outcome.hers)
        return Stay(keyed=tuple(self.lines(view, agenda)) or (view.phrases("agenda_none"),))

    def lines(self, view: View, agenda: Agenda) -> Iterator[str]:
        """What is shown of it."""
        return iter(())


@dataclass(frozen=True, slots=True)
class ListAgenda(Listed):
    """Lists check-ins and reminders, of which she can choose one."""

    KEYS: ClassVar[tuple[str, ...]] = Agendas.KEYS
    EMPTY: ClassVar[str] = "agenda_none"
    NEEDS_ONE: ClassVar[bool] = False

    def shape(self) -> str:
        return "agenda list"

    def request(self, view: View) -> Request:
        return TellHers()

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        agenda = asked_in(view.agendas, is_hers=outcome.hers)
        check_ins = (f"{one.id}|{_check_in(view, one)}" for one in agenda.check_ins)
        reminders = (f"{one.id}|{_reminder(view, one)}" for one in _in_order(agenda))
        return Stay(keyed=("0", *check_ins, *reminders))


@dataclass(frozen=True, slots=True)
class OneOf(Agendas):
    """Shows one check-in or reminder, with all that was set."""

    NEEDS_ONE: ClassVar[bool] = True

    def lines(self, view: View, agenda: Agenda) -> Iterator[str]:
        of = view.look(self.of)
        for check_in in agenda.check_ins:
            if check_in.id == of:
                yield from _details(view, agenda, check_in)
        for reminder in agenda.reminders:
            if reminder.id == of:
                yield _reminder(view, reminder)
                yield reminder.what


@dataclass(frozen=True, slots=True)
class Due(Agendas):
    """Shows what she was reminded of, and what of it she has not looked at."""

    def lines(self, view: View, agenda: Agenda) -> Iterator[str]:
        for reminder in _in_order(agenda):
            if reminder.rung:
                words = f": {reminder.what}" if reminder.what else ""
                yield f"{_reminder(view, reminder)}{words}"


@dataclass(frozen=True, slots=True)
class Answers(Agendas):
    """Shows when she answered, and with which word."""

    def lines(self, view: View, agenda: Agenda) -> Iterator[str]:
        for minute, which in reversed(agenda.notes):
            name = "answered_second" if which == SECOND else "answered"
            yield view.phrases(name, when=moment(view, minute * 60))


@dataclass(frozen=True, slots=True)
class Ready(Agendas):
    """Goes on where she has cover words, and elsewhere where she has none yet."""

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        agenda = asked_in(view.agendas, is_hers=outcome.hers)
        return Took(None, "" if agenda.words else self.wordless)

    def exits(self) -> Iterator[Exit]:
        if self.wordless:
            yield Exit(self.wordless, kind_of(self.wordless, "choice"), ("wordless",))


# Doing something about it


@dataclass(frozen=True, slots=True)
class Doing(Agendas):
    """Changes something about it at once, and goes on."""

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        agenda = asked_in(view.agendas, is_hers=outcome.hers)
        return Arranged(place_of(is_hers=outcome.hers), self.changed(view, agenda))

    def changed(self, view: View, agenda: Agenda) -> Agenda:
        """What is asked for from now on."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Stop(Doing):
    """Stops one check-in or reminder."""

    NEEDS_ONE: ClassVar[bool] = True

    def changed(self, view: View, agenda: Agenda) -> Agenda:
        return agenda.without(str(view.look(self.of)))


@dataclass(frozen=True, slots=True)
class StopAll(Doing):
    """Stops all of it, and forgets her words and hours; her answers stay."""

    def changed(self, view: View, agenda: Agenda) -> Agenda:
        return Agenda(notes=agenda.notes)


@dataclass(frozen=True, slots=True)
class Seen(Doing):
    """Forgets the reminders that came."""

    def changed(self, view: View, agenda: Agenda) -> Agenda:
        return agenda.without(*(one.id for one in agenda.reminders if one.rung))


@dataclass(frozen=True, slots=True)
class Pause(Doing):
    """Lets nothing come for some time."""

    SECONDS: ClassVar[int] = DAY

    def changed(self, view: View, agenda: Agenda) -> Agenda:
        return replace(agenda, paused=int(view.at.timestamp()) + self.SECONDS)


@dataclass(frozen=True, slots=True)
class PauseWeek(Pause):
    """The same for a week."""

    SECONDS: ClassVar[int] = WEEK


@dataclass(frozen=True, slots=True)
class PauseUntilSaid(Doing):
    """Lets nothing come until she says that it may, or writes after she left."""

    def changed(self, view: View, agenda: Agenda) -> Agenda:
        return replace(agenda, quiet=True)


@dataclass(frozen=True, slots=True)
class GoOn(Doing):
    """Lets all of it come again."""

    def changed(self, view: View, agenda: Agenda) -> Agenda:
        return replace(agenda, paused=0, quiet=False, asleep=False)


SHOWN: dict[str, type[Agendas] | type[ListAgenda]] = {
    "list": ListAgenda,
    "one": OneOf,
    "due": Due,
    "answers": Answers,
    "ready": Ready,
    "stop": Stop,
    "stop_all": StopAll,
    "seen": Seen,
    "pause_a_day": Pause,
    "pause_a_week": PauseWeek,
    "pause_until_i_write": PauseUntilSaid,
    "go_on": GoOn,
}
"""What can be shown or done, by the word an author writes."""


# Words


def _in_order(agenda: Agenda) -> list[Reminder]:
    return sorted(agenda.reminders, key=lambda one: one.day)


def _check_in(view: View, check_in: CheckIn) -> str:
    return f"{shown(check_in.at)} · {_days(view, check_in.days)}"


def _days(view: View, days: tuple[int, ...]) -> str:
    if days == EVERY_DAY:
        return view.phrases("every_day")
    names = view.phrases("week_days").split(",")
    return ", ".join(names[day].strip() for day in days)


def _reminder(view: View, reminder: Reminder) -> str:
    day = show_date(iso_of(reminder.day), view.phrases)
    return f"{day} · {view.phrases(f'about_{reminder.about}')}"


def _details(view: View, agenda: Agenda, check_in: CheckIn) -> Iterator[str]:
    yield _check_in(view, check_in)
    yield view.phrases("shows_words", words=agenda.words)
    yield view.phrases("comes_late", minutes=check_in.late)
    if check_in.again:
        yield view.phrases("comes_again", minutes=check_in.again)
    yield view.phrases("answer_word", word=check_in.word)
    if check_in.second:
        yield view.phrases("second_word", word=check_in.second)
    if not all(agenda.hours.take(day, check_in.at) for day in check_in.days):
        yield view.phrases("outside_hours")
        return
    now = view.at.timestamp()
    if agenda.paused > now:
        yield view.phrases("paused_until", when=moment(view, agenda.paused))
    due = replace(agenda, quiet=False, asleep=False, check_ins=(check_in,), reminders=()).due
    if due is not None:
        local = datetime.fromtimestamp(due, zone_of(agenda.zone))
        day = show_date(local.date().isoformat(), view.phrases)
        yield view.phrases("comes_next", when=f"{day}, {local:%H:%M}")
