"""Stands between the service and a store: plain values on this side, sealed rows on that."""

from __future__ import annotations

import hmac
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot import logs
from bot.errors import LedgerProblem, Unsealable
from bot.lag import behind
from bot.ports import Change, Chat, Count, Due, Letter, Move, Row, Store
from bot.recent import Recent
from bot.vault import references
from bot.vault.inbox import Inbox, day_of
from bot.vault.keyring import Keyring
from bot.vault.ledger import Ledger, oldest_day
from bot.vault.seal import KEY, Chance, Seal, bind, key_version
from bot.weeks import earlier

MINUTE = 60
COUNTED_WEEKS = 104
"""So long the numbers of a week are kept: two years."""
_ABSENT, _PRESENT = b"\x00", b"\x01"  # inside the seal, so that a row can't lose its session unseen


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of a chat, opened; version 0 where there is nothing.

    `key` and `address` stay sealed, as they are stored.
    """

    version: int = 0
    uid: bytes = field(default=b"", repr=False)
    key: bytes = field(default=b"", repr=False)
    address: bytes = field(default=b"", repr=False)
    session: bytes | None = field(default=None, repr=False)
    slate: bytes = field(default=b"", repr=False)


NOTHING_HELD = Held()


@dataclass(frozen=True, slots=True)
class Home:
    """Where a person is who was found: her chat, and what is held of it."""

    chat: Chat
    held: Held


def key_column(deployment: bytes) -> bytes:
    """What the wrapped key of every person is bound to, besides who she is."""
    return bind(deployment, b"person", b"key")


class Vault:
    """Seals what is remembered with a key of each person's own, and opens it again."""

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        deployment: bytes,
        chance: Chance = os.urandom,
        ledger: Ledger | None = None,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._keyring = keyring
        self._chance = chance
        self._inbox = Inbox(store, keyring, deployment, chance)
        self._deployment = deployment
        self._newest = keyring.kek(keyring.newest, deployment, chance)
        self._seals: Recent[bytes, tuple[bytes, Seal]] = Recent()
        self._opened: Recent[bytes, tuple[Row, Held]] = Recent()
        self._key_column = key_column(deployment)
        self._chat_column = bind(deployment, b"address", b"chat")
        self._session_column = bind(deployment, b"address", b"session")
        self._slate_column = bind(deployment, b"address", b"slate")
        self._words_secret = keyring.secret_for(b"recovery words")
        self._reference_secret = keyring.secret_for(b"reference")
        self._grant_secret = keyring.secret_for(b"charity grant")
        self._twin_secret = keyring.secret_for(b"twins")
        self._release_secret = keyring.secret_for(b"releases")
        self._unopened = 0
        self.charity: bytes | None = None
        """The public half of the key of a charity that helps people who lost theirs."""

    @property
    def store(self) -> Store:
        """Where the rows lie."""
        return self._store

    @property
    def unopened(self) -> int:
        """How many letters and addresses could not be opened, and were passed over."""
        return self._unopened + self._inbox.unopened

    # People

    async def load(self, chat: Chat) -> Held:
        """What is held of a chat; `Unsealable` if it was altered."""
        idx = self._keyring.index(chat)
        row = await self._store.load(idx)
        if not row.version:
            return NOTHING_HELD
        opened = self._opened.get(idx)
        if opened is not None and opened[0] == row:
            return opened[1]
        held = self._held(idx, row)
        self._opened.put(idx, (row, held))
        return held

    def _held(self, idx: bytes, row: Row) -> Held:
        seal, whose = self._seal_of(row.uid, row.key), bind(row.uid, idx)
        content = seal.open(row.session, self._session_column + whose)
        slate = seal.open(row.slate, self._slate_column + whose)
        session = content[1:] if content[:1] == _PRESENT else None
        return Held(row.version, row.uid, row.key, row.chat, session, slate)

    def opens(self, idx: bytes, row: Row) -> bool:
        """Whether all that a row holds can be opened."""
        try:
            self._held(idx, row)
            self._address(idx, row)
        except Unsealable:
            return False
        return True

    async def commit(  # noqa: PLR0913  # all of it is one write
        self,
        chat: Chat,
        held: Held,
        session: bytes | None,
        slate: bytes,
        *,
        due: int | None = None,
        done: Sequence[int] = (),
        anew: datetime | None = None,
        counts: Sequence[Count] = (),
    ) -> bool:
        """Write on top of what was loaded; False, and nothing written, if that has moved.

        `due` is a UTC minute, `done` the letters whose turn it was. `anew` is the time at which
        the person is forgotten first, with all that is hers; this is then written as a new one's.
        `counts` is what the turn adds to the numbers of its week.
        """
        idx = self._keyring.index(chat)
        row = self._row(idx, chat, NOTHING_HELD if anew else held, session, slate)
        day = day_of(anew) if anew else None
        change = Change(idx, held.version, row, due, tuple(done), day, tuple(counts))
        self._opened.drop(idx)
        if not await self._store.commit(change):
            return False
        if anew:
            self._seals.drop(held.uid)
            await self._list_erased()
        else:
            written = replace(row, version=held.version + 1)
            known = Held(written.version, row.uid, row.key, row.chat, session, slate)
            self._opened.put(idx, (written, known))
        return True

    async def erase(self, chat: Chat, at: datetime) -> None:
        """Forget a chat's person at a time, and everything that is hers."""
        idx = self._keyring.index(chat)
        uid = (await self._store.load(idx)).uid
        await self._store.erase(idx, day_of(at))
        self._opened.drop(idx)
        self._seals.drop(uid)
        await self._list_erased()

    async def _list_erased(self) -> None:
        """Let the ledger take over who was erased; what fails now is made up for later."""
        if self._ledger is not None:
            try:
                await self._ledger.settle(self._store)
            except LedgerProblem as problem:
                logs.warn("ledger_refuses", kind=type(problem).__name__)

    async def due(self, minute: int, most: int) -> list[Chat]:
        """The chats that are due by a UTC minute, the earliest first."""
        chats = []
        for found in await self._store.due(minute, most):
            try:
                chats.append(self._address(found.idx, found))
            except Unsealable:
                self._unopened += 1
        return chats

    async def lag(self, now: datetime) -> int:
        """The seconds by which the earliest of what is due is overdue."""
        return behind(await self._store.oldest_due(), now)

    async def everybody(self, most: int) -> AsyncIterator[Home]:
        """Everybody of whom something is held, in the order of their places, so many at a time."""
        after = b""
        while rows := await self._store.rows(after, most):
            for idx, row in rows:
                try:
                    home = Home(self._address(idx, row), self._held(idx, row))
                except Unsealable:
                    self._unopened += 1
                else:
                    yield home
            after = rows[-1][0]

    # Moves

    def words_index(self, name: bytes) -> bytes:
        """What the lock is found by that words of that name open."""
        return hmac.digest(self._words_secret, name, "sha256")

    def release_index(self, name: bytes) -> bytes:
        """What the release is found by that words of that name open."""
        return hmac.digest(self._release_secret, name, "sha256")

    def twin(self, held: Held, digest: bytes) -> bytes:
        """What tells that two files of one person are the same, and nobody else anything."""
        return hmac.digest(self._twin_secret, bind(held.uid, digest), "sha256")

    async def find(self, name: bytes) -> Home | None:
        """Where the person is whose lock is opened by words of that name."""
        uid = await self._store.find_lock(self.words_index(name))
        return await self.home(uid) if uid else None

    async def home(self, uid: bytes) -> Home | None:
        """Where a person is."""
        idx = await self._store.place(uid)
        row = await self._store.load(idx) if idx else Row()
        if idx is None or row.uid != uid:
            return None  # she left, or was erased, between the two
        return Home(self._address(idx, row), self._held(idx, row))

    async def move(self, chat: Chat, held: Held, home: Home, left: bytes, at: datetime) -> bool:
        """Let a person come to a chat from where she was; False if one of both has moved.

        Who was in the chat is forgotten, though what was said there stays. `left` is the slate of
        the chat she leaves: somebody new is there, and it is due at once.
        """
        come = Held(held.version, home.held.uid, home.held.key)
        to, back = self._keyring.index(chat), self._keyring.index(home.chat)
        coming = self._row(to, chat, come, held.session, held.slate)
        leaving = self._row(back, home.chat, NOTHING_HELD, None, left)
        minute = int(at.timestamp()) // MINUTE
        move = Move(
            Change(to, held.version, coming, minute),
            Change(back, home.held.version, leaving, minute),
            held.uid,
            day_of(at),
        )
        self._opened.drop(to)
        self._opened.drop(back)
        if not await self._store.move(move):
            return False
        self._seals.drop(held.uid)
        await self._list_erased()
        return True

    # For the charity

    def reference(self, uid: bytes) -> str:
        """What a person is called on the telephone; only this server can tell who that is."""
        return references.spelled(hmac.digest(self._reference_secret, uid, "sha256"))

    def grant_key(self, request: bytes) -> bytes:
        """What the grant to a request has to be sealed with."""
        return hmac.digest(self._grant_secret, request, "sha256")

    # What else is a person's

    def seal_of(self, held: Held) -> Seal:
        """The seal of a person's service key."""
        return self._seal_of(held.uid, held.key)

    def bound(self, column: bytes, held: Held) -> bytes:
        """What a record of hers in a column is bound to."""
        return bind(self._deployment) + column + bind(held.uid)

    # Letters

    async def receive(self, letters: Sequence[Letter], at: datetime) -> frozenset[int]:
        """Keep letters durably, all or none; gives the updates that never came before."""
        return await self._inbox.receive(letters, at)

    async def waiting(self) -> list[Letter]:
        """The letters whose turn has not come, oldest first."""
        return await self._inbox.waiting()

    async def set_aside(self, letters: Sequence[Letter], at: datetime) -> None:
        """Keep letters apart whose turn can't be played, until somebody looks or a week is over."""
        await self._inbox.set_aside(letters, at)

    async def done(self, updates: Sequence[int]) -> None:
        """Forget what letters say whose turn needs no row."""
        await self._store.done(updates)

    async def prune(self, at: datetime) -> None:
        """Destroy letters that have become too old, and the keys of their days.

        Erasures are forgotten once no copy can be old enough to know those who were erased.
        """
        await self._inbox.prune(at)
        await self._list_erased()
        if self._ledger is not None:
            await self._ledger.prune(self._store, day_of(at))
        else:
            await self._store.prune_erasures(oldest_day(day_of(at)))
        await self._store.prune_counts(earlier(at, COUNTED_WEEKS))
        await self._store.prune_releases(day_of(at))

    # Seals

    def _row(self, idx: bytes, chat: Chat, held: Held, session: bytes | None, slate: bytes) -> Row:
        uid, key = (held.uid, held.key) if held.version else self._person()
        seal, whose = self._seal_of(uid, key), bind(uid, idx)
        address = held.address or seal.seal(_packed(chat), self._chat_column + whose)
        content = _ABSENT if session is None else _PRESENT + session
        return Row(
            uid=uid,
            key=key,
            chat=address,
            session=seal.seal(content, self._session_column + whose),
            slate=seal.seal(slate, self._slate_column + whose),
        )

    def _person(self) -> tuple[bytes, bytes]:
        """A new person: her name, and her service key, wrapped."""
        uid = self._chance(16)
        return uid, self._newest.wrap(self._chance(KEY), self._key_column + bind(uid, b""))

    def _seal_of(self, uid: bytes, key: bytes) -> Seal:
        """The seal of a person, held ready while its wrapped key is the same."""
        ready = self._seals.get(uid)
        if ready is not None and ready[0] == key:
            return ready[1]
        seal = Seal(self._unwrapped(uid, key), chance=self._chance)
        self._seals.put(uid, (key, seal))
        return seal

    def _unwrapped(self, uid: bytes, key: bytes) -> bytes:
        version, bound = key_version(key), self._key_column + bind(uid, b"")
        if version == self._keyring.newest:
            return self._newest.unwrap(key, bound)
        return self._keyring.kek(version, self._deployment).unwrap(key, bound)

    def _address(self, idx: bytes, row: Row | Due) -> Chat:
        seal = self._seal_of(row.uid, row.key)
        return _unpacked(seal.open(row.chat, self._chat_column + bind(row.uid, idx)))


def _packed(chat: Chat) -> bytes:
    channel = chat.channel.encode()
    return bytes((len(channel),)) + channel + chat.id.encode()


def _unpacked(packed: bytes) -> Chat:
    end = 1 + packed[0]
    return Chat(packed[1:end].decode(), packed[end:].decode())
