"""A change of the master secret: whatever happens on the way, everybody can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import KeyProblem, StoreBusy, Unsealable
from bot.ports import Change, Chat, Letter, Rewrapped
from bot.store.memory import MemoryStore
from bot.vault import rotation
from bot.vault.deployment import needed, open_vault
from bot.vault.keyring import Keyring
from bot.vault.rotation import Rotation, Survey, begun, survey
from bot.vault.vault import Held, Vault

MASTERS = {version: bytes([version]) * 31 + b"!" for version in range(1, 4)}
INDEX = b"i" * 32
RING = Keyring(MASTERS, INDEX)
OLD, BOTH, NEW = RING.narrowed((1,)), RING.narrowed((1, 2)), RING.narrowed((2,))
NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
TWO_BATCHES = rotation.BATCH + 20


class Interrupted(MemoryStore):
    """Does so many writes of keys, and then no more: as if the process had been killed."""

    left = 10_000

    async def rewrap(self, keys: Sequence[Rewrapped]) -> int:
        if not self.left:
            raise StoreBusy
        self.left -= 1
        return await super().rewrap(keys)


def chat(number: int) -> Chat:
    return Chat("tg", str(number))


async def began(vault: Vault, *numbers: int) -> None:
    for number in numbers:
        assert await vault.commit(chat(number), Held(), b"words of %d" % number, b"", due=5)


async def filled(store: MemoryStore, people: int = 5) -> Vault:
    vault = await open_vault(store, OLD)
    await began(vault, *range(people))
    await vault.receive([Letter(7, b"a letter", chat(0))], NOW)
    return vault


async def begin(store: MemoryStore, keyring: Keyring = BOTH) -> Rotation:
    """As the command begins: the check of the store asks for both from now on."""
    deployment = await store.deployment()
    assert deployment is not None
    if len(needed(deployment, keyring)) == 1:
        after = begun(deployment, keyring)
        await store.rewrap([Rewrapped(None, deployment.kek_check, after.kek_check)])
        deployment = after
    return Rotation(store, deployment, keyring)


async def surveyed(store: MemoryStore, keyring: Keyring) -> Survey:
    deployment = await store.deployment()
    assert deployment is not None
    return await survey(store, deployment, keyring)


async def unread(store: MemoryStore, keyring: Keyring, people: int) -> list[int]:
    """Who can't be read, or is not who she was; -1 for the letter."""
    vault, lost = await open_vault(store, keyring), []
    for number in range(people):
        try:
            held = await vault.load(chat(number))
            lost += [] if held.session == b"words of %d" % number else [number]
        except Unsealable:
            lost.append(number)
    return lost + ([] if [letter.update for letter in await vault.waiting()] == [7] else [-1])


async def test_afterwards_everything_opens_with_the_new_secret_alone() -> None:
    store = MemoryStore()
    await filled(store, TWO_BATCHES)
    turning = await begin(store)
    assert await turning.rewrap() == TWO_BATCHES + 1
    await turning.finish()
    assert await unread(store, NEW, TWO_BATCHES) == []
    assert await surveyed(store, NEW) == Survey({2: TWO_BATCHES}, {2: 1}, 0)
    with pytest.raises(KeyProblem, match="number 2"):
        await open_vault(store, OLD)


async def test_what_is_wrapped_anew_is_not_wrapped_again() -> None:
    store = MemoryStore()
    await filled(store)
    turning = await begin(store)
    await turning.rewrap()
    keys = await store.people_keys(b"", 99)
    assert await turning.rewrap() == 0
    assert await store.people_keys(b"", 99) == keys


@pytest.mark.parametrize("writes", range(5))
async def test_cut_off_anywhere_nobody_is_lost_and_the_next_run_ends_it(writes: int) -> None:
    store = Interrupted()
    await filled(store, TWO_BATCHES)
    store.left = writes
    with pytest.raises(StoreBusy):  # two batches, the days, and the check before and after
        turning = await begin(store)
        await turning.rewrap()
        await turning.finish()
    assert await unread(store, BOTH, TWO_BATCHES) == []
    store.left = 10_000
    turning = await begin(store)
    await turning.rewrap()
    await turning.finish()
    assert await unread(store, NEW, TWO_BATCHES) == []


STEPS = st.lists(st.sampled_from(["comes", "writes", "erases", "batch", "restarts"]), max_size=14)


class Bot:
    """A bot at work while keys are changed, and what its people have said."""

    def __init__(self, store: MemoryStore, vault: Vault) -> None:
        self.store = store
        self.vault = vault
        self.said = {number: b"words of %d" % number for number in range(3)}

    async def take(self, step: str, at: int) -> None:
        match step:
            case "comes":
                await began(self.vault, at)
                self.said[at] = b"words of %d" % at
            case "writes" if self.said:
                number = next(iter(self.said))
                held = await self.vault.load(chat(number))
                assert await self.vault.commit(chat(number), held, b"at %d" % at, b"")
                self.said[number] = b"at %d" % at
            case "erases" if self.said:
                await self.vault.erase(chat(self.said.popitem()[0]), NOW)
            case "batch":
                await (await begin(self.store)).rewrap()
            case _:
                self.vault = await open_vault(self.store, BOTH)

    async def read(self) -> dict[int, bytes | None]:
        return {number: (await self.vault.load(chat(number))).session for number in self.said}


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
async def test_people_may_come_write_and_go_while_it_is_under_way(steps: list[str]) -> None:
    store = MemoryStore()
    await filled(store, 3)
    await begin(store)
    bot = Bot(store, await open_vault(store, BOTH))
    for at, step in enumerate(steps, 10):
        await bot.take(step, at)
        assert await bot.read() == bot.said
    turning = await begin(store)
    await turning.rewrap()
    await turning.finish()
    bot.vault = await open_vault(store, NEW)
    assert await bot.read() == bot.said


async def test_who_comes_while_it_is_under_way_has_a_key_that_is_wrapped_with_the_new_one() -> None:
    store = MemoryStore()
    await filled(store, 1)
    await begin(store)
    await began(await open_vault(store, BOTH), 1)
    assert (await surveyed(store, BOTH)).people == {1: 1, 2: 1}


async def test_a_bot_with_rows_held_ready_goes_on_when_their_keys_are_wrapped_anew() -> None:
    store = MemoryStore()
    await filled(store, 1)
    await begin(store)
    vault = await open_vault(store, BOTH)
    held = await vault.load(chat(0))
    await (await begin(store)).rewrap()
    assert await vault.commit(chat(0), held, b"words of 0", b"")
    assert await unread(store, BOTH, 1) == []


async def test_while_something_needs_the_old_secret_the_store_goes_on_asking_for_it() -> None:
    store = MemoryStore()
    await filled(store)
    turning = await begin(store)
    with pytest.raises(KeyProblem, match="keep both") as caught:
        await turning.finish()
    assert caught.value.status == 78
    deployment = await store.deployment()
    assert deployment is not None
    assert needed(deployment, BOTH) == (2, 1)


@pytest.mark.parametrize("column", ["key", "chat", "session", "slate"])
async def test_what_was_spoilt_is_left_as_it_is_and_told_of(column: str) -> None:
    store = MemoryStore()
    await filled(store, 2)
    idx, row = (await store.rows(b"", 1))[0]
    changed: dict[str, Any] = {column: b"spoilt"}
    spoilt = replace(row, **changed)
    assert await store.commit(Change(idx, row.version, spoilt, anew=True))
    turning = await begin(store)
    await turning.rewrap()
    with pytest.raises(KeyProblem, match="keep both"):
        await turning.finish()
    assert getattr(dict(await store.rows(b"", 9))[idx], column) == b"spoilt"


async def test_secrets_can_be_changed_again_and_again() -> None:
    store = MemoryStore()
    await filled(store)
    for newest in (2, 3):
        turning = await begin(store, RING.narrowed(range(newest + 1)))
        await turning.rewrap()
        await turning.finish()
    assert await unread(store, RING.narrowed((3,)), 5) == []


async def test_an_unfinished_change_is_ended_before_a_still_newer_secret_is_used() -> None:
    store = MemoryStore()
    await filled(store)
    await begin(store)
    turning = await begin(store, RING)
    assert turning.version == 2
    await turning.rewrap()
    await turning.finish()
    assert await unread(store, NEW, 5) == []


async def test_no_key_of_one_person_becomes_another_s() -> None:
    store = MemoryStore()
    await filled(store, 2)
    (one, key), (other, _) = await store.people_keys(b"", 9)
    await store.rewrap([Rewrapped(other, (await store.people_keys(one, 1))[0][1], key)])
    turning = await begin(store)
    await turning.rewrap()
    assert (await surveyed(store, BOTH)).unopened == 1
