"""Packages that wait to be collected once: sealed with a key that only eight words give.

Rules of this file: words are stretched twice, whether or not they open anything. Whoever makes a
release has it noted in the log first; whoever collects one has that noted in her lock first.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic_core import from_json, to_json

from bot.core.requests import Waiting
from bot.core.session import DAY, WEEK
from bot.core.steps.spoken import RECOVERY
from bot.errors import SidelightError
from bot.keeping import ReleaseRow
from bot.ports import Chat, Store
from bot.vault import locks, words
from bot.vault.lockbox import Lockbox
from bot.vault.locks import SALT, Stretch
from bot.vault.pieces import Pieces
from bot.vault.seal import Chance, Opener, bind
from bot.vault.vault import Held, Home, Vault

MOST = 5
"""So many packages of one person wait at once."""
WORKS = WEEK
"""So many seconds can a package be collected."""
NAMING = b"sidelight releases"
"""The salt with which words are stretched to find what they open."""
_TERMS = bind(b"release", b"terms")
_TOLD = bind(b"release", b"told")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A package that was written, though nothing can be collected yet, and its words."""

    words: tuple[str, ...] = field(repr=False)
    idx: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    file: bytes
    size: int


@dataclass(frozen=True, slots=True)
class _Terms:
    """What has to be known to open a package, besides its words."""

    salt: bytes = field(repr=False)
    starts: int
    ends: int
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """A package that words opened: its bytes, and whose it is."""

    content: bytes = field(repr=False)
    file: bytes
    home: Home = field(repr=False)


class Releases:
    """The releases of all people who are known."""

    def __init__(
        self,
        vault: Vault,
        lockbox: Lockbox,
        stretch: Stretch,
        pieces: Pieces,
        chance: Chance = os.urandom,
    ) -> None:
        self._vault = vault
        self._store: Store = vault.store
        self._lockbox = lockbox
        self._stretch = stretch
        self._pieces = pieces
        self._chance = chance

    # Making

    async def prepare(self, chat: Chat, content: bytes) -> Prepared:
        """Write a package, sealed with new words; it has to be let go, kept or not."""
        chosen, salt = words.some(RECOVERY, self._chance), self._chance(SALT)
        secret = words.secret(chosen)
        name, key = await self._stretch(secret, NAMING), await self._stretch(secret, salt)
        file = await self._pieces.write(await self._vault.load(chat), key, content)
        return Prepared(chosen, self._vault.release_index(name), salt, file, len(content))

    async def keep(self, chat: Chat, prepared: Prepared, to: str, starts: int) -> Waiting:
        """Let a package be collected, from a UTC second on."""
        held, lock = await self._vault.load(chat), await self._lockbox.of(chat)
        terms = _Terms(prepared.salt, starts, starts + WORKS, prepared.size)
        row = ReleaseRow(
            prepared.idx,
            prepared.file,
            terms.ends // DAY,
            self._vault.seal_of(held).seal(_written(terms), self._bound(held, prepared.idx)),
            locks.seal(lock, to.encode(), _TOLD + bind(prepared.file)),
        )
        if not await self._store.add_release(held.uid, row):
            raise SidelightError("Nobody is known here any more: the package was not kept.")
        return Waiting(row.file.hex(), to, terms.starts, terms.ends)

    def let_go(self, prepared: Prepared) -> None:
        """It is kept by now, or it will never be."""
        self._pieces.let_go(prepared.file)

    async def in_vain(self) -> tuple[str, ...]:
        """Words that open nothing; it takes as long to make them."""
        chosen = words.some(RECOVERY, self._chance)
        await locks.in_vain(words.secret(chosen), self._stretch, 2)
        return chosen

    # What waits

    async def waiting(self, chat: Chat, private: bytes, now: int) -> tuple[Waiting, ...]:
        """What waits of somebody's, to whoever has the private half."""
        held, lock = await self._vault.load(chat), await self._lockbox.of(chat)
        opener, found = Opener(private), []
        for row in await self._store.releases(held.uid):
            terms = self._terms(held, row)
            place = locks.bound_to(lock, _TOLD + bind(row.file))
            to = opener.open(row.told, place).decode()
            found.append(Waiting(row.file.hex(), to, terms.starts, terms.ends))
        return tuple(one for one in found if now < one.ends)

    async def end(self, chat: Chat, name: str) -> None:
        """Forget a package of somebody's that waits; what is gone already stays gone."""
        rows: Sequence[ReleaseRow] = await self._store.releases((await self._vault.load(chat)).uid)
        for row in rows:
            if row.file.hex() == name:
                await self._store.drop_release(row.file)

    # Collecting

    async def find(self, secret: bytes, now: int) -> Found | None:
        """What words open at a UTC second; raises `Unsealable` if that was altered."""
        name = await self._stretch(secret, NAMING)
        found = await self._store.find_release(self._vault.release_index(name))
        home = await self._vault.home(found[0]) if found else None
        if found is None or home is None:
            await self._stretch(secret, self._chance(SALT))
            return None
        row, terms = found[1], self._terms(home.held, found[1])
        key = await self._stretch(secret, terms.salt)
        if not terms.starts <= now < terms.ends:
            return None
        return Found(await self._pieces.read(row.file, key, terms.size), row.file, home)

    async def note(self, found: Found, now: int) -> None:
        """Have it seen by her that a package is collected at a UTC second."""
        await self._lockbox.collected(found.home.chat, now, found.home.held.uid)

    async def drop(self, found: Found) -> bool:
        """Let it be collected no more; False if somebody else was quicker, or she ended it."""
        return await self._store.drop_release(found.file)

    def _terms(self, held: Held, row: ReleaseRow) -> _Terms:
        return _read(self._vault.seal_of(held).open(row.terms, self._bound(held, row.idx)))

    def _bound(self, held: Held, idx: bytes) -> bytes:
        return self._vault.bound(_TERMS, held) + bind(idx)


def _written(terms: _Terms) -> bytes:
    return to_json(
        {
            "salt": terms.salt.hex(),
            "starts": terms.starts,
            "ends": terms.ends,
            "size": terms.size,
        }
    )


def _read(content: bytes) -> _Terms:
    read = from_json(content)
    return _Terms(bytes.fromhex(read["salt"]), read["starts"], read["ends"], read["size"])
