"""Brings what was committed from the log into the file, behind the writer's back.

When writing pauses the log is emptied as well, so that it does not keep what was overwritten.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic

from bot.store.sqlite_opening import connect, empty_log

PAUSE = 2.0
"""So many seconds pass between a change and a checkpoint."""
MOST_LOG = 64 << 20
"""The log is emptied between two batches when it has grown to so many bytes."""
_AGAIN = 16 << 20
_PATIENCE_MS = 300


class Checkpoints:
    """A thread that makes checkpoints; and a guard over the size of the log, for the writer."""

    def __init__(
        self, path: Path, writing: sqlite3.Connection, pause: float = PAUSE, most: int = MOST_LOG
    ) -> None:
        self._path = path
        self._log = f"{path}-wal"
        self._writing = writing
        self._pause = pause
        self._most = self._limit = most
        self._changed = threading.Event()
        self._stopped = threading.Event()
        self._wipes = False
        self._thread = threading.Thread(target=self._work, name="checkpoints", daemon=True)
        self._thread.start()

    def changed(self) -> None:
        """Something was committed; called by the writer, between two batches."""
        self._changed.set()
        if (size := self._size()) > self._limit:
            emptied = empty_log(self._writing)
            # While somebody reads what is old, trying again after every batch would only cost time.
            self._limit = self._most if emptied else size + _AGAIN

    def wipe(self) -> None:
        """Something was erased: empty the log, and try until that succeeds."""
        self._wipes = True
        self._changed.set()

    def empty(self, patience: float) -> bool:
        """Empty the log now; False if it did not succeed in so many seconds."""
        start = monotonic()
        with closing(connect(self._path)) as connection:
            while not (emptied := empty_log(connection)):
                if monotonic() - start > patience:
                    break
        return emptied

    def stop(self) -> None:
        """Make no more checkpoints."""
        self._stopped.set()
        self._changed.set()
        self._thread.join()

    # In the thread

    def _work(self) -> None:
        with closing(connect(self._path)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
            while self._changed.wait() and not self._stopped.wait(self._pause):
                self._changed.clear()
                if self._stopped.is_set():
                    break  # it was asked to stop just before that was cleared
                wipes, self._wipes = self._wipes, False
                if not self._checkpoint(connection, wipes=wipes):
                    self._wipes |= wipes
                    self._changed.set()

    def _checkpoint(self, connection: sqlite3.Connection, *, wipes: bool) -> bool:
        with suppress(sqlite3.Error):  # no room, perhaps: what is in the log is safe there
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            is_writing = self._changed.is_set()
            return (is_writing and not wipes) or empty_log(connection)
        return False

    def _size(self) -> int:
        try:
            return os.stat(self._log).st_size  # noqa: PTH116  # after each batch: a Path costs more
        except OSError:
            return 0
