"""A lock: anything can be kept while it is set, and only what opens it gives that back."""

from __future__ import annotations

import asyncio
import hmac
import os
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Unsealable
from bot.vault import locks
from bot.vault.locks import Lock, Opened
from bot.vault.seal import new_private, public_of
from bot.vault.stretcher import AT_ONCE, Stretcher

UID, OTHER = b"u" * 16, b"v" * 16
PIN, DURESS, WORDS = b"135790", b"246801", b"abandon ability able"
HERE = b"entry 7"


async def quickly(secret: bytes, salt: bytes) -> bytes:
    """Stretch, but only a little."""
    return hmac.digest(salt, secret, "sha256")


async def a_lock() -> tuple[Lock, bytes]:
    """A lock that is not set, with recovery words, and its private half."""
    fresh = locks.new_lock(UID)
    return await locks.recoverable(fresh, fresh.private, WORDS, quickly), fresh.private


async def set_lock(duress: bytes | None = None) -> tuple[Lock, bytes]:
    """A lock that is set."""
    lock, private = await a_lock()
    return await locks.locked(lock, private, PIN, quickly, duress), private


async def test_what_is_kept_while_it_is_locked_opens_with_her_pin() -> None:
    lock, _ = await set_lock()
    letter = locks.seal(lock, b"what happened", HERE)
    opened = await locks.tried(lock, PIN, quickly)
    assert opened is not None
    assert locks.unseal(lock, opened.private, letter, HERE) == b"what happened"


async def test_what_was_kept_before_a_lock_was_set_opens_after_it() -> None:
    lock, private = await a_lock()
    letter = locks.seal(lock, b"before", HERE)
    lock = await locks.locked(lock, private, PIN, quickly)
    opened = await locks.tried(lock, PIN, quickly)
    assert opened is not None
    assert locks.unseal(lock, opened.private, letter, HERE) == b"before"


async def test_nothing_that_is_stored_opens_what_she_keeps_once_it_is_locked() -> None:
    lock, private = await set_lock(DURESS)
    assert lock.is_set
    assert private not in repr(lock).encode()
    stored = [lock.public, lock.private, lock.charity]
    for way in (lock.secret, lock.recovery):
        assert way is not None
        stored += [way.salt, *way.records]
    assert not any(private in part for part in stored)


@given(wrong=st.binary(min_size=1, max_size=20).filter(lambda secret: secret not in (PIN, DURESS)))
def test_a_wrong_pin_opens_nothing_and_changes_nothing(wrong: bytes) -> None:
    async def play() -> None:
        lock, private = await set_lock(DURESS)
        assert await locks.tried(lock, wrong, quickly) is None
        assert await locks.recovered(lock, wrong, quickly) is None
        assert await locks.tried(lock, PIN, quickly) == Opened(private)

    asyncio.run(play())


async def test_a_duress_pin_gives_nothing_and_says_so_to_nobody_but_us() -> None:
    lock, private = await set_lock(DURESS)
    assert await locks.tried(lock, DURESS, quickly) == Opened(duress=True)
    assert await locks.tried(lock, PIN, quickly) == Opened(private)


async def test_a_lock_with_a_duress_pin_is_made_of_as_much_as_one_without() -> None:
    def sizes(lock: Lock) -> list[int]:
        assert lock.secret is not None
        return [len(lock.secret.salt), *map(len, lock.secret.records)]

    assert sizes((await set_lock(DURESS))[0]) == sizes((await set_lock())[0])


async def test_both_pins_and_a_wrong_one_take_the_same_steps() -> None:
    lock, _ = await set_lock(DURESS)
    steps = {}
    for secret in (PIN, DURESS, b"000001"):
        count = Counted(quickly)
        await locks.tried(lock, secret, count)
        steps[secret] = count.calls
    assert set(steps.values()) == {1}


class Counted:
    """Stretches, and counts how often."""

    def __init__(self, stretch: Callable[[bytes, bytes], Awaitable[bytes]]) -> None:
        self._stretch = stretch
        self.calls = 0

    async def __call__(self, secret: bytes, salt: bytes) -> bytes:
        self.calls += 1
        return await self._stretch(secret, salt)


async def test_no_lock_is_set_without_a_way_back() -> None:
    fresh = locks.new_lock(UID)
    with pytest.raises(ValueError, match="way back"):
        await locks.locked(fresh, fresh.private, PIN, quickly)
    entrusted = locks.entrusted(fresh, fresh.private, public_of(new_private()), "teapot")
    assert (await locks.locked(entrusted, fresh.private, PIN, quickly)).is_set


async def test_the_last_way_back_of_a_set_lock_is_not_given_up() -> None:
    fresh = locks.new_lock(UID)
    lock = locks.entrusted(fresh, fresh.private, public_of(new_private()), "teapot")
    lock = await locks.locked(lock, fresh.private, PIN, quickly)
    with pytest.raises(ValueError, match="way back"):
        locks.withdrawn(lock)
    lock = await locks.recoverable(lock, fresh.private, WORDS, quickly)
    assert locks.withdrawn(lock).charity == b""


async def test_the_duress_pin_has_to_differ() -> None:
    lock, private = await a_lock()
    with pytest.raises(ValueError, match="differ"):
        await locks.locked(lock, private, PIN, quickly, PIN)


async def test_recovery_words_open_it_and_newer_ones_replace_them() -> None:
    lock, private = await set_lock()
    assert await locks.recovered(lock, WORDS, quickly) == Opened(private)
    lock = await locks.recoverable(lock, private, b"other words", quickly)
    assert await locks.recovered(lock, WORDS, quickly) is None
    assert await locks.recovered(lock, b"other words", quickly) == Opened(private)


async def test_a_pin_is_changed_and_taken_off_only_by_whoever_opened_it() -> None:
    lock, private = await set_lock()
    with pytest.raises(ValueError, match="private half"):
        await locks.locked(lock, new_private(), b"975310", quickly)
    with pytest.raises(ValueError, match="private half"):
        locks.unlocked(lock, new_private())
    lock = await locks.locked(lock, private, b"975310", quickly)
    assert await locks.tried(lock, PIN, quickly) is None
    assert not locks.unlocked(lock, private).is_set


async def test_the_charitys_offline_key_opens_it_and_tells_her_code_word() -> None:
    offline = new_private()
    lock, private = await set_lock()
    lock = locks.entrusted(lock, private, public_of(offline), "teapot")
    assert locks.entrusted_to(lock, offline) == (private, "teapot")
    with pytest.raises(Unsealable):
        locks.entrusted_to(lock, new_private())


async def test_what_is_copied_from_one_persons_lock_opens_nothing_in_anothers() -> None:
    hers, private = await set_lock()
    offline = new_private()
    hers = locks.entrusted(hers, private, public_of(offline), "teapot")
    his = replace(hers, uid=OTHER)
    assert await locks.tried(his, PIN, quickly) is None
    assert await locks.recovered(his, WORDS, quickly) is None
    with pytest.raises(Unsealable):
        locks.entrusted_to(his, offline)
    letter = locks.seal(hers, b"what happened", HERE)
    with pytest.raises(Unsealable):
        locks.unseal(his, private, letter, HERE)


# How a secret is stretched


async def test_a_real_pin_opens_a_real_lock() -> None:
    stretcher = Stretcher()
    fresh = locks.new_lock(UID)
    lock = await locks.recoverable(fresh, fresh.private, WORDS, stretcher)
    lock = await locks.locked(lock, fresh.private, PIN, stretcher, DURESS)
    assert await locks.tried(lock, PIN, stretcher) == Opened(fresh.private)
    assert await locks.tried(lock, DURESS, stretcher) == Opened(duress=True)
    assert await locks.tried(lock, b"111111", stretcher) is None
    stretcher.close()


async def test_at_most_two_secrets_are_stretched_at_once_and_the_loop_goes_on() -> None:
    stretcher, most, turns = Stretcher(), 0, 0
    tries = [asyncio.create_task(stretcher(os.urandom(6), bytes(16))) for _ in range(8)]
    while not all(one.done() for one in tries):
        names = [one.name for one in threading.enumerate() if one.name.startswith("stretch")]
        most, turns = max(most, len(names)), turns + 1
        await asyncio.sleep(0.01)
    assert most == AT_ONCE
    assert turns > 10
    assert len({await one for one in tries}) == 8
    stretcher.close()
