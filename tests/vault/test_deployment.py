"""Founding: a new store takes the keys it is opened with, and no others ever after."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import KeyProblem
from bot.ports import Chat
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_opening import founded_as
from bot.vault.deployment import founding, needed, open_vault, verify
from bot.vault.keyring import Keyring
from bot.vault.rotation import begun
from bot.vault.seal import key_version
from bot.vault.vault import Held
from tests.ports.fakes import SlowStore

ANA = Chat("tg", "ana")
MASTER, OTHER_MASTER, INDEX, OTHER_INDEX = (bytes([at]) * 31 + b"!" for at in range(1, 5))
RING = Keyring({1: MASTER}, INDEX)
WRONG = {
    "master": Keyring({1: OTHER_MASTER}, INDEX),
    "index": Keyring({1: MASTER}, OTHER_INDEX),
}


async def test_a_new_store_is_founded_and_opened_again_with_the_same_keys() -> None:
    store = MemoryStore()
    await open_vault(store, RING)
    deployment = await store.deployment()
    await open_vault(store, RING)
    assert await store.deployment() == deployment


@pytest.mark.parametrize("what", WRONG)
async def test_a_wrong_secret_is_refused_by_its_name(what: str) -> None:
    store = MemoryStore()
    await open_vault(store, RING)
    with pytest.raises(KeyProblem, match=f"The {what} secret is not the one"):
        await open_vault(store, WRONG[what])


async def test_two_deployments_of_the_same_keys_are_two() -> None:
    one, other = founding(RING), founding(RING)
    assert one.id != other.id
    assert len(one.id) == 16
    verify(one, RING)
    mixed = type(one)(one.id, other.kek_check, one.index_check)
    with pytest.raises(KeyProblem, match="master"):
        verify(mixed, RING)


async def test_workers_that_found_a_store_at_once_agree() -> None:
    store = SlowStore()
    vaults = await asyncio.gather(*(open_vault(store, RING) for _ in range(4)))
    assert await vaults[0].commit(ANA, Held(), b"words", b"")
    assert (await vaults[3].load(ANA)).session == b"words"


async def test_a_store_that_holds_rows_of_nobody_knows_whom_is_refused() -> None:
    store = MemoryStore()
    await store.add_day_key(1, b"key")
    with pytest.raises(KeyProblem, match="is not empty"):
        await open_vault(store, RING)
    assert await store.deployment() is None


# While the master secret is changed

BOTH = Keyring({1: MASTER, 2: OTHER_MASTER}, INDEX)


def test_a_store_asks_for_one_master_secret_and_for_both_while_it_is_changed() -> None:
    plain = founding(RING)
    assert needed(plain, BOTH) == (1,)
    assert needed(begun(plain, BOTH), BOTH) == (2, 1)


@pytest.mark.parametrize("version", [1, 2])
def test_who_has_only_one_of_both_is_refused_and_told_which_is_missing(version: int) -> None:
    changing = begun(founding(RING), BOTH)
    with pytest.raises(KeyProblem, match=f"master secret number {3 - version}") as caught:
        verify(changing, BOTH.narrowed((version,)))
    assert caught.value.status == 78


def test_a_wrong_secret_in_the_place_of_either_is_refused() -> None:
    changing = begun(founding(RING), BOTH)
    for masters in ({1: MASTER, 2: INDEX[::-1]}, {1: INDEX[::-1], 2: OTHER_MASTER}):
        with pytest.raises(KeyProblem, match="The master secret is not the one"):
            verify(changing, Keyring(masters, INDEX))


@pytest.mark.parametrize("check", [b"", b"short", bytes(60), b"\x01\x01" + bytes(60)])
def test_a_check_that_is_none_is_refused(check: bytes) -> None:
    broken = replace(founding(RING), kek_check=check)
    with pytest.raises(KeyProblem):
        verify(broken, BOTH)


async def test_a_master_secret_that_the_store_does_not_know_of_is_not_used() -> None:
    store = MemoryStore()
    await open_vault(store, RING)
    vault = await open_vault(store, BOTH)
    assert await vault.commit(ANA, Held(), b"words", b"")
    assert key_version((await vault.load(ANA)).key) == 1
    assert (await (await open_vault(store, RING)).load(ANA)).session == b"words"


# Before a file is opened for writing


def state(folder: Path) -> dict[str, tuple[int, str]]:
    return {
        path.name: (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in folder.iterdir()
    }


def test_no_file_and_an_empty_file_were_not_founded(tmp_path: Path) -> None:
    assert founded_as(tmp_path / "rows") is None
    (tmp_path / "rows").touch()
    assert founded_as(tmp_path / "rows") is None
    assert state(tmp_path).keys() == {"rows"}


async def test_wrong_keys_are_refused_before_a_byte_on_the_disk_changes(tmp_path: Path) -> None:
    path = tmp_path / "odd?name#100%"
    store = SqliteStore.open(path)
    vault = await open_vault(store, RING)
    await vault.commit(ANA, Held(), b"words", b"")
    for closed in (False, True):
        if closed:
            await store.close()
        before = state(tmp_path)
        deployment = founded_as(path)
        assert deployment is not None
        verify(deployment, RING)
        for wrong in WRONG.values():
            with pytest.raises(KeyProblem):
                verify(deployment, wrong)
        assert state(tmp_path) == before


async def test_the_mark_of_the_keys_is_in_the_file_as_soon_as_it_is_founded(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "rows")
    await open_vault(store, RING)
    copy = tmp_path / "copy"
    copy.write_bytes((tmp_path / "rows").read_bytes())  # without what is in the log
    assert founded_as(copy) == await store.deployment()
    await store.close()
