"""Commits in groups: many in one, a job that fails does so alone, and closing finishes all."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.errors import StoreBusy
from bot.ports import Change
from bot.store import sqlite_jobs as jobs
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_jobs import Run
from bot.store.sqlite_opening import connect
from bot.store.writer import Writer
from tests.store.rows import change, is_sound, written


def breaks(run: Run, idx: bytes) -> None:
    """A job that writes and then raises."""
    jobs.commit(run, change(idx))
    raise LookupError


def breaks_a_rule(run: Run, idx: bytes) -> None:
    """A job that SQLite itself refuses."""
    run(jobs.SQL["add_address"], (idx, b"nobody", b"", b"", b"", None))


async def test_what_is_queued_together_is_committed_together(
    store: SqliteStore, path: Path
) -> None:
    batches: list[int] = []
    connection = connect(path)
    writer = Writer(connection, lambda: batches.append(1))
    commits = [writer.submit(jobs.commit, change(b"%d" % number)) for number in range(200)]
    assert all(await asyncio.gather(*commits))
    assert len(batches) < 50
    writer.stop()
    writer.join()
    connection.close()


@pytest.mark.parametrize(("job", "error"), [(breaks, LookupError), (breaks_a_rule, sqlite3.Error)])
async def test_a_job_that_raises_fails_alone_among_its_neighbours(
    store: SqliteStore, job: jobs.Run, error: type[Exception]
) -> None:
    around = [store.writer.submit(jobs.commit, change(b"%d" % number)) for number in range(20)]
    broken = store.writer.submit(job, b"broken")
    around += [store.writer.submit(jobs.commit, change(b"%d" % number)) for number in range(20, 40)]
    assert all(await asyncio.gather(*around))
    with pytest.raises(error):
        await broken
    assert not await written(store, b"broken")
    assert await store.commit(change(b"after"))


async def test_a_stale_row_fails_alone_among_its_neighbours(store: SqliteStore) -> None:
    await store.commit(change(b"ana"))
    changes = [change(b"bea"), change(b"ana", 7), change(b"clo"), change(b"ana", 1)]
    assert await asyncio.gather(*map(store.commit, changes)) == [True, False, True, True]


async def test_a_turn_whose_asker_went_away_does_not_stop_the_others(store: SqliteStore) -> None:
    gone = asyncio.create_task(store.commit(change(b"gone")))
    await asyncio.sleep(0)
    gone.cancel()
    assert await store.commit(change(b"ana"))
    assert await written(store, b"ana")


async def test_closing_finishes_what_is_queued(path: Path) -> None:
    store = SqliteStore.open(path)
    commits = [asyncio.create_task(store.commit(change(b"%d" % at))) for at in range(500)]
    await asyncio.sleep(0)
    await store.close()
    assert all(await asyncio.gather(*commits))
    assert sorted(at.name for at in path.parent.iterdir()) == ["rows"]
    again = SqliteStore.open(path)
    assert all([await written(again, b"%d" % at) for at in range(500)])
    await again.close()
    assert is_sound(path)


async def test_a_closed_store_takes_nothing_and_can_be_closed_again(path: Path) -> None:
    store = SqliteStore.open(path)
    await store.close()
    await store.close()
    with pytest.raises(StoreBusy):
        await store.commit(change(b"late"))


async def test_many_turns_at_once_leave_what_one_after_the_other_would(store: SqliteStore) -> None:
    async def turns(idx: bytes) -> None:
        for version in range(20):
            held = await store.load(idx)
            assert held.version == version
            on_top = Change(idx, version, change(idx, words=b"turn %d" % version).row)
            assert await store.commit(on_top)

    places = [b"%d" % number for number in range(40)]
    await asyncio.gather(*map(turns, places))
    for idx in places:
        row = await store.load(idx)
        assert (row.version, row.session) == (20, b"turn 19")
