"""A store's file in the hands of one process, to change what its keys are recognised by.

SQLite itself keeps everybody else out, for as long as this process lives and no longer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.ports import Deployment
from bot.store.sqlite_faults import explained
from bot.store.sqlite_jobs import SQL
from bot.store.sqlite_opening import MOMENT, empty_log

_SETTINGS = ("locking_mode = EXCLUSIVE", "synchronous = FULL", "secure_delete = ON")
"""The first has to come before anything is read, or others could still come in."""


class Alone:
    """A store that nobody else has open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def deployment(self) -> Deployment | None:
        """What the store was founded as."""
        row = self._connection.execute(SQL["deployment"]).fetchone()
        return Deployment(*row) if row else None

    def change_check(self, before: bytes, after: bytes) -> None:
        """Change what the keys are recognised by; it is in the file when this returns."""
        try:
            self._connection.execute(SQL["rewrap_check"], (after, before))
        except sqlite3.Error as problem:
            raise explained(problem) from None
        empty_log(self._connection)


@contextmanager
def alone(path: Path) -> Iterator[Alone]:
    """A store that nobody else has open, and nobody can open meanwhile; `StoreBusy` otherwise."""
    with closing(sqlite3.connect(path, timeout=MOMENT, isolation_level=None)) as connection:
        try:
            for setting in _SETTINGS:
                connection.execute(f"PRAGMA {setting}")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.Error as problem:
            raise explained(problem) from None
        yield Alone(connection)
