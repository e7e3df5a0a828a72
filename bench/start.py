"""Rows about starting: 22 (`--help` beside a typer app) and what `--help` adds to bare Python."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.environment import peers
from bench.rows import Measured, Row
from bench.sides import ROOT, interleave, ratio

ROUNDS = 21
OURS = ("-m", "bot", "--help")
TYPER = ("-m", "bench.peers.typer_cli", "--help")
BARE = ("-c", "pass")


def _wait(python: Path, *arguments: str) -> Callable[[], float]:
    """How long one waits for a process."""

    def cost() -> float:
        begun = perf_counter()
        _run(python, *arguments)
        return perf_counter() - begun

    return cost


def _work(python: Path, *arguments: str) -> Callable[[], float]:
    """How much of the processor's time a process takes."""

    def cost() -> float:
        before = _children()
        _run(python, *arguments)
        return _children() - before

    return cost


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(python: Path, *arguments: str) -> None:
    subprocess.run([python, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def against_typer() -> Measured:
    """How many times as fast our `--help` is as that of a typer app with the same commands."""
    costs = _work(Path(sys.executable), *OURS), _work(peers(), *TYPER)
    ours, peer = interleave(costs, ROUNDS, warm_up=2)
    return Measured(ratio(peer, ours), {"ours": ours, "peer": peer})


def over_bare() -> Measured:
    """Milliseconds one waits longer for our `--help` than for Python itself."""
    python = Path(sys.executable)
    ours, bare = interleave((_wait(python, *OURS), _wait(python, *BARE)), ROUNDS, warm_up=2)
    extra = median(a - b for a, b in zip(ours, bare, strict=True))
    return Measured(extra * 1000, {"ours": ours, "bare Python": bare})


ROWS = (
    Row(
        "speed-22",
        "`sidelight --help`; a typer app with the same commands",
        "×",
        against_typer,
        gate=4,
    ),
    Row(
        "help-start",
        "`sidelight --help` over bare Python",
        "ms",
        over_bare,
        gate=150,
        direction="at most",
    ),
)
