"""The pattern of a log: how many acts of which kind in which week, and what has no week.

It is nothing but numbers and the names of kinds; it never judges, and gives no score.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.core.document import SEVERAL_WEEKS, Count, Document, Gap, monday

MOST_ROWS = 60
"""With more of them than fit on one picture, weeks become months."""
SHORT_PAUSE = 2
"""So many weeks with no entry stand as they are; longer pauses become one row."""
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A week, or the weeks that begin in one month, or so many weeks with no entry."""

    first: date
    weeks: int
    counts: tuple[Count, ...] = field(default=(), repr=False)

    @property
    def last(self) -> date:
        """The last day of it."""
        return self.first + self.weeks * _WEEK - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What happened when, by kind; what has no day, and what went on for longer, stands apart."""

    kinds: tuple[str, ...] = field(repr=False)
    rows: tuple[Row, ...]
    long: tuple[Count, ...]
    undated: tuple[Count, ...]
    gaps: tuple[Gap, ...]
    by_month: bool = False


Spans = dict[date, tuple[int, tuple[Count, ...]]]
"""By their first days: how many weeks, and what is counted of them."""


def pattern(document: Document) -> Pattern:
    """The pattern of the entries that she says are hers."""
    weeks = {monday(name): (1, counts) for name, counts in document.weeks if name != SEVERAL_WEEKS}
    rows = tuple(_rows(weeks))
    by_month = len(rows) > MOST_ROWS
    return Pattern(
        tuple(count.name for count in document.kinds),
        tuple(_rows(_months(weeks))) if by_month else rows,
        next((counts for name, counts in document.weeks if name == SEVERAL_WEEKS), ()),
        tuple(_undated(document)),
        tuple(gap for gap in document.gaps if gap.entries),
        by_month,
    )


def _rows(spans: Spans) -> Iterator[Row]:
    """The spans in their order, and a row for what is between them."""
    expected: date | None = None
    for first, (weeks, counts) in sorted(spans.items()):
        if expected is not None:
            yield from _pause(expected, (first - expected) // _WEEK)
        yield Row(first, weeks, counts)
        expected = first + weeks * _WEEK


def _pause(first: date, weeks: int) -> Iterator[Row]:
    if weeks > SHORT_PAUSE:
        yield Row(first, weeks)
    else:
        yield from (Row(first + number * _WEEK, 1) for number in range(weeks))


def _months(weeks: Spans) -> Spans:
    months: Spans = {}
    for begin, (_, counts) in sorted(weeks.items()):
        first, length = _month(begin)
        _, before = months.get(first, (0, ()))
        months[first] = (length, _sum(before, counts))
    return months


def _month(begin: date) -> tuple[date, int]:
    """The first Monday of a month, and how many it has."""
    first = begin.replace(day=(begin.day - 1) % 7 + 1)
    ahead = range(1, 6)
    return first, 1 + sum((first + weeks * _WEEK).month == first.month for weeks in ahead)


def _sum(some: tuple[Count, ...], others: tuple[Count, ...]) -> tuple[Count, ...]:
    names = sorted({count.name for count in (*some, *others)})
    return tuple(_total(name, [c for c in (*some, *others) if c.name == name]) for name in names)


def _total(name: str, parts: Sequence[Count]) -> Count:
    return Count(
        name,
        sum(one.entries for one in parts),
        sum(one.acts for one in parts),
        sum(one.uncounted for one in parts),
    )


def _undated(document: Document) -> Iterator[Count]:
    for whole in document.kinds:
        dated = [one for _, counts in document.weeks for one in counts if one.name == whole.name]
        seen = _total(whole.name, dated)
        left = Count(
            whole.name,
            whole.entries - seen.entries,
            whole.acts - seen.acts,
            whole.uncounted - seen.uncounted,
        )
        if left.entries:
            yield left
