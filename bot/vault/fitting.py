"""Sets and changes what opens a person's lock, in her place or, in vain, in an empty one."""

from __future__ import annotations

import os

from bot.core.requests import (
    Came,
    Entrust,
    LiftLock,
    SetDuress,
    SetLock,
    SetRecovery,
    Setting,
    Withdraw,
)
from bot.ports import Chat
from bot.vault import locks
from bot.vault.lockbox import By, Lockbox
from bot.vault.locks import Lock, Stretch
from bot.vault.opened import Open
from bot.vault.typed import meant

Fitted = tuple[Came, Open]
"""What came of a setting, and the place as it is after it."""


class Fitter:
    """Fits locks: all that is set in an empty place takes as long, and changes nothing of hers."""

    def __init__(self, lockbox: Lockbox, stretch: Stretch, charity: bytes | None) -> None:
        self._lockbox = lockbox
        self._stretch = stretch
        self._charity = charity

    async def set(self, chat: Chat, place: Open, request: Setting, now: int) -> Fitted:
        """Set or change something; a PIN that is set is counted, since it is a guess as well."""
        if isinstance(request, SetLock | SetDuress):
            _, wait = await self._lockbox.counted(chat, now, By.SET)
            if wait:
                return "too_often", place
        return await self._set(chat, place, request)

    async def _set(self, chat: Chat, place: Open, request: Setting) -> Fitted:
        match request:
            case SetLock(secret):
                return await self._set_lock(chat, place, meant(secret)[0])
            case SetDuress(secret):
                return await self._set_duress(chat, place, meant(secret)[0])
            case SetRecovery(typed):
                return await self._set_recovery(chat, place, meant(typed)[0])
            case Entrust(code_word):
                return await self._entrust(chat, place, code_word)
            case Withdraw():
                return await self._withdraw(chat, place)
            case LiftLock():
                return await self._lift(chat, place)

    async def _set_lock(self, chat: Chat, place: Open, secret: bytes) -> Fitted:
        lock = await self._lockbox.of(chat)
        if place.is_hers and lock.recovery is None and not lock.charity:
            return "no_way_back", place
        stretch = self._stretch

        async def change(lock: Lock) -> Lock:
            if place.is_hers:
                return await locks.locked(lock, place.private, secret, stretch)
            await locks.in_vain(secret, stretch)
            return await locks.decoyed(lock, secret, stretch)

        await self._lockbox.change(chat, change, _since(By.PIN, place))
        return "done", place.showing("pin")

    async def _set_duress(self, chat: Chat, place: Open, secret: bytes) -> Fitted:
        stretch = self._stretch
        opened = await locks.tried(await self._lockbox.of(chat), secret, stretch)
        if opened is not None and place.is_opened_by(duress=opened.duress):
            return "same", place

        async def change(lock: Lock) -> Lock:
            if place.is_hers:
                return await locks.decoyed(lock, secret, stretch)
            await locks.in_vain(secret, stretch)
            return lock

        await self._lockbox.change(chat, change)
        return "done", place

    async def _set_recovery(self, chat: Chat, place: Open, secret: bytes) -> Fitted:
        lock, given = await self._lockbox.of(chat), await self._lockbox.since(chat, By.WORDS)
        if place.is_hers and lock.recovery is not None and place.since > given:
            return "standing", place

        async def change(lock: Lock) -> Lock:
            if place.is_hers:
                return await locks.recoverable(lock, place.private, secret, self._stretch)
            await locks.in_vain(secret, self._stretch, locks.RECOVERING)
            return lock

        await self._lockbox.change(chat, change, _since(By.WORDS, place))
        return "done", place.showing("words")

    async def _lift(self, chat: Chat, place: Open) -> Fitted:
        async def change(lock: Lock) -> Lock:
            if place.is_hers:
                return locks.unlocked(lock, place.private)
            # What opened this place is taken off too: nothing may be known of what opens the next.
            return await locks.decoyed(lock, os.urandom(32), self._stretch)

        await self._lockbox.change(chat, change)
        return "done", place.without("pin")

    async def _entrust(self, chat: Chat, place: Open, code_word: str) -> Fitted:
        charity, lock = self._charity, await self._lockbox.of(chat)
        if place.is_hers and await self._is_earlier(chat, place, lock):
            return "standing", place

        async def change(lock: Lock) -> Lock:
            if not place.is_hers or charity is None:
                return lock
            return locks.entrusted(lock, place.private, charity, code_word)

        await self._lockbox.change(chat, change, _since(By.HELP, place))
        return "done", place.showing("helper")

    async def _withdraw(self, chat: Chat, place: Open) -> Fitted:
        lock = await self._lockbox.of(chat)
        if place.is_hers and lock.is_set and lock.recovery is None:
            return "no_way_back", place
        if place.is_hers and await self._is_earlier(chat, place, lock):
            return "standing", place

        async def change(lock: Lock) -> Lock:
            return locks.withdrawn(lock) if place.is_hers else lock

        await self._lockbox.change(chat, change)
        return "done", place.without("helper")

    async def _is_earlier(self, chat: Chat, place: Open, lock: Lock) -> bool:
        """Whether she gave something before whoever opened this was able to."""
        ways = {By.PIN: lock.is_set, By.WORDS: bool(lock.recovery), By.HELP: bool(lock.charity)}
        given = [await self._lockbox.since(chat, by) for by, is_so in ways.items() if is_so]
        return any(place.since > second for second in given)


def _since(by: By, place: Open) -> tuple[By, int] | None:
    """Since when a way counts that was set in a place; in an empty one nothing was set."""
    return (by, int(place.since)) if place.is_hers else None
