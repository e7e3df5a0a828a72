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


def laid_out(
    chosen: Iterable[Chosen], today: date, weekdays: Collection[int], apart: int
) -> list[tuple[str, date]]:
    """Give each chosen change a day of hers, from tomorrow on, the least noticeable first.

    `weekdays` are hers, Monday is 0; none means that every day is. `apart` is how many days lie
    between two changes, or more; two that can be noticed are never on one day.
    """
    hers = WEEK.intersection(weekdays) or WEEK
    return list(_placed(sorted(chosen, key=lambda one: level(one.notice)), today, hers, apart))


def _placed(
    chosen: Iterable[Chosen], today: date, hers: Collection[int], apart: int
) -> Iterator[tuple[str, date]]:
    day, before = today, None
    for one in chosen:
        both = before is not None and min(level(one.notice), level(before.notice)) > 0
        gap = 1 if before is None else max(apart, int(both))
        day = next_of(hers, day + timedelta(days=gap))
        yield one.row, day
        before = one


def next_of(weekdays: Collection[int], day: date) -> date:
    """The first day, from this one on, that is on one of these weekdays."""
    return next(
        found for later in range(7) if (found := day + timedelta(days=later)).weekday() in weekdays
    )
