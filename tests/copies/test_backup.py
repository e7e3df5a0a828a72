"""Copying: what a copy is, where it may lie, and which copies are removed."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.copies import DATA, KEYS, aside
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_copies import look
from bot.vault import keyfiles
from bot.vault.deployment import verify
from tests.copies.deployed import Deployed, now
from tests.store.rows import change, is_sound

PEOPLE = [f"person{number}" for number in range(4)]


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


# The data


def test_a_copy_is_one_whole_file_for_its_owner_only(deployed: Deployed) -> None:
    deployed.hold(PEOPLE)
    copy = deployed.backup()
    assert [path.name for path in deployed.copies.iterdir()] == [copy.name]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert is_sound(copy)
    verify(look(copy).deployment, deployed.ring)
    assert abs(look(copy).at - now().timestamp()) < 60


def test_a_store_in_use_is_copied_as_it_is_at_one_moment(deployed: Deployed) -> None:
    deployed.hold(PEOPLE)

    async def write_and_copy() -> int:
        store = SqliteStore.open(deployed.store)
        for number in range(200):
            assert await store.commit(change(b"row %d" % number))
        copying = asyncio.create_task(asyncio.to_thread(deployed.backup))
        number = 200
        while not copying.done():
            assert await store.commit(change(b"row %d" % number))
            number += 1
        await store.close()
        with closing(sqlite3.connect(await copying)) as copy:
            found = {bytes(idx) for (idx,) in copy.execute("SELECT idx FROM address")}
        rows = sorted(int(idx.split()[1]) for idx in found if idx.startswith(b"row "))
        assert rows == list(range(len(rows))), "a later row is there and an earlier one is not"
        return len(rows)

    assert asyncio.run(write_and_copy()) >= 200


def test_without_a_store_or_its_foundation_nothing_is_copied(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deployed.command("backup", "data", "--to", deployed.copies) == 78
    assert "There is no store" in said(capsys)
    asyncio.run(SqliteStore.open(deployed.store).close())
    assert deployed.command("backup", "data", "--to", deployed.copies) == 78
    assert DATA.found(deployed.copies) == []


def test_a_damaged_store_is_not_copied_and_no_older_copy_is_removed(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.hold(PEOPLE)
    old = deployed.copies / DATA.name(now() - timedelta(days=31))
    old.touch()
    damage(deployed.store)
    assert deployed.command("backup", "data", "--to", deployed.copies) == 78
    assert "damaged" in said(capsys) or "malformed" in said(capsys)
    assert DATA.found(deployed.copies) == [old]


def damage(file: Path) -> None:
    """Overwrite the pages of a file after the first two."""
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.seek(8192)
        opened.write(b"\xa5" * (size - 8192))


# The keys


def test_keys_are_copied_as_they_are_and_nothing_with_them(deployed: Deployed) -> None:
    (deployed.folder / "keys" / "notes").write_text("mine")
    assert deployed.command("backup", "keys", "--to", deployed.key_copies) == 0
    (copy,) = deployed.key_copies.iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o700
    assert {path.name for path in copy.iterdir()} == {keyfiles.master_file(1), keyfiles.INDEX_FILE}
    assert {stat.S_IMODE(path.stat().st_mode) for path in copy.iterdir()} == {0o600}
    deployed.hold(PEOPLE)
    again = keyfiles.read(copy, deployed.store)
    verify(look(deployed.backup()).deployment, again)


def test_keys_that_open_nothing_are_not_copied(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.hold(PEOPLE)
    (deployed.folder / "keys" / keyfiles.master_file(1)).write_text("5b" * 31 + "07")
    assert deployed.command("backup", "keys", "--to", deployed.key_copies) == 78
    assert "not the one of this store" in said(capsys)
    assert list(deployed.key_copies.iterdir()) == []


def test_keys_of_the_environment_are_nobody_s_to_copy_here(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.config.write_text(deployed.config.read_text() + "keys: {from_environment: yes}\n")
    assert deployed.command("backup", "keys", "--to", deployed.key_copies) == 1
    assert "from the environment" in said(capsys)


# Apart


@pytest.mark.parametrize("what", ["data", "keys"])
@pytest.mark.parametrize("where", ["data", "data/deeper", "keys", ".", ".."])
def test_no_copy_lies_with_the_data_or_with_the_keys(
    what: str, where: str, deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.hold(PEOPLE)
    (deployed.store.parent / "deeper").mkdir()
    before = set(deployed.folder.rglob("*"))
    assert deployed.command("backup", what, "--to", deployed.folder / where) == 1
    assert "too near" in said(capsys)
    assert set(deployed.folder.rglob("*")) == before


@pytest.mark.parametrize(("first", "second"), [("data", "keys"), ("keys", "data")])
@pytest.mark.parametrize("where", ["same", "below", "above"])
def test_data_and_keys_are_never_copied_to_one_place(
    first: str, second: str, where: str, deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.hold(PEOPLE)
    upper, lower = deployed.copies, deployed.copies / "lower"
    lower.mkdir()
    one, other = {"same": (upper, upper), "below": (upper, lower), "above": (lower, upper)}[where]
    assert deployed.command("backup", first, "--to", one) == 0
    assert deployed.command("backup", second, "--to", other) == 1
    assert "folders apart" in said(capsys)
    assert deployed.command("backup", second, "--to", deployed.key_copies) == 0


def test_a_folder_that_is_not_there_is_not_made(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.hold(PEOPLE)
    for what in ("data", "keys"):
        assert deployed.command("backup", what, "--to", deployed.folder / "disk") == 1
        assert "connect the disk" in said(capsys)
    assert not (deployed.folder / "disk").exists()


# How long they live


@pytest.mark.parametrize("what", ["data", "keys"])
def test_only_copies_of_our_own_naming_that_are_too_old_are_removed(
    what: str, deployed: Deployed
) -> None:
    deployed.hold(PEOPLE)
    kind, folder = {"data": (DATA, deployed.copies), "keys": (KEYS, deployed.key_copies)}[what]
    old, young = (now() - timedelta(days=kind.days, minutes=at) for at in (1, -9))
    part = kind.part(now() - timedelta(hours=23))
    others = {
        "sidelight-data-20200101T000000Z.sqlite.zip",
        "sidelight-data-20209901T000000Z.sqlite",
        "sidelight-keys-20200101T000000",
        f"a {kind.name(old)}",
        "old.sqlite",
    }
    for name in (*others, kind.name(old), kind.name(young), kind.part(old), part):
        (folder / name).touch()
    if kind is KEYS:
        (folder / kind.name(old)).unlink()
        keyfiles.copy(deployed.folder / "keys", folder / kind.name(old))
    assert deployed.command("backup", what, "--to", folder) == 0
    left = {path.name for path in folder.iterdir()}
    assert others | {kind.name(young), part} <= left
    assert not left & {kind.name(old), kind.part(old)}


TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(made=TIMES, at=TIMES)
def test_a_copy_is_removed_when_it_has_lived_its_days_and_never_before(
    made: datetime, at: datetime, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("copies")
    made = made.replace(microsecond=0)
    for kind in (DATA, KEYS, aside(Path("rows"))):
        (folder / kind.name(made)).touch()
        assert kind.drop_old(folder, at) == (at - made >= timedelta(days=kind.days))
        assert bool(kind.found(folder)) == (at - made < timedelta(days=kind.days))
