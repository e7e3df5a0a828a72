"""What went wrong in SQLite, as a store says it."""

from __future__ import annotations

import sqlite3

from bot.errors import StoreBusy, StoreFull

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_FULL = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}


_PASSING = {*_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


def explained(problem: Exception) -> Exception:
    """What a store raises instead; what is no fault of the disk or of a lock stays as it is."""
    code = _code(problem)
    if code in _BUSY:
        return StoreBusy()
    return StoreFull() if code in _FULL else problem


def is_busy(problem: Exception) -> bool:
    """Whether somebody else holds the store."""
    return isinstance(explained(problem), StoreBusy)


def may_pass(problem: Exception) -> bool:
    """Whether trying again later may help."""
    return _code(problem) in _PASSING


def _code(problem: Exception) -> int:
    code: int = getattr(problem, "sqlite_errorcode", 0)
    return code & 0xFF
