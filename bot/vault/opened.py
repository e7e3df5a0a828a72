"""What somebody opened, as it is held in memory for some minutes: hers, or an empty place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.core.chain import LOG_ID, SALT, Log, without
from bot.core.incident import Incident
from bot.core.plan import Plan
from bot.core.records import Record, noted
from bot.core.requests import HERS, Fact, Waiting
from bot.core.session import WEEK
from bot.core.standing import records


@dataclass(frozen=True, slots=True)
class Open:
    """What somebody opened: hers, with the private half, or an empty place, without.

    `since` is the UTC second since when whoever opened it was able to, `opened` when that was done.
    `under_duress` says that a duress PIN or word did it. `log` is what was written in an empty
    place, `marks` the numbers of its entries, and `releases` what was released there, which nobody
    can collect; `plan` is what was planned there. Hers lies in the store.
    """

    until: float
    private: bytes = field(default=b"", repr=False)
    facts: tuple[Fact, ...] = ()
    since: float = 0
    opened: int = 0
    under_duress: bool = False
    log: Log = field(default_factory=lambda: Log(os.urandom(LOG_ID)), repr=False)
    marks: Mapping[str, int] = field(default_factory=dict, repr=False)
    releases: tuple[Waiting, ...] = field(default=(), repr=False)
    plan: Plan = field(default_factory=Plan, repr=False)

    @property
    def is_hers(self) -> bool:
        """Whether it is what she keeps."""
        return bool(self.private)

    def waits(self, now: float) -> bool:
        """Whether who opened it may not have been able to for a week."""
        return now - self.since < WEEK

    def known(self, now: float) -> tuple[Fact, ...]:
        """What is true of it, and can be shown."""
        waits = not HERS.isdisjoint(self.facts) and self.waits(now)
        return (*self.facts, "waits") if waits else self.facts

    def showing(self, fact: Fact) -> Open:
        """The same, where something more is true of the lock."""
        return self if fact in self.facts else replace(self, facts=(*self.facts, fact))

    def without(self, fact: Fact) -> Open:
        """The same, where something is true of the lock no more."""
        return replace(self, facts=tuple(one for one in self.facts if one != fact))

    def is_opened_by(self, *, duress: bool) -> bool:
        """Whether what opens the lock, hers or a duress PIN, opens this very place."""
        return self.under_duress if duress else self.is_hers

    # What is written in an empty place

    def holds(self, sha256: str) -> bool:
        """Whether a file of these bytes was sent there."""
        found = (one for one in records(self.log).values() if isinstance(one, Incident))
        return any(one.sha256 == sha256 for entry in found for one in entry.exhibits)

    def has(self, number: int) -> bool:
        """Whether an entry of this number was written there, and not erased; it may be of hers."""
        return isinstance(records(self.log).get(number), Incident)

    def with_record(self, record: Record) -> Open:
        """The same, with a record more in its log."""
        return replace(self, log=noted(self.log, record, os.urandom(SALT)))

    def with_entry(self, incident: Incident, mark: str, to: int | str) -> Open:
        """The same, with an entry more, which may amend one that was written here before."""
        number = self.marks.get(to, 0) if isinstance(to, str) else to
        number = number if self.has(number) else 0
        entry = replace(incident, amends=number)
        if not number:
            entry = replace(entry, reason="", restates=())
        after = self.with_record(entry)
        return replace(after, marks={**self.marks, mark: len(after.log.links)})

    def emptied(self, number: int) -> Open:
        """The same, where what an entry said is gone."""
        return replace(self, log=without(self.log, {number}))
