"""Rows about flows: 14 (loading many), checking from a cold start, and taking up one edit."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.conversation import large_set
from bench.rows import Measured, Row
from bench.sides import ROOT, Side, interleave, ratio
from bot.content.library import shipped
from tests.support import TODAY, write_set

FLOWS = 200
ROUNDS = 5
EDITS = 20


@contextmanager
def _large() -> Iterator[Path]:
    """A folder of many flows of 60 steps, beside those the bot itself needs."""
    with tempfile.TemporaryDirectory() as folder:
        yield write_set(Path(folder), large_set(FLOWS))


@contextmanager
def _shipped() -> Iterator[Path]:
    """A copy of what ships."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copytree(shipped(), Path(folder) / "flows"))


def _once(module: str, task: str, folder: Path) -> Callable[[], float]:
    """A task in a process of its own: what it loads is not there from before."""

    def cost() -> float:
        with Side(module, str(folder)) as side:
            return side.cost(task, 1)

    return cost


def _against_models(task: str) -> Callable[[], Measured]:
    """How many times as fast we load many flows as PyYAML's SafeLoader and pydantic do."""

    def measure() -> Measured:
        with _large() as folder:
            ours = _once("bench.loader", task, folder)
            peer = _once("bench.peers.yaml_models", "read", folder)
            our_samples, peer_samples = interleave((ours, peer), ROUNDS, warm_up=0)
        samples = {"ours": our_samples, "peer": peer_samples}
        return Measured(ratio(peer_samples, our_samples), samples)

    return measure


def _checking(*arguments: str) -> float:
    begun = perf_counter()
    command = [sys.executable, "-m", "bot", "check", *arguments, "--today", TODAY.isoformat()]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - begun


def check_many() -> Measured:
    """Seconds from the start of `sidelight check` to its exit, for many flows."""
    with _large() as folder:
        (samples,) = interleave([lambda: _checking(str(folder))], ROUNDS)
    return Measured(median(samples), {"ours": samples})


def check_shipped() -> Measured:
    """Seconds from the start of `sidelight check` to its exit, for what ships."""
    (samples,) = interleave([_checking], ROUNDS)
    return Measured(median(samples), {"ours": samples})


def _edits(folder: Path) -> Measured:
    with Side("bench.loader", str(folder)) as side:
        (samples,) = interleave([side.playing("edit", EDITS)], ROUNDS)
    return Measured(median(samples) * 1000, {"ours": samples})


def edit_many() -> Measured:
    """Milliseconds to take up a word changed in one of many flows."""
    with _large() as folder:
        return _edits(folder)


def edit_shipped() -> Measured:
    """Milliseconds to take up a word changed in one of the flows that ship."""
    with _shipped() as folder:
        return _edits(folder)


ROWS = (
    Row(
        "speed-14",
        "load 200 flows of 60 steps from files; PyYAML's SafeLoader and pydantic models",
        "×",
        _against_models("read"),
        gate=5,
        goal=7,
    ),
    Row(
        "speed-14-checked",
        "the same, and all our checks of them on top",
        "×",
        _against_models("load"),
    ),
    Row(
        "check-200",
        "`sidelight check` of those 200, start to exit",
        "s",
        check_many,
        gate=4,
        direction="at most",
    ),
    Row(
        "check-shipped",
        "`sidelight check` of all that ships, start to exit",
        "s",
        check_shipped,
        gate=1.5,
        direction="at most",
    ),
    Row(
        "edit-200",
        "one of those 200 edited, taken up by a running process",
        "ms",
        edit_many,
        gate=60,
        direction="at most",
    ),
    Row(
        "edit-shipped",
        "one shipped flow edited, taken up by a running process",
        "ms",
        edit_shipped,
        gate=60,
        direction="at most",
    ),
)
