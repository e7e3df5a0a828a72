"""Copies of a store in one SQLite file: made while it is in use, and looked at before any trust."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot import files
from bot.errors import StoreBusy, StoreUnfit
from bot.ports import Deployment, Erasure
from bot.store.sqlite_faults import explained, is_busy
from bot.store.sqlite_jobs import SQL
from bot.store.sqlite_opening import connect, has_table, migrate, migrations, unchanging, why
from bot.store.writer import PATIENCE


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy says of itself: the UTC second it was made, and what it is a copy of."""

    at: int
    deployment: Deployment


def copy(path: Path, target: Path, at: int) -> None:
    """Copy a store into a new file, as it is at one moment; it may be in use meanwhile."""
    if not path.is_file():
        raise StoreUnfit(f"There is no store {path}: nothing was copied.")
    try:
        with closing(connect(path, patience=PATIENCE)) as source:
            files.make(target)
            _copy(source, target, at)
        files.sync(target)
    except FileExistsError:
        raise StoreBusy(f"{target} is being made by somebody else: try again.") from None
    except (OSError, sqlite3.Error) as problem:
        target.unlink(missing_ok=True)
        if is_busy(problem):
            raise explained(problem) from None
        raise StoreUnfit(f"{path} can't be copied to {target.parent}: {why(problem)}.") from None
    look(target)


def _copy(source: sqlite3.Connection, target: Path, at: int) -> None:
    with closing(sqlite3.connect(target, isolation_level=None)) as copied:
        source.backup(copied)
        copied.execute("PRAGMA journal_mode = DELETE")  # so that a copy is one file
        migrate(copied, target, migrations())
        copied.execute(SQL["mark_copy"], (at,))


def look(file: Path) -> Copy:
    """What a copy says of itself; `StoreUnfit` unless it is whole, and one that Sidelight made."""
    if not file.is_file():
        raise StoreUnfit(f"There is no file {file}: name a copy that was made before.")
    try:
        with closing(sqlite3.connect(unchanging(file), uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            return _looked_at(connection, file)
    except sqlite3.Error:
        raise StoreUnfit(f"{file} is damaged, or no copy of a store: take another one.") from None


def erasures_of(file: Path) -> list[Erasure]:
    """Who had been erased when a copy was made."""
    with closing(sqlite3.connect(unchanging(file), uri=True)) as connection:
        return [Erasure(*row) for row in connection.execute(SQL["erasures"])]


def _looked_at(connection: sqlite3.Connection, file: Path) -> Copy:
    if connection.execute("PRAGMA user_version").fetchone()[0] > len(migrations()):
        raise StoreUnfit(f"{file} was written by a newer Sidelight: use that one.")
    row = has_table(connection, "copied") and connection.execute(SQL["copied"]).fetchone()
    if not row:
        raise StoreUnfit(f"{file} is no copy that `sidelight backup data` made: take another one.")
    if not _is_whole(connection):
        raise StoreUnfit(f"{file} is damaged: take another copy.")
    return Copy(row[0], Deployment(*row[1:]))


def _is_whole(connection: sqlite3.Connection) -> bool:
    found = connection.execute("PRAGMA integrity_check").fetchall()
    return found == [("ok",)] and not connection.execute("PRAGMA foreign_key_check").fetchall()
