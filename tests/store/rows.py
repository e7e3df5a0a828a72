"""Rows for tests of the stores, and what lies in a store's files."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

from bot.ports import Change, Row
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_jobs import Run


def change(idx: bytes, version: int = 0, words: bytes = b"words") -> Change:
    """A change of a row that belongs to a person named like its place."""
    return Change(idx, version, Row(0, idx, b"key", b"chat", words, b"slate"))


def pragma(run: Run, setting: str) -> object:
    """A job for the writer that changes one of its settings."""
    row = run(f"PRAGMA {setting}").fetchone()
    return row[0] if row else None


async def written(store: SqliteStore, idx: bytes) -> bool:
    """Whether there is a row."""
    return (await store.load(idx)).version > 0


def contents(path: Path) -> bytes:
    """All bytes of a store's file and of those beside it."""
    return b"".join(at.read_bytes() for at in sorted(path.parent.glob(f"{path.name}*")))


def log_size(path: Path) -> int:
    """How many bytes the log has."""
    log = path.with_name(f"{path.name}-wal")
    return log.stat().st_size if log.exists() else 0


def is_sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong in a file."""
    connection = sqlite3.connect(path)
    try:
        (answer,) = connection.execute("PRAGMA integrity_check").fetchone()
        return bool(
            answer == "ok" and not connection.execute("PRAGMA foreign_key_check").fetchall()
        )
    finally:
        connection.close()


async def comes_true(claim: Callable[[], bool], rounds: int = 200) -> bool:
    """Whether something another thread does is done in a while."""
    for _ in range(rounds):
        if claim():
            return True
        await asyncio.sleep(0.05)
    return False
