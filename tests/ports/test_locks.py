"""What every store promises of locks: each is written on top of its version, and goes with her."""

from __future__ import annotations

from bot.ports import Change, Store
from tests.ports.stores import ANA, BEA, change, holding, row


async def test_a_lock_is_written_on_top_of_its_version_and_read_back(store: Store) -> None:
    await holding(store, ANA, BEA)
    assert await store.lock(ANA) == (0, b"")
    assert await store.keep_lock(ANA, 0, b"first")
    assert await store.keep_lock(ANA, 1, b"second")
    assert await store.lock(ANA) == (2, b"second")
    assert await store.lock(BEA) == (0, b"")


async def test_a_stale_write_of_a_lock_changes_nothing(store: Store) -> None:
    await holding(store, ANA)
    assert await store.keep_lock(ANA, 0, b"first")
    assert not await store.keep_lock(ANA, 0, b"other")
    assert not await store.keep_lock(ANA, 2, b"other")
    assert await store.lock(ANA) == (1, b"first")


async def test_nobody_who_is_not_known_gets_a_lock(store: Store) -> None:
    assert not await store.keep_lock(ANA, 0, b"first")
    assert await store.lock(ANA) == (0, b"")


async def test_a_lock_goes_with_whoever_is_erased(store: Store) -> None:
    await holding(store, ANA, BEA)
    for uid in (ANA, BEA):
        assert await store.keep_lock(uid, 0, b"hers")
    await store.erase(ANA, 20)
    assert await store.commit(Change(BEA, 1, row(b"new", b"another"), anew=20))
    assert await store.lock(ANA) == await store.lock(BEA) == (0, b"")


async def test_a_turn_leaves_her_lock_as_it_is(store: Store) -> None:
    await holding(store, ANA)
    assert await store.keep_lock(ANA, 0, b"hers")
    assert await store.commit(change(ANA, 1, b"two"))
    assert await store.lock(ANA) == (1, b"hers")
