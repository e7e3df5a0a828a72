"""A store in one process's hands: nobody else is in it, nobody comes in, and looking writes not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import StoreBusy, StoreUnfit
from bot.ports import Deployment, Rewrapped
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_alone import alone
from bot.store.sqlite_opening import founded_as
from bot.store.sqlite_reading import looked_at
from tests.store.rows import change, contents
from tests.vault.test_keyfiles import digest

FOUNDED = Deployment(b"name", b"check before", b"i")


async def founded(path: Path) -> SqliteStore:
    store = SqliteStore.open(path, patience=0.2)
    await store.found(FOUNDED)
    return store


async def test_a_store_that_is_open_is_nobody_s_alone(path: Path) -> None:
    store = await founded(path)
    with pytest.raises(StoreBusy), alone(path):
        pass
    assert await store.commit(change(b"ana"))
    await store.close()
    with alone(path) as held:
        assert held.deployment() == FOUNDED


async def test_while_it_is_somebody_s_alone_nobody_opens_it(path: Path) -> None:
    await (await founded(path)).close()
    with alone(path) as held, pytest.raises(StoreBusy):
        SqliteStore.open(path, patience=0.2)
    del held
    await SqliteStore.open(path).close()


async def test_the_check_that_was_changed_is_in_the_file_at_once_and_the_old_one_is_not(
    path: Path,
) -> None:
    await (await founded(path)).close()
    with alone(path) as held:
        held.change_check(b"check before", b"check after.")
        shutil.copy(path, path.parent / "copy")
    assert founded_as(path.parent / "copy") == Deployment(b"name", b"check after.", b"i")
    assert b"check before" not in contents(path)


async def test_a_check_that_is_another_by_now_stays(path: Path) -> None:
    await (await founded(path)).close()
    with alone(path) as held:
        held.change_check(b"another", b"check after.")
        assert held.deployment() == FOUNDED


async def test_a_key_that_was_put_in_another_s_place_leaves_nothing_of_that(path: Path) -> None:
    store = await founded(path)
    for number in range(300):
        await store.commit(change(b"%03d" % number))
    old = [(uid, b"wrapped before %s" % uid) for uid, _ in await store.people_keys(b"", 999)]
    await store.rewrap([Rewrapped(uid, b"key", key) for uid, key in old])
    assert b"wrapped before 007" in contents(path)
    await store.rewrap([Rewrapped(uid, key, b"wrapped behind %s" % uid) for uid, key in old])
    await store.close()
    assert b"wrapped before" not in contents(path)
    assert b"wrapped behind 007" in contents(path)


async def test_looking_sees_what_is_committed_whether_or_not_somebody_is_at_work(
    path: Path,
) -> None:
    store = await founded(path)
    await store.commit(change(b"ana"))
    with looked_at(path) as seen:
        assert await seen.people_keys(b"", 9) == [(b"ana", b"key")]
    await store.close()
    before = digest(path.parent)
    with looked_at(path) as seen:
        assert await seen.people_keys(b"", 9) == [(b"ana", b"key")]
        assert await seen.deployment() == FOUNDED
    assert digest(path.parent) == before


def test_looking_where_no_store_is_makes_none(path: Path) -> None:
    with pytest.raises(StoreUnfit, match="can't be read as a store"), looked_at(path):
        pass
    assert not path.exists()
