"""Looks whether the file of a store is sound, also while a bot uses it, and changes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StoreBusy, StoreUnfit
from bot.store.sqlite_faults import is_busy
from bot.store.sqlite_jobs import SQL
from bot.store.sqlite_opening import has_table, migrations, why
from bot.store.sqlite_reading import looking


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is: whether the file is there, and how many migrations it has not had yet."""

    exists: bool
    behind: int = 0


def look(path: Path) -> Seen:
    """Read a whole file once; `StoreUnfit` if it is damaged, or not one that we can use."""
    if not path.exists():
        return Seen(exists=False)
    try:
        with closing(looking(path)) as connection:
            # What it finds names pages and tables: for whoever mends it, one word is enough.
            is_sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            had: int = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as problem:
        if is_busy(problem):
            raise StoreBusy from None
        is_sound, had = False, 0
    if not is_sound:
        raise StoreUnfit(f"{path} is damaged, or is no store: stop the bot, and keep a copy of it.")
    if had > (known := len(migrations())):
        raise StoreUnfit(f"{path} was written by a newer Sidelight: use that one.")
    return Seen(exists=True, behind=known - had)


def oldest_due(path: Path) -> int | None:
    """The UTC minute at which the first chat in a file is due; None where none is, or no file."""
    if not path.exists():
        return None
    try:
        with closing(looking(path)) as connection:
            if not has_table(connection, "address"):
                return None
            found: int | None = connection.execute(SQL["oldest_due"]).fetchone()[0]
            return found
    except sqlite3.Error as problem:
        raise StoreUnfit(f"{path} can't be read as a store: {why(problem)}.") from None
