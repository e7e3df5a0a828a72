"""Rows about a person's own lock: how long a PIN takes to open it, and an entry to be sealed."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

from bench.rows import Measured, Row
from bot.ports import Chat
from bot.store.sqlite import SqliteStore
from bot.vault import locks
from bot.vault.deployment import open_vault
from bot.vault.keyring import Keyring
from bot.vault.lockbox import Lockbox
from bot.vault.stretcher import Stretcher
from bot.vault.vault import NOTHING_HELD

SHE = Chat("tg", "1")
PIN, DURESS, WORDS = b"739254", b"846039", b"eight words"
TIMES, ENTRIES, ENTRY = 9, 500, 1_000
FIRST_TRY = 1_795_000_000
"""The UTC second of the first try; each is a day after the last, so that none has to wait."""


@asynccontextmanager
async def _a_lockbox() -> AsyncIterator[Lockbox]:
    """A lockbox over a real file, in which somebody has set a lock."""
    with tempfile.TemporaryDirectory() as folder:
        store, stretch = SqliteStore.open(Path(folder) / "store.sqlite"), Stretcher()
        try:
            vault = await open_vault(store, Keyring.throwaway())
            await vault.commit(SHE, NOTHING_HELD, b"session", b"")
            box = Lockbox(store, vault, stretch)
            private = (await box.of(SHE)).private
            await box.change(SHE, lambda lock: locks.recoverable(lock, private, WORDS, stretch))
            await box.change(SHE, lambda lock: locks.locked(lock, private, PIN, stretch, DURESS))
            yield box
        finally:
            stretch.close()
            await store.close()


async def _opening() -> Measured:
    samples: dict[str, list[float]] = {"right": [], "duress": [], "wrong": []}
    tries = {"right": PIN, "duress": DURESS, "wrong": b"111111"}
    async with _a_lockbox() as box:
        for number in range(TIMES):
            for name, secret in tries.items():
                begun = time.perf_counter()
                await box.tried(SHE, secret, FIRST_TRY + number * 86_400)
                samples[name].append(time.perf_counter() - begun)
    return Measured(max(samples["right"]), samples)


async def _sealing() -> Measured:
    async with _a_lockbox() as box:
        lock, entry, samples = await box.of(SHE), os.urandom(ENTRY), []
        for number in range(ENTRIES):
            begun = time.perf_counter()
            locks.seal(lock, entry, number.to_bytes(4, "big"))
            samples.append(1_000 * (time.perf_counter() - begun))
    return Measured(median(samples), {"ours": samples[::50]})


ROWS = (
    Row(
        "lock-open",
        "a PIN, until the lock is open; the slowest of nine right ones",
        "s",
        lambda: asyncio.run(_opening()),
        gate=0.6,
        direction="at most",
    ),
    Row(
        "lock-seal",
        "an entry of a thousand bytes, sealed to a person's public half",
        "ms",
        lambda: asyncio.run(_sealing()),
        gate=1.0,
        direction="at most",
    ),
)
