"""A row of the results: what is measured, what it has to reach, and what it did."""

from __future__ import annotations

import os
import platform
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Direction = Literal["at least", "at most"]
Json = dict[str, object]


class NotMeasured(Exception):
    """A side could not play; the message says why."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A value and the samples it was made of, by side: seconds a turn."""

    value: float
    samples: Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to measure; without a gate it is only reported."""

    id: str
    what: str
    unit: str
    measure: Callable[[], Measured]
    gate: float | None = None
    goal: float | None = None
    direction: Direction = "at least"

    def reaches(self, value: float, mark: float | None) -> bool:
        """Whether a value is as good as a mark."""
        if mark is None:
            return True
        return value >= mark if self.direction == "at least" else value <= mark

    def taken(self) -> Json:
        """Measure; a row that can't be measured says why."""
        try:
            measured = self.measure()
        except NotMeasured as problem:
            return self.missed(str(problem))
        except Exception as problem:  # noqa: BLE001  # one broken side must not hide the other rows
            traceback.print_exc()
            return self.missed(
                type(problem).__name__
            )  # A message could hold paths of this machine.
        return self._as_json() | {
            "samples": {side: _short(taken) for side, taken in measured.samples.items()},
            "value": float(f"{measured.value:.3g}"),
            "met": self.reaches(measured.value, self.gate),
            "reached_goal": self.reaches(measured.value, self.goal),
        }

    def missed(self, reason: str) -> Json:
        """The row as not measured."""
        missing: Json = {"samples": {}, "value": None, "met": False, "reached_goal": False}
        return self._as_json() | missing | {"reason": reason}

    def _as_json(self) -> Json:
        return {
            "id": self.id,
            "what": self.what,
            "unit": self.unit,
            "direction": self.direction,
            "gate": self.gate,
            "goal": self.goal,
            "date": time.strftime("%Y-%m-%d", time.gmtime()),
            "machine": machine(),
        }


def _short(samples: Sequence[float]) -> list[float]:
    return [float(f"{sample:.4g}") for sample in samples]


def machine() -> str:
    """What the numbers were taken on, without a name of it."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {python}"
