"""Keeps people's logs: anything can be added while it is locked, and only who opens it can read.

A link is sealed to the public half of her pair of keys. What the chain needs of it lies sealed with
her service key, so that the next link can follow while nobody can read this one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.chain import DIGEST, LOG_ID, SALT, Link, Log, following
from bot.core.records import Record, Removal, written
from bot.errors import SidelightError, Unsealable
from bot.keeping import ExhibitRow, LinkRow
from bot.ports import Chat, Store
from bot.vault import locks
from bot.vault.lockbox import AGAIN, Lockbox
from bot.vault.locks import Lock
from bot.vault.seal import Chance, Opener, bind
from bot.vault.vault import Held, Vault

BUSY = "This log is busy elsewhere: try again."
MARK = 16
_CHAIN = bind(b"link", b"chain")
_CONTENT = bind(b"link", b"content")


@dataclass(frozen=True, slots=True)
class Chained:
    """What of a link is in the chain, without what it says."""

    log: bytes
    link: Link


class Logbook:
    """The logs of all people who are known."""

    def __init__(self, vault: Vault, lockbox: Lockbox, chance: Chance = os.urandom) -> None:
        self._vault = vault
        self._store: Store = vault.store
        self._lockbox = lockbox
        self._chance = chance

    async def add(
        self, chat: Chat, record: Record, mark: bytes, exhibits: Sequence[ExhibitRow] = ()
    ) -> int:
        """Keep a record as the next link, durably; gives its number.

        Under a mark one record is kept: the next time it is the number of the one that is there.
        """
        body = written(record)
        for _ in range(AGAIN):
            held, lock = await self._vault.load(chat), await self._lockbox.of(chat)
            if number := await self._store.marked(held.uid, mark):
                return number
            row = await self._next(held, lock, body, mark)
            if await self._store.add_link(held.uid, row, exhibits):
                return row.number
        raise SidelightError(BUSY)

    async def erase(self, chat: Chat, removal: Removal, place: int | None) -> None:
        """Forget an entry, or one file of it; the link that says so takes its place in the story.

        What was erased already is not erased again.
        """
        body = written(removal)
        for _ in range(AGAIN):
            held, lock = await self._vault.load(chat), await self._lockbox.of(chat)
            mark = _removal_mark(removal)
            if await self._store.marked(held.uid, mark):
                return
            row = await self._next(held, lock, body, mark)
            if await self._store.erase_link(held.uid, row, removal.of, place):
                return
        raise SidelightError(BUSY)

    async def numbered(self, chat: Chat, mark: bytes) -> int:
        """The number of what was kept under a mark; 0 if nothing was."""
        return await self._store.marked((await self._vault.load(chat)).uid, mark)

    async def length(self, chat: Chat) -> int:
        """How many links a log has."""
        last = await self._store.last_link((await self._vault.load(chat)).uid)
        return last.number if last else 0

    async def read(self, chat: Chat, private: bytes) -> Log:
        """All of a log, to whoever has the private half; raises `Unsealable` if it was altered."""
        held, lock = await self._vault.load(chat), await self._lockbox.of(chat)
        opener = Opener(private)
        rows = await self._store.links(held.uid)
        links = [self._read(held, lock, opener, row) for row in rows]
        return Log(
            _chained(self._vault, held, rows[0]).log if rows else bytes(LOG_ID), tuple(links)
        )

    async def add_link(self, chat: Chat, log: Log) -> bool:
        """Keep the last link of a log that was read before; False if it does not follow now."""
        held, lock = await self._vault.load(chat), await self._lockbox.of(chat)
        last = await self._store.last_link(held.uid)
        link = log.links[-1]
        if last is None or _chained(self._vault, held, last).link.head != log.links[-2].head:
            return False
        row = self._row(held, lock, log.id, link, self._chance(MARK))
        return await self._store.add_link(held.uid, row, ())

    # Links

    async def _next(self, held: Held, lock: Lock, body: bytes, mark: bytes) -> LinkRow:
        last = await self._store.last_link(held.uid)
        before = _chained(self._vault, held, last) if last else None
        log = before.log if before else self._chance(LOG_ID)
        tail = (before.link,) if before else ()
        return self._row(held, lock, log, following(log, tail, body, self._chance(SALT)), mark)

    def _row(self, held: Held, lock: Lock, log: bytes, link: Link, mark: bytes) -> LinkRow:
        seal, where = self._vault.seal_of(held), _where(link.number)
        chain = seal.wrap(log + link.leaf + link.head, self._vault.bound(_CHAIN, held) + where)
        content = locks.seal(lock, link.salt + link.body, _CONTENT + where)
        return LinkRow(link.number, mark, chain, content)

    def _read(self, held: Held, lock: Lock, opener: Opener, row: LinkRow) -> Link:
        link = _chained(self._vault, held, row).link
        if not row.content:
            return link
        plain = opener.open(row.content, locks.bound_to(lock, _CONTENT + _where(row.number)))
        if len(plain) <= SALT:
            raise Unsealable
        return replace(link, salt=plain[:SALT], body=plain[SALT:])


class Heads:
    """What all logs come down to, for whoever has that stamped; nobody can read an entry by it."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def heads(self) -> list[tuple[bytes, int, bytes]]:
        """Of every log whose it is, how many links it has, and its head."""
        found = []
        for uid, number, chain in await self._vault.store.chains():
            try:
                home = await self._vault.home(uid)
                if home is None:
                    continue
                link = _chained(self._vault, home.held, LinkRow(number, b"", chain)).link
            except Unsealable:  # the others get their stamp all the same
                continue
            found.append((uid, number, link.head))
        return found


def _chained(vault: Vault, held: Held, row: LinkRow) -> Chained:
    bound = vault.bound(_CHAIN, held) + _where(row.number)
    plain = vault.seal_of(held).unwrap(row.chain, bound)
    leaf, head = plain[LOG_ID : LOG_ID + DIGEST], plain[LOG_ID + DIGEST :]
    return Chained(plain[:LOG_ID], Link(row.number, leaf, head))


def _where(number: int) -> bytes:
    return bind(number.to_bytes(8, "big"))


def _removal_mark(removal: Removal) -> bytes:
    """The same for the same removal, so that it is noted once."""
    return f"removed {removal.file or removal.of}".encode()
