"""A disk that is full, a store that is locked or read-only: it is said, and goes on afterwards."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import StoreBusy, StoreFull
from bot.ports import Change
from bot.store import sqlite_jobs as jobs
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_opening import connect
from bot.store.writer import Writer
from tests.store.rows import change, comes_true, is_sound, log_size, pragma, written

LONG = bytes(range(256)) * 64


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process writes and does not come to an end."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


async def outcomes(store: SqliteStore, changes: list[Change]) -> list[object]:
    """What became of each commit: the answer, or the kind of error."""
    commits = (store.commit(each) for each in changes)
    told = await asyncio.gather(*commits, return_exceptions=True)
    return [type(each) if isinstance(each, BaseException) else each for each in told]


# Locked


async def test_a_locked_store_says_so_writes_nothing_and_recovers(
    store: SqliteStore, path: Path
) -> None:
    await store.commit(change(b"before"))
    changes = [change(b"%d" % number) for number in range(20)]
    with locked(path):
        assert await outcomes(store, changes) == [StoreBusy] * 20
        assert await written(store, b"before")
    assert not any([await written(store, each.idx) for each in changes])
    assert await outcomes(store, changes) == [True] * 20


async def test_a_short_lock_is_waited_for(path: Path) -> None:
    store = SqliteStore.open(path, patience=20)
    with locked(path):
        commit = asyncio.create_task(store.commit(change(b"ana")))
        await asyncio.sleep(0.2)
        assert not commit.done()
    assert await commit
    await store.close()


async def test_every_write_of_a_locked_store_says_so(store: SqliteStore, path: Path) -> None:
    with locked(path):
        for action in (store.erase(b"ana", 20), store.done([1]), store.prune(1, 1)):
            with pytest.raises(StoreBusy):
                await action


async def test_a_locked_store_can_be_closed_without_waiting_for_long(path: Path) -> None:
    store = SqliteStore.open(path, patience=600)
    with locked(path):
        commit = asyncio.create_task(store.commit(change(b"ana")))
        await asyncio.sleep(0.1)
        async with asyncio.timeout(3):
            await store.close()
            with pytest.raises(StoreBusy):
                await commit


# Full


async def fills(store: SqliteStore) -> list[bytes]:
    """Commit until nothing more can be written; gives the places that were acknowledged."""
    kept: list[bytes] = []
    for number in range(2_000):
        idx = b"%d" % number
        if await outcomes(store, [change(idx, words=LONG)]) == [StoreFull]:
            assert not await written(store, idx)
            return kept
        kept.append(idx)
    raise AssertionError("the disk was never full")


async def test_a_full_store_says_so_loses_nothing_and_recovers(
    store: SqliteStore, path: Path
) -> None:
    limit = await store.writer.submit(pragma, "page_count")
    assert isinstance(limit, int)
    await store.writer.submit(pragma, f"max_page_count = {limit + 100}")
    kept = await fills(store)
    assert len(kept) > 5
    assert all([await written(store, idx) for idx in kept])
    await store.writer.submit(pragma, "max_page_count = 100000")
    assert await outcomes(store, [change(b"after", words=LONG)]) == [True]
    assert is_sound(path)


async def test_on_a_full_disk_nothing_is_acknowledged_without_a_row(tiny_disk: Path) -> None:
    path = tiny_disk / "rows"
    (tiny_disk / "ballast").write_bytes(bytes(300_000))
    store = SqliteStore.open(path)
    kept = await fills(store)
    together = [change(b"x%d" % number, words=LONG) for number in range(30)]
    answers = await outcomes(store, together)
    assert StoreFull in answers
    for each, answer in zip(together, answers, strict=True):
        assert await written(store, each.idx) == (answer is True)
    (tiny_disk / "ballast").unlink()
    assert await outcomes(store, [change(b"after", words=LONG)]) == [True]
    await store.close()
    again = SqliteStore.open(path)  # though there is no room for a checkpoint
    assert all([await written(again, idx) for idx in [*kept, b"after"]])
    await again.close()
    assert is_sound(path)


async def test_what_does_not_fit_fails_alone(store: SqliteStore, path: Path) -> None:
    limit = await store.writer.submit(pragma, "page_count")
    assert isinstance(limit, int)
    await store.writer.submit(pragma, f"max_page_count = {limit + 20}")
    answers = await outcomes(store, [change(b"a"), change(b"b", words=LONG * 9), change(b"c")])
    assert answers == [True, StoreFull, True]


async def test_a_store_that_can_t_be_written_says_so_and_recovers(
    store: SqliteStore, path: Path
) -> None:
    connection = connect(path)
    writer = Writer(connection, lambda: None)
    connection.execute("PRAGMA query_only = ON")
    for number in range(3):
        with pytest.raises(StoreFull):
            await writer.submit(jobs.commit, change(b"%d" % number))
        assert not await written(store, b"%d" % number)
    connection.execute("PRAGMA query_only = OFF")
    assert await writer.submit(jobs.commit, change(b"after"))
    assert await written(store, b"after")
    writer.stop()
    writer.join()
    connection.close()


async def test_a_full_disk_does_not_stop_the_checkpoints_for_good(tiny_disk: Path) -> None:
    path, ballast = tiny_disk / "rows", tiny_disk / "ballast"
    ballast.write_bytes(bytes(500_000))
    store = SqliteStore.open(path)
    await fills(store)
    await asyncio.sleep(0.6)
    ballast.unlink()
    assert await outcomes(store, [change(b"after", words=LONG)]) == [True]
    assert await comes_true(lambda: log_size(path) == 0)
    await store.close()
    assert is_sound(path)
