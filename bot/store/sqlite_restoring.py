"""Puts a copy in the place of a store, in steps that can be taken again if they are cut short.

At every moment a whole store has the store's name: the old one, or the new one in which everybody
is erased who was erased since. Nothing of the old one is destroyed.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from bot import files
from bot.errors import StoreBusy, StoreFull, StoreUnfit
from bot.ports import Erasure
from bot.store import sqlite_jobs as jobs
from bot.store.sqlite_alone import alone
from bot.store.sqlite_faults import explained, may_pass
from bot.store.sqlite_jobs import SQL
from bot.store.sqlite_opening import connect, empty_log, founded_as, prepare, why
from bot.store.writer import PATIENCE

_BESIDE = ("-wal", "-shm")
_OF_NOBODY = ("empty_letters_of_nobody", "drop_poison_of_nobody")


def rest(path: Path, at: int, patience: float = PATIENCE) -> list[Erasure] | None:
    """Bring a store that nobody uses into its one file, and mark it as a copy of this moment.

    Gives who it knows to be erased; None if there is no store, or none that can be read.
    """
    if not path.exists():
        return None
    try:
        founded_as(path)  # SQLite throws away the log of what is no store: that is not opened
        with alone(path):
            pass  # whoever has it open, a bot or a rotation, would go on in what is put aside
        prepare(path, patience)
        with closing(connect(path, patience=patience)) as connection:
            noted = [Erasure(*row) for row in connection.execute(SQL["erasures"])]
            connection.execute(SQL["mark_copy"], (at,))
            if not empty_log(connection):
                raise StoreBusy
    except (StoreUnfit, StoreFull):
        return None
    except sqlite3.Error as problem:
        if may_pass(problem):
            raise explained(problem) from None
        return None
    return noted


def rebuild(file: Path, target: Path, erasures: Iterable[Erasure]) -> int:
    """Make a store of a copy, without those who were erased; gives how many it still had."""
    for beside in ("", *_BESIDE):  # of a restore that was cut short
        Path(f"{target}{beside}").unlink(missing_ok=True)
    files.make(target)
    shutil.copyfile(file, target)
    prepare(target, PATIENCE)
    with closing(connect(target, patience=PATIENCE)) as connection:
        gone = _erase_again(connection, erasures)
        empty_log(connection)
    files.sync(target)
    return gone


def _erase_again(connection: sqlite3.Connection, erasures: Iterable[Erasure]) -> int:
    run = connection.execute
    run("BEGIN IMMEDIATE")
    gone = sum(jobs.erase_again(run, erasure) for erasure in erasures)
    # A code that was used or ended since must not work again, and nobody knows which those are.
    for name in (*_OF_NOBODY, "drop_releases", "unmark_copy"):
        run(SQL[name])
    run("COMMIT")
    return gone


def put_in_place(target: Path, path: Path, aside: Path) -> None:
    """Let a store take the place of another, which is kept under a name of its own."""
    if path.exists():
        _keep(path, aside)
        log = Path(f"{path}-wal")
        if log.exists():  # only where the store could not be read, or nothing would be left in it
            log.replace(f"{aside}-wal")
        Path(f"{path}-shm").unlink(missing_ok=True)
    files.move(target, path)


def _keep(path: Path, aside: Path) -> None:
    """Give a file a second name, or where that is not possible, a copy."""
    try:
        os.link(path, aside)
    except OSError:
        files.make(aside)
        shutil.copyfile(path, aside)
        files.sync(aside)


def bring_back(file: Path, path: Path, aside: Path, erasures: Iterable[Erasure]) -> int:
    """Put a copy in the place of a store; gives how many were erased in it again."""
    target = path.with_name(f"{path.name}.restoring")
    try:
        gone = rebuild(file, target, erasures)
        put_in_place(target, path, aside)
    except (OSError, sqlite3.Error) as problem:
        raise StoreUnfit(
            f"{file} can't be put in place: {why(problem)}. The store is as it was."
        ) from None
    return gone
