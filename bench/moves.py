"""Rows about recovery words: how long a move takes, and finding a lock among many."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.rows import Measured, Row
from bot.ports import Chat
from bot.store.sqlite import SqliteStore
from bot.vault import locks
from bot.vault.deployment import open_vault
from bot.vault.keyring import Keyring
from bot.vault.lockbox import Lockbox
from bot.vault.moving import Mover, Outcome
from bot.vault.stretcher import Stretcher
from bot.vault.vault import NOTHING_HELD, Vault

SHE, OTHER = Chat("tg", "she"), Chat("tg", "other")
WORDS, WRONG = b"eight words", b"other words"
PEOPLE, FINDS, TIMES = 10_000, 2_000, 9
BEGUN = datetime(2026, 11, 27, 20, tzinfo=UTC)


class Place(NamedTuple):
    """A store with many locks, of which one is hers."""

    store: SqliteStore
    vault: Vault
    mover: Mover
    words: list[bytes]


@asynccontextmanager
async def _a_place() -> AsyncIterator[Place]:
    with tempfile.TemporaryDirectory() as folder:
        store, stretch = SqliteStore.open(Path(folder) / "store.sqlite"), Stretcher()
        try:
            vault = await open_vault(store, Keyring.throwaway())
            box = Lockbox(store, vault, stretch)
            words = await _fill(store, vault)
            await vault.commit(SHE, NOTHING_HELD, b"session", b"slate")
            await vault.commit(OTHER, NOTHING_HELD, b"session", b"slate")
            private = (await box.of(SHE)).private
            await box.change(SHE, lambda lock: locks.recoverable(lock, private, WORDS, stretch))
            yield Place(store, vault, Mover(box, vault, stretch), words)
        finally:
            stretch.close()
            await store.close()


async def _fill(store: SqliteStore, vault: Vault) -> list[bytes]:
    """People with locks; gives what these are found by."""

    async def come(number: int) -> bytes:
        chat, words = Chat("tg", str(number)), os.urandom(32)
        await vault.commit(chat, NOTHING_HELD, b"session", b"")
        uid = (await vault.load(chat)).uid
        assert await store.keep_lock(uid, 0, os.urandom(900), [words])
        return words

    return await asyncio.gather(*map(come, range(PEOPLE)))


async def _moving() -> Measured:
    samples: dict[str, list[float]] = {"moves": [], "wrong": []}
    async with _a_place() as place:
        for number in range(TIMES):
            at = BEGUN + timedelta(days=number)
            for name, words in (("moves", WORDS), ("wrong", WRONG)):
                chat = SHE if number % 2 else OTHER
                begun = time.perf_counter()
                moved = await place.mover.move(chat, words, at, bytes)
                samples[name].append(time.perf_counter() - begun)
                assert moved.outcome is (Outcome.MOVED if words is WORDS else Outcome.WRONG)
    return Measured(max(samples["moves"]), samples)


async def _finding() -> Measured:
    async with _a_place() as place:
        samples = []
        for number in range(FINDS):
            words = place.words[number * 7 % PEOPLE] if number % 2 else os.urandom(32)
            begun = time.perf_counter()
            found = await place.store.find_lock(words)
            samples.append(1_000 * (time.perf_counter() - begun))
            assert (found is not None) is bool(number % 2)
    return Measured(median(samples), {"ours": samples[::200]})


ROWS = (
    Row(
        "lock-move",
        "recovery words, until a vault is in the new chat; the slowest of nine",
        "s",
        lambda: asyncio.run(_moving()),
        gate=1.2,
        direction="at most",
    ),
    Row(
        "lock-find",
        "a lock found by its words among ten thousand, or not found",
        "ms",
        lambda: asyncio.run(_finding()),
        gate=1.0,
        direction="at most",
    ),
)
