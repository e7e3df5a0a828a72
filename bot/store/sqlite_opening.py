"""Opens the file of a store: its settings, its migrations, and a look that changes nothing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from importlib.resources import files
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bot import files as disk
from bot.errors import StoreUnfit
from bot.ports import Deployment, Erasure
from bot.store.sqlite_faults import explained, may_pass

SETTINGS: Final[Mapping[str, tuple[str, str | int]]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "wal_autocheckpoint": ("0", 0),  # a turn must not wait for one; see sqlite_checkpoints
    "secure_delete": ("ON", 1),
    "foreign_keys": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "cell_size_check": ("ON", 1),
    "temp_store": ("MEMORY", 2),
    "cache_size": ("-4000", -4000),
}
"""What every connection asks for, and what has to be the answer."""

MOMENT = 0.05
"""So many seconds a connection waits by itself for a lock."""
_HAS_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
_SQL = files("bot.store") / "sql"
_MIGRATION = re.compile(r"(\d{4})_\w+\.sql")
_STATEMENT = re.compile(r"^-- (\w+)\n-- [^\n]+\n((?:(?!--)[^\n]+\n)+)", re.MULTILINE)


def statements() -> dict[str, str]:
    """The statements of a running store, by name."""
    found = _STATEMENT.findall((_SQL / "statements.sql").read_text("utf-8"))
    return {name: statement.strip().rstrip(";") for name, statement in found}


def migrations() -> list[str]:
    """What makes a new file, and every older one, what this version needs: in order."""
    found = sorted(
        (at for at in _SQL.iterdir() if _MIGRATION.fullmatch(at.name)), key=lambda at: at.name
    )
    return [at.read_text("utf-8") for at in found]


def connect(path: Path, synchronous: str = "FULL", patience: float = MOMENT) -> sqlite3.Connection:
    """A connection with the settings of a store."""
    connection = sqlite3.connect(
        path, timeout=patience, isolation_level=None, check_same_thread=False
    )
    try:
        for setting, (asked, answer) in SETTINGS.items():
            _set(connection, path, f"{setting} = {asked}", answer)
        connection.execute(f"PRAGMA synchronous = {synchronous}")
    except BaseException:
        connection.close()
        raise
    return connection


def _set(connection: sqlite3.Connection, path: Path, setting: str, answer: str | int) -> None:
    name = setting.partition(" ")[0]
    connection.execute(f"PRAGMA {setting}")
    if (found := connection.execute(f"PRAGMA {name}").fetchone()[0]) != answer:
        raise StoreUnfit(f"{path} can't be used: SQLite keeps {name} at {found}.")


def prepare(path: Path, patience: float) -> None:
    """Make the file of a store if there is none, and bring it up to this version."""
    if not path.parent.is_dir():
        raise StoreUnfit(f"There is no folder {path.parent}: make it, for this account alone.")
    try:
        _make(path)
        with closing(connect(path, patience=patience)) as connection:
            migrate(connection, path, migrations())
            empty_log(connection)
    except (OSError, sqlite3.Error) as problem:
        if may_pass(problem):
            raise explained(problem) from None
        raise StoreUnfit(f"{path} can't be opened as a store: {why(problem)}.") from None


def migrate(connection: sqlite3.Connection, path: Path, wanted: list[str]) -> None:
    """Make the migrations that a file has not had yet, each in a transaction of its own."""
    had = connection.execute("PRAGMA user_version").fetchone()[0]
    if had > len(wanted):
        raise StoreUnfit(f"{path} was written by a newer Sidelight: use that one.")
    for number, migration in enumerate(wanted[had:], had + 1):
        try:
            connection.executescript(
                f"BEGIN IMMEDIATE;\n{migration}\nPRAGMA user_version = {number};\nCOMMIT;"
            )
        except sqlite3.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def empty_log(connection: sqlite3.Connection) -> bool:
    """Bring all of the log into the file; False if somebody is in the way, or there is no room.

    What is in the log is as safe there.
    """
    with suppress(sqlite3.Error):
        busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy
    return False


def founded_as(path: Path) -> Deployment | None:
    """What the store in a file was founded as; not one byte on the disk changes by looking."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(unchanging(path), uri=True)) as connection:
            if not has_table(connection, "deployment"):
                return None
            row = connection.execute(statements()["deployment"]).fetchone()
    except sqlite3.Error as problem:
        raise StoreUnfit(f"{path} can't be read as a store: {why(problem)}.") from None
    return Deployment(*row) if row else None


def erasures_in(path: Path) -> list[Erasure]:
    """Who a store in a file knows to be erased; nothing that it holds changes by looking."""
    if not path.exists():
        return []
    log = path.with_name(f"{path.name}-wal")
    address = _readable(path) if log.exists() and log.stat().st_size else unchanging(path)
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            if not has_table(connection, "erasure"):
                return []
            return [Erasure(*row) for row in connection.execute(statements()["erasures"])]
    except sqlite3.Error as problem:
        raise StoreUnfit(f"{path} can't be read as a store: {why(problem)}.") from None


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether a file has a table, which older ones may not have."""
    return connection.execute(_HAS_TABLE, (name,)).fetchone() is not None


def unchanging(path: Path) -> str:
    """The address of a file that SQLite takes as it is, without its log, and leaves alone."""
    return f"{_readable(path)}&immutable=1"


def _readable(path: Path) -> str:
    return f"file:{quote(str(path.resolve()))}?mode=ro"


def _make(path: Path) -> None:
    if path.exists():
        return
    disk.make(path)
    disk.sync_folder(path.parent)


def why(problem: OSError | sqlite3.Error) -> str:
    """What the system or SQLite says of a problem, without a path."""
    return problem.strerror or "" if isinstance(problem, OSError) else str(problem)
