"""What a report of a log prints, made of nothing but the log and what is said about the handover.

It counts and it shows what is missing; it never judges, and gives no score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.core.chain import Log, without
from bot.core.incident import STRICT, Incident
from bot.core.records import Handover, Record, Removal
from bot.core.standing import Placed, Standing, records, removed, standings

Absence = Literal["withheld", "erased"]
SEVERAL_WEEKS = ""
"""The week of what went on for longer than one."""
LACKS: dict[str, Callable[[Standing], bool]] = {
    "day": lambda entry: entry.incident.occurred.days is None,
    "hour": lambda entry: not entry.incident.occurred.has_hour,
    "channel": lambda entry: not entry.incident.channel,
    "account": lambda entry: not entry.incident.account,
    "who": lambda entry: not entry.incident.who,
    "witnesses": lambda entry: not entry.incident.witnesses,
    "impact": lambda entry: entry.incident.impact == type(entry.incident.impact)(),
    "exhibits": lambda entry: not entry.exhibits,
    "filings": lambda entry: not entry.incident.filings,
}
"""What an entry can do without, and what others will ask for."""


@dataclass(frozen=True, slots=True)
class Access:
    """That somebody opened the log or was given a part of it, and when."""

    __pydantic_config__ = STRICT

    at: str
    who: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Selection:
    """What is to be handed over, as she chose it, and what has to be said about that."""

    log: Log
    at: str
    to: str = field(default="", repr=False)
    withheld: frozenset[int] = frozenset()
    withheld_files: frozenset[str] = frozenset()
    accesses: tuple[Access, ...] = field(default=(), repr=False)
    software: str = ""

    @property
    def shown(self) -> Log:
        """The log as it may be seen: what is withheld is bare."""
        return without(self.log, self.withheld)


@dataclass(frozen=True, slots=True)
class Count:
    """How many entries fall under a name, and how many acts these speak of.

    `uncounted` are entries that speak of several acts, nobody knows how many.
    """

    name: str = field(repr=False)
    entries: int
    acts: int
    uncounted: int


@dataclass(frozen=True, slots=True)
class Gap:
    """So many entries lack something: 3 of 7 have no hour."""

    name: str
    entries: int
    of: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One exhibit of the list, and whether its file is there."""

    placed: Placed
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Custody:
    """Who opened the log or was handed a part of it, this time included, and what was erased."""

    accesses: tuple[Access, ...] = field(repr=False)
    handovers: tuple[Access, ...] = field(repr=False)
    removals: tuple[Removal, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """All that a report prints.

    The timeline is in the order of the times as they were stated; what has no time comes last.
    Counts and gaps are of the entries that she says are hers.
    """

    timeline: tuple[Standing, ...]
    absent: tuple[tuple[int, Absence], ...]
    kinds: tuple[Count, ...]
    weeks: tuple[tuple[str, tuple[Count, ...]], ...] = field(repr=False)
    gaps: tuple[Gap, ...]
    exhibits: tuple[Listed, ...]
    custody: Custody
    log_id: bytes = field(repr=False)
    head: bytes = field(repr=False)
    software: str = ""


def document(selection: Selection) -> Document:
    """What is to be printed of a selection; raises `UnreadableRecord`."""
    seen = records(selection.shown)
    entries = standings(seen)
    counted = [entry for entry in entries if entry.counts]
    return Document(
        tuple(sorted(entries, key=_told)),
        absent(selection),
        _counts(counted, lambda entry: entry.incident.kind),
        _weeks(counted),
        tuple(_gap(name, counted) for name in LACKS),
        listed(selection),
        _custody(selection, seen),
        selection.log.id,
        selection.log.head,
        selection.software,
    )


def absent(selection: Selection) -> tuple[tuple[int, Absence], ...]:
    """The entries of which only the leaf is there, and why."""
    erased, _ = removed(records(selection.shown))
    bare = [link.number for link in selection.shown.links if link.is_bare]
    return tuple((number, "erased" if number in erased else "withheld") for number in bare)


def listed(selection: Selection) -> tuple[Listed, ...]:
    """Every exhibit of what may be seen, by the number of its entry."""
    seen = records(selection.shown)
    _, erased = removed(seen)
    placed = [placed for entry in standings(seen) for placed in entry.exhibits]
    return tuple(
        Listed(one, _absence(one.file, erased, selection.withheld_files))
        for one in sorted(placed, key=lambda one: (one.number, one.place))
    )


def _absence(file: str, erased: Iterable[str], withheld: Iterable[str]) -> Absence | None:
    if file in erased:
        return "erased"
    return "withheld" if file in withheld else None


def _told(entry: Standing) -> tuple[bool, date, str, int]:
    occurred = entry.incident.occurred
    days = occurred.days
    return (days is None, days[0] if days else date.max, occurred.start, entry.number)


def _gap(name: str, entries: list[Standing]) -> Gap:
    return Gap(name, sum(LACKS[name](entry) for entry in entries), len(entries))


def _counts(entries: list[Standing], name_of: Callable[[Standing], str]) -> tuple[Count, ...]:
    names = sorted({name_of(entry) for entry in entries})
    return tuple(_count(name, [e for e in entries if name_of(e) == name]) for name in names)


def _count(name: str, entries: list[Standing]) -> Count:
    acts = [entry.incident.occurred.acts for entry in entries]
    return Count(name, len(entries), sum(acts), acts.count(0))


def _weeks(entries: list[Standing]) -> tuple[tuple[str, tuple[Count, ...]], ...]:
    dated = [(week, entry) for entry in entries if (week := _week(entry.incident)) is not None]
    names = sorted({week for week, _ in dated})
    return tuple(
        (name, _counts([e for week, e in dated if week == name], lambda entry: entry.incident.kind))
        for name in names
    )


def _week(incident: Incident) -> str | None:
    days = incident.occurred.days
    if days is None:
        return None
    weeks = {f"{year}-W{week:02}" for year, week, _ in (day.isocalendar() for day in days)}
    return weeks.pop() if len(weeks) == 1 else SEVERAL_WEEKS


def monday(week: str) -> date:
    """The first day of a week such as 2026-W48."""
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def _custody(selection: Selection, seen: dict[int, Record]) -> Custody:
    before = [
        Access(record.recorded, record.to)
        for record in seen.values()
        if isinstance(record, Handover)
    ]
    removals = tuple(record for record in seen.values() if isinstance(record, Removal))
    this = Access(selection.at, selection.to)
    return Custody(selection.accesses, (*before, this), removals)
