"""What every store promises; a new one is a line in `STORES`."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ports import Change, Deployment, Envelope, Erasure, Rewrapped, Store
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from tests.ports.fakes import RivalStore
from tests.ports.stores import ANA, BEA, CLO, NOTHING, STORES, change, due, holding, letter, row


async def numbers(store: Store) -> list[int]:
    return [envelope.update for envelope in await store.waiting()]


# Rows


async def test_nothing_is_stored_for_a_chat_nobody_began(store: Store) -> None:
    assert await store.load(ANA) == NOTHING


async def test_what_is_committed_is_loaded_whole_with_the_next_version(store: Store) -> None:
    assert await store.commit(change(ANA, 0, b"one"))
    assert await store.load(ANA) == replace(row(b"one", ANA), version=1)
    assert await store.commit(change(ANA, 1, b"two"))
    assert await store.load(ANA) == replace(row(b"two", ANA), version=2)


@pytest.mark.parametrize("version", [0, 2, 99, -1])
async def test_a_commit_on_another_version_is_refused_and_changes_nothing(
    store: Store, version: int
) -> None:
    await store.commit(change(ANA, 0, b"one"))
    await store.receive([letter(1)])
    late = replace(change(ANA, version, b"late"), due=1, done=(1,))
    assert not await store.commit(late)
    assert not await store.commit(replace(late, anew=20))
    assert await store.load(ANA) == replace(row(b"one", ANA), version=1)
    assert await numbers(store) == [1]
    assert await due(store, 9) == []


async def test_a_commit_on_a_version_that_never_was_is_refused(store: Store) -> None:
    assert not await store.commit(change(ANA, 1))
    assert await store.load(ANA) == NOTHING


async def test_chats_are_kept_apart(store: Store) -> None:
    await store.commit(change(ANA, 0, b"ana"))
    await store.commit(change(BEA, 0, b"bea"))
    assert (await store.load(ANA)).session == b"ana"
    assert (await store.load(BEA)).session == b"bea"
    assert await store.load(CLO) == NOTHING


async def test_of_many_commits_on_one_version_exactly_one_wins(store: Store) -> None:
    words = [f"worker {number}".encode() for number in range(8)]
    for version in (0, 1):
        won = await asyncio.gather(*(store.commit(change(ANA, version, word)) for word in words))
        assert sum(won) == 1
        assert (await store.load(ANA)).session == words[won.index(True)]


async def test_a_stale_commit_fails_alone_among_many(store: Store) -> None:
    await holding(store, ANA)
    stale = [change(ANA, 0), change(BEA, 0), change(CLO, 7)]
    assert await asyncio.gather(*(store.commit(each) for each in stale)) == [False, True, False]


# Forgetting


async def test_what_is_erased_is_gone_and_nobody_else_loses_anything(store: Store) -> None:
    await holding(store, ANA, BEA)
    await store.erase(ANA, 20)
    assert await store.load(ANA) == NOTHING
    assert (await store.load(BEA)).version == 1


async def test_erasing_forgets_every_chat_of_the_person(store: Store) -> None:
    await store.commit(change(ANA, 0, uid=b"a person"))
    await store.commit(change(BEA, 0, uid=b"a person"))
    await store.receive([letter(1, BEA), letter(2, BEA, poison=True), letter(3, CLO)])
    await store.erase(ANA, 20)
    assert await store.load(BEA) == NOTHING
    assert await numbers(store) == [3]


async def test_erasing_forgets_her_letters_and_keeps_their_numbers(store: Store) -> None:
    await holding(store, ANA)
    letters = [letter(1), letter(2, poison=True), letter(3, BEA), letter(4, None)]
    await store.receive(letters)
    await store.erase(ANA, 20)
    assert await numbers(store) == [3, 4]
    assert await store.receive(letters) == frozenset()
    assert await numbers(store) == [3, 4]


async def test_letters_of_a_chat_without_a_row_are_forgotten_too(store: Store) -> None:
    await store.receive([letter(1), letter(2, poison=True)])
    await store.erase(ANA, 20)
    assert await numbers(store) == []


async def test_a_turn_that_began_before_an_erasure_can_t_bring_anything_back(store: Store) -> None:
    await holding(store, ANA)
    await store.erase(ANA, 20)
    assert not await store.commit(change(ANA, 1, b"again"))
    assert await store.load(ANA) == NOTHING


async def test_nor_can_it_write_over_the_person_who_came_after(store: Store) -> None:
    await store.commit(change(ANA, 0, uid=b"before"))
    await store.erase(ANA, 20)
    await store.commit(change(ANA, 0, b"new", uid=b"after"))
    assert not await store.commit(change(ANA, 1, b"old", uid=b"before"))
    assert await store.load(ANA) == replace(row(b"new", b"after"), version=1)


async def test_erasing_twice_or_where_nothing_is_does_no_harm(store: Store) -> None:
    await store.erase(ANA, 20)
    await store.erase(ANA, 20)
    assert await store.load(ANA) == NOTHING


async def test_writing_anew_leaves_nothing_of_before(store: Store) -> None:
    await store.commit(change(ANA, 0, uid=b"before"))
    await store.commit(change(BEA, 0, uid=b"before"))
    await store.receive([letter(1), letter(2), letter(3, CLO)])
    anew = Change(ANA, 1, row(b"new", b"after"), due=7, done=(2,), anew=20)
    assert await store.commit(anew)
    assert await store.load(ANA) == replace(row(b"new", b"after"), version=1)
    assert await store.load(BEA) == NOTHING
    assert await numbers(store) == [3]
    assert await store.receive([letter(1), letter(2)]) == frozenset()
    assert await due(store, 7) == [ANA]


async def test_writing_anew_where_nothing_was_begins(store: Store) -> None:
    assert await store.commit(replace(change(ANA, 0), anew=20))
    assert (await store.load(ANA)).version == 1
    assert await store.commit(change(ANA, 1, b"two"))


# The inbox


async def test_letters_are_kept_once_and_wait_in_order(store: Store) -> None:
    assert await store.receive([letter(5), letter(3), letter(5)]) == {3, 5}
    assert await store.receive([letter(3), letter(4)]) == {4}
    assert await store.receive([]) == frozenset()
    assert await store.waiting() == [letter(3), letter(4), letter(5)]


async def test_after_a_quiet_week_lower_numbers_come_later(store: Store) -> None:
    await store.receive([letter(900, day=20), letter(7, day=28)])
    assert await numbers(store) == [900, 7]


async def test_a_letter_whose_turn_is_committed_waits_no_more(store: Store) -> None:
    await store.receive([letter(1), letter(2), letter(3)])
    await store.commit(replace(change(ANA, 0), done=(1, 3)))
    assert await numbers(store) == [2]
    await store.done([2, 77])
    assert await numbers(store) == []
    assert await store.receive([letter(1), letter(2), letter(3)]) == frozenset()


async def test_poison_is_kept_apart_and_known_again(store: Store) -> None:
    assert await store.receive([letter(1), letter(2, poison=True)]) == {1, 2}
    assert await numbers(store) == [1]
    assert await store.receive([letter(2, poison=True), letter(2)]) == frozenset()


async def test_a_letter_that_waits_can_be_set_aside_and_be_forgotten_there(store: Store) -> None:
    await store.receive([letter(1), letter(2), letter(3, BEA)])
    await store.set_aside([letter(1, poison=True)])
    assert await numbers(store) == [2, 3]
    assert await store.receive([letter(1)]) == frozenset()
    await store.erase(ANA, 20)
    await store.prune(0, 99)
    assert await numbers(store) == [3]


async def test_setting_aside_brings_nothing_back_that_was_forgotten_or_done(
    store: Store,
) -> None:
    await store.receive([letter(1), letter(2, BEA), letter(3, CLO)])
    await store.erase(ANA, 20)
    await store.done([2])
    await store.set_aside([letter(at, poison=True) for at in (1, 2, 3, 4)])
    assert await numbers(store) == []
    if isinstance(store, MemoryStore):
        assert list(store._poison) == [3]
    if isinstance(store, SqliteStore):
        rows = store._reading.execute("SELECT update_id FROM poison").fetchall()
        assert rows == [(3,)]


async def test_of_letters_that_come_at_once_each_is_new_once(store: Store) -> None:
    heard = await asyncio.gather(*(store.receive([letter(1), letter(at)]) for at in range(2, 10)))
    assert sorted(update for each in heard for update in each) == list(range(1, 10))


async def test_a_day_has_one_key_whoever_made_it(store: Store) -> None:
    await asyncio.gather(*(store.add_day_key(7, bytes([number])) for number in range(5)))
    kept = await store.day_keys()
    assert list(kept) == [7]
    await store.add_day_key(7, b"late")
    await store.add_day_key(8, b"next")
    assert await store.day_keys() == {7: kept[7], 8: b"next"}


async def test_pruning_forgets_earlier_days_with_their_numbers_and_keys(store: Store) -> None:
    for day in (10, 11, 12):
        await store.add_day_key(day, b"key")
        await store.receive([letter(day, day=day), letter(100 + day, day=day, poison=True)])
    await store.prune(11, 12)
    assert set(await store.day_keys()) == {11, 12}
    assert await numbers(store) == [11, 12]
    again = [letter(update) for update in (10, 11, 12, 110, 111, 112)]
    assert await store.receive(again) == {10, 110}


async def test_pruning_many_letters_leaves_the_younger_ones(store: Store) -> None:
    await store.receive([letter(update, day=10) for update in range(4500)])
    await store.receive([letter(9000, day=12)])
    await store.prune(11, 11)
    assert await numbers(store) == [9000]
    assert await store.receive([letter(0, day=12)]) == {0}


# Founding


async def test_a_store_is_founded_once(store: Store) -> None:
    assert await store.deployment() is None
    one, other = Deployment(b"one", b"k", b"i"), Deployment(b"other", b"k", b"i")
    assert await store.found(one)
    assert not await store.found(other)
    assert await store.deployment() == one


async def test_a_store_that_holds_anything_is_not_founded(store: Store) -> None:
    await holding(store, ANA)
    assert not await store.found(Deployment(b"one", b"k", b"i"))
    assert await store.deployment() is None


# Any orders

PLACES = st.sampled_from([ANA, BEA, CLO])
UIDS = st.sampled_from([b"p", b"q"])
ORDERS = st.one_of(
    st.tuples(st.just("commit"), PLACES, st.integers(0, 2), UIDS),
    st.tuples(st.just("anew"), PLACES, st.integers(0, 1), UIDS),
    st.tuples(st.just("erase"), PLACES, st.just(0), st.just(b"")),
    st.tuples(st.just("receive"), PLACES, st.integers(0, 9), st.just(b"")),
    st.tuples(st.just("apart"), PLACES, st.integers(0, 9), st.just(b"")),
    st.tuples(st.just("aside"), PLACES, st.integers(0, 9), st.just(b"")),
    st.tuples(st.just("prune"), PLACES, st.integers(0, 3), st.just(b"")),
)
Order = tuple[str, bytes, int, bytes]


async def obey(store: Store, order: Order, at: int) -> object:
    what, idx, number, uid = order
    match what:
        case "commit" | "anew":
            held = await store.load(idx)
            written, anew = row(b"at %d" % at, held.uid or uid), None
            if what == "anew":
                written, anew = row(b"at %d" % at, uid + b"%d" % at), at // 5
            return await store.commit(
                Change(idx, held.version - number, written, at, (at % 10,), anew)
            )
        case "erase":
            await store.erase(idx, at // 5)
        case "receive" | "apart":
            return await store.receive([letter(number, idx, at // 5, poison=what == "apart")])
        case "aside":
            await store.set_aside([letter(number, idx, at // 5, poison=True)])
        case _:
            await store.prune(number, number + 1)
            await store.prune_erasures(number)
    return None


async def state(store: Store) -> object:
    rows = [await store.load(idx) for idx in (ANA, BEA, CLO)]
    erased = list(await store.erasures())
    return (
        rows,
        erased,
        list(await store.due(99, 99)),
        await store.oldest_due(),
        list(await store.waiting()),
    )


async def answers(name: str, orders: Sequence[Order]) -> list[object]:
    with tempfile.TemporaryDirectory() as folder:
        store = STORES[name](Path(folder))
        told: list[object] = []
        for at, order in enumerate(orders):
            told += [await obey(store, order, at), await state(store)]
        await store.close()
    return told


@pytest.mark.parametrize("name", [name for name in STORES if name != "memory"])
@settings(max_examples=40, deadline=None)
@given(orders=st.lists(ORDERS, max_size=20))
async def test_any_orders_have_the_same_answers_in_every_store(
    name: str, orders: list[Order]
) -> None:
    assert await answers(name, orders) == await answers("memory", orders)


# Values


@pytest.mark.parametrize(
    "value",
    [
        row(b"secret"),
        Change(b"secret", 1, row(b"secret")),
        Envelope(1, 2, b"secret", b"secret"),
        Rewrapped(b"secret", b"secret", b"secret"),
        Erasure(b"secret", 1),
    ],
)
def test_nothing_that_is_stored_shows_itself_in_text(value: object) -> None:
    assert "secret" not in repr(value)


async def test_the_rival_of_these_tests_is_a_store_itself() -> None:
    rival = RivalStore(times=1)
    assert not await rival.commit(change(ANA, 0, b"late"))
    assert rival.refused == 1
    assert (await rival.load(ANA)).version == 1
    assert await rival.commit(change(ANA, 1, b"later"))
