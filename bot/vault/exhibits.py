"""Keeps the files of people's logs: sealed piece by piece with a key of its own for each file.

No byte of a file is ever on the disk unsealed. A file is kept once a link speaks of it; what a
process left half written belongs to nobody, and is swept away.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from bot.errors import SidelightError, Unsealable
from bot.ports import Chat, ExhibitRow, Store
from bot.vault import locks
from bot.vault.lockbox import Lockbox
from bot.vault.locks import Lock
from bot.vault.seal import KEY, Chance, Seal, bind
from bot.vault.vault import Held, Vault

PIECE = 1 << 20
"""Bytes of a file in one piece: others, who write too, wait for one of these at most."""
NAME = 16
MOST_FILES, MOST_BYTES = 500, 200_000_000
"""What one person can keep."""
_KEY = bind(b"exhibit", b"key")
_PIECE = bind(b"piece", b"content")


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

    def __init__(self, vault: Vault, lockbox: Lockbox, chance: Chance = os.urandom) -> None:
        self._vault = vault
        self._store: Store = vault.store
        self._lockbox = lockbox
        self._chance = chance
        self._under_way: set[bytes] = set()

    async def store(self, chat: Chat, content: bytes) -> Stored:
        """Write a file; raises `TooMuch`. Until a link was added, it has to be held, or let go."""
        held, lock = await self._vault.load(chat), await self._lockbox.of(chat)
        digest = sha256(content)
        twin = self._vault.twin(held, digest.digest())
        known = await self._store.exhibits(held.uid)
        if (same := next((one for one in known if one.twin == twin), None)) is not None:
            return Stored(same, digest.hexdigest(), is_twin=True)
        _check_room(known, len(content))
        file = self._chance(NAME)
        self._under_way.add(file)
        key = await self._write(held, file, content)
        sealed = locks.seal(lock, key, _KEY + bind(file))
        return Stored(ExhibitRow(0, 0, file, twin, sealed, len(content)), digest.hexdigest())

    async def rows(self, chat: Chat) -> Sequence[ExhibitRow]:
        """The files of a person's log."""
        return await self._store.exhibits((await self._vault.load(chat)).uid)

    def let_go(self, stored: Stored) -> None:
        """It is kept by now, or it will never be."""
        self._under_way.discard(stored.row.file)

    async def _write(self, held: Held, file: bytes, content: bytes) -> bytes:
        key = self._chance(KEY)
        seal = Seal(key, chance=self._chance)
        for number, piece in enumerate(_pieces(content)):
            sealed = seal.wrap(piece, _where(file, number, len(content)))
            if not await self._store.add_piece(held.uid, file, number, sealed):
                raise SidelightError("Nobody is known here any more: the file was not kept.")
        return key

    async def open(self, lock: Lock, private: bytes, row: ExhibitRow) -> bytes:
        """The bytes of a file; raises `Unsealable` if it was altered, or is not whole."""
        key = locks.unseal(lock, private, row.key, _KEY + bind(row.file))
        seal, pieces = Seal(key), await self._store.pieces(row.file)
        plain = [
            seal.unwrap(piece, _where(row.file, number, row.size))
            for number, piece in enumerate(pieces)
        ]
        content = b"".join(plain)
        if len(content) != row.size:
            raise Unsealable
        return content

    async def sweep(self) -> int:
        """Forget what belongs to no link and is not being written; gives how many files."""
        loose = [file for file in await self._store.loose_files() if file not in self._under_way]
        if loose:
            await self._store.drop_files(loose)
        return len(loose)


def _check_room(known: Sequence[ExhibitRow], more: int) -> None:
    files = {one.file: one.size for one in known}
    if len(files) >= MOST_FILES or sum(files.values()) + more > MOST_BYTES:
        raise TooMuch


def _pieces(content: bytes) -> Iterator[bytes]:
    return (content[at : at + PIECE] for at in range(0, len(content), PIECE))


def _where(file: bytes, number: int, size: int) -> bytes:
    return _PIECE + bind(file, number.to_bytes(8, "big"), size.to_bytes(8, "big"))
