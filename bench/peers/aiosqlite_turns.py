"""The very same bot over aiosqlite: each write is a transaction of its own, and waited for.

Engine, seals, channel and inbox are ours; only the store differs: one aiosqlite connection, used as
its README shows, on a file with the same settings. It runs in our environment, with aiosqlite
beside it. What the bot needs once, its founding and the keys of days, is held in memory here.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from bench.turns import main
from bot.ports import Change, Deployment, Due, Envelope, Row

A_SECOND = 500.0
SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
CREATE TABLE held (
    idx BLOB PRIMARY KEY, version INTEGER, uid BLOB, key BLOB,
    chat BLOB, session BLOB, slate BLOB, due INTEGER
);
CREATE TABLE inbox (id INTEGER PRIMARY KEY, day INTEGER, content BLOB, idx BLOB);
"""
LOAD = "SELECT version, uid, key, chat, session, slate FROM held WHERE idx = ?"
ADD = "INSERT INTO held VALUES (?, 1, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
WRITE = (
    "UPDATE held SET version = version + 1, chat = ?, session = ?, slate = ?, due = ? "
    "WHERE idx = ? AND version = ?"
)
RECEIVE = "INSERT INTO inbox VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
DONE = "UPDATE inbox SET content = NULL, idx = NULL WHERE id = ?"
DUE = "SELECT idx, uid, key, chat FROM held WHERE due <= ? ORDER BY due LIMIT ?"
WAITING = "SELECT id, day, content, idx FROM inbox WHERE content IS NOT NULL ORDER BY id"


class AiosqliteStore:
    """Rows and letters, as far as conversations need them."""

    def __init__(self, connection: Any) -> None:
        self._db = connection
        self._one_at_a_time = asyncio.Lock()
        self._founded: Deployment | None = None
        self._keys: dict[int, bytes] = {}

    async def deployment(self) -> Deployment | None:
        return self._founded

    async def found(self, deployment: Deployment) -> bool:
        self._founded = deployment
        return True

    async def day_keys(self) -> dict[int, bytes]:
        return dict(self._keys)

    async def add_day_key(self, day: int, key: bytes) -> None:
        self._keys.setdefault(day, key)

    # Reading

    async def load(self, idx: bytes) -> Row:
        async with self._db.execute(LOAD, (idx,)) as cursor:
            found = await cursor.fetchone()
        return Row(*found) if found else Row()

    async def waiting(self) -> list[Envelope]:
        async with self._db.execute(WAITING) as cursor:
            return [Envelope(*row) for row in await cursor.fetchall()]

    async def due(self, minute: int, most: int) -> list[Due]:
        async with self._db.execute(DUE, (minute, most)) as cursor:
            return [Due(*row) for row in await cursor.fetchall()]

    # Writing

    async def commit(self, change: Change) -> bool:
        assert not change.anew
        _, uid, key, *content = astuple(change.row)
        async with self._one_at_a_time:
            if change.version:
                values = (*content, change.due, change.idx, change.version)
                cursor = await self._db.execute(WRITE, values)
            else:
                cursor = await self._db.execute(ADD, (change.idx, uid, key, *content, change.due))
            if written := cursor.rowcount == 1:
                await self._empty(change.done)
            await self._db.commit()
        return written

    async def receive(self, envelopes: Sequence[Envelope]) -> frozenset[int]:
        rows = [(letter.update, letter.day, letter.content, letter.idx) for letter in envelopes]
        async with self._one_at_a_time:
            await self._db.executemany(RECEIVE, rows)
            await self._db.commit()
        return frozenset(letter.update for letter in envelopes)

    async def done(self, updates: Sequence[int]) -> None:
        async with self._one_at_a_time:
            await self._empty(updates)
            await self._db.commit()

    async def close(self) -> None:
        await self._db.close()

    async def _empty(self, updates: Sequence[int]) -> None:
        for update in updates:
            await self._db.execute(DONE, (update,))


async def opened(path: Path) -> AiosqliteStore:
    """The store in a new file."""
    import aiosqlite  # it lies in the peers' environment, which is named below

    connection = await aiosqlite.connect(path)
    await connection.executescript(SCHEMA)
    return AiosqliteStore(connection)


if __name__ == "__main__":
    sys.path.append(sys.argv[1])  # after our own libraries, so that those are the same
    main(opened, A_SECOND)
