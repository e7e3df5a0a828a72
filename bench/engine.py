"""Rows about turns: 9 (restore, step, save), 10 (the cost stays flat) and 11 (in memory)."""

from __future__ import annotations

from collections.abc import Callable

from bench.environment import peers
from bench.rows import Measured, Row
from bench.sides import Side, interleave, ratio

ROUNDS = 9


def _against(
    task: tuple[str, int], module: str, peer_task: tuple[str, int]
) -> Callable[[], Measured]:
    """How many times as fast our task is as a peer's."""

    def measure() -> Measured:
        with Side("bench.player") as ours, Side(module, python=peers()) as peer:
            costs = ours.playing(*task), peer.playing(*peer_task)
            our_samples, peer_samples = interleave(costs, ROUNDS)
        samples = {"ours": our_samples, "peer": peer_samples}
        return Measured(ratio(peer_samples, our_samples), samples)

    return measure


def _growth(first: tuple[str, int], last: tuple[str, int]) -> Callable[[], Measured]:
    """How much more our turn costs at the end of a conversation than at its beginning."""

    def measure() -> Measured:
        with Side("bench.player") as ours:
            first_samples, last_samples = interleave(
                (ours.playing(*first), ours.playing(*last)), ROUNDS
            )
        samples = {"step 1": first_samples, "step 56": last_samples}
        return Measured(ratio(last_samples, first_samples), samples)

    return measure


DURABLE, SIMULATE = ("durable", 100), ("simulate", 150)
TRANSITIONS, AIOGRAM = "bench.peers.transitions_machine", "bench.peers.aiogram_fsm"

ROWS = (
    Row(
        "speed-09",
        "restore, step, save over 60 steps; transitions, a machine for each restored object",
        "×",
        _against(DURABLE, TRANSITIONS, ("own", 15)),
        gate=10,
        goal=20,
    ),
    Row(
        "speed-09-added",
        "the same; transitions, one machine to which each restored object is added",
        "×",
        _against(DURABLE, TRANSITIONS, ("added", 60)),
    ),
    Row(
        "speed-09-static",
        "the same; transitions, a static machine and objects that are not added to it",
        "×",
        _against(DURABLE, TRANSITIONS, ("static", 200)),
    ),
    Row(
        "speed-10",
        "a turn's cost at step 56 ÷ at step 1, the same kind of step",
        "×",
        _growth(("first turn", 8_000), ("last turn", 8_000)),
        gate=1.15,
        direction="at most",
    ),
    Row(
        "speed-10-stored",
        "the same, with reading the session before and writing it after",
        "×",
        _growth(("first stored", 6_000), ("last stored", 6_000)),
        direction="at most",
    ),
    Row(
        "speed-11",
        "simulate: turns in memory; aiogram, a handler for each state, MemoryStorage",
        "×",
        _against(SIMULATE, AIOGRAM, ("each", 8)),
        gate=10,
        goal=20,
    ),
    Row(
        "speed-11-one",
        "the same; aiogram, one handler for all states",
        "×",
        _against(SIMULATE, AIOGRAM, ("one", 25)),
    ),
    Row(
        "speed-11-dialog",
        "the same; aiogram-dialog, a window for each question",
        "×",
        _against(SIMULATE, "bench.peers.aiogram_dialogs", ("talk", 25)),
    ),
    Row(
        "speed-11-ptb",
        "the same; python-telegram-bot, ConversationHandler",
        "×",
        _against(SIMULATE, "bench.peers.ptb", ("whole", 30)),
    ),
    Row(
        "speed-11-ptb-parsed",
        "the same; python-telegram-bot, with updates parsed before the clock starts",
        "×",
        _against(SIMULATE, "bench.peers.ptb", ("parsed", 80)),
    ),
)
