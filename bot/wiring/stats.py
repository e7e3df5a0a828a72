"""`sidelight stats`: what happened in the weeks that are over, in numbers that show nobody.

Rules of this file: a number below `FEWEST` is never printed, and neither is whether it is none. The
week that runs is left out: a number that grows while somebody looks tells what one person does.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.core.tally import BEGUN, KEPT, OPENED
from bot.errors import UsageError
from bot.ports import Count
from bot.store.sqlite_reading import looked_at
from bot.weeks import earlier, first_day
from bot.wiring.keys import settings
from bot.wiring.world import SystemWorld

FEWEST = 10
"""What happened less often than this could be somebody."""
FEWER = f"fewer than {FEWEST}"
MOST_WEEKS = 104
"""Two years: what is older is no longer there."""


@dataclass(frozen=True, slots=True)
class Week:
    """One week, with the numbers that are large enough to be told."""

    first: date
    begun: int | None = None
    kept: int | None = None
    opened: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The week as ISO 8601 writes it."""
        year, week, _ = self.first.isocalendar()
        return f"{year}-W{week:02}"


def run_stats(path: Path, weeks: int, *, as_json: bool) -> int:
    """Print what was counted, as a table or as JSON."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise UsageError(f"--weeks has to be a number from 1 to {MOST_WEEKS}.")
    store = settings(path).store.file
    if not store.exists():
        raise UsageError(f"There is no store at {store} yet: nothing was counted.")
    now = SystemWorld().now()
    told = told_of(asyncio.run(_counted(store, earlier(now, weeks))), now, weeks)
    for line in (_as_json(told),) if as_json else _as_table(told):
        print(line)
    return 0


async def _counted(store: Path, since: int) -> Sequence[Count]:
    with looked_at(store) as opened:
        return await opened.counts(since)


def told_of(counted: Iterable[Count], now: datetime, weeks: int) -> list[Week]:
    """The weeks that are over, the latest first, with no number that could be somebody."""
    large = [count for count in counted if count.number >= FEWEST]
    return [_week(earlier(now, ago), large) for ago in range(1, weeks + 1)]


def _week(week: int, large: Sequence[Count]) -> Week:
    numbers = {count.what: count.number for count in large if count.week == week}
    opened = {
        what.removeprefix(OPENED): number
        for what, number in sorted(numbers.items())
        if what.startswith(OPENED)
    }
    return Week(first_day(week), numbers.get(BEGUN), numbers.get(KEPT), opened)


def _as_table(weeks: Iterable[Week]) -> Iterator[str]:
    for week in weeks:
        last = week.first + timedelta(days=6)
        yield f"{week.name}  ({week.first} to {last})"
        yield _row("conversations begun", week.begun)
        yield _row("entries and files kept in logs", week.kept)
        yield from (_row(f"came to {flow}", number) for flow, number in week.opened.items())
        yield _row("came to any other flow", None)


def _row(what: str, number: int | None) -> str:
    return f"  {what:<40}  {FEWER if number is None else number:>13}"


def _as_json(weeks: Iterable[Week]) -> str:
    told = [
        {
            "week": week.name,
            "from": str(week.first),
            "begun": week.begun,
            "kept": week.kept,
            "opened": week.opened,
        }
        for week in weeks
    ]
    return json.dumps({"null_or_left_out": FEWER, "weeks": told}, indent=2)
