"""Locks as they are kept: sealed, tried ten times a day at most, and never lost by trying."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import SidelightError, Unsealable
from bot.ports import Chat
from bot.store.memory import MemoryStore
from bot.vault import locks
from bot.vault.attempts import A_DAY, DAY
from bot.vault.deployment import open_vault
from bot.vault.keyring import Keyring
from bot.vault.lockbox import By, Lockbox, Tried
from bot.vault.locks import Lock, Opened
from bot.vault.vault import NOTHING_HELD

ANA, BEA = Chat("tg", "ana"), Chat("tg", "bea")
NOW = int(datetime(2026, 11, 27, 20, tzinfo=UTC).timestamp())
RING = Keyring.throwaway()
PIN, DURESS, WORDS = b"135790", b"246801", b"abandon ability able"
HERE = b"entry 7"


class Quickly:
    """Stretches only a little, and counts how often."""

    def __init__(self) -> None:
        self.calls = 0

    async def __call__(self, secret: bytes, salt: bytes) -> bytes:
        self.calls += 1
        await asyncio.sleep(0)
        return hmac.digest(salt, secret, "sha256")


class Noted(MemoryStore):
    """Notes what is asked of it, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    async def lock(self, uid: bytes) -> tuple[int, bytes]:
        self.asked.append("lock")
        return await super().lock(uid)

    async def keep_lock(
        self, uid: bytes, version: int, content: bytes, words: Collection[bytes]
    ) -> bool:
        self.asked.append("keep_lock")
        return await super().keep_lock(uid, version, content, words)


async def a_lockbox(store: MemoryStore, stretch: Quickly | None = None) -> Lockbox:
    """A lockbox in which Ana is known."""
    vault = await open_vault(store, RING)
    if not (await vault.load(ANA)).version:
        await vault.commit(ANA, NOTHING_HELD, b"session", b"")
    return Lockbox(store, vault, stretch or Quickly())


async def set_lock(box: Lockbox, duress: bytes | None = DURESS) -> bytes:
    """Set a PIN; gives the private half."""
    stretch = Quickly()
    private = (await box.of(ANA)).private
    await box.change(ANA, lambda lock: locks.recoverable(lock, private, WORDS, stretch))
    await box.change(ANA, lambda lock: locks.locked(lock, private, PIN, stretch, duress))
    return private


async def test_a_lock_is_made_once_and_is_there_after_a_restart() -> None:
    store = MemoryStore()
    first = await (await a_lockbox(store)).of(ANA)
    assert await (await a_lockbox(store)).of(ANA) == first
    private = await set_lock(await a_lockbox(store))
    again = await a_lockbox(store)
    assert await again.tried(ANA, PIN, NOW) == Tried(Opened(private))
    assert await again.tried(ANA, WORDS, NOW, By.WORDS) == Tried(Opened(private))


async def test_who_is_not_known_has_no_lock() -> None:
    box = await a_lockbox(MemoryStore())
    with pytest.raises(SidelightError, match="known"):
        await box.of(BEA)


async def test_nothing_of_a_lock_can_be_read_in_the_store() -> None:
    store = MemoryStore()
    box = await a_lockbox(store)
    private = await set_lock(box)
    lock = await box.of(ANA)
    assert lock.secret is not None
    (_, content) = next(iter(store._locks.values()))
    for part in (private, lock.public, lock.secret.salt, PIN):
        assert part not in content
        assert part.hex().encode() not in content


async def test_a_thousand_wrong_pins_lose_nothing_and_ten_a_day_are_looked_at() -> None:
    store, stretch = MemoryStore(), Quickly()
    box = await a_lockbox(store, stretch)
    private = await set_lock(box)
    letter = locks.seal(await box.of(ANA), b"what happened", HERE)
    looked, now = 0, NOW
    for number in range(1_000):
        before = stretch.calls
        tried = await box.tried(ANA, b"%06d" % number, now)
        assert tried.opened is None
        looked += stretch.calls - before
        now += 60
    days = 1_000 * 60 / DAY
    assert 0 < looked <= A_DAY * (int(days) + 1)
    while_locked = locks.seal(await box.of(ANA), b"still kept", HERE)
    opened = (await box.tried(ANA, PIN, now + 2 * DAY)).opened
    assert opened == Opened(private)
    lock = await box.of(ANA)
    assert locks.unseal(lock, private, letter, HERE) == b"what happened"
    assert locks.unseal(lock, private, while_locked, HERE) == b"still kept"


async def test_the_right_pin_has_to_wait_as_well_and_then_tries_are_free_again() -> None:
    box = await a_lockbox(MemoryStore())
    private = await set_lock(box)
    for _ in range(5):
        await box.tried(ANA, b"111111", NOW)
    refused = await box.tried(ANA, PIN, NOW)
    assert refused.opened is None
    assert refused.wait == 15 * 60
    assert await box.tried(ANA, PIN, NOW + refused.wait) == Tried(Opened(private))
    assert (await box.tried(ANA, b"111111", NOW + refused.wait)).wait == 0


async def test_recovery_words_work_while_pins_have_to_wait() -> None:
    box = await a_lockbox(MemoryStore())
    private = await set_lock(box)
    for _ in range(A_DAY):
        await box.tried(ANA, b"111111", NOW)
    assert await box.tried(ANA, WORDS, NOW, By.WORDS) == Tried(Opened(private))


async def test_tries_at_once_do_not_get_around_the_limit() -> None:
    stretch = Quickly()
    box = await a_lockbox(MemoryStore(), stretch)
    await set_lock(box)
    stretch.calls = 0
    tries = (box.tried(ANA, b"%06d" % number, NOW) for number in range(100))
    await asyncio.gather(*tries, return_exceptions=True)
    assert stretch.calls == 5


async def test_a_try_is_counted_before_it_is_judged() -> None:
    store = MemoryStore()
    await set_lock(await a_lockbox(store))

    class Killed(Quickly):
        async def __call__(self, secret: bytes, salt: bytes) -> bytes:
            raise KeyboardInterrupt

    for _ in range(5):
        box = await a_lockbox(store, Killed())
        with pytest.raises(KeyboardInterrupt):
            await box.tried(ANA, b"111111", NOW)
    assert (await (await a_lockbox(store)).tried(ANA, PIN, NOW)).wait > 0


async def test_both_pins_ask_the_same_of_the_store_and_of_the_processor() -> None:
    asked: dict[bytes, Any] = {}
    for secret in (PIN, DURESS):
        store, stretch = Noted(), Quickly()
        box = await a_lockbox(store, stretch)
        await set_lock(box)
        store.asked.clear()
        stretch.calls = 0
        await box.tried(ANA, secret, NOW)
        asked[secret] = store.asked, stretch.calls
    assert asked[PIN] == asked[DURESS]


async def test_a_duress_pin_opens_nothing() -> None:
    box = await a_lockbox(MemoryStore())
    await set_lock(box)
    assert await box.tried(ANA, DURESS, NOW) == Tried(Opened(duress=True))


async def test_what_a_change_refuses_changes_nothing() -> None:
    box = await a_lockbox(MemoryStore())
    before = await box.of(ANA)

    async def refuse(lock: Lock) -> Lock:
        raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        await box.change(ANA, refuse)
    assert await box.of(ANA) == before


async def test_a_lock_that_is_put_in_anothers_place_is_refused() -> None:
    store = MemoryStore()
    box = await a_lockbox(store)
    await set_lock(box)
    vault = await open_vault(store, RING)
    await vault.commit(BEA, NOTHING_HELD, b"session", b"")
    hers, his = (await vault.load(ANA)).uid, (await vault.load(BEA)).uid
    store._locks[his] = store._locks[hers]
    with pytest.raises(Unsealable):
        await box.of(BEA)


async def test_who_is_erased_has_no_lock_any_more() -> None:
    store = MemoryStore()
    box = await a_lockbox(store)
    await set_lock(box)
    vault = await open_vault(store, RING)
    await vault.erase(ANA, datetime.fromtimestamp(NOW, UTC))
    assert store._locks == {}


@settings(max_examples=40, deadline=None)
@given(tries=st.lists(st.tuples(st.booleans(), st.integers(0, 4_000)), max_size=60))
def test_however_it_is_tried_what_she_keeps_is_still_there(tries: list[tuple[bool, int]]) -> None:
    async def play() -> None:
        box = await a_lockbox(MemoryStore())
        private = await set_lock(box)
        now = NOW
        for is_right, pause in tries:
            now += pause
            tried = await box.tried(ANA, PIN if is_right else b"000001", now)
            assert tried.opened in ((None, Opened(private)) if is_right else (None,))
            assert is_right is False or tried.opened or tried.wait
        assert await box.tried(ANA, PIN, now + 2 * DAY) == Tried(Opened(private))

    asyncio.run(play())
