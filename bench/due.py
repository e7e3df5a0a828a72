"""Rows 16–19 and those of the sweep: what is due is found, added and moved on, by the wall's clock.

Ours has a million people with sealed rows, APScheduler a job for each of a hundred thousand.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.crowd import BEGUN, PEOPLE, SCATTER, chat, crowd, opened, session
from bench.environment import peers
from bench.rows import Measured, Row
from bench.sides import Side, interleave, ratio
from bench.slow_sync import slow_sync
from bench.sweeping import TOGETHER, claim
from bot.ports import Chat
from bot.vault.vault import Vault

ROUNDS, SWEEPS = 7, 9
DUE, ADDED, NEXT, HERD = 100, 200, 1_000, 3_000
THEIR_JOBS, SCALE = 100_000, 10
AT_ONCE = BEGUN - 1
"""The minute in which the herd is due: before everybody else."""
JOBS = "bench.peers.apscheduler_jobs"

Environment = Mapping[str, str]
Slowed = AbstractContextManager[Environment | None]


def _folder() -> Path:
    return Path(crowd().name)


def _ours(environment: Environment | None = None) -> Side:
    return Side("bench.sweeping", str(_folder()), environment=environment)


def _theirs(what: str, environment: Environment | None = None) -> Side:
    return Side(JOBS, what, python=peers(), environment=environment)


# Beside APScheduler


class Task(NamedTuple):
    """What each side does, and how often."""

    ours: str
    times: int
    theirs: str
    their_times: int


WAKE = Task("wake", DUE, "wake", DUE)
TOGETHER_ADDED = Task("add_together", NEXT, "add", ADDED)
SINGLY_ADDED = Task("add_singly", ADDED, "add", ADDED)


def _cheaper(
    task: Task, kind: str = "sqlite", slowed: Callable[[], Slowed] = nullcontext
) -> Callable[[], Measured]:
    """How many times as long theirs takes."""

    def measure() -> Measured:
        _folder()
        with slowed() as slow, _ours(slow) as ours, _theirs(kind, slow) as theirs:
            costs = (
                ours.playing(task.ours, task.times),
                theirs.playing(task.theirs, task.their_times),
            )
            taken, peer = interleave(costs, ROUNDS)
        return Measured(ratio(peer, taken), {"ours": taken, "peer": peer})

    return measure


def memory() -> Measured:
    """Our memory after sweeps, as a share of theirs for as many."""

    def ours() -> float:
        with _ours() as side:
            side.cost("sweep", NEXT)
            side.cost("wake", DUE)
            return side.cost("memory", 1)

    def theirs(jobs: int) -> float:
        with _theirs("memory") as side:
            return side.cost("memory", jobs)

    costs = ours, lambda: theirs(THEIR_JOBS), lambda: theirs(0)
    taken, full, empty = interleave(costs, 5, warm_up=0)
    scaled = [none + SCALE * (jobs - none) for jobs, none in zip(full, empty, strict=True)]
    samples = {"ours": taken, f"peer, {THEIR_JOBS} jobs": full, "peer, no job": empty}
    return Measured(ratio(taken, scaled), samples)


# A herd


async def _herd() -> float:
    """The share of a herd that two sweeps at the same time claim exactly once."""
    claims: Counter[Chat] = Counter()
    herd = [chat(number * SCATTER % PEOPLE) for number in range(HERD)]
    async with opened(_folder()) as (_, one), opened(_folder()) as (_, other):
        await asyncio.gather(*(_comes(one, who) for who in herd))
        await asyncio.gather(_claim(one, claims), _claim(other, claims))
    return sum(claims[who] == 1 for who in herd) / HERD


async def _comes(vault: Vault, who: Chat) -> None:
    held = await vault.load(who)
    assert await vault.commit(who, held, session(), held.slate, due=AT_ONCE)


async def _claim(vault: Vault, claims: Counter[Chat]) -> None:
    """Sweep until nobody is due, and count who was claimed."""
    while chats := await vault.due(AT_ONCE, TOGETHER):
        done = await asyncio.gather(*(claim(vault, who) for who in chats))
        claims.update(who for who, is_claimed in zip(chats, done, strict=True) if is_claimed)


def herd() -> Measured:
    """The least share of all rounds; theirs stands beside it."""

    def theirs() -> float:
        with _theirs("herd") as side:
            return side.cost("herd", HERD)

    ours, peer = interleave((lambda: asyncio.run(_herd()), theirs), 5, warm_up=0)
    return Measured(min(ours), {"ours": ours, "peer": peer})


# By itself


def _sweep(task: str) -> Callable[[], Measured]:
    """Milliseconds until the next thousand are found."""

    def measure() -> Measured:
        with _ours() as side:
            (taken,) = interleave([side.playing(task, NEXT)], SWEEPS)
        return Measured(1_000 * median(taken), {"ours": taken})

    return measure


def adding() -> Measured:
    """Milliseconds until one more is due."""
    with _ours() as side:
        costs = side.playing("add_singly", ADDED), side.playing("add_together", NEXT)
        single, grouped = interleave(costs, SWEEPS)
    return Measured(1_000 * median(single), {"ours": single, "a thousand at once": grouped})


ROWS = (
    Row(
        "due-sweep",
        "the next 1,000 who are due of 1,000,000, with their chats; median of nine",
        "ms",
        _sweep("sweep"),
        gate=20,
        direction="at most",
    ),
    Row(
        "due-sweep-found",
        "the same, but no chat is opened: the rest is unwrapping keys and opening addresses",
        "ms",
        _sweep("find"),
        direction="at most",
    ),
    Row(
        "due-add",
        "one of 1,000,000 read, sealed and written durably to be due; median of nine",
        "ms",
        adding,
        gate=1,
        direction="at most",
    ),
    Row(
        "speed-16",
        "100 due of 1,000,000 found and moved on; APScheduler, SQLAlchemy and SQLite, of 100,000",
        "×",
        _cheaper(WAKE),
        gate=50,
        goal=70,
    ),
    Row("speed-16-slow", "the same, each sync 1 ms more", "×", _cheaper(WAKE, slowed=slow_sync)),
    Row(
        "speed-16-wal", "the same as row 16; its file keeps a log (WAL)", "×", _cheaper(WAKE, "wal")
    ),
    Row(
        "speed-17",
        "one more is due, 1,000 at once; APScheduler, SQLAlchemy and SQLite",
        "×",
        _cheaper(TOGETHER_ADDED),
        gate=40,
    ),
    Row(
        "speed-17-slow",
        "the same, each sync 1 ms more",
        "×",
        _cheaper(TOGETHER_ADDED, slowed=slow_sync),
    ),
    Row(
        "speed-17-wal",
        "the same as row 17; its file keeps a log (WAL)",
        "×",
        _cheaper(TOGETHER_ADDED, "wal"),
    ),
    Row(
        "speed-17-single",
        "the same as row 17, one after the other",
        "×",
        _cheaper(SINGLY_ADDED),
        gate=8,
    ),
    Row(
        "speed-18",
        "share of 3,000 due at once that two sweeps claim, each once (APScheduler: see samples)",
        "share",
        herd,
        gate=1,
    ),
    Row(
        "speed-19",
        "memory of a process that sweeps 1,000,000 ÷ APScheduler's in memory for as many",
        "×",
        memory,
        gate=0.1,
        goal=0.05,
        direction="at most",
    ),
)
