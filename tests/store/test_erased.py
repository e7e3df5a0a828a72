"""What was erased leaves the files of a store soon, also while others go on writing."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from pathlib import Path

from bot.store.sqlite import SqliteStore
from tests.ports.stores import ANA, BEA, change

MARK = b"what she said, as it lies sealed"
SOON = 60.0


def is_anywhere(folder: Path) -> bool:
    return any(MARK in path.read_bytes() for path in folder.iterdir() if path.is_file())


async def write_on(store: SqliteStore) -> None:
    """Write, without a pause, until cancelled."""
    version = 1
    while True:
        assert await store.commit(change(BEA, version, b"another's words"))
        version += 1


async def test_what_was_erased_is_gone_from_every_file_while_others_write(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "rows")
    await store.commit(change(ANA, 0, MARK))
    await store.commit(change(BEA, 0))
    others = asyncio.create_task(write_on(store))
    await asyncio.sleep(0.5)
    assert is_anywhere(tmp_path), "or else this test is none"
    await store.erase(ANA, 20)
    ends = time.monotonic() + SOON
    while is_anywhere(tmp_path):
        assert not others.done()
        assert time.monotonic() < ends, "it is still in a file"
        await asyncio.sleep(0.1)
    others.cancel()
    with suppress(asyncio.CancelledError):
        await others
    await store.close()
