"""What every store promises of stamps: one a day, and each person's climbs go with her."""

from __future__ import annotations

from bot.ports import Change, Climb, Store
from tests.ports.stores import ANA, BEA, CLO, change, holding, row
from tests.ports.test_moves import move_of


async def test_a_stamp_is_kept_once_a_day(store: Store) -> None:
    assert await store.stamp(20) is None
    assert await store.keep_stamp(20, b"first", ())
    assert not await store.keep_stamp(20, b"second", ())
    assert await store.keep_stamp(21, b"third", ())
    assert [await store.stamp(day) for day in (20, 21, 22)] == [b"first", b"third", None]


async def test_climbs_are_kept_with_their_stamp_in_the_order_of_numbers(store: Store) -> None:
    await holding(store, ANA, BEA)
    later, earlier, bea = Climb(ANA, 9, b"nine"), Climb(ANA, 2, b"two"), Climb(BEA, 1, b"one")
    assert await store.keep_stamp(20, b"stamp", [later, bea])
    assert await store.keep_stamp(21, b"stamp", [earlier])
    assert list(await store.climbs(ANA)) == [earlier, later]
    assert list(await store.climbs(BEA)) == [bea]
    assert list(await store.climbs(CLO)) == []
    assert await store.stamped() == {ANA: 9, BEA: 1}


async def test_nothing_is_kept_with_a_stamp_that_is_refused(store: Store) -> None:
    await holding(store, ANA)
    assert await store.keep_stamp(20, b"stamp", ())
    assert not await store.keep_stamp(20, b"other", [Climb(ANA, 1, b"one")])
    assert list(await store.climbs(ANA)) == []
    assert await store.stamped() == {}


async def test_the_first_climb_of_a_number_stays(store: Store) -> None:
    await holding(store, ANA)
    assert await store.keep_stamp(20, b"stamp", [Climb(ANA, 1, b"first")])
    assert await store.keep_stamp(21, b"stamp", [Climb(ANA, 1, b"second")])
    assert list(await store.climbs(ANA)) == [Climb(ANA, 1, b"first")]


async def test_nobody_who_is_not_known_gets_a_climb(store: Store) -> None:
    assert await store.keep_stamp(20, b"stamp", [Climb(ANA, 1, b"one")])
    assert list(await store.climbs(ANA)) == []


async def test_climbs_go_with_whoever_is_erased_and_the_stamp_stays(store: Store) -> None:
    await holding(store, ANA, BEA, CLO)
    climbs = [Climb(uid, 1, b"hers") for uid in (ANA, BEA, CLO)]
    assert await store.keep_stamp(20, b"stamp", climbs)
    await store.erase(ANA, 20)
    assert await store.commit(Change(BEA, 1, row(b"new", b"another"), anew=20))
    assert list(await store.climbs(ANA)) == list(await store.climbs(BEA)) == []
    assert list(await store.climbs(CLO)) == [climbs[2]]
    assert await store.stamp(20) == b"stamp"


async def test_a_turn_leaves_her_climbs_as_they_are(store: Store) -> None:
    await holding(store, ANA)
    assert await store.keep_stamp(20, b"stamp", [Climb(ANA, 1, b"hers")])
    assert await store.commit(change(ANA, 1, b"two"))
    assert list(await store.climbs(ANA)) == [Climb(ANA, 1, b"hers")]


async def test_climbs_come_with_whoever_moves_and_those_that_were_there_go(store: Store) -> None:
    await holding(store, ANA, BEA)
    hers, other = Climb(ANA, 1, b"hers"), Climb(BEA, 1, b"other")
    assert await store.keep_stamp(20, b"stamp", [hers, other])
    assert await store.move(move_of())
    assert list(await store.climbs(ANA)) == [hers]
    assert list(await store.climbs(BEA)) == []
