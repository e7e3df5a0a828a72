"""Carries out what turns request of a person's lock, and holds open what she opened.

What is open lies in memory alone, for some minutes, and ends with the process. What a duress PIN
opened, or nothing at all where there is a lock, is an empty place that takes everything and keeps
nothing: all that is asked of it is answered as if it were hers.

Answers come after a fixed time, so that the time does not tell what was opened.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.requests import (
    BringBack,
    Control,
    Fact,
    LiftLock,
    ListOpenings,
    MakeReceipt,
    MakeWords,
    Outcome,
    Request,
    SetDuress,
    SetLock,
    SetRecovery,
    Setting,
    TakeControl,
    TellHers,
    Unlock,
    Within,
)
from bot.core.session import OPEN_FOR, WEEK
from bot.core.steps.spoken import PASSPHRASE, RECOVERY
from bot.ports import Chat
from bot.vault import locks, receipts, words
from bot.vault.lockbox import By, Lockbox
from bot.vault.locks import Lock, Stretch
from bot.vault.stretcher import Stretcher
from bot.vault.vault import Vault

PACE = 0.5
"""Seconds after which an answer comes, or twice that, and so on, where it takes longer."""
INSTANT = 1e-9
CLOSED = Outcome("closed")


@dataclass(frozen=True, slots=True)
class Open:
    """What somebody opened: hers, with the private half, or an empty place, without.

    `since` is the UTC second since when it opens to what it was opened with; what opened for
    nothing has done so since just now.
    """

    until: float
    private: bytes = field(default=b"", repr=False)
    facts: tuple[Fact, ...] = ()
    since: int = 0

    @property
    def is_hers(self) -> bool:
        """Whether it is what she keeps."""
        return bool(self.private)

    def waits(self, now: int) -> bool:
        """Whether who opened it may not have been able to for a week."""
        return now - self.since < WEEK

    def known(self, now: int) -> tuple[Fact, ...]:
        """What is true of it, and can be shown."""
        return (*self.facts, "waits") if self.facts and self.waits(now) else self.facts

    def showing(self, fact: Fact) -> Open:
        """The same, where something more is true of the lock."""
        return self if fact in self.facts else replace(self, facts=(*self.facts, fact))


class Locksmith:
    """What turns ask of the vault."""

    def __init__(  # time as well, so that tests need not wait
        self,
        lockbox: Lockbox,
        stretch: Stretch,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
        stop: Callable[[], None] = lambda: None,
    ) -> None:
        self._lockbox = lockbox
        self._stretch = stretch
        self._sleep = sleep
        self._clock = clock
        self._open: dict[Chat, Open] = {}
        self.stop = stop
        """Begin no more work that takes long."""

    @classmethod
    def over(cls, vault: Vault) -> Locksmith:
        """The locksmith of all people of a vault."""
        stretcher = Stretcher()
        return cls(Lockbox(vault.store, vault, stretcher), stretcher, stop=stretcher.close)

    async def carry_out(self, chat: Chat, request: Request, at: datetime) -> Outcome:
        """What comes of a request."""
        begun = self._clock()
        outcome = await self._carried_out(chat, request, int(at.timestamp()))
        taken = self._clock() - begun
        await self._sleep(math.ceil(max(taken, INSTANT) / PACE) * PACE - taken)
        return outcome

    def shut(self, chat: Chat) -> None:
        """Close what is open."""
        self._open.pop(chat, None)

    async def _carried_out(self, chat: Chat, request: Request, now: int) -> Outcome:
        if isinstance(request, Unlock):
            return await self._unlock(chat, request, now)
        self._open = {other: it for other, it in self._open.items() if it.until > now}
        place = self._open.get(chat)
        if place is None:
            return CLOSED
        self._open[chat] = replace(place, until=now + OPEN_FOR)
        outcome = await self._within(chat, self._open[chat], request, now)
        place = self._open[chat]
        return replace(outcome, facts=place.known(now), hers=place.is_hers)

    async def _within(self, chat: Chat, place: Open, request: Within, now: int) -> Outcome:
        match request:
            case TakeControl():
                return Outcome(await self._control(chat, place, now))
            case BringBack(asked):
                return await self._bring_back(chat, place, asked=asked, now=now)
            case ListOpenings():
                return Outcome("done", words=await self._openings(chat, place))
            case MakeReceipt(at):
                uid = (await self._lockbox.of(chat)).uid
                made = receipts.receipt(uid) if place.is_hers else receipts.of_nothing(uid, at)
                return Outcome("done", words=made)
            case TellHers():
                return Outcome("done")
            case _:
                return await self._set(chat, place, request)

    async def _set(self, chat: Chat, place: Open, request: Setting) -> Outcome:
        match request:
            case SetLock(secret):
                return await self._set_lock(chat, place, _meant(secret)[0])
            case SetDuress(secret):
                return await self._set_duress(chat, place, _meant(secret)[0])
            case SetRecovery(typed):
                return await self._set_recovery(chat, place, _meant(typed)[0])
            case LiftLock():
                return await self._lift(chat, place)
            case MakeWords(count):
                return Outcome("done", words=words.some(count))

    # Opening

    async def _unlock(self, chat: Chat, request: Unlock, now: int) -> Outcome:
        until = now + OPEN_FOR
        if request.by == "nothing":
            lock = await self._lockbox.opened_freely(chat, now, hidden=request.hidden)
            return self._opened(chat, _free(lock, until, now, hidden=request.hidden), now)
        secret, by = _meant(request.secret)
        tried = await self._lockbox.tried(chat, secret, now, by)
        if tried.wait:
            return Outcome("too_often", minutes=math.ceil(tried.wait / 60))
        if tried.opened is None or tried.lock is None:
            return Outcome("wrong")
        place = Open(until, tried.opened.private, _facts(tried.lock), since=tried.since)
        return self._opened(chat, place, now)

    def _opened(self, chat: Chat, place: Open, now: int) -> Outcome:
        self._open[chat] = place
        return Outcome("opened", place.known(now), hers=place.is_hers)

    # What destroys or takes control

    async def _control(self, chat: Chat, place: Open, now: int) -> Control:
        """When it may be done: whoever may have come to hold her phone this week has to wait."""
        lock = await self._lockbox.asked(chat, now)
        if not place.is_hers:
            return "never"
        keeps = bool(_facts(lock) or lock.charity)
        return "in_a_week" if keeps and place.waits(now) else "at_once"

    async def _bring_back(self, chat: Chat, place: Open, *, asked: bool, now: int) -> Outcome:
        lock = await self._lockbox.of(chat)
        is_known = lock.is_set or (asked and bool(lock.recovery or lock.charity))
        if not place.is_hers and not is_known:
            self._open[chat] = _free(lock, now + OPEN_FOR, now)
        return Outcome("done")

    # Within what is open

    async def _set_lock(self, chat: Chat, place: Open, secret: bytes) -> Outcome:
        lock = await self._lockbox.of(chat)
        if place.is_hers and lock.recovery is None and not lock.charity:
            return Outcome("no_way_back")

        async def change(lock: Lock) -> Lock:
            if place.is_hers:
                return await locks.locked(lock, place.private, secret, self._stretch)
            return await locks.decoyed(lock, secret, self._stretch)

        await self._lockbox.change(chat, change, _since(By.PIN, place))
        return self._done(chat, place.showing("pin"))

    async def _set_duress(self, chat: Chat, place: Open, secret: bytes) -> Outcome:
        opened = await locks.tried(await self._lockbox.of(chat), secret, self._stretch)
        if place.is_hers and opened is not None and not opened.duress:
            return Outcome("same")
        if place.is_hers:
            await self._lockbox.change(
                chat, lambda lock: locks.decoyed(lock, secret, self._stretch)
            )
        return self._done(chat, place)

    async def _lift(self, chat: Chat, place: Open) -> Outcome:
        async def change(lock: Lock) -> Lock:
            return locks.unlocked(lock, place.private) if place.is_hers else lock

        await self._lockbox.change(chat, change)
        left = tuple(fact for fact in place.facts if fact != "pin")
        return self._done(chat, replace(place, facts=left))

    async def _set_recovery(self, chat: Chat, place: Open, secret: bytes) -> Outcome:
        lock = await self._lockbox.of(chat)
        words_since = await self._lockbox.since(chat, By.WORDS)
        if place.is_hers and lock.recovery is not None and place.since > words_since:
            return Outcome("standing")

        async def change(lock: Lock) -> Lock:
            if not place.is_hers:
                return lock
            return await locks.recoverable(lock, place.private, secret, self._stretch)

        await self._lockbox.change(chat, change, _since(By.WORDS, place))
        return self._done(chat, place.showing("words"))

    async def _openings(self, chat: Chat, place: Open) -> tuple[str, ...]:
        return await self._lockbox.openings(chat, place.private) if place.is_hers else ()

    def _done(self, chat: Chat, place: Open) -> Outcome:
        self._open[chat] = place
        return Outcome("done")


def _free(lock: Lock, until: int, now: int, *, hidden: bool = False) -> Open:
    """What nothing opens: what she keeps, if there is no lock, and else an empty place."""
    if hidden or lock.is_set:
        return Open(until, since=now)
    return Open(until, lock.private, _facts(lock), since=now)


def _since(by: By, place: Open) -> tuple[By, int] | None:
    """Since when a way counts that was set in a place; in an empty one nothing was set."""
    return (by, place.since) if place.is_hers else None


def _facts(lock: Lock) -> tuple[Fact, ...]:
    held: dict[Fact, bool] = {"pin": lock.is_set, "words": lock.recovery is not None}
    return tuple(fact for fact, is_so in held.items() if is_so)


def _meant(typed: str) -> tuple[bytes, By]:
    """What a person tapped or typed, as what opens a lock, and what it is counted as."""
    for count, by in ((PASSPHRASE, By.PIN), (RECOVERY, By.WORDS)):
        try:
            return words.secret(words.read(typed, count)), by
        except words.NotWords:
            continue
    return "".join(typed.casefold().split()).encode(), By.PIN
