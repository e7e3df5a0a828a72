"""Tells whether somebody works with a store: the system ends the lock with the process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreBusy, StoreUnfit

CAN_TELL = sys.platform != "win32"
"""Whether this system has such locks."""


@contextmanager
def held(store: Path) -> Iterator[None]:
    """Hold a store while this lasts; `StoreBusy` if a bot or a restore holds it already."""
    path = store.with_name(f"{store.name}.lock")
    if not path.parent.is_dir():
        raise StoreUnfit(f"There is no folder {path.parent} for the data: make it with mkdir.")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise StoreUnfit(f"{path} can't be made: {problem.strerror}.") from None
    try:
        _take(handle, store)
        yield
    finally:
        os.close(handle)


def _take(handle: int, store: Path) -> None:
    if sys.platform == "win32":  # pragma: no cover
        return
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreBusy(f"Sidelight is at work with {store} already: stop it first.") from None
    except OSError as problem:  # pragma: no cover, some disks of a network have no locks
        raise StoreUnfit(f"{store} can't be locked: {problem.strerror}.") from None
