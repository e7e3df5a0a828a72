"""Rows 1–8: whole turns, kept durably and sealed, beside the peers', by the clock on the wall."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack

from bench.environment import packages, peers
from bench.rows import Measured, Row
from bench.sides import Cost, Side, interleave, ratio
from bench.slow_sync import slow_sync

ROUNDS = 5
OURS, AIOSQLITE = "bench.turns", "bench.peers.aiosqlite_turns"
PTB, AIOGRAM = "bench.peers.ptb_turns", "bench.peers.aiogram_turns"

Environment = Mapping[str, str]
Sides = Callable[[ExitStack], tuple[Cost, Cost]]
"""Starts our side and the other."""


def _ours(stack: ExitStack, task: str, times: int, environment: Environment | None = None) -> Cost:
    return stack.enter_context(Side(OURS, environment=environment)).playing(task, times)


def _theirs(stack: ExitStack, module: str, task: str, times: int) -> Cost:
    return stack.enter_context(Side(module, python=peers())).playing(task, times)


def _aiosqlite(
    stack: ExitStack, task: str, times: int, environment: Environment | None = None
) -> Cost:
    side = Side(AIOSQLITE, str(packages()), environment=environment)
    return stack.enter_context(side).playing(task, times)


# How often as much, or how much of it


def _faster(sides: Sides) -> Callable[[], Measured]:
    """How many times as many turns a second we play."""
    return lambda: _measured(sides, lambda ours, peer: ratio(peer, ours))


def _longer(sides: Sides) -> Callable[[], Measured]:
    """How many times as long one waits for us."""
    return lambda: _measured(sides, lambda ours, peer: ratio(ours, peer))


def _measured(sides: Sides, value: Callable[[list[float], list[float]], float]) -> Measured:
    with ExitStack() as stack:
        ours, peer = interleave(sides(stack), ROUNDS)
    return Measured(value(ours, peer), {"ours": ours, "peer": peer})


# Who plays


def _against(
    module: str, task: str, times: int, our_task: str = "edge", ours: int = 1_500
) -> Sides:
    return lambda stack: (_ours(stack, our_task, ours), _theirs(stack, module, task, times))


def _slowed(stack: ExitStack) -> tuple[Cost, Cost]:
    slow = stack.enter_context(slow_sync())
    return _ours(stack, "edge", 1_500, slow), _ours(stack, "edge", 1_500)


def _both_slowed(stack: ExitStack) -> tuple[Cost, Cost]:
    slow = stack.enter_context(slow_sync())
    return _ours(stack, "edge", 1_500, slow), _aiosqlite(stack, "edge", 400, slow)


def _open(stack: ExitStack) -> tuple[Cost, Cost]:
    slow = stack.enter_context(slow_sync())
    return _ours(stack, "open", 4_000, slow), _aiosqlite(stack, "open", 1_000)


ROWS = (
    Row(
        "speed-01",
        "durable, sealed turns a second, 64 people; python-telegram-bot, no persistence",
        "×",
        _faster(_against(PTB, "memory", 1_500)),
        gate=2.5,
        goal=4,
    ),
    Row(
        "speed-01-wired",
        "the same; with the library that makes requests of our calls",
        "×",
        _faster(_against(PTB, "memory", 1_500, "wired")),
    ),
    Row(
        "speed-02",
        "the same; aiogram, MemoryStorage, a handler for each state",
        "×",
        _faster(_against(AIOGRAM, "memory", 1_000)),
        gate=5,
        goal=8,
    ),
    Row(
        "speed-02-one",
        "the same; aiogram, MemoryStorage, one handler for all states",
        "×",
        _faster(_against(AIOGRAM, "memory one", 1_500)),
    ),
    Row(
        "speed-03",
        "the same; aiogram, a storage in SQLite, committed once a turn",
        "×",
        _faster(_against(AIOGRAM, "sqlite", 500)),
        gate=12,
        goal=25,
    ),
    Row(
        "speed-03-usual",
        "the same; aiogram, a storage in SQLite, committed by each of its calls",
        "×",
        _faster(_against(AIOGRAM, "sqlite usual", 500)),
    ),
    Row(
        "speed-04",
        "the same; python-telegram-bot, PicklePersistence flushed per turn, 1,000 people known",
        "×",
        _faster(_against(PTB, "pickle 1000", 50)),
        gate=100,
    ),
    Row(
        "speed-04-10000",
        "the same, 10,000 people known",
        "×",
        _faster(_against(PTB, "pickle 10000", 5)),
        gate=1_000,
    ),
    Row(
        "speed-05",
        "how long half of one person's screens take at most; python-telegram-bot, no persistence",
        "×",
        _longer(_against(PTB, "one", 500, "one", 500)),
        gate=1.5,
        goal=1.1,
        direction="at most",
    ),
    Row(
        "speed-06",
        "turns a second if each sync takes 1 ms more ÷ without, 64 people",
        "×",
        _faster(_slowed),
        gate=0.7,
        goal=0.9,
    ),
    Row(
        "speed-07",
        "turns a second if each sync takes 1 ms more; the same bot over aiosqlite, also slowed",
        "×",
        _faster(_both_slowed),
        gate=20,
        goal=35,
    ),
    Row(
        "speed-08",
        "p99 at 2,000 updates a second, each sync 1 ms more; over aiosqlite at 500, not slowed",
        "×",
        _longer(_open),
        gate=1.5,
        goal=0.8,
        direction="at most",
    ),
)
