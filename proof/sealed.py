"""Flips bits of what is stored, and moves it: none of it can be opened any more."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from random import Random

from bot.errors import Unsealable
from bot.ports import Change, Chat, Row
from bot.store.memory import MemoryStore
from bot.vault.deployment import open_vault
from bot.vault.keyring import Keyring
from bot.vault.vault import Held, Vault
from proof import rows
from proof.ground import Ground
from proof.rows import Proof, Values

PEOPLE = tuple(Chat("tg", f"7{number}") for number in range(6))
COLUMNS = ("key", "chat", "session", "slate")


class Archive:
    """Two stores with the same keys, whose rows can be changed past the vault."""

    def __init__(self, chance: Random) -> None:
        self.ring = Keyring.throwaway(chance.randbytes)
        self.stores = MemoryStore(), MemoryStore()
        self._chance = chance

    async def fill(self) -> None:
        """Begin with every person, in both stores."""
        for store in self.stores:
            vault = await open_vault(store, self.ring, self._chance.randbytes)
            for number, chat in enumerate(PEOPLE):
                words = self._chance.randbytes(50 + 100 * number)
                assert await vault.commit(chat, Held(), words, words[::-1], due=5)

    async def row(self, chat: Chat, store: int = 0) -> Row:
        """What is stored of somebody."""
        return await self.stores[store].load(self.ring.index(chat))

    async def is_read(self, chat: Chat, row: Row) -> bool:
        """Whether somebody's row would be opened if it were this one."""
        idx, store = self.ring.index(chat), self.stores[0]
        before = await store.load(idx)
        assert await store.commit(Change(idx, before.version, row, due=5, anew=20))
        found = await _opens(await open_vault(store, self.ring), chat)
        now = await store.load(idx)
        assert await store.commit(Change(idx, now.version, before, due=5, anew=20))
        return found


async def _opens(vault: Vault, chat: Chat) -> bool:
    try:
        await vault.load(chat)
    except Unsealable:
        return False
    return chat in await vault.due(9, len(PEOPLE))


async def _altered(archive: Archive, chat: Chat, chance: Random) -> Row:
    """A row with one bit flipped, or with a record of another column, person or store."""
    row, column = await archive.row(chat), chance.choice(COLUMNS)
    record = bytearray(getattr(row, column))
    if chance.random() < 0.5:
        record[chance.randrange(len(record))] ^= 1 << chance.randrange(8)
        return _with(row, column, bytes(record))
    if chance.random() < 0.3:
        return _with(row, column, getattr(row, chance.choice(COLUMNS)))
    other = await archive.row(chance.choice(PEOPLE), chance.randrange(2))
    return _with(row, column, getattr(other, column))


def _with(row: Row, column: str, record: bytes) -> Row:
    changed = {name: getattr(row, name) for name in COLUMNS} | {column: record}
    return replace(row, **changed)


async def _tally(count: int, chance: Random) -> Counter[str]:
    archive, tally = Archive(chance), Counter[str]()
    await archive.fill()
    for chat in PEOPLE:
        tally["unread"] += not await archive.is_read(chat, await archive.row(chat))
    while tally["tried"] < count:
        chat = chance.choice(PEOPLE)
        altered = await _altered(archive, chat, chance)
        if altered != await archive.row(chat):
            tally["tried"] += 1
            tally["opened"] += await archive.is_read(chat, altered)
    return tally


def sealed(count: int, ground: Ground) -> Values:
    """Alter so many rows."""
    tally = asyncio.run(_tally(count, ground.chance))
    return {"sealed-opened": tally["opened"], "sealed-unread": tally["unread"]}


PROOF = Proof(
    "sealed",
    (
        rows.Row("sealed-opened", "altered or moved records that were opened", "records"),
        rows.Row("sealed-unread", "records as they were that were not", "records"),
    ),
    sealed,
    small=2_000,
    full=100_000,
    shows="Whoever changes a stored record, or puts one in another's place, is found out.",
    leaves_open="A whole older copy of the store can be put back by whoever holds the machine.",
)
