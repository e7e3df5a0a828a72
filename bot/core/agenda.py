"""What a person asked to be sent, and when: check-ins at her hour, and reminders for a day.

All that is ever sent of it are her own cover words. What is late is let go: it might come into the
wrong hand. Days and minutes are those of her own clock; each is turned into a second when needed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core.hours import (
    EVERY_DAY,
    Hours,
    day_of,
    second_of,
    weekday,
    zone_of,
)
from bot.core.sunset import Sunset

DAY = 24 * 3600
CONSENT = "check_ins"
"""What she says yes to before anything is sent."""
ANSWERED_WITHIN = DAY
"""So many seconds after a check-in her word still answers it."""
MOST_CHECK_INS, MOST_REMINDERS = 5, 60
FARTHEST = 3653
"""A reminder is for a day within so many days: ten years, as long as anything is kept."""
MOST_NOTES = 60
"""So many answers are noted; of more, the oldest are forgotten."""
LONGEST_WORDS = 60
LATEST_DAYS = 7
"""So many days after its own a reminder still comes, where it could not before."""
NOTICE_DAYS = 30
"""So many days before what she keeps is hidden she is told, if she wants that."""
About = Literal["report", "plan", "log", "change", "notice", "sunset"]
"""What a reminder is about: a report she made, her plan, her log, a change of a setting; that what
she keeps will be hidden for its age; and that the whole service ends."""
Place = Literal["hers", "empty"]
"""Where something was asked for: what she keeps, or the empty place that a duress PIN opens."""
NOTICE: About = "notice"
SUNSET: About = "sunset"
ANNOUNCED_WITHIN = 7
"""So many days late she may still be told that the service ends; then it is let go."""
PLAIN, SECOND = "1", "2"
"""Which of her words answered; each is one sign, so that nothing tells them apart by its length."""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A message on some days of the week (Monday is 0), at a minute of her day.

    It comes up to `late` minutes after that, and then not at all. `word` answers it, and so does
    `second`, her word under duress. Where nobody answers, it comes once more after `again` minutes,
    if that is not 0.
    `day` is the last local day, as an ordinal, that was dealt with; `rung` the UTC second at which
    it was sent last and not answered yet, 0 for none; `times` how often it was sent for that day.
    """

    id: str
    days: tuple[int, ...] = EVERY_DAY
    at: int = 9 * 60
    late: int = 60
    again: int = 0
    word: str = field(default="", repr=False)
    second: str = field(default="", repr=False)
    day: int = 0
    rung: int = 0
    times: int = 0

    @property
    def repeats(self) -> bool:
        """Whether it is to come once more."""
        return bool(self.again and self.rung and self.times == 1)

    def due(self, zone: ZoneInfo, since: int) -> int:
        """The UTC second at which it is next to come, or would have, from a second on."""
        if self.repeats:
            return max(self.rung + self.again * 60, since)
        day = self._next_day(max(self.day + 1, day_of(since, zone) if since else 0))
        second = second_of(day, self.at, zone)
        return second if second >= since else second_of(self._next_day(day + 1), self.at, zone)

    def _next_day(self, day: int) -> int:
        return Hours(self.days).next_day(day)

    def come(self, now: int, zone: ZoneInfo, hours: Hours, since: int) -> tuple[CheckIn, bool]:
        """The same after its time has come, and whether it is to be sent now."""
        if self.repeats:
            is_sent = self._is_in_time(self.rung + self.again * 60, now, zone, hours)
            return replace(self, times=2, rung=now if is_sent else self.rung), is_sent
        day, days = day_of(now, zone), self.days or EVERY_DAY
        while weekday(day) not in days or second_of(day, self.at, zone) > now:
            day -= 1
        second = second_of(day, self.at, zone)
        is_sent = second >= since and self._is_in_time(second, now, zone, hours)
        return replace(self, day=day, rung=now if is_sent else 0, times=int(is_sent)), is_sent

    def _is_in_time(self, second: int, now: int, zone: ZoneInfo, hours: Hours) -> bool:
        return now - second <= self.late * 60 and hours.hold(now, zone)

    def answered(self, words: str, now: int) -> str:
        """Which of her words these are, if it waits for one; "" where they are none."""
        if not self.rung or now - self.rung > ANSWERED_WITHIN:
            return ""
        found = {_bare(self.second): SECOND, _bare(self.word): PLAIN}
        return found.get(_bare(words), "") if _bare(words) else ""


@dataclass(frozen=True, slots=True)
class Reminder:
    """That she wants to be reminded on a day, within her hours.

    `what` says of what: words of hers, or the name of an item. `day` is an ordinal; where nothing
    could be sent in her hours of that day, it comes in those of the next. `rung` is when it came.
    """

    id: str
    about: About
    day: int
    what: str = field(default="", repr=False)
    rung: int = 0

    def due(self, zone: ZoneInfo, hours: Hours) -> int | None:
        """The UTC second at which it may come; None if it came."""
        return None if self.rung else second_of(hours.next_day(self.day), hours.start, zone)

    def come(self, now: int, zone: ZoneInfo, hours: Hours) -> tuple[Reminder, bool]:
        """The same after its time has come, and whether it is to be sent now.

        What is over by more than a week is only found in her list.
        """
        if day_of(now, zone) - self.day > LATEST_DAYS:
            return replace(self, rung=now), False
        if hours.hold(now, zone):
            return replace(self, rung=now), True
        return replace(self, day=day_of(now, zone) + 1), False


@dataclass(frozen=True, slots=True)
class Agenda:
    """All that one place asked to be sent.

    `words` are the cover words, `zone` whose clock holds, `hours` when anything may come. `paused`
    is the UTC second until which nothing comes; `quiet` says that nothing does until she writes,
    and `asleep` that no check-in does, since she was not here for long. `notice` says that she
    wants to know before what she keeps is hidden, or before the service ends. `notes` are her
    answers: the UTC minute, and which word it was. `announced` is the last day, as an ordinal, for
    which it was arranged that she is told that the service ends.
    """

    words: str = field(default="", repr=False)
    zone: str = ""
    hours: Hours = field(default_factory=Hours)
    check_ins: tuple[CheckIn, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    paused: int = 0
    quiet: bool = False
    asleep: bool = False
    notice: bool = False
    notes: tuple[tuple[int, str], ...] = field(default=(), repr=False)
    announced: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        return not (self.check_ins or self.reminders or self.notice)

    @property
    def due(self) -> int | None:
        """The UTC second at which something is to be looked at next; None for never."""
        if self.quiet or not self.words:
            return None
        return min(self._moments(), default=None)

    def _moments(self) -> Iterator[int]:
        zone = zone_of(self.zone)
        for check_in in () if self.asleep else self.check_ins:
            yield check_in.due(zone, self.paused)
        for reminder in self.reminders:
            if (due := reminder.due(zone, self.hours)) is not None:
                yield max(due, self.paused)

    @property
    def lasts(self) -> int:
        """The UTC second until which a reminder keeps it from being forgotten; 0 for none."""
        hers = (one for one in self.reminders if one.about not in (NOTICE, SUNSET))
        waiting = (one for one in hers if not one.rung)
        zone = zone_of(self.zone)
        return max((second_of(one.day, 0, zone) + LATEST_DAYS * DAY for one in waiting), default=0)

    def come(self, now: int, *, silent: bool = False) -> tuple[Agenda, bool]:
        """The same after the time of some of it has come, and whether her words are sent now.

        However much comes at once, they are sent once. Where it is `silent`, nothing is sent.
        """
        zone, hours, sends = zone_of(self.zone), Hours((), 0, 0) if silent else self.hours, False
        check_ins, reminders = [], []
        for check_in in self.check_ins:
            if not self.asleep and check_in.due(zone, self.paused) <= now:
                check_in, comes = check_in.come(now, zone, hours, self.paused)
                sends = sends or comes
            check_ins.append(check_in)
        for reminder in self.reminders:
            due = reminder.due(zone, self.hours)
            if due is not None and max(due, self.paused) <= now:
                reminder, comes = reminder.come(now, zone, hours)
                sends = sends or comes
            reminders.append(reminder)
        return replace(self, check_ins=tuple(check_ins), reminders=tuple(reminders)), sends

    def answered(self, words: str, now: int) -> Agenda | None:
        """The same with her answer noted; None if these words answer nothing.

        Both of her words lead to the same, but for the one sign that is noted.
        """
        which = {one.id: one.answered(words, now) for one in self.check_ins}
        found = next(filter(None, which.values()), "")
        if not found:
            return None
        check_ins = tuple(replace(one, rung=0) if which[one.id] else one for one in self.check_ins)
        notes = (*self.notes, (now // 60, found))[-MOST_NOTES:]
        return replace(self, check_ins=check_ins, notes=notes)

    # What she asks for

    def with_check_in(self, check_in: CheckIn, now: int) -> Agenda:
        """The same with a check-in more, or another in its place; it comes from now on."""
        zone = zone_of(self.zone)
        today = day_of(now, zone)
        is_over = second_of(today, check_in.at, zone) <= now
        fresh = replace(check_in, day=today if is_over else today - 1, rung=0, times=0)
        others = tuple(one for one in self.check_ins if one.id != fresh.id)
        return replace(self, check_ins=(*others, fresh))

    def with_reminder(self, reminder: Reminder) -> Agenda:
        """The same with a reminder more, or another in its place."""
        others = tuple(one for one in self.reminders if one.id != reminder.id)
        return replace(self, reminders=(*others, reminder))

    def without(self, *ids: str) -> Agenda:
        """The same without some check-ins and reminders."""
        return replace(
            self,
            check_ins=tuple(one for one in self.check_ins if one.id not in ids),
            reminders=tuple(one for one in self.reminders if one.id not in ids),
        )

    def hushed(self) -> Agenda:
        """The same, of somebody who left: nothing comes until she writes."""
        return self if self.is_empty else replace(self, quiet=True)

    def woken(self) -> Agenda:
        """The same, of somebody who writes."""
        return replace(self, quiet=False, asleep=False) if self.quiet or self.asleep else self

    def noticing(self, ends: int) -> Agenda:
        """The same, where what she keeps is hidden at a UTC second."""
        if not self.notice or not self.words:
            return self.without(NOTICE)
        day = day_of(ends, zone_of(self.zone)) - NOTICE_DAYS
        known = next((one for one in self.reminders if one.id == NOTICE), None)
        if known is not None and known.day == day:
            return self
        return self.with_reminder(Reminder(NOTICE, NOTICE, day))

    def announcing(self, sunset: Sunset | None, now: int) -> Agenda:
        """The same, where the service ends, or does not after all: she is told, if she wants that.

        Each of its days is arranged once, and late by a week at most.
        """
        if sunset is None or not self.notice or not self.words:
            return self._unannounced()
        today = day_of(now, zone_of(self.zone))
        day = sunset.newest(today, late=ANNOUNCED_WITHIN)
        if day <= self.announced:
            return self
        return replace(self.with_reminder(Reminder(SUNSET, SUNSET, today)), announced=day)

    def _unannounced(self) -> Agenda:
        waits = any(one.about == SUNSET and not one.rung for one in self.reminders)
        return self.without(SUNSET) if waits else self


def place_of(*, is_hers: bool) -> Place:
    """The place of what is open."""
    return "hers" if is_hers else "empty"


def asked_in(agendas: Mapping[Place, Agenda], *, is_hers: bool) -> Agenda:
    """What was asked for in the place that is open."""
    return agendas.get(place_of(is_hers=is_hers), Agenda())


def moved(zone: str, agenda: Agenda, now: int) -> Agenda:
    """An agenda on another clock: each check-in comes from now on at the same minute of it."""
    if not agenda.zone or agenda.zone == zone:
        return replace(agenda, zone=agenda.zone and zone)
    after = replace(agenda, zone=zone)
    for check_in in agenda.check_ins:
        after = after.with_check_in(check_in, now)
    return after


def same(one: str, other: str) -> bool:
    """Whether two words are the same answer."""
    return _bare(one) == _bare(other)


def _bare(words: str) -> str:
    """Words as they are compared: a phone adds capitals, spaces and full stops of its own."""
    whole = unicodedata.normalize("NFC", words.casefold())
    return "".join(mark for mark in whole if unicodedata.category(mark)[0] not in "PZC")
