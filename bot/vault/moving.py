"""Brings a person's vault to another chat by her recovery words: accounts get lost, or taken over.

Rules of this file: a try is counted before anything is looked up; whatever the words are, they are
stretched twice; and the lock is what moves with her name, so nothing of hers is sealed anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from bot.core import session as sessions
from bot.core.session import WEEK, Session
from bot.errors import SidelightError, UnreadableSession
from bot.ports import Chat
from bot.vault import locks
from bot.vault.lockbox import AGAIN, BUSY, By, Lockbox
from bot.vault.locks import Lock, Opened, Stretch
from bot.vault.vault import Home, Vault

Cleared = Callable[[bytes], bytes]
"""The slate of a chat from which everything has to go that stands there."""


class Outcome(Enum):
    """What became of words that were tried from a chat."""

    MOVED = auto()
    """What is hers is in this chat now."""
    HERE = auto()
    """The words are right, and what they open is in this chat already."""
    KEEPS = auto()
    """The words are right, but there is something in this chat that would be lost."""
    WRONG = auto()
    WAITS = auto()
    """It was too soon, and the words were not looked at."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a try: what it opened, the chat she left, or the seconds to wait."""

    outcome: Outcome
    opened: Opened | None = None
    left: Chat | None = None
    wait: int = 0


class Mover:
    """Finds people by their recovery words."""

    def __init__(self, lockbox: Lockbox, vault: Vault, stretch: Stretch) -> None:
        self._lockbox = lockbox
        self._vault = vault
        self._stretch = stretch

    async def move(self, chat: Chat, words: bytes, at: datetime, cleared: Cleared) -> Moved:
        """Try words from a chat, and if they are right, bring there what they open."""
        now = int(at.timestamp())
        here, wait = await self._lockbox.counted(chat, now, By.WORDS)
        if wait:
            return Moved(Outcome.WAITS, wait=wait)
        name = await locks.name_of(words, self._stretch)
        home = await self._vault.find(name)
        lock, wait = await self._counted(home, now)
        opened = await locks.recovered_by_name(lock, name, words, self._stretch)
        if wait:
            return Moved(Outcome.WAITS, wait=wait)
        if home is None or opened is None:
            await self._lockbox.judged(chat, None, now)
            return Moved(Outcome.WRONG)
        return await self._come(chat, here, home, opened, _Going(at, cleared))

    async def _counted(self, home: Home | None, now: int) -> tuple[Lock | None, int]:
        """Count a try at the lock that was found too; gives no lock where it may not be tried."""
        if home is None:
            return None, 0
        lock, wait = await self._lockbox.counted(home.chat, now, By.MOVE, home.held.uid)
        return (None if wait else lock), wait

    async def _come(
        self, chat: Chat, here: Lock, home: Home, opened: Opened, going: _Going
    ) -> Moved:
        now = int(going.at.timestamp())
        if home.held.uid == here.uid:
            await self._lockbox.judged(chat, opened, now, By.WORDS, By.MOVE)
            return Moved(Outcome.HERE, opened)
        if await self._is_new(home, now):
            await self._lockbox.judged(chat, None, now)
            return Moved(Outcome.WRONG)
        if _is_set(here) or await self._keeps(here.uid):
            await self._lockbox.judged(chat, None, now)
            return Moved(Outcome.KEEPS)
        await self._move(chat, here.uid, home, going)
        await self._lockbox.judged(chat, opened, now, By.MOVE)
        return Moved(Outcome.MOVED, opened, home.chat)

    async def _keeps(self, uid: bytes) -> bool:
        """Whether a person would lose a log, or a plan."""
        _, plan = await self._vault.store.plan(uid)
        return bool(plan) or await self._vault.store.last_link(uid) is not None

    async def _is_new(self, home: Home, now: int) -> bool:
        """Whether her words are so new that somebody else may have set them, on her phone."""
        lock = await self._lockbox.of(home.chat)
        way = By.WORDS if lock.admitted is None else By.HELP
        return now - await self._lockbox.since(home.chat, way) < WEEK

    async def _move(self, chat: Chat, uid: bytes, found: Home, going: _Going) -> None:
        """Move, unless one of both is elsewhere by now: then somebody else was quicker."""
        for _ in range(AGAIN):
            held, home = await self._vault.load(chat), await self._vault.home(found.held.uid)
            if home is None or home.chat != found.chat or held.uid != uid:
                break
            left = going.cleared(home.held.slate)
            coming = replace(held, session=_joined(held.session, home.held.session))
            if await self._vault.move(chat, coming, home, left, going.at):
                return
        raise SidelightError(BUSY)


@dataclass(frozen=True, slots=True)
class _Going:
    """When a person goes from a chat, and how that is cleared."""

    at: datetime
    cleared: Cleared


def _joined(coming: bytes | None, left: bytes | None) -> bytes | None:
    """What was said in the chat she comes to, with what is hers from the one she leaves."""
    try:
        here, hers = (sessions.load(one) if one else Session() for one in (coming, left))
    except UnreadableSession:
        return coming
    joined = replace(
        here,
        person={**hers.person, **here.person},
        kept={**hers.kept, **here.kept},
        consents={**hers.consents, **here.consents},
        terms=hers.terms,
        hidden=hers.hidden,
        removals=hers.removals,
        keeps=True,
    )
    return sessions.dump(joined)


def _is_set(lock: Lock) -> bool:
    """Whether a lock may have something behind it that nothing else opens."""
    return bool(lock.is_set or lock.recovery or lock.charity)
