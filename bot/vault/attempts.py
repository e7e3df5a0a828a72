"""How often a PIN may be tried: five at once, then ever more slowly, and ten a day.

A wrong PIN never destroys anything and never keeps her from writing: it only has to wait.
"""

from __future__ import annotations

from dataclasses import dataclass

AT_ONCE, A_DAY = 5, 10
QUARTER, DAY = 15 * 60, 24 * 3600


@dataclass(frozen=True, slots=True)
class Attempts:
    """The UTC seconds of the wrong tries of the last day, oldest first."""

    times: tuple[int, ...] = ()

    def wait(self, now: int, longest: int = DAY) -> int:
        """Seconds until it may be tried again; after no try is the pause longer than `longest`."""
        times = self._recent(now)
        if len(times) < AT_ONCE:
            return 0
        if len(times) >= A_DAY and longest >= DAY:
            return max(0, times[-A_DAY] + DAY - now)
        pause = min(QUARTER << (len(times) - AT_ONCE), longest)
        return max(0, times[-1] + pause - now)

    def tried(self, now: int) -> Attempts:
        """One try more; it counts before it is known whether it was right, and is kept first."""
        return Attempts((*self._recent(now), now))

    def forgiven(self, now: int) -> Attempts:
        """The last try was right, and counts no more; those before it do."""
        return Attempts(self._recent(now)[:-1])

    def _recent(self, now: int) -> tuple[int, ...]:
        # A clock that was set back must not forget tries, and not keep her out for years either.
        return tuple(min(at, now) for at in self.times if now - DAY < at < now + DAY)
