"""What every store promises of counts: weeks and numbers, written with the turn, and nobody's."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.core.events import LeftQuickly, Opened, Returned, Said
from bot.core.requests import Came, Outcome
from bot.core.session import Session
from bot.core.tally import happened
from bot.ports import Chat, Count, Store
from bot.service import Service
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from bot.vault.vault import COUNTED_WEEKS
from bot.weeks import earlier, first_day, week_of
from tests.core.stage import base, content_with
from tests.ports.fakes import FixedWorld, NotedChannel, RivalStore, vault_over
from tests.ports.stores import ANA, BEA, CLO, change

BEGUN, DANGER = Count(202648, "begun"), Count(202648, "opened:danger")
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


async def test_what_turns_count_adds_up_by_week_and_kind(store: Store) -> None:
    await store.commit(replace(change(ANA, 0), counts=(BEGUN, DANGER)))
    await store.commit(replace(change(BEA, 0), counts=(BEGUN,)))
    await store.commit(replace(change(ANA, 1), counts=(replace(BEGUN, week=202649),)))
    counted = [Count(202648, "begun", 2), DANGER, Count(202649, "begun", 1)]
    assert list(await store.counts(0)) == counted
    assert list(await store.counts(202649)) == counted[2:]


async def test_turns_that_are_written_together_are_all_counted(store: Store) -> None:
    changes = [replace(change(b"%d" % at, 0), counts=(BEGUN, DANGER)) for at in range(300)]
    assert all(await asyncio.gather(*(store.commit(each) for each in changes)))
    assert [count.number for count in await store.counts(0)] == [300, 300]


async def test_a_turn_that_is_not_written_is_not_counted(store: Store) -> None:
    await store.commit(replace(change(ANA, 0), counts=(BEGUN,)))
    assert not await store.commit(replace(change(ANA, 0), counts=(BEGUN, DANGER)))
    assert not await store.commit(replace(change(BEA, 3), anew=20, counts=(BEGUN,)))
    assert list(await store.counts(0)) == [BEGUN]


async def test_whoever_is_erased_stays_in_the_numbers(store: Store) -> None:
    await store.commit(replace(change(ANA, 0), counts=(BEGUN,)))
    await store.commit(replace(change(CLO, 0), counts=(BEGUN,)))
    await store.erase(ANA, 20)
    await store.commit(replace(change(CLO, 1, uid=b"new"), anew=20, counts=(DANGER,)))
    assert list(await store.counts(0)) == [replace(BEGUN, number=2), DANGER]


async def test_numbers_of_earlier_weeks_can_be_forgotten(store: Store) -> None:
    counts = tuple(replace(BEGUN, week=week) for week in (202440, 202647, 202648))
    await store.commit(replace(change(ANA, 0), counts=counts))
    await store.prune_counts(202647)
    assert [count.week for count in await store.counts(0)] == [202647, 202648]


async def test_a_store_says_nothing_of_anybody_beside_its_numbers(store: Store) -> None:
    if not isinstance(store, SqliteStore):
        return
    columns = store._reading.execute("SELECT name FROM pragma_table_info('tally')").fetchall()
    assert {name for (name,) in columns} == {"week", "what", "number"}


# What is pruned with the rest


async def test_after_two_years_the_vault_has_numbers_forgotten() -> None:
    store = MemoryStore()
    vault = vault_over(store)
    oldest, older = (earlier(NOW, COUNTED_WEEKS + more) for more in (0, 1))
    counts = (replace(BEGUN, week=oldest), replace(BEGUN, week=older))
    await store.commit(replace(change(ANA, 0), counts=counts))
    await vault.prune(NOW)
    assert [count.week for count in await store.counts(0)] == [oldest]


# What a turn counts


def service(store: Store) -> Service:
    return Service(vault_over(store), NotedChannel(), base, idles=True)


async def play(store: Store, *texts: str, at: datetime = NOW, to: Service | None = None) -> None:
    playing, world = to or service(store), FixedWorld(at)
    for text in texts:
        await playing.handle(Chat("test", "ana"), Said(text, at, world.chance()))


async def test_beginning_is_counted_and_going_on_is_not() -> None:
    store = MemoryStore()
    await play(store, "/start", "Yes", "hm", "hm")
    assert list(await store.counts(0)) == [BEGUN]


async def test_whoever_leaves_and_comes_again_begins_anew_also_if_time_closed_it() -> None:
    store = MemoryStore()
    playing = service(store)
    await play(store, "/start", to=playing)
    await playing.handle(Chat("test", "ana"), LeftQuickly(NOW, "x"))
    await play(store, "/start", to=playing)
    assert list(await store.counts(0)) == [replace(BEGUN, number=2)]
    await play(store, "/start", at=NOW + timedelta(hours=1), to=playing)
    assert list(await store.counts(0)) == [replace(BEGUN, number=3)]


async def test_each_flow_she_comes_into_is_counted_where_she_is_asked_something() -> None:
    store = MemoryStore()
    playing = Service(
        vault_over(store),
        NotedChannel(),
        lambda: content_with(
            ("a", "start:\n  marks: line\n  say: Hm.\n  choices:\n    d: D -> danger/start")
        ),
    )
    await playing.handle(Chat("test", "ana"), Opened("a", NOW, "x"))
    await play(store, "/help", "D", to=playing)
    found = {count.what: count.number for count in await store.counts(0)}
    assert found == {"begun": 1, "opened:a": 1, "opened:help": 1}


async def test_a_turn_that_is_taken_again_counts_once() -> None:
    store = RivalStore(times=0)
    await play(store, "/start")
    store.times = 2
    await play(store, "/help")
    assert store.refused == 2
    assert list(await store.counts(0)) == [BEGUN, Count(202648, "opened:help")]


@pytest.mark.parametrize("came", get_args(Came))
def test_only_what_is_kept_in_a_log_is_counted_as_kept(came: Came) -> None:
    found = happened(Session(), Session(), Returned(Outcome(came), NOW, "x"))
    assert found == (("kept",) if came in ("kept", "kept_aside", "twice") else ())


# Weeks


@given(seconds=some.integers(0, 4_000_000_000))
def test_weeks_have_greater_numbers_as_time_goes_on(seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    week = week_of(at)
    assert first_day(week) <= at.date() <= first_day(week) + timedelta(days=6)
    assert earlier(at, 1) < week < week_of(at + timedelta(weeks=1))
    assert first_day(earlier(at, 5)) == first_day(week) - timedelta(weeks=5)
