"""What every store promises of the chats that are due."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ports import Due, Store
from tests.ports.stores import ANA, BEA, CLO, STORES, change, due, row

PLACES = (ANA, BEA, CLO, b"dee's place", b"eve's place")


async def falls_due(store: Store, idx: bytes, minute: int | None) -> None:
    """Write a chat's row once more, with another minute."""
    version = (await store.load(idx)).version
    assert await store.commit(replace(change(idx, version), due=minute))


async def test_what_is_due_comes_earliest_first_and_no_more_than_asked(store: Store) -> None:
    for idx, minute in ((ANA, 30), (BEA, 10), (CLO, 20)):
        await falls_due(store, idx, minute)
    assert await due(store, 9) == []
    assert await due(store, 20) == [BEA, CLO]
    assert await due(store, 99) == [BEA, CLO, ANA]
    assert await due(store, 99, 2) == [BEA, CLO]


async def test_it_comes_with_all_that_opens_its_address(store: Store) -> None:
    await falls_due(store, ANA, 10)
    await falls_due(store, BEA, 20)
    hers = [(idx, row(uid=idx)) for idx in (ANA, BEA)]
    found = [Due(idx, kept.uid, kept.key, kept.chat) for idx, kept in hers]
    assert list(await store.due(20, 9)) == found


async def test_a_commit_says_anew_when_a_chat_is_due(store: Store) -> None:
    await falls_due(store, ANA, 10)
    await falls_due(store, ANA, 50)
    assert await due(store, 49) == []
    assert await store.oldest_due() == 50
    await falls_due(store, ANA, None)
    assert await due(store, 99) == []
    assert await store.oldest_due() is None


async def test_what_is_erased_is_never_due(store: Store) -> None:
    await falls_due(store, ANA, 10)
    await store.erase(ANA, 20)
    assert await due(store, 99) == []
    assert await store.oldest_due() is None


@pytest.mark.parametrize("name", STORES)
@settings(max_examples=20, deadline=None)
@given(st.data())
async def test_a_sweep_always_begins_with_the_oldest_and_leaves_nothing_out(
    name: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    store = STORES[name](Path(tmp_path_factory.mktemp("store")))
    minutes = st.none() | st.integers(0, 30)
    wanted: dict[bytes, int] = {}
    for idx in data.draw(st.lists(st.sampled_from(PLACES), max_size=12)):
        minute = data.draw(minutes)
        await falls_due(store, idx, minute)
        wanted.pop(idx, None)
        wanted |= {} if minute is None else {idx: minute}
    now = data.draw(st.integers(0, 30))
    found = await due(store, now, len(PLACES))
    oldest = await store.oldest_due()
    await store.close()
    assert sorted(found) == sorted(idx for idx, minute in wanted.items() if minute <= now)
    assert [wanted[idx] for idx in found] == sorted(wanted[idx] for idx in found)
    assert oldest == min(wanted.values(), default=None)


def test_nothing_of_a_chat_that_is_due_shows_itself_in_text() -> None:
    assert repr(Due(b"secret", b"secret", b"secret", b"secret")) == "Due()"
