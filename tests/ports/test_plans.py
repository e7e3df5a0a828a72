"""What every store promises of plans: each is written on top of its version, and goes with her."""

from __future__ import annotations

from bot.ports import Change, Move, Store
from tests.ports.stores import ANA, BEA, CLO, holding, row


async def test_a_plan_is_written_on_top_of_its_version_and_read_back(store: Store) -> None:
    await holding(store, ANA, BEA)
    assert await store.plan(ANA) == (0, b"")
    assert await store.keep_plan(ANA, 0, b"first")
    assert await store.keep_plan(ANA, 1, b"second")
    assert await store.plan(ANA) == (2, b"second")
    assert await store.plan(BEA) == (0, b"")


async def test_a_stale_write_of_a_plan_changes_nothing(store: Store) -> None:
    await holding(store, ANA)
    assert await store.keep_plan(ANA, 0, b"first")
    assert not await store.keep_plan(ANA, 0, b"other")
    assert not await store.keep_plan(ANA, 2, b"other")
    assert await store.plan(ANA) == (1, b"first")


async def test_nobody_who_is_not_known_gets_a_plan(store: Store) -> None:
    assert not await store.keep_plan(ANA, 0, b"first")
    assert await store.plan(ANA) == (0, b"")


async def test_a_plan_goes_with_whoever_is_erased(store: Store) -> None:
    await holding(store, ANA, BEA)
    for uid in (ANA, BEA):
        assert await store.keep_plan(uid, 0, b"hers")
    await store.erase(ANA, 20)
    assert await store.commit(Change(BEA, 1, row(b"new", b"another"), anew=20))
    assert await store.plan(ANA) == await store.plan(BEA) == (0, b"")


async def test_a_plan_comes_along_when_its_person_moves_to_another_chat(store: Store) -> None:
    await holding(store, ANA, BEA)
    assert await store.keep_plan(ANA, 0, b"hers")
    assert await store.keep_plan(BEA, 0, b"of who was there")
    to = Change(BEA, 1, row(b"come", ANA))
    left = Change(ANA, 1, row(b"left", CLO))
    assert await store.move(Move(to, left, BEA, 20))
    assert await store.plan(ANA) == (1, b"hers")
    assert await store.plan(BEA) == await store.plan(CLO) == (0, b"")
