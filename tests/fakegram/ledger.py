"""What was called, and what broke the rules: a test that forgets to look is told at its end."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.fakegram.clock import Clock

Json = dict[str, Any]


@dataclass(slots=True)
class Line:
    """One call of a bot and how it ended; `status` is 0 as long as it runs or if it was dropped."""

    at: float
    took_at: float
    method: str
    params: Json = field(repr=False)
    files: list[str]
    status: int = 0
    error: str = ""
    fault: str = ""
    accepted: bool = False
    took: float = 0.0

    def wire(self) -> Json:
        """As a test reads it."""
        shown = ("at", "method", "params", "files", "status", "error", "fault", "accepted", "took")
        return {name: getattr(self, name) for name in shown}


class Ledger:
    """All calls and all violations since the beginning or the last reset."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.calls: list[Line] = []
        self.violations: list[Json] = []

    def open(self, method: str, params: Json, files: Iterable[str]) -> Line:
        """A call begins."""
        entry = Line(self._clock.now(), time.monotonic(), method, params, list(files))
        self.calls.append(entry)
        return entry

    def close(self, entry: Line, status: int, error: str = "") -> None:
        """A call is answered."""
        entry.status, entry.error = status, error
        entry.took = time.monotonic() - entry.took_at

    def violated(self, by: str, complaints: Iterable[str]) -> None:
        """Someone broke the rules: the bot, or this server itself."""
        self.violations.extend({"by": by, "what": what} for what in complaints)
