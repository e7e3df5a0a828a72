"""Files in pieces, each sealed with the key of its file: no byte of them is on the disk unsealed.

A file is kept once a link or a release speaks of it. What a process left half written belongs to
nobody, and is swept away.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from bot.errors import SidelightError, Unsealable
from bot.ports import Store
from bot.vault.seal import Chance, Seal, bind
from bot.vault.vault import Held, Vault

PIECE = 1 << 20
"""Bytes of a file in one piece: others, who write too, wait for one of these at most."""
NAME = 16
_PIECE = bind(b"piece", b"content")


class Pieces:
    """The files of all people, under random names."""

    def __init__(self, vault: Vault, chance: Chance = os.urandom) -> None:
        self._store: Store = vault.store
        self._chance = chance
        self._under_way: set[bytes] = set()

    async def write(self, held: Held, key: bytes, content: bytes) -> bytes:
        """Write a file of somebody's; gives its name. It has to be let go, kept or not."""
        file = self._chance(NAME)
        self._under_way.add(file)
        try:
            await self._write(held, file, key, content)
        except BaseException:
            self.let_go(file)
            raise
        return file

    async def _write(self, held: Held, file: bytes, key: bytes, content: bytes) -> None:
        seal = Seal(key, chance=self._chance)
        for number, piece in enumerate(_pieces(content)):
            sealed = seal.wrap(piece, _where(file, number, len(content)))
            if not await self._store.add_piece(held.uid, file, number, sealed):
                raise SidelightError("Nobody is known here any more: the file was not kept.")

    async def read(self, file: bytes, key: bytes, size: int) -> bytes:
        """The bytes of a file; raises `Unsealable` if it was altered, or is not whole."""
        seal, pieces = Seal(key), await self._store.pieces(file)
        plain = [
            seal.unwrap(piece, _where(file, number, size)) for number, piece in enumerate(pieces)
        ]
        content = b"".join(plain)
        if len(content) != size:
            raise Unsealable
        return content

    def let_go(self, file: bytes) -> None:
        """It is kept by now, or it will never be."""
        self._under_way.discard(file)

    async def sweep(self) -> int:
        """Forget what belongs to nothing and is not being written; gives how many files."""
        loose = [file for file in await self._store.loose_files() if file not in self._under_way]
        if loose:
            await self._store.drop_files(loose)
        return len(loose)


def _pieces(content: bytes) -> Iterator[bytes]:
    return (content[at : at + PIECE] for at in range(0, len(content), PIECE))


def _where(file: bytes, number: int, size: int) -> bytes:
    return _PIECE + bind(file, number.to_bytes(8, "big"), size.to_bytes(8, "big"))
