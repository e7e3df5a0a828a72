"""Copies of a file, and their return: what is in the way is said, and nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.errors import StoreBusy, StoreUnfit
from bot.ports import Deployment, Erasure
from bot.store import lock
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_copies import copy, look
from bot.store.sqlite_opening import erasures_in
from bot.store.sqlite_restoring import bring_back, rest
from tests.store.rows import change, is_sound

DEPLOYMENT = Deployment(b"name", b"one", b"other")
AT = 1_800_000_000


@pytest.fixture
def founded(path: Path) -> Path:
    """A store that was founded, with two people, of whom one was erased."""

    async def begin() -> None:
        store = SqliteStore.open(path)
        assert await store.found(DEPLOYMENT)
        for idx in (b"ana", b"bea"):
            assert await store.commit(change(idx))
        await store.erase(b"ana", 20)
        await store.close()

    asyncio.run(begin())
    return path


@contextmanager
def held(path: Path, how: str) -> Iterator[None]:
    """Another process holds a file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(how)
        other.execute("SELECT * FROM person").fetchall()
        yield


def test_a_copy_says_what_it_is_of_and_when_it_was_made(founded: Path, tmp_path: Path) -> None:
    copy(founded, tmp_path / "copy", AT)
    assert look(tmp_path / "copy").at == AT
    assert look(tmp_path / "copy").deployment == DEPLOYMENT
    assert erasures_in(tmp_path / "copy") == [Erasure(b"ana", 20)]


def test_two_who_copy_to_one_name_do_not_meet(founded: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("of somebody else")
    with pytest.raises(StoreBusy, match="try again"):
        copy(founded, tmp_path / "copy", AT)
    assert (tmp_path / "copy").read_text() == "of somebody else"


def test_a_copy_whose_order_is_broken_inside_is_not_whole(founded: Path, tmp_path: Path) -> None:
    copy(founded, tmp_path / "copy", AT)
    with closing(sqlite3.connect(tmp_path / "copy", isolation_level=None)) as broken:
        broken.execute("UPDATE address SET uid = x'00'")  # of nobody
    with pytest.raises(StoreUnfit, match="is damaged"):
        look(tmp_path / "copy")


def test_a_store_that_somebody_holds_is_not_put_aside(founded: Path) -> None:
    for how in ("BEGIN EXCLUSIVE", "BEGIN"):
        with held(founded, how), pytest.raises(StoreBusy):
            rest(founded, AT, patience=0.1)
    assert rest(founded, AT) == [Erasure(b"ana", 20)]


async def test_a_store_that_somebody_has_open_is_not_put_aside(path: Path) -> None:
    store = SqliteStore.open(path)
    assert await store.found(DEPLOYMENT)
    with pytest.raises(StoreBusy):
        rest(path, AT, patience=0.1)
    await store.close()
    assert rest(path, AT) == []


def test_a_store_that_is_damaged_inside_is_put_aside_as_it_is(founded: Path) -> None:
    size = founded.stat().st_size
    with founded.open("r+b") as opened:
        opened.seek(8192)
        opened.write(b"\xa5" * (size - 8192))
    assert rest(founded, AT) is None


def test_what_stands_in_the_way_of_a_return_is_said(founded: Path, tmp_path: Path) -> None:
    copy(founded, tmp_path / "copy", AT)
    before = founded.read_bytes()
    founded.with_name("rows.restoring").mkdir()
    with pytest.raises(StoreUnfit, match="can't be put in place"):
        bring_back(tmp_path / "copy", founded, tmp_path / "aside", [])
    assert founded.read_bytes() == before
    assert not (tmp_path / "aside").exists()


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second disk")
def test_where_a_file_can_t_have_two_names_the_old_store_is_copied(
    founded: Path, tmp_path: Path
) -> None:
    copy(founded, tmp_path / "copy", AT)
    before = founded.read_bytes()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other_disk:
        aside = Path(other_disk) / "aside"
        assert bring_back(tmp_path / "copy", founded, aside, []) == 0
        assert aside.read_bytes() == before
        assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    assert erasures_in(founded) == [Erasure(b"ana", 20)]


def test_a_store_from_before_there_were_erasures_knows_none(path: Path) -> None:
    with closing(sqlite3.connect(path)) as old:
        old.execute("CREATE TABLE deployment (one)")
    assert erasures_in(path) == []
    path.write_bytes(b"These are my notes.\n" * 100)
    with pytest.raises(StoreUnfit, match="can't be read"):
        erasures_in(path)


async def test_erasures_are_seen_that_are_only_in_the_log(store: SqliteStore, path: Path) -> None:
    await store.commit(change(b"ana"))
    await store.erase(b"ana", 20)
    assert erasures_in(path) == [Erasure(b"ana", 20)]


# The lock


def test_who_holds_a_store_holds_it_alone_and_only_for_a_time(path: Path) -> None:
    with lock.held(path):
        with pytest.raises(StoreBusy, match="stop it first"), lock.held(path):
            pass
        assert stat.S_IMODE(path.with_name("rows.lock").stat().st_mode) == 0o600
    with lock.held(path):
        pass


def test_where_no_lock_can_be_made_the_reason_is_said(path: Path) -> None:
    with pytest.raises(StoreUnfit, match="make it with mkdir"), lock.held(path / "deeper"):
        pass
    path.with_name("rows.lock").mkdir()
    with pytest.raises(StoreUnfit, match="can't be made"), lock.held(path):
        pass


def test_a_copy_of_a_store_that_came_back_is_sound(founded: Path, tmp_path: Path) -> None:
    copy(founded, tmp_path / "copy", AT)
    assert bring_back(tmp_path / "copy", founded, tmp_path / "aside", [Erasure(b"bea", 21)]) == 1
    assert erasures_in(founded) == [Erasure(b"ana", 20), Erasure(b"bea", 21)]
    assert is_sound(founded)
    assert look(tmp_path / "copy").at == AT
    with pytest.raises(StoreUnfit, match="no copy that"):
        look(founded)
