"""Carries out what turns request of a person's lock, and holds open what she opened.

What is open lies in memory alone, for some minutes, and ends with the process. What a duress PIN
opened, or nothing at all where there is a lock, is an empty place that takes everything and keeps
nothing: all that is asked of it is answered as if it were hers.

Answers come after a fixed time, so that the time does not tell what was opened.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.requests import (
    HERS,
    BringBack,
    Came,
    Control,
    Entrust,
    Fact,
    LiftLock,
    ListOpenings,
    MakeFile,
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
    Telling,
    TellReference,
    Unlock,
    Withdraw,
    Within,
)
from bot.core.session import OPEN_FOR
from bot.core.steps.spoken import PASSPHRASE, RECOVERY
from bot.ports import Chat
from bot.vault import locks, receipts, words
from bot.vault.lockbox import By, Lockbox
from bot.vault.locks import Lock, Stretch
from bot.vault.moving import Cleared, Mover
from bot.vault.moving import Outcome as Moving
from bot.vault.opened import Open
from bot.vault.stretcher import Stretcher
from bot.vault.vault import Vault

PACE = 0.5
"""Seconds after which an answer comes, or twice that, and so on, where it takes longer."""
INSTANT = 1e-9
CLOSED = Outcome("closed")
Hand = Callable[[str, bytes], tuple[str, str]]
"""Seals a file of this name; gives where it lies for some minutes, and the words that open it."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a locksmith works with.

    `refer` names a person so that a charity can find her; `charity` is the public half of its key.
    `cleared` makes, of the slate of a chat that somebody left, what has to be removed there. `hand`
    seals a file and lays it out.
    """

    lockbox: Lockbox
    mover: Mover
    stretch: Stretch
    refer: Callable[[bytes], str]
    cleared: Cleared
    charity: bytes | None = None
    hand: Hand | None = None

    @classmethod
    def over(
        cls, vault: Vault, stretch: Stretch, cleared: Cleared, hand: Hand | None = None
    ) -> Tools:
        """The tools for all people of a vault."""
        lockbox = Lockbox(vault.store, vault, stretch)
        mover = Mover(lockbox, vault, stretch)
        return cls(lockbox, mover, stretch, vault.reference, cleared, vault.charity, hand)


@dataclass(frozen=True, slots=True)
class Time:
    """How time passes: seconds of a clock that nobody sets, and a way to let some go by."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Locksmith:
    """What turns ask of the vault."""

    def __init__(self, tools: Tools, passing: Time | None = None) -> None:
        self._tools = tools
        self._lockbox = tools.lockbox
        self._time = passing or Time()
        self._open: dict[Chat, Open] = {}

    async def carry_out(self, chat: Chat, request: Request, at: datetime) -> Outcome:
        """What comes of a request."""
        begun = self._time.clock()
        outcome = await self._carried_out(chat, request, at)
        taken = self._time.clock() - begun
        await self._time.sleep(math.ceil(max(taken, INSTANT) / PACE) * PACE - taken)
        return outcome

    def touch(self, chat: Chat, until: float) -> None:
        """What is open in a chat stays so until a UTC second."""
        if (place := self._open.get(chat)) is not None:
            self._open[chat] = replace(place, until=until)

    async def keeps(self, chat: Chat) -> bool:
        """Whether somebody has set anything, which may not be forgotten by itself."""
        return not HERS.isdisjoint(self._facts(await self._lockbox.of(chat)))

    def shut(self, chat: Chat) -> None:
        """Close what is open."""
        self._open.pop(chat, None)

    def stop(self) -> None:
        """Begin no more work that takes long."""
        if isinstance(self._tools.stretch, Stretcher):
            self._tools.stretch.close()

    async def _carried_out(self, chat: Chat, request: Request, at: datetime) -> Outcome:
        now = at.timestamp()
        self._open = {other: it for other, it in self._open.items() if it.until > now}
        if isinstance(request, Unlock):
            return await self._unlock(chat, request, at)
        place = self._open.get(chat)
        if place is None:
            return CLOSED
        self._open[chat] = replace(place, until=now + OPEN_FOR)
        outcome = await self._within(chat, self._open[chat], request, now)
        place = self._open[chat]
        return replace(outcome, facts=place.known(now), hers=place.is_hers)

    async def _within(self, chat: Chat, place: Open, request: Within, now: float) -> Outcome:
        match request:
            case TakeControl():
                return Outcome(await self._control(chat, place, now))
            case BringBack(asked):
                return await self._bring_back(chat, place, asked=asked, now=now)
            case MakeFile(name, content):
                return self._made(name, content)
            case MakeWords() | TellReference() | ListOpenings() | MakeReceipt() | TellHers():
                return Outcome("done", words=await self._told(chat, place, request))
            case _:
                return Outcome(await self._set_at(chat, place, request, int(now)))

    async def _told(self, chat: Chat, place: Open, request: Telling) -> tuple[str, ...]:
        match request:
            case MakeWords(count):
                return words.some(count)
            case TellReference():
                return (await self._reference(chat, place),)
            case ListOpenings():
                return await self._openings(chat, place)
            case MakeReceipt(at):
                uid = (await self._lockbox.of(chat)).uid
                return receipts.receipt(uid) if place.is_hers else receipts.of_nothing(uid, at)
            case TellHers():
                return ()

    async def _set_at(self, chat: Chat, place: Open, request: Setting, now: int) -> Came:
        if isinstance(request, SetLock | SetDuress):
            _, wait = await self._lockbox.counted(chat, now, By.SET)
            if wait:
                return "too_often"
        return await self._set(chat, place, request)

    async def _set(self, chat: Chat, place: Open, request: Setting) -> Came:
        match request:
            case SetLock(secret):
                return await self._set_lock(chat, place, _meant(secret)[0])
            case SetDuress(secret):
                return await self._set_duress(chat, place, _meant(secret)[0])
            case SetRecovery(typed):
                return await self._set_recovery(chat, place, _meant(typed)[0])
            case Entrust(code_word):
                return await self._entrust(chat, place, code_word)
            case Withdraw():
                return await self._withdraw(chat, place)
            case LiftLock():
                return await self._lift(chat, place)

    # Opening

    async def _unlock(self, chat: Chat, request: Unlock, at: datetime) -> Outcome:
        now = int(at.timestamp())
        if request.by == "nothing":
            lock = await self._lockbox.opened_freely(chat, now, hidden=request.hidden)
            return self._opened(chat, self._free(lock, now, hidden=request.hidden), now)
        secret, by = _meant(request.secret)
        if by is By.WORDS:
            return await self._come(chat, secret, at)
        tried = await self._lockbox.tried(chat, secret, now, by)
        if tried.wait:
            return _too_often(tried.wait)
        if tried.opened is None:
            return Outcome("wrong")
        facts, opened = self._facts(tried.lock), tried.opened
        place = Open(
            *(now + OPEN_FOR, opened.private, facts, tried.since, now),
            under_duress=opened.duress,
        )
        return self._opened(chat, place, now)

    async def _come(self, chat: Chat, secret: bytes, at: datetime) -> Outcome:
        """Open it with recovery words, and bring it here if it is in another chat."""
        moved = await self._tools.mover.move(chat, secret, at, self._tools.cleared)
        if moved.wait:
            return _too_often(moved.wait)
        if moved.opened is None:
            return Outcome("kept_here" if moved.outcome is Moving.KEEPS else "wrong")
        if moved.left is not None:
            self.shut(moved.left)
        lock, since = await self._lockbox.of(chat), await self._lockbox.since(chat, By.WORDS)
        if lock.admitted is not None:  # these may be the charity's words, which are new
            since = max(since, lock.admitted.at)
        now = at.timestamp()
        place = Open(now + OPEN_FOR, moved.opened.private, self._facts(lock), since, int(now))
        return self._opened(chat, place, now)

    def _free(self, lock: Lock, now: float, *, hidden: bool = False) -> Open:
        """What nothing opens: what she keeps, if there is no lock, and else an empty place."""
        if hidden or lock.is_set:
            return Open(now + OPEN_FOR, b"", self._facts(None), now, int(now))
        return Open(now + OPEN_FOR, lock.private, self._facts(lock), now, int(now))

    def _facts(self, lock: Lock | None) -> tuple[Fact, ...]:
        """What may be said of a lock, or of an empty place that has none."""
        held: dict[Fact, bool] = {
            "pin": lock is not None and lock.is_set,
            "words": lock is not None and lock.recovery is not None,
            "helper": lock is not None and bool(lock.charity),
            "helper_offered": self._tools.charity is not None,
        }
        return tuple(fact for fact, is_so in held.items() if is_so)

    def _opened(self, chat: Chat, place: Open, now: float) -> Outcome:
        self._open[chat] = place
        return Outcome("opened", place.known(now), hers=place.is_hers)

    # What destroys or takes control

    async def _control(self, chat: Chat, place: Open, now: float) -> Control:
        """When it may be done: whoever may have come to hold her phone this week has to wait."""
        lock = await self._lockbox.asked(chat, int(now))
        if not place.is_hers:
            return "never"
        keeps = not HERS.isdisjoint(self._facts(lock))
        return "in_a_week" if keeps and place.waits(now) else "at_once"

    async def _bring_back(self, chat: Chat, place: Open, *, asked: bool, now: float) -> Outcome:
        lock = await self._lockbox.of(chat)
        is_known = lock.is_set or (asked and bool(lock.recovery or lock.charity))
        if not place.is_hers and not is_known:
            self._open[chat] = self._free(lock, now)
        return Outcome("done")

    # Setting

    async def _set_lock(self, chat: Chat, place: Open, secret: bytes) -> Came:
        lock = await self._lockbox.of(chat)
        if place.is_hers and lock.recovery is None and not lock.charity:
            return "no_way_back"
        stretch = self._tools.stretch

        async def change(lock: Lock) -> Lock:
            if place.is_hers:
                return await locks.locked(lock, place.private, secret, stretch)
            await locks.in_vain(secret, stretch)
            return await locks.decoyed(lock, secret, stretch)

        await self._lockbox.change(chat, change, _since(By.PIN, place))
        return self._done(chat, place.showing("pin"))

    async def _set_duress(self, chat: Chat, place: Open, secret: bytes) -> Came:
        stretch = self._tools.stretch
        opened = await locks.tried(await self._lockbox.of(chat), secret, stretch)
        if opened is not None and place.is_opened_by(duress=opened.duress):
            return "same"

        async def change(lock: Lock) -> Lock:
            if place.is_hers:
                return await locks.decoyed(lock, secret, stretch)
            await locks.in_vain(secret, stretch)
            return lock

        await self._lockbox.change(chat, change)
        return self._done(chat, place)

    async def _set_recovery(self, chat: Chat, place: Open, secret: bytes) -> Came:
        lock, given = await self._lockbox.of(chat), await self._lockbox.since(chat, By.WORDS)
        if place.is_hers and lock.recovery is not None and place.since > given:
            return "standing"

        async def change(lock: Lock) -> Lock:
            if place.is_hers:
                return await locks.recoverable(lock, place.private, secret, self._tools.stretch)
            await locks.in_vain(secret, self._tools.stretch, locks.RECOVERING)
            return lock

        await self._lockbox.change(chat, change, _since(By.WORDS, place))
        return self._done(chat, place.showing("words"))

    async def _lift(self, chat: Chat, place: Open) -> Came:
        async def change(lock: Lock) -> Lock:
            if place.is_hers:
                return locks.unlocked(lock, place.private)
            # What opened this place is taken off too: nothing may be known of what opens the next.
            return await locks.decoyed(lock, os.urandom(32), self._tools.stretch)

        await self._lockbox.change(chat, change)
        return self._done(chat, place.without("pin"))

    async def _entrust(self, chat: Chat, place: Open, code_word: str) -> Came:
        charity, lock = self._tools.charity, await self._lockbox.of(chat)
        if place.is_hers and await self._is_earlier(chat, place, lock):
            return "standing"

        async def change(lock: Lock) -> Lock:
            if not place.is_hers or charity is None:
                return lock
            return locks.entrusted(lock, place.private, charity, code_word)

        await self._lockbox.change(chat, change, _since(By.HELP, place))
        return self._done(chat, place.showing("helper"))

    async def _withdraw(self, chat: Chat, place: Open) -> Came:
        lock = await self._lockbox.of(chat)
        if place.is_hers and lock.is_set and lock.recovery is None:
            return "no_way_back"
        if place.is_hers and await self._is_earlier(chat, place, lock):
            return "standing"

        async def change(lock: Lock) -> Lock:
            return locks.withdrawn(lock) if place.is_hers else lock

        await self._lockbox.change(chat, change)
        return self._done(chat, place.without("helper"))

    async def _is_earlier(self, chat: Chat, place: Open, lock: Lock) -> bool:
        """Whether she gave something before whoever opened this was able to."""
        ways = {By.PIN: lock.is_set, By.WORDS: bool(lock.recovery), By.HELP: bool(lock.charity)}
        given = [await self._lockbox.since(chat, by) for by, is_so in ways.items() if is_so]
        return any(place.since > second for second in given)

    def _done(self, chat: Chat, place: Open) -> Came:
        self._open[chat] = place
        return "done"

    # Telling

    def _made(self, name: str, content: str) -> Outcome:
        if self._tools.hand is None:
            return Outcome("no_file")
        return Outcome("done", words=self._tools.hand(name, content.encode()))

    async def _reference(self, chat: Chat, place: Open) -> str:
        """By what the charity can find her; of an empty place, what leads to nobody."""
        uid = (await self._lockbox.of(chat)).uid
        nobody = hashlib.sha256(uid).digest()[: len(uid)]
        return self._tools.refer(uid if place.is_hers else nobody)

    async def _openings(self, chat: Chat, place: Open) -> tuple[str, ...]:
        if place.is_hers:
            return await self._lockbox.openings(chat, place.private)
        return (f"hers {place.opened}",)


def _since(by: By, place: Open) -> tuple[By, int] | None:
    """Since when a way counts that was set in a place; in an empty one nothing was set."""
    return (by, int(place.since)) if place.is_hers else None


def _too_often(seconds: int) -> Outcome:
    return Outcome("too_often", minutes=math.ceil(seconds / 60))


def _meant(typed: str) -> tuple[bytes, By]:
    """What a person tapped or typed, as what opens a lock, and what it is counted as."""
    for count, by in ((PASSPHRASE, By.PIN), (RECOVERY, By.WORDS)):
        try:
            return words.secret(words.read(typed, count)), by
        except words.NotWords:
            continue
    return "".join(sign for sign in typed.casefold() if sign.isalnum()).encode(), By.PIN
