"""Entries as they stand: with what was said of them later, and with all that came before it.

Nothing that somebody else may have written changes anything: an entry or an amendment that was made
while the lock was shut counts only once she has said that it is hers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.core.chain import Log
from bot.core.incident import Exhibit, Incident, letter
from bot.core.records import Confirmation, Record, Removal, read

Claim = Literal["hers", "not confirmed", "not hers"]
"""Whose an entry is, as far as she has said."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """An entry about an earlier one, and whether it counts."""

    number: int
    incident: Incident = field(repr=False)
    claim: Claim = "hers"


@dataclass(frozen=True, slots=True)
class Placed:
    """An exhibit, and where it stands: entry 7's first is 0007_a."""

    number: int
    place: int
    exhibit: Exhibit = field(repr=False)

    @property
    def file(self) -> str:
        """What its file is called, without an ending."""
        return f"{self.number:04}_{letter(self.place)}"


@dataclass(frozen=True, slots=True)
class Standing:
    """One entry of a log as it stands, as it was first written, and what was said in between.

    `amends` is 0, but for an amendment whose own entry can't be seen: that stands alone.
    """

    number: int
    incident: Incident = field(repr=False)
    first: Incident = field(repr=False)
    claim: Claim = "hers"
    amendments: tuple[Amendment, ...] = ()
    exhibits: tuple[Placed, ...] = ()
    amends: int = 0

    @property
    def counts(self) -> bool:
        """Whether it is among what she says happened to her."""
        return self.claim == "hers"

    @property
    def is_open(self) -> bool:
        """Whether she has yet to say of a part of it whether it is hers."""
        return "not confirmed" in (self.claim, *(one.claim for one in self.amendments))


def records(log: Log) -> dict[int, Record]:
    """What can be seen of a log, by number; raises `UnreadableRecord`."""
    return {link.number: read(link.body) for link in log.links if not link.is_bare}


def removed(found: Mapping[int, Record]) -> tuple[frozenset[int], frozenset[str]]:
    """The entries that were erased, and the single files."""
    removals = [record for record in found.values() if isinstance(record, Removal)]
    entries = frozenset(removal.of for removal in removals if not removal.file)
    return entries, frozenset(removal.file for removal in removals if removal.file)


def standings(found: Mapping[int, Record]) -> tuple[Standing, ...]:
    """Every entry as it stands, in the order in which they were written down."""
    incidents = {n: record for n, record in sorted(found.items()) if isinstance(record, Incident)}
    roots = {number: _root(number, incidents) for number in incidents}
    confirmations = [record for record in found.values() if isinstance(record, Confirmation)]
    said = {confirmation.of: confirmation.said for confirmation in confirmations}
    parts: dict[int, list[Amendment]] = {}
    for n, incident in incidents.items():
        part = Amendment(n, incident, _claim(incident, said.get(n)))
        parts.setdefault(roots[n], []).append(part)
    return tuple(_standing(whole[0], tuple(whole)) for _, whole in sorted(parts.items()))


def belonging(found: Mapping[int, Record], number: int) -> tuple[int, ...]:
    """The numbers of an entry and of all that was added to it, as far as they can be seen."""
    incidents = {n: record for n, record in sorted(found.items()) if isinstance(record, Incident)}
    if number not in incidents:
        return (number,)
    root = _root(number, incidents)
    return tuple(n for n in incidents if _root(n, incidents) == root)


def disputed(found: Mapping[int, Record], number: int) -> tuple[int, ...]:
    """The parts of an entry that somebody else may have written, and the entry itself."""
    return tuple(
        one
        for one in belonging(found, number)
        if one == number or (isinstance(part := found.get(one), Incident) and part.locked)
    )


def _root(number: int, incidents: Mapping[int, Incident]) -> int:
    """The entry that is amended in the end, or the earliest amendment that can be seen."""
    seen = number
    while (amended := incidents[seen].amends) in incidents and amended < seen:
        seen = amended
    return seen


def _claim(incident: Incident, said: str | None) -> Claim:
    if not incident.locked:
        return "hers"
    claims: dict[str | None, Claim] = {"mine": "hers", "not mine": "not hers"}
    return claims.get(said, "not confirmed")


def _standing(opening: Amendment, all_of_it: tuple[Amendment, ...]) -> Standing:
    later = tuple(amendment for amendment in all_of_it if amendment is not opening)
    stands = opening.incident
    for amendment in later:
        if amendment.claim == "hers":
            stands = _amended(stands, amendment.incident)
    return Standing(
        opening.number,
        stands,
        opening.incident,
        opening.claim,
        later,
        tuple(_placed(all_of_it)),
        opening.incident.amends,
    )


def _amended(incident: Incident, by: Incident) -> Incident:
    anew = {name: getattr(by, name) for name in by.restates}
    return replace(incident, **anew, filings=(*incident.filings, *by.filings))


def _placed(parts: tuple[Amendment, ...]) -> Iterator[Placed]:
    for part in parts:
        for place, exhibit in enumerate(part.incident.exhibits):
            yield Placed(part.number, place, exhibit)
