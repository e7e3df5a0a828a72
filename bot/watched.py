"""Looks at something of the machine now and then, however often it is asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Watched(Generic[T]):
    """What a look found last: it is taken anew after so many seconds at the earliest.

    `changed` is told what it is, whenever that is something else than before; the first time too,
    unless it is what was expected. Where a look fails, the last one counts.
    """

    def __init__(
        self,
        look: Callable[[], T],
        seconds: float,
        expected: T,
        changed: Callable[[T], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look, self._seconds, self._changed, self._clock = look, seconds, changed, clock
        self._known = expected
        self._again = clock()

    def __call__(self) -> T:
        """What it is now, or was some seconds ago."""
        if (now := self._clock()) >= self._again:
            self._again = now + self._seconds
            self._take()
        return self._known

    def _take(self) -> None:
        try:
            found = self._look()
        except (OSError, ValueError):
            return
        if found != self._known:
            self._known = found
            self._changed(found)
