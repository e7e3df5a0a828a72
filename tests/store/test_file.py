"""The file of a store: its rights, its migrations, its log, and that it holds no plain word."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from bot.errors import StoreBusy, StoreUnfit
from bot.ports import Chat, Letter
from bot.store import sqlite_jobs as jobs
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_checkpoints import Checkpoints
from bot.store.sqlite_opening import connect, founded_as, migrate, migrations, statements
from bot.store.writer import Writer
from bot.vault.deployment import open_vault
from bot.vault.keyring import Keyring
from bot.vault.vault import Held, Vault
from tests.store.rows import change, comes_true, contents, is_sound, log_size

CANARIES = (b"canary-words", b"canary-chat", b"canary-slate", b"canary-letter", b"canary-poison")
NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
ANA = Chat("tg", "canary-chat")
RING = Keyring.throwaway()


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(at.stat().st_mode) for at in folder.iterdir()}


# Opening


async def test_the_files_are_readable_by_their_owner_only(store: SqliteStore, path: Path) -> None:
    await store.commit(change(b"ana"))
    assert len(list(path.parent.iterdir())) == 3
    assert modes(path.parent) == {0o600}


async def test_a_store_that_is_opened_again_holds_what_was_written(path: Path) -> None:
    for version in range(3):
        store = SqliteStore.open(path)
        assert (await store.load(b"ana")).version == version
        assert await store.commit(change(b"ana", version))
        await store.close()


def not_a_store(path: Path) -> None:
    path.write_bytes(b"These are my notes.\n" * 100)


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [(not_a_store, "not a database"), (newer, "newer Sidelight"), (Path.mkdir, "can't be opened")],
)
def test_a_file_that_is_no_store_is_refused_and_left_alone(make, sentence, path: Path) -> None:  # type: ignore[no-untyped-def]
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreUnfit, match=sentence) as caught:
        SqliteStore.open(path)
    assert caught.value.status == 78
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_file_that_is_no_store_can_t_be_looked_at(path: Path) -> None:
    not_a_store(path)
    with pytest.raises(StoreUnfit, match="can't be read"):
        founded_as(path)


def test_a_store_in_a_folder_that_is_not_there_is_refused(path: Path) -> None:
    with pytest.raises(StoreUnfit, match="There is no folder"):
        SqliteStore.open(path / "deeper" / "rows")


def test_a_store_that_is_locked_when_it_is_opened_says_so(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusy):
            SqliteStore.open(path, patience=0.1)


# Migrations


def test_each_step_is_taken_once_and_a_broken_one_leaves_nothing(path: Path) -> None:
    one, two = "CREATE TABLE one (a);", "CREATE TABLE two (a);"
    with closing(connect(path)) as connection:
        migrate(connection, path, [one])
        with pytest.raises(sqlite3.Error):
            migrate(connection, path, [one, f"{two} CREATE TABLE one (b);"])
        assert [name for (name,) in connection.execute("SELECT name FROM sqlite_master")] == ["one"]
        migrate(connection, path, [one, two])
        migrate(connection, path, [one, two])
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_no_two_migrations_have_one_number() -> None:
    names = sorted(at.name for at in (files("bot.store") / "sql").iterdir())
    numbers = [int(name[:4]) for name in names if name[0].isdigit()]
    assert len(set(numbers)) == len(numbers) == len(migrations())


def test_every_statement_is_named_and_explained_and_used_as_written() -> None:
    text = (files("bot.store") / "sql" / "statements.sql").read_text("utf-8")
    found = statements()
    assert list(found) == re.findall(r"^-- ([a-z_]+)$", text, re.MULTILINE)
    assert len(found) == text.count(";\n")
    with closing(sqlite3.connect(":memory:")) as connection:
        for step in migrations():
            connection.executescript(step)
        for statement in found.values():
            connection.execute(f"EXPLAIN {statement}", _values(statement))


def _values(statement: str) -> dict[str, None] | tuple[None, ...]:
    names = re.findall(r":([a-z]+)", statement)
    return dict.fromkeys(names) if names else (None,) * statement.count("?")


# The log


async def test_when_writing_pauses_the_log_is_emptied(store: SqliteStore, path: Path) -> None:
    places = [b"%d" % number for number in range(2_000)]
    await asyncio.gather(*(store.commit(change(idx, words=bytes(3_000))) for idx in places))
    assert await comes_true(lambda: log_size(path) == 0)
    assert len(contents(path)) > 2_000 * 3_000


async def test_the_log_stays_small_while_nobody_else_makes_checkpoints(path: Path) -> None:
    SqliteStore.open(path).writer.stop()
    connection = connect(path)
    checkpoints = Checkpoints(path, connection, pause=3_600, most=200_000)
    writer = Writer(connection, checkpoints.changed)
    largest = 0
    for number in range(300):
        await writer.submit(jobs.commit, change(b"%d" % number, words=bytes(3_000)))
        largest = max(largest, log_size(path))
    assert 100_000 < largest < 400_000
    writer.stop()
    writer.join()
    checkpoints.stop()
    connection.close()


async def test_a_long_reader_stops_neither_writing_nor_the_log_s_end(
    store: SqliteStore, path: Path
) -> None:
    await store.commit(change(b"ana"))
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM address").fetchall()
        assert await store.commit(change(b"bea"))
        await store.erase(b"ana", 20)
        await asyncio.sleep(0.7)
        assert log_size(path) > 0
    assert await comes_true(lambda: log_size(path) == 0)


async def test_what_was_erased_is_soon_in_no_file(store: SqliteStore, path: Path) -> None:
    ana, bea = b"ana's words, sealed " * 9, b"bea's words, sealed " * 9
    await store.commit(change(b"ana", words=ana))
    await store.commit(change(b"bea", words=bea))
    assert ana in contents(path)
    await store.erase(b"ana", 20)
    assert await comes_true(lambda: ana not in contents(path))
    assert bea in contents(path)


# No plain word


async def talk(vault: Vault) -> None:
    letters = [Letter(1, b"canary-letter", ANA), Letter(2, b"canary-poison", None, poison=True)]
    await vault.receive(letters, NOW)
    assert await vault.commit(ANA, Held(), b"canary-words", b"canary-slate", due=5, done=(7,))
    held = await vault.load(ANA)
    assert await vault.commit(ANA, held, b"canary-words" * 50, b"canary-slate", due=6)


async def test_no_plain_word_is_in_any_file(store: SqliteStore, path: Path) -> None:
    vault = await open_vault(store, RING)
    await talk(vault)
    open_files = contents(path)
    await store.close()
    for words in CANARIES:
        assert words not in open_files
        assert words not in contents(path)
    assert is_sound(path)


async def test_a_plain_word_would_be_found(store: SqliteStore, path: Path) -> None:
    await store.commit(change(b"canary-chat", words=b"canary-words"))
    assert b"canary-chat" in contents(path)
    await store.close()
    assert b"canary-words" in contents(path)
