"""Rows about the process that runs: its start, its memory, a flood, and what sending costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median

from bench.deployment import bot, deployment, started, stub
from bench.environment import peers
from bench.process import resident
from bench.rows import Measured, Row
from bench.sides import Cost, Side, interleave, ratio

ROUNDS = 5
SETTLED = 3.0
"""Seconds after which nothing is left to be done at a start."""
FEW, MANY = 10, 10_000
CALLS = 300
FLOOD_TURNS = 120


# The start, and memory when idle


def _start() -> float:
    with stub() as telegram, deployment(telegram.address) as config:
        begun = time.perf_counter()
        with started(*bot(config)):
            telegram.wait_for_poll()
            return time.perf_counter() - begun


def start() -> Measured:
    """Seconds from the start of `sidelight run` until it asks Telegram for updates."""
    (samples,) = interleave([_start], ROUNDS)
    return Measured(median(samples), {"ours": samples})


def _idle() -> float:
    with stub() as telegram, deployment(telegram.address) as config, started(*bot(config)) as ours:
        telegram.wait_for_poll()
        time.sleep(SETTLED)
        return resident(ours)


def _imported(what: str) -> Cost:
    """The memory of a process in which libraries are imported, and nothing else was done."""

    def cost() -> float:
        with Side("bench.peers.imported", python=peers()) as side:
            return side.cost(what, 1)

    return cost


def _memory(what: str) -> Callable[[], Measured]:
    def measure() -> Measured:
        ours, peer = interleave((_idle, _imported(what)), ROUNDS, warm_up=0)
        return Measured(ratio(ours, peer), {"ours": ours, "peer": peer})

    return measure


def _people(number: int) -> Cost:
    def cost() -> float:
        with Side("bench.idle") as side:
            return side.cost("idle", number)

    return cost


def idle_people() -> Measured:
    """How many times the memory for ten people that is for ten thousand."""
    many, few = interleave((_people(MANY), _people(FEW)), rounds=1, warm_up=0)
    return Measured(ratio(many, few), {f"{MANY} people": many, f"{FEW} people": few})


# A flood


def flood() -> Measured:
    """How many times as long others wait while somebody floods."""
    with Side("bench.flood") as ours:
        costs = ours.playing("flooded", FLOOD_TURNS), ours.playing("quiet", FLOOD_TURNS)
        flooded, quiet = interleave(costs, ROUNDS)
    return Measured(ratio(flooded, quiet), {"flooded": flooded, "quiet": quiet})


# Sending


def _sending(task: str) -> Callable[[], Measured]:
    """What one of our calls takes; the peers' are among the samples."""

    def measure() -> Measured:
        with stub() as telegram, ExitStack() as stack:
            sides = {
                "ours": Side("bench.sending", telegram.address),
                "python-telegram-bot": _peer("bench.peers.ptb_sending", telegram.address),
                "aiogram": _peer("bench.peers.aiogram_sending", telegram.address),
            }
            costs = [stack.enter_context(side).playing(task, CALLS) for side in sides.values()]
            samples = dict(zip(sides, interleave(costs, ROUNDS), strict=True))
        return Measured(median(samples["ours"]) * 1000, samples)

    return measure


def _peer(module: str, address: str) -> Side:
    return Side(module, address, python=peers())


ROWS = (
    Row(
        "speed-13",
        "processor's time of a `sendMessage` over HTTP, 8 in flight (peers: see samples)",
        "ms",
        _sending("cpu 8"),
        direction="at most",
    ),
    Row("speed-13-16", "the same, 16 in flight", "ms", _sending("cpu 16"), direction="at most"),
    Row("speed-13-p99", "its p99, 8 in flight", "ms", _sending("p99 8"), direction="at most"),
    Row("speed-13-p99-16", "its p99, 16 in flight", "ms", _sending("p99 16"), direction="at most"),
    Row(
        "speed-24",
        "memory of the whole bot, idle ÷ of a process that imported aiogram",
        "×",
        _memory("aiogram"),
        gate=1 / 2.5,
        direction="at most",
    ),
    Row(
        "speed-24-usual",
        "the same; python-telegram-bot, APScheduler, SQLAlchemy and pydantic imported",
        "×",
        _memory("usual"),
        gate=1 / 1.2,
        direction="at most",
    ),
    Row(
        "idle-people",
        "memory after 10,000 people, all idle ÷ after 10",
        "×",
        idle_people,
        gate=1.2,
        direction="at most",
    ),
    Row(
        "start-polling",
        "`sidelight run`, its start to the first getUpdates",
        "s",
        start,
        gate=1.5,
        direction="at most",
    ),
    Row(
        "flood-others",
        "p99 of others while one person writes 100 messages a second ÷ while nobody does",
        "×",
        flood,
        gate=2,
        direction="at most",
    ),
)
