"""Rows about a person's log: how long a list takes to show, and what a large file costs."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.rows import Measured, Row
from bot.core import entry_lines
from bot.core.incident import Incident
from bot.core.session import Session, dump
from bot.core.standing import records, standings
from bot.ports import Chat
from bot.store.sqlite import SqliteStore
from bot.vault.deployment import open_vault
from bot.vault.exhibits import Exhibits
from bot.vault.keyring import Keyring
from bot.vault.lockbox import Lockbox
from bot.vault.logbook import Logbook
from bot.vault.stretcher import Stretcher
from bot.vault.vault import NOTHING_HELD
from bot.wiring.flows import library, loaded

SHE = Chat("tg", "1")
ENTRIES, TIMES = 1_000, 7
FILE = 20_000_000
WORDS = "He waited at the gate again, and he called me by the name that only he uses. " * 4


@dataclass(frozen=True, slots=True)
class _Kept:
    """What keeps the log of one person, over a real file."""

    box: Lockbox
    logbook: Logbook
    exhibits: Exhibits


@asynccontextmanager
async def _kept() -> AsyncIterator[_Kept]:
    with tempfile.TemporaryDirectory() as folder:
        store, stretch = SqliteStore.open(Path(folder) / "store.sqlite"), Stretcher()
        try:
            vault = await open_vault(store, Keyring.throwaway())
            await vault.commit(SHE, NOTHING_HELD, dump(Session()), b"")
            box = Lockbox(store, vault, stretch)
            yield _Kept(box, Logbook(vault, box), Exhibits(vault, box))
        finally:
            stretch.close()
            await store.close()


async def _listing() -> Measured:
    content = loaded(library(None, "GB")).content
    assert content is not None
    samples = []
    async with _kept() as kept:
        for number in range(ENTRIES):
            entry = Incident(f"{number}. {WORDS}", "2026-11-27T12:00:00Z")
            await kept.logbook.add(SHE, entry, number.to_bytes(4, "big"))
        private = (await kept.box.of(SHE)).private
        for _ in range(TIMES):
            begun = time.perf_counter()
            log = await kept.logbook.read(SHE, private)
            shown = [entry_lines.heading(one, content.phrase) for one in standings(records(log))]
            samples.append(1_000 * (time.perf_counter() - begun))
            assert len(shown) == ENTRIES
    return Measured(median(samples), {"ours": samples})


async def _sealing() -> Measured:
    samples = []
    async with _kept() as kept:
        for _ in range(TIMES):
            content = os.urandom(FILE)
            begun = time.perf_counter()
            await kept.exhibits.store(SHE, content)
            samples.append(time.perf_counter() - begun)
    return Measured(max(samples), {"ours": samples})


async def _memory() -> Measured:
    async with _kept() as kept:
        tracemalloc.start()
        try:
            content = os.urandom(FILE)
            await kept.exhibits.store(SHE, content)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    return Measured(peak / FILE, {"ours": [float(peak)]})


ROWS = (
    Row(
        "log-list",
        "1,000 entries opened, and their headings; median of seven",
        "ms",
        lambda: asyncio.run(_listing()),
        gate=150,
        direction="at most",
    ),
    Row(
        "log-file",
        "a file of 20 MB sealed and on the disk; the slowest of seven",
        "s",
        lambda: asyncio.run(_sealing()),
        gate=0.5,
        direction="at most",
    ),
    Row(
        "log-file-memory",
        "memory at most while 20 MB are sealed, the file itself included, as a share of its size",
        "x",
        lambda: asyncio.run(_memory()),
        gate=3,
        direction="at most",
    ),
)
