"""What every store promises; a new one is a line in `STORES`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ports import Chat, Store, Stored
from bot.store.memory import MemoryStore
from tests.ports.fakes import RivalStore, SlowStore

STORES: dict[str, Callable[[], Store]] = {"memory": MemoryStore, "a slow one": SlowStore}
ANA, BEA = Chat("test", "ana"), Chat("test", "bea")
CHATS = st.sampled_from([ANA, BEA, Chat("other", "ana")])
ORDERS = st.one_of(
    st.tuples(st.just("commit"), CHATS, st.integers(0, 2), st.binary(max_size=20)),
    st.tuples(st.just("erase"), CHATS, st.just(0), st.just(b"")),
)
Order = tuple[str, Chat, int, bytes]


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Store:
    """Every store there is, one after the other."""
    return STORES[request.param]()


async def test_nothing_is_stored_for_a_chat_nobody_began(store: Store) -> None:
    assert await store.load(ANA) == Stored(0, None)


async def test_what_is_committed_is_loaded_with_the_next_version(store: Store) -> None:
    assert await store.commit(ANA, 0, b"one")
    assert await store.load(ANA) == Stored(1, b"one")
    assert await store.commit(ANA, 1, b"two")
    assert await store.load(ANA) == Stored(2, b"two")


@pytest.mark.parametrize("version", [0, 2, 99, -1])
async def test_a_commit_on_another_version_is_refused_and_changes_nothing(
    store: Store, version: int
) -> None:
    await store.commit(ANA, 0, b"one")
    assert not await store.commit(ANA, version, b"late")
    assert await store.load(ANA) == Stored(1, b"one")


async def test_a_commit_on_a_version_that_never_was_is_refused(store: Store) -> None:
    assert not await store.commit(ANA, 1, b"one")
    assert await store.load(ANA) == Stored()


async def test_chats_are_kept_apart(store: Store) -> None:
    await store.commit(ANA, 0, b"ana")
    await store.commit(BEA, 0, b"bea")
    assert (await store.load(ANA)).data == b"ana"
    assert (await store.load(BEA)).data == b"bea"
    assert await store.load(Chat("other", "ana")) == Stored()


async def test_what_is_erased_is_gone_and_nobody_else_loses_anything(store: Store) -> None:
    await store.commit(ANA, 0, b"ana")
    await store.commit(BEA, 0, b"bea")
    await store.erase(ANA)
    assert await store.load(ANA) == Stored()
    assert (await store.load(BEA)).data == b"bea"


async def test_a_turn_that_began_before_an_erasure_can_t_bring_anything_back(store: Store) -> None:
    await store.commit(ANA, 0, b"ana")
    before = await store.load(ANA)
    await store.erase(ANA)
    assert not await store.commit(ANA, before.version, b"again")
    assert await store.load(ANA) == Stored()


async def test_erasing_twice_or_where_nothing_is_does_no_harm(store: Store) -> None:
    await store.erase(ANA)
    await store.erase(ANA)
    assert await store.load(ANA) == Stored()


async def test_of_many_commits_on_one_version_exactly_one_wins(store: Store) -> None:
    words = [f"worker {number}".encode() for number in range(8)]
    won = await asyncio.gather(*(store.commit(ANA, 0, word) for word in words))
    assert sum(won) == 1
    assert await store.load(ANA) == Stored(1, words[won.index(True)])


@pytest.mark.parametrize("name", STORES)
@settings(max_examples=60, deadline=None)
@given(orders=st.lists(ORDERS, max_size=20))
async def test_any_orders_leave_what_a_plain_table_would_hold(
    name: str, orders: list[Order]
) -> None:
    store, table = STORES[name](), dict[Chat, Stored]()
    for what, chat, behind, data in orders:
        held = table.get(chat, Stored())
        if what == "erase":
            await store.erase(chat)
            table.pop(chat, None)
        elif await store.commit(chat, held.version - behind, data):
            assert behind == 0
            table[chat] = Stored(held.version + 1, data)
        else:
            assert behind > 0
    for chat in (ANA, BEA, Chat("other", "ana")):
        assert await store.load(chat) == table.get(chat, Stored())


def test_neither_a_chat_nor_what_is_stored_shows_itself_in_text() -> None:
    assert "ana" not in repr(ANA)
    assert "secret" not in repr(Stored(1, b"secret"))


async def test_the_rival_of_these_tests_is_a_store_itself() -> None:
    from bot.core.session import Session

    rival = RivalStore(Session(), times=1)
    assert not await rival.commit(ANA, 0, b"late")
    assert (await rival.load(ANA)).version == 1
