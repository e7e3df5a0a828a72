"""What somebody opened, as it is held in memory for some minutes: hers, or an empty place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.core.requests import HERS, Fact
from bot.core.session import WEEK


@dataclass(frozen=True, slots=True)
class Open:
    """What somebody opened: hers, with the private half, or an empty place, without.

    `since` is the UTC second since when whoever opened it was able to, `opened` when that was done.
    `under_duress` says that a duress PIN or word did it.
    """

    until: float
    private: bytes = field(default=b"", repr=False)
    facts: tuple[Fact, ...] = ()
    since: float = 0
    opened: int = 0
    under_duress: bool = False

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
