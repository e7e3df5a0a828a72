"""`sidelight stats`: weeks that are over, and no number that could be somebody."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.ports import Count
from bot.store.sqlite import SqliteStore
from bot.weeks import earlier, week_of
from bot.wiring.stats import FEWER, _as_json, _as_table, told_of
from tests.copies.deployed import Deployed, now
from tests.ports.stores import change

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)


async def count(store: SqliteStore, counts: Iterable[Count]) -> None:
    for number, one in enumerate(counts):
        assert await store.commit(replace(change(b"%d" % number, 0), counts=(one,)))


@pytest.fixture
def deployed(tmp_path: Path) -> Deployed:
    return Deployed(tmp_path).make()


def counted(deployed: Deployed, *counts: Count) -> None:
    async def work() -> None:
        store = SqliteStore.open(deployed.store)
        await count(store, counts)
        await store.close()

    asyncio.run(work())


def test_large_numbers_are_told_and_small_ones_are_not(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    week = earlier(now(), 1)
    numbers = {"begun": 132, "kept": 40, "opened:danger": 10, "opened:crisis": 9, "opened:rare": 1}
    counted(deployed, *(Count(week, what, number) for what, number in numbers.items()))
    assert deployed.command("stats", "--weeks", "1") == 0
    told = capsys.readouterr().out
    assert [line.split()[-1] for line in told.splitlines()[1:4]] == ["132", "40", "10"]
    assert told.splitlines()[4].split() == ["came", "to", "any", "other", "flow", *FEWER.split()]
    assert "crisis" not in told
    assert "rare" not in told


def test_json_tells_the_same(deployed: Deployed, capsys: pytest.CaptureFixture[str]) -> None:
    counted(deployed, Count(earlier(now(), 1), "begun", 9), Count(earlier(now(), 2), "begun", 10))
    assert deployed.command("stats", "--weeks", "2", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(week["begun"], week["opened"]) for week in told["weeks"]] == [(None, {}), (10, {})]


def test_the_week_that_runs_is_left_out(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    counted(deployed, Count(week_of(now()), "begun", 777))
    assert deployed.command("stats") == 0
    assert "777" not in capsys.readouterr().out


@given(
    numbers=some.dictionaries(
        some.sampled_from(["begun", "kept", "opened:a", "opened:b"]), some.integers(0, 40)
    ),
    ago=some.integers(0, 3),
)
def test_nobody_can_tell_a_small_number_from_another(numbers: dict[str, int], ago: int) -> None:
    def told(smallest: int) -> tuple[list[str], str]:
        week = earlier(AT, ago)
        kept = {what: number if number >= 10 else smallest for what, number in numbers.items()}
        weeks = told_of([Count(week, *pair) for pair in kept.items()], AT, 2)
        return list(_as_table(weeks)), _as_json(weeks)

    assert told(0) == told(1) == told(9)
    assert told_of([], AT, 2)[0].begun is None


def test_looking_works_while_the_bot_runs_and_changes_nothing(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work() -> None:
        store = SqliteStore.open(deployed.store)
        await count(store, [Count(earlier(now(), 1), "begun", 55)])
        before = deployed.store.read_bytes()
        assert await asyncio.to_thread(deployed.command, "stats") == 0
        assert deployed.store.read_bytes() == before
        await store.close()

    asyncio.run(work())
    assert " 55" in capsys.readouterr().out


def test_a_store_of_a_sidelight_that_did_not_count_has_nothing_to_tell(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    counted(deployed)
    with closing(sqlite3.connect(deployed.store)) as connection:
        connection.execute("DROP TABLE tally")
    assert deployed.command("stats", "--weeks", "1") == 0
    assert "conversations begun" in capsys.readouterr().out


def test_what_can_t_be_asked_is_said(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deployed.command("stats") == 1
    assert "nothing was counted" in capsys.readouterr().err
    assert deployed.command("stats", "--weeks", "0") == 1
    assert "from 1 to 104" in capsys.readouterr().err


def test_a_week_has_the_name_of_the_standard() -> None:
    (week,) = told_of([], datetime(2027, 1, 7, tzinfo=UTC), 1)
    assert (week.name, str(week.first)) == ("2026-W53", "2026-12-28")
    assert week.first + timedelta(days=7) == datetime(2027, 1, 4).date()  # noqa: DTZ001
