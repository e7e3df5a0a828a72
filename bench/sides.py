"""The parent's end of a measurement: worker processes, asked by turns.

Sides are always asked one after the other, A B A B, so that a busy moment of the machine meets
both. While one plays, the others wait on their pipes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Self

from bench.rows import NotMeasured

ROOT = Path(__file__).parent.parent

Cost = Callable[[], float]
"""Measures once: seconds a turn."""


class Side(AbstractContextManager["Side"]):
    """A worker process (see `worker.py`)."""

    def __init__(
        self,
        module: str,
        *arguments: str,
        python: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._module = module
        self._environment = os.environ | dict(environment or {})
        self._command = [str(python or sys.executable), "-m", module, *arguments]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self._environment,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def cost(self, task: str, times: int) -> float:
        """Let it play a task so many times; seconds a turn."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"task": task, "times": times}), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise NotMeasured(f"{self._module} stopped while it played {task}")
        lap: dict[str, float] = json.loads(line)
        return lap["seconds"] / lap["turns"]

    def playing(self, task: str, times: int) -> Cost:
        """A measurement to be taken again and again."""
        return lambda: self.cost(task, times)


def interleave(costs: Sequence[Cost], rounds: int, warm_up: int = 1) -> list[list[float]]:
    """Measure all by turns; one list of samples for each."""
    for _ in range(warm_up):
        for cost in costs:
            cost()
    taken = [[cost() for cost in costs] for _ in range(rounds)]
    return [list(samples) for samples in zip(*taken, strict=True)]


def ratio(dividends: Sequence[float], divisors: Sequence[float]) -> float:
    """The median of the ratios, each of two samples of one round."""
    return median(a / b for a, b in zip(dividends, divisors, strict=True))
