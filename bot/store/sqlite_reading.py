"""What is read of a store's file by whoever wraps its keys, or only looks at them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.errors import StoreUnfit
from bot.ports import Count, Deployment, Row
from bot.store.sqlite_faults import explained
from bot.store.sqlite_jobs import SQL
from bot.store.sqlite_opening import has_table


class SqliteReader:
    """Reads through one connection."""

    def __init__(self, reading: sqlite3.Connection) -> None:
        self._reading = reading

    def _read(self, statement: str, values: tuple[object, ...] = ()) -> list[Any]:
        try:
            return self._reading.execute(statement, values).fetchall()
        except sqlite3.Error as problem:
            raise explained(problem) from None

    async def deployment(self) -> Deployment | None:
        rows = self._read(SQL["deployment"])
        return Deployment(*rows[0]) if rows else None

    async def people_keys(self, after: bytes, most: int) -> list[tuple[bytes, bytes]]:
        return self._read(SQL["people_keys"], (after, most))

    async def rows(self, after: bytes, most: int) -> list[tuple[bytes, Row]]:
        return [(idx, Row(*row)) for idx, *row in self._read(SQL["rows"], (after, most))]

    async def keepers(self) -> int:
        """How many people have a log, a plan or a lock."""
        found: int = self._read(SQL["keepers"])[0][0]
        return found

    async def counts(self, week: int) -> list[Count]:
        """What was counted; nothing where the file is of a Sidelight that did not count yet."""
        has = has_table(self._reading, "tally")
        return [Count(*row) for row in self._read(SQL["counts"], (week,))] if has else []

    async def day_keys(self) -> dict[int, bytes]:
        return dict(self._read(SQL["day_keys"]))


@contextmanager
def looked_at(path: Path) -> Iterator[SqliteReader]:
    """A store that is only looked at, whether or not somebody is at work in it."""
    try:
        with closing(looking(path)) as connection:
            yield SqliteReader(connection)
    except sqlite3.Error as problem:
        raise StoreUnfit(f"{path} can't be read as a store: {problem}.") from None


def looking(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing, whether or not somebody is at work in the file."""
    # Without a log nobody is at work there, and then not one file has to be made to read it.
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "mode=ro&immutable=1"
    uri = f"file:{quote(str(path.resolve()))}?{how}"
    return sqlite3.connect(uri, uri=True, isolation_level=None)
