"""What every store promises of locks: each is written on top of its version, and goes with her."""

from __future__ import annotations

from bot.ports import Change, Store
from tests.ports.stores import ANA, BEA, change, holding, row


async def test_a_lock_is_written_on_top_of_its_version_and_read_back(store: Store) -> None:
    await holding(store, ANA, BEA)
    assert await store.lock(ANA) == (0, b"")
    assert await store.keep_lock(ANA, 0, b"first", ())
    assert await store.keep_lock(ANA, 1, b"second", ())
    assert await store.lock(ANA) == (2, b"second")
    assert await store.lock(BEA) == (0, b"")


async def test_a_stale_write_of_a_lock_changes_nothing(store: Store) -> None:
    await holding(store, ANA)
    assert await store.keep_lock(ANA, 0, b"first", ())
    assert not await store.keep_lock(ANA, 0, b"other", ())
    assert not await store.keep_lock(ANA, 2, b"other", ())
    assert await store.lock(ANA) == (1, b"first")


async def test_nobody_who_is_not_known_gets_a_lock(store: Store) -> None:
    assert not await store.keep_lock(ANA, 0, b"first", ())
    assert await store.lock(ANA) == (0, b"")


async def test_a_lock_goes_with_whoever_is_erased(store: Store) -> None:
    await holding(store, ANA, BEA)
    for uid in (ANA, BEA):
        assert await store.keep_lock(uid, 0, b"hers", ())
    await store.erase(ANA, 20)
    assert await store.commit(Change(BEA, 1, row(b"new", b"another"), anew=20))
    assert await store.lock(ANA) == await store.lock(BEA) == (0, b"")


async def test_a_turn_leaves_her_lock_as_it_is(store: Store) -> None:
    await holding(store, ANA)
    assert await store.keep_lock(ANA, 0, b"hers", ())
    assert await store.commit(change(ANA, 1, b"two"))
    assert await store.lock(ANA) == (1, b"hers")


# What a lock is found by


async def test_a_lock_is_found_by_all_of_its_words_and_no_others(store: Store) -> None:
    await holding(store, ANA, BEA)
    assert await store.keep_lock(ANA, 0, b"first", [b"one", b"two"])
    assert await store.keep_lock(BEA, 0, b"first", ())
    assert await store.find_lock(b"one") == await store.find_lock(b"two") == ANA
    assert await store.find_lock(b"on") is None
    assert await store.keep_lock(ANA, 1, b"second", [b"two", b"three"])
    assert await store.find_lock(b"one") is None
    assert await store.find_lock(b"two") == await store.find_lock(b"three") == ANA


async def test_words_that_another_lock_is_found_by_are_refused(store: Store) -> None:
    await holding(store, ANA, BEA)
    assert await store.keep_lock(ANA, 0, b"hers", [b"one"])
    assert not await store.keep_lock(BEA, 0, b"other", [b"two", b"one"])
    assert await store.keep_lock(BEA, 0, b"other", [b"two"])
    assert not await store.keep_lock(BEA, 1, b"again", [b"one"])
    assert await store.lock(BEA) == (1, b"other")
    assert await store.find_lock(b"one") == ANA
    assert await store.find_lock(b"two") == BEA


async def test_a_stale_write_does_not_change_what_a_lock_is_found_by(store: Store) -> None:
    await holding(store, ANA)
    assert await store.keep_lock(ANA, 0, b"hers", [b"one"])
    assert not await store.keep_lock(ANA, 0, b"hers", [b"two"])
    assert await store.find_lock(b"one") == ANA
    assert await store.find_lock(b"two") is None


async def test_nobody_is_found_who_was_erased(store: Store) -> None:
    await holding(store, ANA)
    assert await store.keep_lock(ANA, 0, b"hers", [b"one"])
    await store.erase(ANA, 20)
    assert await store.find_lock(b"one") is None
