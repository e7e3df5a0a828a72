"""Changes the master secret: every key that is wrapped with an older one is wrapped anew.

The keys themselves stay as they are, and so does all that is sealed with them. It may be ended at
any moment: what is wrapped anew stays so, and the next run goes on with the rest. People may come,
go and write meanwhile, if whoever serves them has both secrets; the check of the store sees to it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace

from bot.errors import KeyProblem, Unsealable
from bot.ports import Deployment, Rewrapped, Row, Store, WrappedKeys
from bot.vault.deployment import check_of, needed
from bot.vault.inbox import day_key_bound
from bot.vault.keyring import Keyring
from bot.vault.seal import Chance, Seal, bind, key_version
from bot.vault.vault import Vault, key_column

BATCH = 500
Place = bytes | int
"""A person's name, or a day of the inbox."""


def begun(deployment: Deployment, keyring: Keyring, chance: Chance = os.urandom) -> Deployment:
    """The deployment with a check that asks for the newest master secret as well."""
    (version,) = needed(deployment, keyring)
    check = check_of(deployment.id, keyring, (version, keyring.newest), chance)
    return replace(deployment, kek_check=check)


@dataclass(frozen=True, slots=True)
class Survey:
    """How many keys are wrapped with each version, and how many none of the secrets opens."""

    people: Mapping[int, int]
    days: Mapping[int, int]
    unopened: int


class Wrapping:
    """The secrets that keys of one deployment are wrapped with, each key bound to its place."""

    def __init__(self, deployment: bytes, keyring: Keyring, chance: Chance = os.urandom) -> None:
        self._deployment = deployment
        self._keks: Mapping[int, Seal] = {
            version: keyring.kek(version, deployment, chance) for version in keyring.versions
        }

    def unwrap(self, place: Place, wrapped: bytes) -> bytes:
        """The key itself."""
        kek = self._keks.get(key_version(wrapped))
        if kek is None:
            raise Unsealable
        return kek.unwrap(wrapped, self._bound(place))

    def wrap(self, version: int, place: Place, key: bytes) -> bytes:
        """The key as it is stored."""
        return self._keks[version].wrap(key, self._bound(place))

    def opens(self, place: Place, wrapped: bytes) -> bool:
        """Whether one of the secrets opens it."""
        try:
            self.unwrap(place, wrapped)
        except Unsealable:
            return False
        return True

    def _bound(self, place: Place) -> bytes:
        if isinstance(place, int):
            return day_key_bound(self._deployment, place)
        return key_column(self._deployment) + bind(place, b"")


async def survey(store: WrappedKeys, deployment: Deployment, keyring: Keyring) -> Survey:
    """Look at every wrapped key of a store."""
    wrapping = Wrapping(deployment.id, keyring)
    people, days, unopened = Counter[int](), Counter[int](), 0
    async for batch in _batches(store):
        for place, wrapped in batch:
            if wrapping.opens(place, wrapped):
                (days if isinstance(place, int) else people)[key_version(wrapped)] += 1
            else:
                unopened += 1
    return Survey(people, days, unopened)


async def _batches(store: WrappedKeys) -> AsyncIterator[Iterable[tuple[Place, bytes]]]:
    """All wrapped keys, so many at a time; those of the few days are one batch."""
    after = b""
    while people := await store.people_keys(after, BATCH):
        yield people
        after = people[-1][0]
    yield (await store.day_keys()).items()


class Rotation:
    """One change of the master secret, from the moment on that the store's check asks for both."""

    def __init__(
        self, store: Store, deployment: Deployment, keyring: Keyring, chance: Chance = os.urandom
    ) -> None:
        self._store = store
        self._deployment = deployment
        self.version = needed(deployment, keyring)[0]
        self._keyring = keyring.narrowed(range(self.version + 1))
        self._wrapping = Wrapping(deployment.id, self._keyring, chance)

    async def rewrap(self) -> int:
        """Wrap with the newest secret what is wrapped with an older one; gives how many keys."""
        count = 0
        async for batch in _batches(self._store):
            changed = [new for place, wrapped in batch if (new := self._rewrapped(place, wrapped))]
            if changed:
                count += await self._store.rewrap(changed)
        return count

    def _rewrapped(self, place: Place, wrapped: bytes) -> Rewrapped | None:
        try:
            if key_version(wrapped) == self.version:
                return None
            key = self._wrapping.unwrap(place, wrapped)
        except Unsealable:
            return None  # it stays as it is, and is told of at the end
        return Rewrapped(place, wrapped, self._wrapping.wrap(self.version, place, key))

    async def finish(self) -> None:
        """Open everything with the newest secret alone; after that no other is asked for."""
        only = self._keyring.narrowed((self.version,))
        closed = (await survey(self._store, self._deployment, only)).unopened
        vault = Vault(self._store, only, self._deployment.id)
        async for batch in self._rows():
            closed += sum(not vault.opens(idx, row) for idx, row in batch)
        await vault.waiting()
        closed += vault.unopened
        if closed:
            raise KeyProblem(
                f"{closed} records can't be opened with the new master secret alone, so the old "
                "one is still needed: keep both."
            )
        check = check_of(self._deployment.id, only, (self.version,))
        await self._store.rewrap([Rewrapped(None, self._deployment.kek_check, check)])

    async def _rows(self) -> AsyncIterator[Iterable[tuple[bytes, Row]]]:
        after = b""
        while rows := await self._store.rows(after, BATCH):
            yield rows
            after = rows[-1][0]
