"""A store with a million people, each due in some minute: made once in a run, by the real vault."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.core.session import Frame, Kept, Session, dump
from bot.ports import Change, Chat
from bot.store import sqlite_jobs as jobs
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_opening import connect
from bot.vault import keyfiles
from bot.vault.chance import Pool
from bot.vault.deployment import open_vault
from bot.vault.vault import NOTHING_HELD, Vault

PEOPLE = 1_000_000
EACH_MINUTE = 100
"""So many are due in one minute."""
BEGUN = 29_700_000
"""The first minute in which somebody is due."""
SCATTER = 611_953
"""A prime: who is due in one minute lies all over the file."""
FIRST_PERSON = 7_301_946_000
TOGETHER = 5_000
STORE, KEYS = "data/store.sqlite", "keys"
RULE = {"days": "1234567", "at": "21:30", "zone": "Europe/Dublin", "words": "Milk and bread?"}
SLATE = bytes(300)


def chat(number: int) -> Chat:
    """The chat of one of them."""
    return Chat("tg", str(FIRST_PERSON + number))


@cache
def session() -> bytes:
    """A session of 1.5 KB with the rule of a check-in in it."""
    answers: dict[str, str | int | tuple[str, ...]] = {
        f"answer_{number}": "He was there again." for number in range(20)
    }
    kept = {f"check_in_{name}": Kept(value, (BEGUN + 525_600) * 60) for name, value in RULE.items()}
    frames = (Frame("home", "menu"), Frame("notes", "more", answers))
    person: dict[str, str | int | tuple[str, ...]] = {"country": "IE", "language": "en"}
    return dump(Session(frames, person, kept, used=20_000))


@cache
def crowd() -> TemporaryDirectory[str]:
    """The folder with the store and its keys; it is removed when the run is over."""
    folder = TemporaryDirectory(prefix="crowd-")
    print(f"Making a store with {PEOPLE:,} people; this takes some minutes.", flush=True)
    asyncio.run(_fill(Path(folder.name)))
    return folder


class _Noted(MemoryStore):
    """Takes what a vault writes, for others to write it."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[Change] = []

    async def commit(self, change: Change) -> bool:
        self.changes.append(change)
        return True


async def _fill(folder: Path) -> None:
    (folder / STORE).parent.mkdir()
    keyfiles.create(folder / KEYS, folder / STORE)
    async with opened(folder) as (store, _):
        deployment = await store.deployment()
    assert deployment is not None
    noted = _Noted()
    vault = Vault(noted, keyfiles.read(folder / KEYS, folder / STORE), deployment.id, Pool())
    with closing(_quick(folder / STORE)) as connection:
        for first in range(0, PEOPLE, TOGETHER):
            for number in range(first, first + TOGETHER):
                rank = number * SCATTER % PEOPLE
                due = BEGUN + rank // EACH_MINUTE
                await vault.commit(chat(number), NOTHING_HELD, session(), SLATE, due=due)
            connection.execute("BEGIN")
            jobs.commit_all(connection.cursor().execute, noted.changes)
            connection.execute("COMMIT")
            noted.changes.clear()
    _on_the_disk(folder / STORE)


def _on_the_disk(path: Path) -> None:
    """Wait until a file is written: else whoever syncs later would wait for all of it."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _quick(path: Path) -> sqlite3.Connection:
    """A connection that waits for no disk: whoever fills a file anew has nothing to lose."""
    connection = connect(path, "OFF")
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA cache_size = -400000")
    return connection


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[SqliteStore, Vault]]:
    """The store, and the vault over it, as a running bot has them."""
    store = SqliteStore.open(folder / STORE)
    try:
        yield store, await open_vault(store, keyfiles.read(folder / KEYS, folder / STORE), Pool())
    finally:
        await store.close()
