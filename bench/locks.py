"""Rows about a person's own lock: how long a PIN takes to open it, and an entry to be sealed."""

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

from bench.rows import Measured, Row
from bot.channels.at_once import AtOnce
from bot.core.effects import Screen
from bot.core.events import LeftQuickly, Opened, Pressed
from bot.core.session import Session, dump
from bot.ports import Chat
from bot.service import Service
from bot.store.sqlite import SqliteStore
from bot.vault import locks
from bot.vault.deployment import open_vault
from bot.vault.keyring import Keyring
from bot.vault.lockbox import Lockbox
from bot.vault.stretcher import Stretcher
from bot.vault.vault import NOTHING_HELD, Vault
from bot.wiring.flows import library, loaded
from bot.wiring.world import SystemWorld

SHE = Chat("tg", "1")
PIN, DURESS, WORDS = b"739254", b"846039", b"eight words"
TIMES, ENTRIES, ENTRY = 9, 500, 1_000
FIRST_TRY = datetime(2026, 11, 27, 12, tzinfo=UTC)
"""When it is first tried; each try is a day after the last, so that none has to wait."""


@asynccontextmanager
async def _a_lockbox() -> AsyncIterator[tuple[Lockbox, Vault]]:
    """A lockbox over a real file, in which somebody has set a lock."""
    with tempfile.TemporaryDirectory() as folder:
        store, stretch = SqliteStore.open(Path(folder) / "store.sqlite"), Stretcher()
        try:
            vault = await open_vault(store, Keyring.throwaway())
            await vault.commit(SHE, NOTHING_HELD, dump(Session()), b"")
            box = Lockbox(store, vault, stretch)
            private = (await box.of(SHE)).private
            await box.change(SHE, lambda lock: locks.recoverable(lock, private, WORDS, stretch))
            await box.change(SHE, lambda lock: locks.locked(lock, private, PIN, stretch, DURESS))
            yield box, vault
        finally:
            stretch.close()
            await store.close()


class _Seen(AtOnce):
    """Shows screens to nobody, and remembers the last."""

    async def show(self, chat: Chat, screen: Screen) -> None:
        self.screen = screen

    async def clear(self, chat: Chat) -> None:
        pass


class _She:
    """Somebody who comes to the keys, in the flows that ship, and taps a PIN."""

    def __init__(self, vault: Vault) -> None:
        content = loaded(library(None, "GB")).content
        assert content is not None
        self._channel = _Seen()
        self._service = Service(vault, self._channel, lambda: content)
        self._world = SystemWorld()

    async def unlocks(self, pin: str, at: datetime) -> float:
        """Tap a PIN; gives the seconds from the OK key to the first screen."""
        await self._service.handle(SHE, LeftQuickly(at, self._world.chance()))
        await self._service.handle(SHE, Opened("lock", at, self._world.chance()))
        for digit in pin:
            await self._tap(digit, at)
        begun = time.perf_counter()
        await self._tap("OK", at)
        return time.perf_counter() - begun

    async def _tap(self, label: str, at: datetime) -> None:
        token = next(one.token for one in self._channel.screen.buttons if one.label == label)
        await self._service.handle(SHE, Pressed(token, at, self._world.chance()))


async def _opening() -> Measured:
    tries = {"right": PIN, "duress": DURESS, "wrong": b"111111"}
    samples: dict[str, list[float]] = {name: [] for name in tries}
    async with _a_lockbox() as (_, vault):
        she = _She(vault)
        for number in range(TIMES):
            at = FIRST_TRY + number * timedelta(days=1)
            for name, secret in tries.items():
                samples[name].append(await she.unlocks(secret.decode(), at))
    return Measured(max(samples["right"]), samples)


async def _sealing() -> Measured:
    async with _a_lockbox() as (box, _):
        lock, entry, samples = await box.of(SHE), os.urandom(ENTRY), []
        for number in range(ENTRIES):
            begun = time.perf_counter()
            locks.seal(lock, entry, number.to_bytes(4, "big"))
            samples.append(1_000 * (time.perf_counter() - begun))
    return Measured(median(samples), {"ours": samples[::50]})


ROWS = (
    Row(
        "lock-open",
        "the OK key of a PIN, until the first screen; the slowest of nine right ones",
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
