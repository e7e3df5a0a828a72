"""A clock that a test can move forward; it ticks on by itself unless it is held."""

from __future__ import annotations

import time


class Clock:
    """The time of this server, in Unix seconds."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._held: float | None = None

    def now(self) -> float:
        """The time."""
        return (time.time() if self._held is None else self._held) + self._ahead

    def date(self) -> int:
        """The time as messages carry it."""
        return int(self.now())

    def advance(self, seconds: float) -> None:
        """Let time pass at once."""
        self._ahead += seconds

    def hold(self) -> None:
        """Let time pass only where a test says so."""
        self._held = time.time()
