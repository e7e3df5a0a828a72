"""Keeps people's locks, sealed with their service keys, and counts tries before they are judged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Literal

from pydantic_core import from_json, to_json

from bot.errors import SidelightError
from bot.ports import Chat, Store
from bot.vault import locks
from bot.vault.attempts import DAY, Attempts
from bot.vault.locks import Admitted, Lock, Opened, Stretch, Way
from bot.vault.seal import bind
from bot.vault.vault import Held, Vault

AGAIN = 5
MOST_OPENINGS = 40
"""So many of the last openings are kept."""
_NOTE = 24
"""Bytes of each note, so that its length does not tell what it says."""
_OPENING = b"opening"
NONE = Attempts()
BUSY = "This lock is busy elsewhere: try again."
_COLUMN = bind(b"lock", b"content")


How = Literal["hers", "empty", "wrong", "asked", "collected"]
"""What came of a try: it opened what is hers, an empty place, or nothing. Or somebody asked for
what destroys or takes control, or collected a package with a code."""
Judge = Callable[[Lock, bytes, Stretch], Awaitable[Opened | None]]


class By(Enum):
    """What a lock is tried with; each kind is counted for itself."""

    PIN = "pin"
    WORDS = "words"
    MOVE = "move"
    """Words from another chat: whoever holds her old one can't use up her tries there."""
    SET = "set"
    """A PIN that is set is a guess as well, since it is said if it opens already."""
    HELP = "help"
    """The charity's help; nobody tries it here."""


LONGEST: Mapping[By, int] = {
    By.PIN: DAY,
    By.SET: DAY,
    By.HELP: DAY,
    **dict.fromkeys((By.WORDS, By.MOVE), 60),
}
"""Seconds to wait at most: eight words can't be guessed, and nobody may use up her tries."""


JUDGES: Mapping[By, Judge] = {By.PIN: locks.tried, By.WORDS: locks.recovered}


@dataclass(frozen=True, slots=True)
class Kept:
    """A lock as it is stored: with the tries at it that were wrong, or are not judged yet.

    `openings` tell when it was opened, or tried; only who opens it can read them. `since` are the
    UTC seconds since when what opens it is in the hands of whoever set it.
    """

    lock: Lock
    tries: Mapping[By, Attempts] = field(default_factory=dict)
    openings: tuple[bytes, ...] = field(default=(), repr=False)
    since: Mapping[By, int] = field(default_factory=dict)

    def counted(self, by: By, attempts: Attempts) -> Kept:
        """The same, with other tries of one kind."""
        return replace(self, tries={**self.tries, by: attempts})

    def noted(self, how: How, now: int) -> Kept:
        """The same, with a note of what was tried at a UTC second, and what came of it."""
        note = locks.seal(self.lock, f"{how} {now}".ljust(_NOTE).encode(), _OPENING)
        return replace(self, openings=(*self.openings, note)[-MOST_OPENINGS:])


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a try: what it opened, if it was right; seconds to wait, if it was too soon.

    A try that was too soon was not looked at. `lock` is the one that was tried, and `since` the UTC
    second since when it is opened so.
    """

    opened: Opened | None = None
    wait: int = field(default=0, compare=False)
    lock: Lock | None = field(default=None, compare=False)
    since: int = field(default=0, compare=False)


class Lockbox:
    """The locks of all people who are known."""

    def __init__(self, store: Store, vault: Vault, stretch: Stretch) -> None:
        self._store = store
        self._vault = vault
        self._stretch = stretch

    async def of(self, chat: Chat) -> Lock:
        """The lock of a chat's person; one that is not set yet is made for who has none."""
        return (await self._change(chat, _as_it_is)).lock

    async def change(
        self,
        chat: Chat,
        change: Callable[[Lock], Awaitable[Lock]],
        since: tuple[By, int] | None = None,
    ) -> Lock:
        """Change a lock; what `change` raises leaves it as it was.

        `since` says what opens it from now on, and the UTC second that counts for it.
        """

        async def changed(kept: Kept) -> Kept:
            times = dict([since] if since else ())
            return replace(kept, lock=await change(kept.lock), since={**kept.since, **times})

        return (await self._change(chat, changed)).lock

    async def tried(self, chat: Chat, secret: bytes, now: int, by: By = By.PIN) -> Tried:
        """Try a PIN, a passphrase or recovery words at a UTC second."""
        lock, wait = await self.counted(chat, now, by)
        if wait:
            return Tried(wait=wait, lock=lock)
        opened = await JUDGES[by](lock, secret, self._stretch)
        kept = await self.judged(chat, opened, now, by)
        return Tried(opened, lock=kept.lock, since=kept.since.get(by, 0))

    async def counted(
        self, chat: Chat, now: int, by: By, whose: bytes | None = None
    ) -> tuple[Lock, int]:
        """Count a try, before it is judged; gives the lock, and the seconds to wait if too soon.

        `whose` is the person who has to be in that chat still.
        """
        wait = 0

        async def count(kept: Kept) -> Kept:
            nonlocal wait
            if whose not in (None, kept.lock.uid):
                raise SidelightError(BUSY)
            attempts = kept.tries.get(by, NONE)
            wait = attempts.wait(now, LONGEST[by])
            kept = replace(kept, lock=locks.as_of(kept.lock, now))
            return kept if wait else kept.counted(by, attempts.tried(now))

        return (await self._change(chat, count)).lock, wait

    async def judged(self, chat: Chat, opened: Opened | None, now: int, *counted: By) -> Kept:
        """Note what a try came to; one that was right counts no more."""

        async def note(kept: Kept) -> Kept:
            if opened is None:
                return kept.noted("wrong", now)
            for by in counted:
                kept = kept.counted(by, kept.tries.get(by, NONE).forgiven(now))
            return kept.noted("empty" if opened.duress else "hers", now)

        return await self._change(chat, note)

    async def asked(self, chat: Chat, now: int) -> Lock:
        """A lock of which somebody asked to destroy what it keeps, or to take control of it."""

        async def note(kept: Kept) -> Kept:
            return kept.noted("asked", now)

        return (await self._change(chat, note)).lock

    async def collected(self, chat: Chat, now: int, whose: bytes) -> None:
        """Note that a package of a person's was collected, who has to be in that chat still."""

        async def note(kept: Kept) -> Kept:
            if whose != kept.lock.uid:
                raise SidelightError(BUSY)
            return kept.noted("collected", now)

        await self._change(chat, note)

    async def opened_freely(self, chat: Chat, now: int, *, hidden: bool = False) -> Lock:
        """A lock that nobody was asked for, as it is; that is noted too."""

        async def note(kept: Kept) -> Kept:
            return kept.noted("empty" if hidden or kept.lock.is_set else "hers", now)

        return (await self._change(chat, note)).lock

    async def since(self, chat: Chat, by: By) -> int:
        """The UTC second since when a lock opens to whoever set this way to open it."""
        return (await self._change(chat, _as_it_is)).since.get(by, 0)

    async def openings(self, chat: Chat, private: bytes) -> tuple[str, ...]:
        """When a lock was opened or tried, the newest first: how, and the UTC second."""
        kept = await self._change(chat, _as_it_is)
        notes = (locks.unseal(kept.lock, private, note, _OPENING) for note in kept.openings)
        return tuple(note.decode().strip() for note in notes)[::-1]

    async def _change(self, chat: Chat, change: Callable[[Kept], Awaitable[Kept]]) -> Kept:
        for _ in range(AGAIN):
            held = await self._vault.load(chat)
            if not held.version:
                raise SidelightError("Nobody is known here.")
            version, content = await self._store.lock(held.uid)
            before = self._opened(held, content) if version else None
            after = await change(before or Kept(locks.new_lock(held.uid)))
            if after == before or await self._store.keep_lock(
                held.uid, version, self._sealed(held, after), self._found_by(after)
            ):
                return after
        raise SidelightError(BUSY)

    def _opened(self, held: Held, content: bytes) -> Kept:
        return _read(held.uid, self._vault.seal_of(held).open(content, self._bound(held)))

    def _sealed(self, held: Held, kept: Kept) -> bytes:
        return self._vault.seal_of(held).seal(_written(kept), self._bound(held))

    def _found_by(self, kept: Kept) -> tuple[bytes, ...]:
        names = (way.name for way in kept.lock.by_words if way.name)
        return tuple(self._vault.words_index(name) for name in names)

    def _bound(self, held: Held) -> bytes:
        return self._vault.bound(_COLUMN, held)


async def _as_it_is(kept: Kept) -> Kept:
    return kept


# As it is stored, inside the seal


def _written(kept: Kept) -> bytes:
    lock = kept.lock
    return to_json(
        {
            "public": lock.public.hex(),
            "private": lock.private.hex(),
            "secret": _way_written(lock.secret),
            "recovery": _way_written(lock.recovery),
            "charity": lock.charity.hex(),
            "openings": [note.hex() for note in kept.openings],
            "admitted": _admitted_written(lock.admitted),
            "tries": {by.value: attempts.times for by, attempts in kept.tries.items()},
            "since": {by.value: second for by, second in kept.since.items()},
        }
    )


def _read(uid: bytes, content: bytes) -> Kept:
    read = from_json(content)
    lock = Lock(
        uid,
        bytes.fromhex(read["public"]),
        bytes.fromhex(read["private"]),
        _way_read(read["secret"]),
        _way_read(read["recovery"]),
        bytes.fromhex(read["charity"]),
        _admitted_read(read.get("admitted")),
    )
    tries = {By(by): Attempts(tuple(times)) for by, times in read["tries"].items()}
    since = {By(by): int(second) for by, second in read.get("since", {}).items()}
    return Kept(lock, tries, tuple(bytes.fromhex(note) for note in read["openings"]), since)


def _way_written(way: Way | None) -> list[str]:
    return [part.hex() for part in (way.salt, *way.records, way.name)] if way else []


def _way_read(parts: list[str]) -> Way | None:
    if not parts:
        return None
    salt, hers, other, name = (bytes.fromhex(part) for part in parts)
    return Way(salt, (hers, other), name)


def _admitted_written(admitted: Admitted | None) -> tuple[int, list[str]] | None:
    return (admitted.at, _way_written(admitted.way)) if admitted else None


def _admitted_read(read: tuple[int, list[str]] | None) -> Admitted | None:
    return Admitted(read[0], _way_read(read[1])) if read else None
