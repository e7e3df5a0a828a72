"""What every store promises of moves: a person changes her chat wholly, or not at all."""

from __future__ import annotations

import asyncio

from bot.ports import Change, Erasure, Move, Rewrapped, Row, Store
from tests.ports.stores import ANA, BEA, CLO, change, due, holding, letter, row

FRESH = b"somebody new"
DAY = 20


def move_of(
    hers: bytes = ANA, to: bytes = BEA, *, fresh: bytes = FRESH, versions: tuple[int, int] = (1, 1)
) -> Move:
    """Ana comes to Bea's chat; somebody new is in the one she had."""
    came = Change(to, versions[0], row(b"came", hers), due=7, done=(5,))
    left = Change(hers, versions[1], row(b"left", fresh), due=3)
    return Move(came, left, to, DAY)


async def rows_of(store: Store) -> dict[bytes, tuple[bytes, bytes, int]]:
    return {idx: (at.uid, at.session, at.version) for idx, at in await store.rows(b"", 99)}


async def test_a_person_is_in_the_other_chat_and_somebody_new_in_hers(store: Store) -> None:
    await holding(store, ANA, BEA, CLO)
    assert await store.move(move_of())
    assert await store.load(BEA) == Row(
        2, ANA, ANA + b"'s key", ANA + b"'s chat", b"came", b"slate of came"
    )
    assert (await store.load(ANA)).uid == FRESH
    assert await store.place(ANA) == BEA
    assert await store.place(FRESH) == ANA
    assert await store.place(BEA) is None
    assert (await store.load(CLO)).version == 1


async def test_her_lock_comes_with_her_and_the_one_that_was_there_goes(store: Store) -> None:
    await holding(store, ANA, BEA)
    assert await store.keep_lock(ANA, 0, b"hers", [b"her words"])
    assert await store.keep_lock(BEA, 0, b"other", [b"other words"])
    assert await store.move(move_of())
    assert await store.lock(ANA) == (1, b"hers")
    assert await store.find_lock(b"her words") == ANA
    assert await store.lock(BEA) == (0, b"")
    assert await store.find_lock(b"other words") is None
    assert await store.lock(FRESH) == (0, b"")


async def test_who_was_in_the_new_chat_is_noted_as_erased_and_she_is_not(store: Store) -> None:
    await holding(store, ANA, BEA)
    assert await store.move(move_of())
    assert await store.erasures() == [Erasure(BEA, DAY)]


async def test_both_chats_are_due_as_was_said_and_only_the_turns_letters_are_done(
    store: Store,
) -> None:
    await holding(store, ANA, BEA)
    await store.receive([letter(5, BEA), letter(6, BEA), letter(7, ANA)])
    assert await store.move(move_of())
    assert await due(store, 7) == [ANA, BEA]
    assert [waits.update for waits in await store.waiting()] == [6, 7]


async def test_a_move_on_top_of_a_row_that_has_moved_changes_nothing(store: Store) -> None:
    await holding(store, ANA, BEA)
    assert await store.commit(change(ANA, 1, b"two"))
    before = await rows_of(store)
    for versions in ((1, 1), (2, 2), (2, 1), (0, 2)):
        assert not await store.move(move_of(versions=versions))
    assert await rows_of(store) == before
    assert await store.erasures() == []


async def test_a_move_to_a_chat_that_is_another_persons_by_now_changes_nothing(
    store: Store,
) -> None:
    await holding(store, ANA, BEA)
    assert await store.commit(Change(BEA, 1, row(b"new", CLO), anew=DAY))
    before = await rows_of(store)
    assert not await store.move(move_of())
    assert await rows_of(store) == before


async def test_nobody_who_was_erased_is_moved(store: Store) -> None:
    await holding(store, ANA, BEA)
    await store.erase(ANA, DAY)
    assert not await store.move(move_of())
    assert await rows_of(store) == {BEA: (BEA, b"one", 1)}


async def test_of_several_moves_at_once_one_is_made(store: Store) -> None:
    others = [b"place %d" % number for number in range(4)]
    await holding(store, ANA, *others)
    moves = [move_of(to=to, fresh=b"new in " + to) for to in others]
    made = await asyncio.gather(*(store.move(each) for each in moves))
    assert sum(made) == 1
    winner = others[made.index(True)]
    rows = await rows_of(store)
    assert [idx for idx, (uid, _, _) in rows.items() if uid == ANA] == [winner]
    assert rows[ANA][0] == b"new in " + winner
    assert {uid for uid, _, _ in rows.values()} == {*others, ANA, rows[ANA][0]} - {winner}


async def test_a_move_that_is_refused_leaves_no_person_behind(store: Store) -> None:
    await holding(store, ANA, BEA)
    assert not await store.move(move_of(versions=(9, 9)))
    assert [uid for uid, _ in await store.people_keys(b"", 9)] == [ANA, BEA]


async def test_a_turn_that_was_begun_before_a_move_is_taken_again(store: Store) -> None:
    await holding(store, ANA, BEA)
    assert await store.move(move_of())
    for stale in (change(ANA, 1), change(ANA, 2), change(BEA, 1), change(BEA, 2)):
        assert not await store.commit(stale)
    assert await store.commit(change(BEA, 2, b"next", uid=ANA))
    assert await store.commit(change(ANA, 2, b"next", uid=FRESH))


async def test_whoever_is_erased_after_a_move_is_wholly_gone(store: Store) -> None:
    await holding(store, ANA, BEA)
    assert await store.keep_lock(ANA, 0, b"hers", [b"her words"])
    assert await store.move(move_of())
    await store.erase(BEA, DAY + 1)
    assert await store.lock(ANA) == (0, b"")
    assert await store.find_lock(b"her words") is None
    assert list(await rows_of(store)) == [ANA]
    assert await store.erasures() == [Erasure(BEA, DAY), Erasure(ANA, DAY + 1)]


async def test_a_key_that_was_wrapped_anew_since_stays_so(store: Store) -> None:
    await holding(store, ANA, BEA)
    assert await store.rewrap([Rewrapped(ANA, ANA + b"'s key", b"anew")])
    assert await store.move(move_of())
    assert (await store.load(BEA)).key == b"anew"
