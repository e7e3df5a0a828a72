"""One side of a measurement: a process that plays when it is asked to, and says how long it took.

The parent (`sides.py`) writes `{"task": …, "times": …}` and reads `{"seconds": …, "turns": …}`, one
line of JSON each. A task times itself, so that what it prepares is not counted. The garbage
collector is emptied before each task and left on during it, as it is in production.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

clock = time.process_time
"""The processor's time: on a busy machine it leaves out what other programs take."""


class Lap(NamedTuple):
    """How long so many turns took."""

    seconds: float
    turns: int


Task = Callable[[int], Lap]
"""Plays something so many times."""


def serve(tasks: Mapping[str, Task]) -> None:
    """Do what the parent asks for until it closes the pipe."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints must not get between
    for line in sys.stdin:
        asked = json.loads(line)
        gc.collect()
        lap = tasks[asked["task"]](asked["times"])
        print(json.dumps(lap._asdict()), file=answers, flush=True)
