"""What every store promises of those who were erased: it notes them, so that none comes back."""

from __future__ import annotations

from dataclasses import replace

from bot.ports import Change, Erasure, Store
from tests.ports.stores import ANA, BEA, CLO, change, holding, row


async def test_who_is_erased_is_noted_with_the_day(store: Store) -> None:
    await holding(store, ANA, BEA, CLO)
    await store.erase(BEA, 21)
    assert await store.commit(Change(ANA, 1, row(b"new", b"after"), anew=20))
    await store.erase(CLO, 20)
    assert list(await store.erasures()) == [Erasure(ANA, 20), Erasure(CLO, 20), Erasure(BEA, 21)]


async def test_where_nobody_is_erased_nothing_is_noted(store: Store) -> None:
    await holding(store, BEA)
    await store.erase(ANA, 20)
    assert await store.commit(replace(change(CLO, 0), anew=20))
    assert not await store.commit(replace(change(BEA, 7), anew=20))
    assert list(await store.erasures()) == []


async def test_erasing_every_chat_of_a_person_is_one_erasure(store: Store) -> None:
    await store.commit(change(ANA, 0, uid=b"a person"))
    await store.commit(change(BEA, 0, uid=b"a person"))
    await store.erase(ANA, 20)
    await store.erase(BEA, 21)
    assert list(await store.erasures()) == [Erasure(b"a person", 20)]


async def test_erasures_of_earlier_days_are_forgotten_when_asked(store: Store) -> None:
    await holding(store, ANA, BEA)
    await store.erase(ANA, 20)
    await store.erase(BEA, 21)
    await store.prune_erasures(21)
    assert list(await store.erasures()) == [Erasure(BEA, 21)]
