"""How soon somebody else could notice a change, and on which days chosen changes come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

LEVELS = ("hidden", "maybe", "visible")
"""How noticeable a change is, the least first."""
WEEK = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A change that she chose, by its row, and how noticeable it is."""

    row: str
    notice: str


def level(notice: str) -> int:
    """The place of a word among the levels; one that nobody knows counts as the most noticeable."""
    return LEVELS.index(notice) if notice in LEVELS else len(LEVELS) - 1


def by_notice(rows: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Rows with the least noticeable first; alike ones stay in their order."""
    return sorted(rows, key=lambda row: level(row.get("notice", "")))


@dataclass(frozen=True, slots=True)
class FreeDays:
    """The days on which changes may come.

    `weekdays` are hers, Monday is 0; none means that every day is. `apart` is how many days lie
    between two changes, or more. `busy` are days on which something else is planned.
    """

    today: date
    weekdays: Collection[int] = ()
    apart: int = 1
    busy: Collection[date] = ()

    def first(self, day: date) -> date:
        """The first day that may be used, from this one on."""
        hers = WEEK.intersection(self.weekdays) or WEEK
        while day.weekday() not in hers or day in self.busy:
            day += timedelta(days=1)
        return day


def laid_out(chosen: Iterable[Chosen], free: FreeDays) -> list[tuple[str, date]]:
    """Give each chosen change a day, from tomorrow on, the least noticeable first.

    Two that can be noticed are never on one day, however close together she wants them.
    """
    return list(_placed(sorted(chosen, key=lambda one: level(one.notice)), free))


def _placed(chosen: Iterable[Chosen], free: FreeDays) -> Iterator[tuple[str, date]]:
    day, before = free.today, None
    for one in chosen:
        both = before is not None and min(level(one.notice), level(before.notice)) > 0
        gap = 1 if before is None else max(free.apart, int(both))
        day = free.first(day + timedelta(days=gap))
        yield one.row, day
        before = one


def put_off(day: date, weeks: int, free: FreeDays) -> date:
    """The same day of the week, so many weeks later or more: to come, and free."""
    later = day + timedelta(weeks=weeks)
    while later <= free.today or later in free.busy:
        later += timedelta(weeks=1)
    return later
