"""Finding what is due in a file: by its index, also past a running bot, and changing nothing."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StoreUnfit
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_looking import oldest_due
from bot.store.sqlite_opening import statements
from tests.store.rows import change


def plan_of(path: Path, name: str) -> str:
    """How SQLite goes about a statement."""
    statement = statements()[name]
    with closing(sqlite3.connect(path)) as connection:
        values = (9,) * statement.count("?")
        steps = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    return "\n".join(step[3] for step in steps)


async def test_a_sweep_reads_no_row_that_is_not_due_and_sorts_none(
    store: SqliteStore, path: Path
) -> None:
    plan = plan_of(path, "due")
    assert "USING INDEX address_due (due<?)" in plan
    assert "SCAN" not in plan
    assert "B-TREE" not in plan


async def test_the_first_minute_is_read_from_the_index_alone(
    store: SqliteStore, path: Path
) -> None:
    plan = plan_of(path, "oldest_due")
    assert plan.startswith("SEARCH address USING COVERING INDEX address_due")


async def filled(path: Path) -> SqliteStore:
    """A store with three chats, of which two are due."""
    store = SqliteStore.open(path)
    for idx, minute in ((b"ana", 40), (b"bea", 30), (b"clo", None)):
        assert await store.commit(replace(change(idx), due=minute))
    return store


async def test_a_file_is_looked_at_while_a_bot_writes_it(path: Path) -> None:
    assert oldest_due(path) is None
    store = await filled(path)
    assert oldest_due(path) == await store.oldest_due() == 30
    await store.close()


def test_a_look_changes_nothing_in_a_file_and_makes_none(path: Path) -> None:
    async def fill() -> None:
        await (await filled(path)).close()

    asyncio.run(fill())
    before = path.read_bytes()
    assert oldest_due(path) == 30
    assert (path.read_bytes(), list(path.parent.iterdir())) == (before, [path])


def test_a_file_without_rows_has_nothing_that_is_due(path: Path) -> None:
    path.touch()
    assert oldest_due(path) is None


def test_a_file_that_is_no_store_is_refused(path: Path) -> None:
    path.write_bytes(b"These are my notes.\n" * 100)
    with pytest.raises(StoreUnfit, match="can't be read"):
        oldest_due(path)
