"""Bringing a copy back: who was erased stays erased, and what can't be trusted is refused."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.copies import aside
from bot.errors import LedgerProblem
from bot.ports import Letter
from bot.store import lock, sqlite_copies
from bot.vault import keyfiles
from bot.vault.vault import Vault
from tests.copies.deployed import Deployed, chat, now
from tests.copies.test_backup import damage
from tests.store.rows import is_sound
from tests.vault.test_keyfiles import digest

ANA, BEA, CLO = PEOPLE = ["ana", "bea", "clo"]
DRILLS = 20
REFUSED = 78


def asides(deployed: Deployed) -> list[Path]:
    return aside(deployed.store).found(deployed.store.parent)


def sealed_of(deployed: Deployed, names: list[str]) -> dict[str, tuple[bytes, bytes]]:
    """What is stored of people: their wrapped keys and what they said, sealed."""
    with closing(sqlite3.connect(deployed.store)) as store:
        of = "SELECT key, session FROM address JOIN person USING (uid) WHERE idx = ?"
        return {
            name: store.execute(of, (deployed.ring.index(chat(name)),)).fetchone() for name in names
        }


def found_in(folder: Path, pieces: tuple[bytes, ...]) -> list[str]:
    held = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return [name for name, content in held.items() if any(piece in content for piece in pieces)]


# The drill


@pytest.mark.parametrize("drill", range(DRILLS))
def test_after_restoring_everybody_else_opens_and_nobody_erased_does(
    drill: int, deployed: Deployed
) -> None:
    people = [f"person{number}" for number in range(8)]
    erased = [name for number, name in enumerate(people) if (number * 7 + drill) % 3 == 0]
    deployed.hold(people)
    deployed.erase(erased[:1])
    copy = deployed.backup()
    sealed = sealed_of(deployed, erased[1:])
    deployed.erase(erased[1:])
    deployed.hold(["later"])
    assert deployed.restore(copy) == 0
    deployed.check()
    assert deployed.opened([*people, "later"]) == set(people) - set(erased)
    for name in erased[1:]:
        assert found_in(copy.parent, sealed[name]) == [copy.name], "the drill looks for nothing"
        assert found_in(deployed.store.parent, sealed[name]) == []
    assert is_sound(deployed.store)


def test_without_the_ledger_s_part_they_would_come_back(deployed: Deployed) -> None:
    deployed.hold(PEOPLE)
    copy = deployed.backup()
    deployed.erase([BEA])
    shutil.copyfile(copy, deployed.store)
    assert deployed.opened(PEOPLE) == set(PEOPLE)


# What is refused


def test_an_older_copy_put_back_by_hand_is_refused_until_it_is_restored(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.hold(PEOPLE)
    copy = deployed.backup()
    deployed.erase([BEA])
    shutil.copyfile(copy, deployed.store)
    with pytest.raises(LedgerProblem, match="older copy"):
        deployed.check()
    assert deployed.restore(copy) == 0
    assert "erased again: 1" in capsys.readouterr().out
    deployed.check()
    assert deployed.opened(PEOPLE) == {ANA, CLO}


def test_a_lost_ledger_is_refused_and_can_be_said_to_be_lost(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.hold(PEOPLE)
    deployed.erase([ANA])
    copy = deployed.backup()
    deployed.erase([BEA])
    deployed.ledger_file.unlink()
    with pytest.raises(LedgerProblem, match="bring it back"):
        deployed.check()
    assert deployed.restore(copy) == REFUSED
    assert "--ledger-lost" in capsys.readouterr().err
    assert deployed.restore(copy, "--ledger-lost") == 0
    deployed.check()
    assert deployed.opened(PEOPLE) == {CLO}, "the store that is there knew of both"


def test_while_the_bot_runs_nothing_is_restored(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.hold(PEOPLE)
    copy = deployed.backup()
    with lock.held(deployed.store):
        assert deployed.restore(copy) == 1
        assert "stop it first" in capsys.readouterr().err
    assert deployed.restore(copy) == 0


def test_after_the_keys_were_changed_a_copy_needs_the_key_it_was_made_with(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.hold(PEOPLE)
    copy = deployed.backup()
    first = deployed.folder / "keys" / keyfiles.master_file(1)
    assert deployed.command("keys", "rotate") == 0
    kept = first.rename(deployed.folder / "kept")
    assert deployed.restore(copy) == REFUSED
    assert "bring it back" in capsys.readouterr().err
    assert deployed.opened(PEOPLE) == set(PEOPLE)
    kept.rename(first)
    assert deployed.restore(copy) == 0
    assert deployed.command("keys", "rotate") == 0
    assert deployed.command("keys", "rotate", "--finish") == 0
    assert deployed.opened(PEOPLE) == set(PEOPLE)


def too_old(deployed: Deployed) -> Path:
    file = deployed.copies / "old"
    sqlite_copies.copy(deployed.store, file, int((now() - timedelta(days=30.1)).timestamp()))
    return file


def damaged(deployed: Deployed) -> Path:
    file = deployed.backup()
    damage(file)
    return file


def cut_short(deployed: Deployed) -> Path:
    file = deployed.backup()
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2)
    return file


def no_copy(deployed: Deployed) -> Path:
    return Path(shutil.copyfile(deployed.store, deployed.copies / "by hand"))


def no_store(deployed: Deployed) -> Path:
    file = deployed.copies / "notes"
    file.write_bytes(b"These are my notes.\n" * 100)
    return file


def newer(deployed: Deployed) -> Path:
    file = deployed.backup()
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA user_version = 99")
    return file


def of_other_keys(deployed: Deployed) -> Path:
    other = Deployed(deployed.folder / "other").make()
    other.hold(PEOPLE)
    return other.backup()


FAULTS: dict[str, tuple[Callable[[Deployed], Path], str]] = {
    "nothing there": (lambda at: at.copies / "nothing", "There is no file"),
    "older than copies live": (too_old, "older than 30 days"),
    "damaged": (damaged, "is damaged"),
    "cut short": (cut_short, "is damaged"),
    "copied by hand": (no_copy, "no copy that"),
    "something else": (no_store, "no copy of a store"),
    "of a newer version": (newer, "newer Sidelight"),
    "sealed with other keys": (of_other_keys, "not the one of this store"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_can_t_be_trusted_is_refused_and_nothing_changes(
    name: str, deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    make, sentence = FAULTS[name]
    deployed.hold(PEOPLE)
    deployed.erase([ANA])
    assert deployed.restore(deployed.backup()) == 0
    file = make(deployed)
    before = digest(deployed.folder)
    assert deployed.restore(file) == REFUSED
    assert sentence in capsys.readouterr().err
    assert digest(deployed.folder) == before


# What is kept


def test_the_store_that_was_there_is_kept_and_can_be_brought_back(deployed: Deployed) -> None:
    deployed.hold([ANA])
    copy = deployed.backup()
    deployed.hold([BEA, CLO])
    assert deployed.restore(copy) == 0
    assert deployed.opened(PEOPLE) == {ANA}
    (before,) = asides(deployed)
    deployed.erase([ANA])
    assert deployed.restore(before) == 0
    deployed.check()
    assert deployed.opened(PEOPLE) == {BEA, CLO}


def test_a_store_that_is_damaged_is_kept_too_with_its_log(deployed: Deployed) -> None:
    deployed.hold(PEOPLE)
    copy = deployed.backup()
    deployed.store.write_bytes(b"These are no rows.\n" * 1_000)
    log = deployed.store.with_name("rows-wal")
    log.write_bytes(b"nor is this a log")
    broken = deployed.store.read_bytes()
    assert deployed.restore(copy) == 0
    assert deployed.opened(PEOPLE) == set(PEOPLE)
    (before,) = asides(deployed)
    assert before.read_bytes() == broken
    assert before.with_name(f"{before.name}-wal").read_bytes() == b"nor is this a log"


def test_a_store_that_was_lost_with_its_disk_is_brought_back(deployed: Deployed) -> None:
    deployed.hold(PEOPLE)
    copy = deployed.backup()
    deployed.erase([CLO])
    shutil.rmtree(deployed.store.parent)
    deployed.store.parent.mkdir()
    with pytest.raises(LedgerProblem, match="new store"):
        deployed.check()
    assert deployed.restore(copy) == 0
    assert deployed.opened(PEOPLE) == {ANA, BEA}


def test_stores_put_aside_are_removed_after_thirty_days(deployed: Deployed) -> None:
    deployed.hold(PEOPLE)
    kind = aside(deployed.store)
    old, young = (kind.name(now() - timedelta(days=days)) for days in (31, 29))
    for name in (old, f"{old}-wal", young):
        (deployed.store.parent / name).touch()
    deployed.backup()
    assert [path.name for path in asides(deployed)] == [young]
    assert not (deployed.store.parent / f"{old}-wal").exists()


def test_letters_wait_again_but_not_of_whom_no_row_is_known(deployed: Deployed) -> None:
    deployed.hold([ANA])

    async def receive(vault: Vault) -> None:
        letters = [Letter(1, b"one", chat(ANA)), Letter(2, b"two", chat(BEA)), Letter(3, b"three")]
        await vault.receive(letters, now())

    async def waiting(vault: Vault) -> list[int]:
        return [letter.update for letter in await vault.waiting()]

    asyncio.run(deployed.use(receive))
    assert deployed.restore(deployed.backup()) == 0
    assert asyncio.run(deployed.use(waiting)) == [1]


def test_what_is_said_holds_nobody_s_name_and_no_key(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.hold(PEOPLE)
    copy = deployed.backup()
    deployed.erase([BEA])
    assert deployed.restore(copy) == 0
    assert deployed.restore(no_store(deployed)) == REFUSED
    told = "".join(capsys.readouterr())
    assert "in its place" in told
    secrets = [path.read_text().strip() for path in (deployed.folder / "keys").glob("*.key")]
    names = re.findall(r"[0-9a-f]{32}", deployed.ledger_file.read_text())
    assert len(names) == 1
    assert [secret for secret in (*secrets, *names) if secret[:16] in told] == []
    assert keyfiles.INDEX_FILE not in told
