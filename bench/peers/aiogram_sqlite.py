"""A storage for aiogram's FSM in one SQLite file, as such storages usually are: aiosqlite, JSON."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import aiosqlite
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.types import TelegramObject

TABLE = """
CREATE TABLE IF NOT EXISTS fsm (key TEXT PRIMARY KEY, state TEXT, data TEXT NOT NULL DEFAULT '{}')
"""
SET_STATE = (
    "INSERT INTO fsm (key, state) VALUES (?, ?) "
    "ON CONFLICT (key) DO UPDATE SET state = excluded.state"
)
SET_DATA = (
    "INSERT INTO fsm (key, data) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET data = excluded.data"
)
Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class SqliteStorage(BaseStorage):
    """States and answers, durable: WAL, and the disk is waited for at each commit.

    With `commits` each call of the storage is a transaction; else a turn is, by `committing`.
    """

    def __init__(self, path: Path, *, commits: bool) -> None:
        self._path = path
        self._commits = commits

    async def open(self) -> None:
        """Open the file."""
        self._db = await aiosqlite.connect(self._path)
        await self._db.execute("PRAGMA journal_mode = WAL")
        await self._db.execute("PRAGMA synchronous = FULL")
        await self._db.execute(TABLE)
        await self._db.commit()

    async def committing(
        self, handler: Handler, event: TelegramObject, told: dict[str, Any]
    ) -> Any:
        """Commit after a turn: a middleware."""
        result = await handler(event, told)
        await self._db.commit()
        return result

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        value = state.state if isinstance(state, State) else state
        await self._write(SET_STATE, _name(key), value)

    async def get_state(self, key: StorageKey) -> str | None:
        return await self._read("SELECT state FROM fsm WHERE key = ?", key)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._write(SET_DATA, _name(key), json.dumps(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            await self._read("SELECT data FROM fsm WHERE key = ?", key) or "{}"
        )
        return found

    async def close(self) -> None:
        await self._db.close()

    async def _write(self, statement: str, *values: str | None) -> None:
        await self._db.execute(statement, values)
        if self._commits:
            await self._db.commit()

    async def _read(self, statement: str, key: StorageKey) -> str | None:
        async with self._db.execute(statement, (_name(key),)) as cursor:
            row = await cursor.fetchone()
        return row[0] if row else None


def _name(key: StorageKey) -> str:
    return f"{key.bot_id}:{key.chat_id}:{key.user_id}"
