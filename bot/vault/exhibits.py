"""Keeps the files of people's logs, each with a key of its own, which is sealed to its person."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from bot.errors import SidelightError
from bot.keeping import ExhibitRow
from bot.ports import Chat, Store
from bot.vault import locks
from bot.vault.lockbox import Lockbox
from bot.vault.locks import Lock
from bot.vault.pieces import Pieces
from bot.vault.seal import KEY, Chance, bind
from bot.vault.vault import Vault

MOST_FILES, MOST_BYTES = 500, 200_000_000
"""What one person can keep."""
_KEY = bind(b"exhibit", b"key")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was written, though no link speaks of it yet.

    `is_twin` says that the same bytes were there already: they are kept once.
    """

    row: ExhibitRow
    sha256: str = field(repr=False)
    is_twin: bool = False


class TooMuch(SidelightError):
    """As many files are kept as one person can keep, or as many bytes: erase some first."""


class Exhibits:
    """The files of all people who are known."""

    def __init__(
        self,
        vault: Vault,
        lockbox: Lockbox,
        chance: Chance = os.urandom,
        pieces: Pieces | None = None,
    ) -> None:
        self._vault = vault
        self._store: Store = vault.store
        self._lockbox = lockbox
        self._chance = chance
        self._pieces = pieces or Pieces(vault, chance)

    async def store(self, chat: Chat, content: bytes) -> Stored:
        """Write a file; raises `TooMuch`. Until a link was added, it has to be held, or let go."""
        held, lock = await self._vault.load(chat), await self._lockbox.of(chat)
        digest = sha256(content)
        twin = self._vault.twin(held, digest.digest())
        known = await self._store.exhibits(held.uid)
        if (same := next((one for one in known if one.twin == twin), None)) is not None:
            return Stored(same, digest.hexdigest(), is_twin=True)
        _check_room(known, len(content))
        key = self._chance(KEY)
        file = await self._pieces.write(held, key, content)
        sealed = locks.seal(lock, key, _KEY + bind(file))
        return Stored(ExhibitRow(0, 0, file, twin, sealed, len(content)), digest.hexdigest())

    async def rows(self, chat: Chat) -> Sequence[ExhibitRow]:
        """The files of a person's log."""
        return await self._store.exhibits((await self._vault.load(chat)).uid)

    def let_go(self, stored: Stored) -> None:
        """It is kept by now, or it will never be."""
        self._pieces.let_go(stored.row.file)

    async def open(self, lock: Lock, private: bytes, row: ExhibitRow) -> bytes:
        """The bytes of a file; raises `Unsealable` if it was altered, or is not whole."""
        key = locks.unseal(lock, private, row.key, _KEY + bind(row.file))
        return await self._pieces.read(row.file, key, row.size)

    async def sweep(self) -> int:
        """Forget what belongs to nothing and is not being written; gives how many files."""
        return await self._pieces.sweep()


def _check_room(known: Sequence[ExhibitRow], more: int) -> None:
    files = {one.file: one.size for one in known}
    if len(files) >= MOST_FILES or sum(files.values()) + more > MOST_BYTES:
        raise TooMuch
