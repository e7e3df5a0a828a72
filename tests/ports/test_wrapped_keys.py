"""What every store promises of the keys in it: each is exchanged where it lies, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.ports import Deployment, Rewrapped, Store
from tests.ports.stores import ANA, BEA, CLO, change, holding, row


async def test_the_keys_of_people_come_once_each_in_order_and_no_more_than_asked(
    store: Store,
) -> None:
    for idx, uid in ((ANA, b"p2"), (BEA, b"p1"), (CLO, b"p2")):
        await store.commit(change(idx, 0, uid=uid))
    both = [(b"p1", b"p1's key"), (b"p2", b"p2's key")]
    assert list(await store.people_keys(b"", 9)) == both
    assert list(await store.people_keys(b"", 1)) == both[:1]
    assert list(await store.people_keys(b"p1", 9)) == both[1:]
    assert list(await store.people_keys(b"p2", 9)) == []


async def test_rows_come_in_order_and_no_more_than_asked(store: Store) -> None:
    assert list(await store.rows(b"", 9)) == []
    await holding(store, CLO, ANA, BEA)
    whole = [(idx, await store.load(idx)) for idx in (ANA, BEA, CLO)]
    assert list(await store.rows(b"", 9)) == whole
    assert list(await store.rows(b"", 2)) == whole[:2]
    assert list(await store.rows(BEA, 9)) == whole[2:]


async def test_a_key_takes_the_place_of_another_and_the_row_is_the_same(store: Store) -> None:
    await store.commit(change(ANA, 0, uid=b"p"))
    await store.commit(change(BEA, 0, uid=b"p"))
    await store.commit(change(CLO, 0, uid=b"q"))
    assert await store.rewrap([Rewrapped(b"p", b"p's key", b"fresh")]) == 1
    for idx in (ANA, BEA):
        assert await store.load(idx) == replace(row(uid=b"p"), version=1, key=b"fresh")
    assert (await store.load(CLO)).key == b"q's key"


async def test_days_and_the_check_get_other_keys_too(store: Store) -> None:
    await store.found(Deployment(b"one", b"k", b"i"))
    await store.add_day_key(7, b"old")
    await store.add_day_key(8, b"old")
    keys = [Rewrapped(7, b"old", b"fresh"), Rewrapped(None, b"k", b"fresh check")]
    assert await store.rewrap(keys) == 2
    assert await store.day_keys() == {7: b"fresh", 8: b"old"}
    assert await store.deployment() == Deployment(b"one", b"fresh check", b"i")


@pytest.mark.parametrize("place", [b"p", b"nobody", 7, 9, None])
async def test_no_key_takes_the_place_of_one_that_no_longer_lies_there(
    store: Store, place: bytes | int | None
) -> None:
    await store.found(Deployment(b"one", b"k", b"i"))
    await store.commit(change(ANA, 0, uid=b"p"))
    await store.add_day_key(7, b"old")
    assert await store.rewrap([Rewrapped(place, b"older", b"fresh")]) == 0
    assert (await store.load(ANA)).key == b"p's key"
    assert await store.day_keys() == {7: b"old"}
    assert await store.deployment() == Deployment(b"one", b"k", b"i")


async def test_a_key_that_was_erased_meanwhile_does_not_come_back(store: Store) -> None:
    await store.commit(change(ANA, 0, uid=b"p"))
    await store.erase(ANA, 20)
    assert await store.rewrap([Rewrapped(b"p", b"p's key", b"fresh")]) == 0
    assert list(await store.people_keys(b"", 9)) == []
