"""Letters on their way: sealed with a key of their day, which is destroyed with it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import Unsealable
from bot.ports import Chat, Envelope, Letter, Store
from bot.vault.keyring import Keyring
from bot.vault.seal import KEY, Chance, Seal, bind, key_version

DAY = 24 * 60 * 60
INBOX_DAYS = 8
"""So long live a letter's number, its content, and the key of its day: at most."""
POISON_DAYS = 7


def day_key_bound(deployment: bytes, day: int) -> bytes:
    """What the wrapped key of a day is bound to."""
    return bind(deployment, b"inbox_key", b"key", b"", _number(day))


def day_of(at: datetime) -> int:
    """The UTC day, counted from 1970."""
    return int(at.timestamp()) // DAY


class Inbox:
    """Seals letters before they are acknowledged, and opens those whose turn has not come."""

    def __init__(
        self, store: Store, keyring: Keyring, deployment: bytes, chance: Chance = os.urandom
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._deployment = deployment
        self._chance = chance
        self._seals: dict[int, Seal] = {}
        self._content = bind(deployment, b"inbox", b"content")
        self.unopened = 0

    async def receive(self, letters: Sequence[Letter], at: datetime) -> frozenset[int]:
        """Keep letters, sealed; gives the updates that never came before."""
        day = day_of(at)
        seal = self._seals.get(day) or await self._seal_of(day)
        return await self._store.receive([self._sealed(letter, day, seal) for letter in letters])

    async def set_aside(self, letters: Sequence[Letter], at: datetime) -> None:
        """Keep letters apart, sealed as those that can't be read are."""
        day = day_of(at)
        seal = self._seals.get(day) or await self._seal_of(day)
        apart = [replace(letter, poison=True) for letter in letters]
        await self._store.set_aside([self._sealed(letter, day, seal) for letter in apart])

    async def waiting(self) -> list[Letter]:
        """The letters whose turn has not come, oldest first; counts those that can't be opened."""
        seals = self._opened_seals(await self._store.day_keys())
        found = [self._opened(envelope, seals) for envelope in await self._store.waiting()]
        letters = [letter for letter in found if letter is not None]
        self.unopened += len(found) - len(letters)
        return letters

    async def prune(self, at: datetime) -> None:
        """Destroy what has become too old, and the keys of those days."""
        first = day_of(at) - INBOX_DAYS + 1
        self._seals = {day: seal for day, seal in self._seals.items() if day >= first}
        await self._store.prune(first, day_of(at) - POISON_DAYS + 1)

    # Keys

    async def _seal_of(self, day: int) -> Seal:
        keys = await self._store.day_keys()
        if day not in keys:
            kek = self._keyring.kek(self._keyring.newest, self._deployment, self._chance)
            bound = day_key_bound(self._deployment, day)
            await self._store.add_day_key(day, kek.wrap(self._chance(KEY), bound))
            keys = await self._store.day_keys()  # another worker may have been quicker
        self._seals[day] = self._unwrapped(day, keys[day])
        return self._seals[day]

    def _opened_seals(self, keys: Mapping[int, bytes]) -> dict[int, Seal]:
        seals = {}
        for day, key in keys.items():
            try:
                seals[day] = self._unwrapped(day, key)
            except Unsealable:
                continue  # its letters are counted as unopened
        return seals

    def _unwrapped(self, day: int, key: bytes) -> Seal:
        kek = self._keyring.kek(key_version(key), self._deployment)
        bound = day_key_bound(self._deployment, day)
        return Seal(kek.unwrap(key, bound), chance=self._chance)

    # Letters

    def _sealed(self, letter: Letter, day: int, seal: Seal) -> Envelope:
        idx = self._keyring.index(letter.chat) if letter.chat else None
        bound = self._bound(letter.update, day, idx, poison=letter.poison)
        content = seal.seal(_packed(letter), bound)
        return Envelope(letter.update, day, content, idx, letter.poison)

    def _opened(self, envelope: Envelope, seals: Mapping[int, Seal]) -> Letter | None:
        update, day = envelope.update, envelope.day
        bound = self._bound(update, day, envelope.idx, poison=envelope.poison)
        try:
            return _unpacked(update, seals[day].open(envelope.content, bound))
        except (KeyError, Unsealable):
            return None

    def _bound(self, update: int, day: int, idx: bytes | None, *, poison: bool) -> bytes:
        row = _number(update) + _number(day) + bytes((poison,))
        return self._content + bind(idx or b"", row)


def _number(number: int) -> bytes:
    return number.to_bytes(8, "big", signed=True)


def _packed(letter: Letter) -> bytes:
    address = (letter.chat.channel.encode(), letter.chat.id.encode()) if letter.chat else ()
    return bytes((len(address),)) + bind(*address) + letter.content


def _unpacked(update: int, packed: bytes) -> Letter:
    address, at = [], 1
    for _ in range(packed[0]):
        start = at + 4
        at = start + int.from_bytes(packed[at:start], "big")
        address.append(packed[start:at].decode())
    return Letter(update, packed[at:], Chat(*address) if address else None)
