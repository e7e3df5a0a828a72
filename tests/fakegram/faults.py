"""What can go wrong on the way, on purpose: each fault says whom it meets, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from tests.fakegram.clock import Clock
from tests.fakegram.errors import WrongControl

BEFORE = frozenset({"too_many", "server_error", "html", "drop", "delay"})
"""The call is not carried out, except that a delayed one is, later."""
AFTER = frozenset({"lost_answer", "bad_json", "cut_body", "slow_body"})
"""The call is carried out, and its answer does not arrive well."""


@dataclass(slots=True)
class Fault:
    """One kind of trouble for the calls that match.

    `method` may hold `*`; "download" stands for fetching a file. `skip` calls pass first, then
    `times` calls fail (None: all). With `seconds` it lasts so long by the server's clock, for all
    calls unless `times` says otherwise, and a 429 counts down. `retry_after` is for 429 without
    `seconds`, `wait` for delays and slow bodies.
    """

    kind: str
    method: str = "*"
    chat: int | None = None
    times: int | None = 1
    skip: int = 0
    seconds: float | None = None
    status: int = 502
    retry_after: int = 1
    wait: float = 1.0
    until: float | None = None

    def meets(self, method: str, chat: object, now: float) -> bool:
        """Whether it is this call's turn; counts the calls that may pass."""
        if not fnmatchcase(method, self.method) or self.chat not in (None, chat):
            return False
        if self.times == 0 or (self.until is not None and now >= self.until):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        return True

    def left(self, now: float) -> int:
        """The seconds a 429 asks to wait."""
        return self.retry_after if self.until is None else max(1, round(self.until - now))


class Faults:
    """The trouble that is still to come."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._faults: list[Fault] = []

    def add(self, untrusted: dict[str, Any]) -> None:
        """Add a fault as a test describes it."""
        try:
            fault = Fault(**{"times": None if "seconds" in untrusted else 1, **untrusted})
        except TypeError as error:
            raise WrongControl(f"a fault has no such field: {error}") from None
        if fault.kind not in BEFORE | AFTER:
            raise WrongControl(f"there is no fault {fault.kind!r}")
        if fault.seconds is not None:
            fault.until = self._clock.now() + fault.seconds
        self._faults.append(fault)

    def clear(self) -> None:
        """No more trouble."""
        self._faults.clear()

    def take(self, method: str, chat: object) -> Fault | None:
        """The first fault that meets a call, now one time fewer."""
        now = self._clock.now()
        found = next((fault for fault in self._faults if fault.meets(method, chat, now)), None)
        if found is not None and found.times is not None:
            found.times -= 1
        return found
