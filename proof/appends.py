"""Adds to one person's log from several tasks at once, and looks for forks and gaps."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from bot.core.chain import check
from bot.core.incident import Incident
from bot.core.records import read
from bot.core.session import Session, dump
from bot.errors import SidelightError
from bot.ports import Chat
from bot.store.sqlite import SqliteStore
from bot.vault.deployment import open_vault
from bot.vault.keyring import Keyring
from bot.vault.lockbox import Lockbox
from bot.vault.logbook import Logbook
from bot.vault.stretcher import Stretcher
from bot.vault.vault import NOTHING_HELD
from proof.ground import Ground
from proof.rows import Proof, Row, Values

SHE = Chat("tg", "1")
TASKS = 4


def appends(count: int, ground: Ground) -> Values:
    """Add so many entries from each of four tasks, to a log in one SQLite file."""
    return asyncio.run(_appended(count, ground.folder / "appends.sqlite"))


async def _appended(count: int, path: Path) -> Values:
    store, stretch = SqliteStore.open(path), Stretcher()
    try:
        vault = await open_vault(store, Keyring.throwaway())
        await vault.commit(SHE, NOTHING_HELD, dump(Session()), b"")
        box = Lockbox(store, vault, stretch)
        logbook = Logbook(vault, box)
        await asyncio.gather(*(_add(logbook, task, count) for task in range(TASKS)))
        log = await logbook.read(SHE, (await box.of(SHE)).private)
    finally:
        stretch.close()
        await store.close()
    said = {one.what for link in log.links if isinstance(one := read(link.body), Incident)}
    return {
        "appends-breaks": len(check(log)),
        "appends-missing": TASKS * count - len(said),
        "appends-extra": len(log.links) - TASKS * count,
    }


async def _add(logbook: Logbook, task: int, count: int) -> None:
    for number in range(count):
        mark, entry = os.urandom(8), Incident(f"{task} {number}", "2026-11-27T12:00:00Z")
        while True:
            try:
                await logbook.add(SHE, entry, mark)
                break
            except SidelightError:  # another task was quicker too often: she tries again
                await asyncio.sleep(0)


PROOF = Proof(
    "appends",
    (
        Row("appends-breaks", "places where a chain of entries does not hold", "places"),
        Row("appends-missing", "entries that were kept and are not in the log", "entries"),
        Row("appends-extra", "links that nobody asked for", "links"),
    ),
    appends,
    small=25,
    full=250,
    shows="Four tasks wrote into one person's log at the same time: its chain holds, with every "
    "entry in it once.",
    leaves_open="It was one process over one SQLite file, as a bot runs today.",
)
