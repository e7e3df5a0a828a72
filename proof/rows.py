"""What a proof is: a function with a count, the rows it gives, and what it does not show."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from bench.rows import Json, NotMeasured, machine
from proof.ground import Ground

Direction = Literal["at least", "at most"]
Values = Mapping[str, float]
"""What came out, by the id of the row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, and what it has to be."""

    id: str
    what: str
    unit: str
    goal: float = 0
    direction: Direction = "at most"

    def is_met(self, value: float) -> bool:
        """Whether a figure is as good as it has to be."""
        return value >= self.goal if self.direction == "at least" else value <= self.goal


@dataclass(frozen=True, slots=True)
class Proof:
    """Something that is tried so many times: a few in CI, many under `make proof`."""

    name: str
    rows: tuple[Row, ...]
    prove: Callable[[int, Ground], Values]
    small: int
    full: int
    shows: str
    leaves_open: str

    def unmet(self, values: Values) -> dict[str, float | None]:
        """The rows that are not as good as they have to be, or that nothing came out for."""
        found = {row.id: values.get(row.id) for row in self.rows}
        return {
            row.id: value
            for row in self.rows
            if (value := found[row.id]) is None or not row.is_met(value)
        }

    def taken(self, count: int, ground: Ground) -> list[Json]:
        """Try it; a proof that can't be played says why, and none of its rows is met."""
        try:
            values = self.prove(count, ground)
        except NotMeasured as problem:
            return self.missed(str(problem))
        except Exception as problem:  # noqa: BLE001  # one broken proof must not hide the others
            traceback.print_exc()
            return self.missed(type(problem).__name__)
        return [self._result(row, count, values[row.id]) for row in self.rows]

    def missed(self, reason: str) -> list[Json]:
        """The rows as not measured."""
        return [self._result(row, 0, None) | {"reason": reason} for row in self.rows]

    def _result(self, row: Row, count: int, value: float | None) -> Json:
        return {
            "id": row.id,
            "proof": self.name,
            "what": row.what,
            "count": count,
            "value": None if value is None else float(f"{value:.4g}"),
            "unit": row.unit,
            "goal": row.goal,
            "direction": row.direction,
            "met": value is not None and row.is_met(value),
            "date": time.strftime("%Y-%m-%d", time.gmtime()),
            "machine": machine(),
        }
