"""The inbox: letters come back as they came, for some days, and then nobody can read them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports import Chat, Envelope, Letter
from bot.store.memory import MemoryStore
from bot.vault.deployment import open_vault
from bot.vault.inbox import day_of
from bot.vault.keyring import Keyring
from tests.ports.fakes import SlowStore

ANA, BEA = Chat("tg", "ana"), Chat("tg", "bea")
NOW = datetime(2026, 11, 21, 23, 59, tzinfo=UTC)
DAY = timedelta(days=1)
RING = Keyring.throwaway()
CHATS = st.none() | st.builds(
    Chat, st.text("tgweb", max_size=5), st.text(st.characters(codec="utf-8"), max_size=20)
)


class LetterBox(MemoryStore):
    """A store whose envelopes can be exchanged on their way back."""

    changed: tuple[Envelope, ...] | None = None

    async def waiting(self) -> list[Envelope]:
        return await super().waiting() if self.changed is None else list(self.changed)


@given(content=st.binary(max_size=800), chat=CHATS)
async def test_a_letter_comes_back_as_it_came(content: bytes, chat: Chat | None) -> None:
    store = MemoryStore()
    vault = await open_vault(store, RING)
    assert await vault.receive([Letter(1, content, chat)], NOW) == {1}
    assert await vault.receive([Letter(1, content, chat)], NOW + DAY) == frozenset()
    for opened in (vault, await open_vault(store, RING)):
        assert await opened.waiting() == [Letter(1, content, chat)]


async def test_letters_wait_oldest_first_until_they_are_done() -> None:
    vault = await open_vault(MemoryStore(), RING)
    letters = [Letter(number, b"%d" % number, ANA) for number in range(5)]
    await vault.receive(letters, NOW)
    await vault.commit(ANA, await vault.load(ANA), b"words", b"", done=(0, 3))
    await vault.done([1])
    assert await vault.waiting() == [letters[2], letters[4]]


async def test_poison_is_sealed_too_and_does_not_wait() -> None:
    store = MemoryStore()
    vault = await open_vault(store, RING)
    assert await vault.receive([Letter(1, b"canary", None, poison=True)], NOW) == {1}
    assert await vault.waiting() == []
    (kept,) = store._poison.values()
    assert b"canary" not in kept.content


async def test_a_letter_that_was_set_aside_is_sealed_there() -> None:
    store = MemoryStore()
    vault = await open_vault(store, RING)
    letters = [Letter(1, b"canary", ANA), Letter(2, b"words", ANA)]
    await vault.receive(letters, NOW)
    await vault.set_aside(letters[:1], NOW + DAY)
    assert await vault.waiting() == letters[1:]
    (kept,) = store._poison.values()
    assert b"canary" not in kept.content
    await vault.erase(ANA, NOW)
    assert store._poison == {}


async def test_a_day_whose_key_was_altered_costs_only_its_own_letters() -> None:
    store = MemoryStore()
    vault = await open_vault(store, RING)
    await store.add_day_key(day_of(NOW) - 1, b"no key at all" * 5)
    await vault.receive([Letter(1, b"words", ANA)], NOW)
    assert [letter.update for letter in await vault.waiting()] == [1]


async def test_two_workers_agree_on_the_key_of_a_day() -> None:
    store = SlowStore()
    vaults = [await open_vault(store, RING) for _ in range(4)]
    letters = [[Letter(number, b"%d" % number, ANA)] for number in range(4)]
    came = zip(vaults, letters, strict=True)
    await asyncio.gather(*(vault.receive(mine, NOW) for vault, mine in came))
    assert await vaults[0].waiting() == [letter for mine in letters for letter in mine]
    assert len(await store.day_keys()) == 1


async def test_each_day_has_a_key_of_its_own() -> None:
    store = MemoryStore()
    vault = await open_vault(store, RING)
    for day in range(3):
        await vault.receive([Letter(day, b"words", ANA)], NOW + day * DAY)
    assert len(set((await store.day_keys()).values())) == 3
    assert len(await vault.waiting()) == 3


def test_days_begin_at_midnight_in_utc() -> None:
    assert day_of(NOW) + 1 == day_of(NOW + timedelta(minutes=1))
    assert day_of(datetime(1970, 1, 2, tzinfo=UTC)) == 1


async def test_after_eight_days_a_letter_is_gone_with_its_number_and_its_key() -> None:
    store = MemoryStore()
    vault = await open_vault(store, RING)
    letters = [Letter(1, b"words", ANA), Letter(2, b"words", ANA, poison=True)]
    await vault.receive(letters, NOW)
    await vault.prune(NOW + 6 * DAY)
    assert store._poison != {}
    await vault.prune(NOW + 7 * DAY)
    assert store._poison == {}
    assert await vault.waiting() == letters[:1]
    await vault.prune(NOW + 8 * DAY)
    assert await vault.waiting() == []
    assert await store.day_keys() == {}
    assert await vault.receive(letters[:1], NOW + 8 * DAY) == {1}


async def test_a_letter_without_its_day_s_key_is_counted_and_passed_over() -> None:
    store = LetterBox()
    vault = await open_vault(store, RING)
    await vault.receive([Letter(1, b"words", ANA)], NOW)
    store.changed = tuple(await store.waiting())
    await vault.prune(NOW + 30 * DAY)
    assert await vault.waiting() == []
    assert vault.unopened == 1


@pytest.mark.parametrize("what", ["update", "day", "idx", "poison", "content"])
async def test_an_envelope_that_was_altered_is_counted_and_the_others_are_read(what: str) -> None:
    store = LetterBox()
    vault = await open_vault(store, RING)
    for day in (NOW, NOW + DAY):
        letter = Letter(day_of(day), b"words", ANA)
        await vault.receive([letter], day)
    one, other = await store.waiting()
    altered = {
        "update": replace(one, update=77),
        "day": replace(one, day=other.day),
        "idx": replace(one, idx=RING.index(BEA)),
        "poison": replace(one, poison=True),
        "content": replace(one, content=other.content),
    }[what]
    store.changed = (altered, other)
    assert [letter.update for letter in await vault.waiting()] == [other.update]
    assert vault.unopened == 1
    store.changed = (one, other)
    assert len(await vault.waiting()) == 2
