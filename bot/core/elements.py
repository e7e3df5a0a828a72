"""Which entries of a log stand behind what a country's law asks for.

It names entries and nothing else: whether they are enough is for others to say, so there is no
score here, no share, and none of her words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from bot.core.document import LACKS, Document
from bot.core.incident import IMPACT
from bot.core.standing import Standing

SEVERAL = 2
"""So many acts at least are several that nobody counted."""
FIELDS = frozenset(LACKS) | frozenset(IMPACT) | {"did", "kind", "order", "quoted"}
"""What an entry can say."""
ADVICE = (
    "use acts:2 or days:2 (2 to 9), field: with one of "
    f"{', '.join(sorted(FIELDS))}, or kind: with a kind of act"
)
"""What `needs` of a row can be."""

_NEEDS = re.compile(r"(acts|days):([2-9])|(field):([a-z]+)|(kind):([a-z0-9_]{1,40})")


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that a law asks for, and the numbers of the entries that speak of it."""

    law: str
    text: str
    numbers: tuple[int, ...] = ()


def is_known(needs: str) -> bool:
    """Whether `needs` of a row is something that can be looked for."""
    form, of = _parted(needs)
    return bool(form) and (form != "field" or of in FIELDS)


def elements(document: Document, rows: Iterable[Mapping[str, str]]) -> tuple[Element, ...]:
    """What each row of `law_elements` asks for; of the entries, only those that she says are hers.

    Without a word of hers taken back, an entry more never makes the numbers fewer.
    """
    hers = sorted(
        (entry for entry in document.timeline if entry.counts), key=lambda entry: entry.number
    )
    return tuple(Element(row["law"], row["text"], _behind(row["needs"], hers)) for row in rows)


def _parted(needs: str) -> tuple[str, str]:
    """The form of a need, and what it is of; two empty texts for anything else."""
    found = _NEEDS.fullmatch(needs)
    form, of = [part for part in found.groups() if part] if found else ("", "")
    return form, of


def _behind(needs: str, entries: Sequence[Standing]) -> tuple[int, ...]:
    match _parted(needs):
        case ("acts", least):
            return _numbers(entries) if _acts(entries) >= int(least) else ()
        case ("days", least):
            dated = [entry for entry in entries if entry.incident.occurred.days]
            return _numbers(dated) if _days(dated) >= int(least) else ()
        case ("kind", kind):
            return _numbers(entry for entry in entries if entry.incident.kind == kind)
        case (_, name):
            return _numbers(entry for entry in entries if _says(entry, name))


def _numbers(entries: Iterable[Standing]) -> tuple[int, ...]:
    return tuple(entry.number for entry in entries)


def _acts(entries: Iterable[Standing]) -> int:
    return sum(entry.incident.occurred.acts or SEVERAL for entry in entries)


def _days(entries: Iterable[Standing]) -> int:
    """How many days these were at least: two spans that overlap may be of one day."""
    spans = [days for entry in entries if (days := entry.incident.occurred.days)]
    count, reached = 0, date.min
    for first, last in sorted(spans, key=itemgetter(1)):
        if not count or first > reached:
            count, reached = count + 1, last
    return count


def _says(entry: Standing, name: str) -> bool:
    if (lacks := LACKS.get(name)) is not None:
        return not lacks(entry)
    said = entry.incident.impact if name in IMPACT else entry.incident
    return bool(getattr(said, name))
