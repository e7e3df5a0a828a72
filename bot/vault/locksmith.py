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
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.requests import (
    HERS,
    BringBack,
    Control,
    EraseDue,
    EraseEntry,
    Fact,
    KeepEntry,
    KeepFile,
    Keeping,
    ListOpenings,
    Logged,
    MakeFile,
    MakeReceipt,
    MakeRelease,
    MakeWords,
    Outcome,
    Planning,
    Request,
    TakeControl,
    Telling,
    TellReference,
    Unlock,
    Within,
)
from bot.core.session import OPEN_FOR, WEEK
from bot.errors import Unsealable
from bot.ports import Chat
from bot.vault import receipts, words
from bot.vault.desk import Desk, Fetch, Reporter
from bot.vault.exhibits import Exhibits
from bot.vault.fitting import Fitter
from bot.vault.lockbox import By, Lockbox
from bot.vault.locks import Lock, Stretch
from bot.vault.logbook import Logbook
from bot.vault.moving import Cleared, Mover
from bot.vault.moving import Outcome as Moving
from bot.vault.opened import Open
from bot.vault.pieces import Pieces
from bot.vault.planbook import Planbook
from bot.vault.releases import Releases
from bot.vault.scribe import Scribe
from bot.vault.stamps import Stamps
from bot.vault.stretcher import Stretcher
from bot.vault.typed import meant
from bot.vault.vault import Vault

PACE = 0.5
"""Seconds after which an answer comes, or twice that, and so on, where it takes longer."""
INSTANT = 1e-9
CLOSED = Outcome("closed")
Hand = Callable[[str, bytes], tuple[str, str]]
"""Seals a file of this name; gives where it lies for some minutes, and the words that open it."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What a locksmith needs of the world around the vault; each is missing where it can't be had.

    `hand` seals a file and lays it out, `fetch` brings one that somebody sent, `reporter` makes
    packages, and `has_room` tells whether there is room for files.
    """

    hand: Hand | None = None
    fetch: Fetch | None = None
    reporter: Reporter | None = None
    has_room: Callable[[], bool] = lambda: True


@dataclass(frozen=True, slots=True)
class Tools:
    """What a locksmith works with.

    `refer` names a person so that a charity can find her; `charity` is the public half of its key.
    `cleared` makes, of the slate of a chat that somebody left, what has to be removed there. `hand`
    seals a file and lays it out. `desk` is what her log is written at; `planbook` holds her plan.
    """

    lockbox: Lockbox
    mover: Mover
    stretch: Stretch
    refer: Callable[[bytes], str]
    cleared: Cleared
    desk: Desk
    planbook: Planbook
    charity: bytes | None = None
    hand: Hand | None = None

    @classmethod
    def over(
        cls, vault: Vault, stretch: Stretch, cleared: Cleared, outside: Outside | None = None
    ) -> Tools:
        """The tools for all people of a vault."""
        outside = outside or Outside()
        lockbox = Lockbox(vault.store, vault, stretch)
        logbook, pieces = Logbook(vault, lockbox), Pieces(vault)
        mover = Mover(lockbox, vault, stretch)
        desk = Desk(
            *(logbook, Exhibits(vault, lockbox, pieces=pieces), lockbox, Stamps(vault)),
            Releases(vault, lockbox, stretch, pieces),
            *(outside.fetch, outside.reporter, outside.has_room),
        )
        return cls(
            *(lockbox, mover, stretch, vault.reference, cleared, desk, Planbook(vault, lockbox)),
            *(vault.charity, outside.hand),
        )


@dataclass(frozen=True, slots=True)
class Time:
    """How time passes: seconds of a clock that nobody sets, and a way to let some go by."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def even_out(self, begun: float) -> None:
        """Wait until something took as long as all else does, or twice that, and so on."""
        taken = self.clock() - begun
        await self.sleep(math.ceil(max(taken, INSTANT) / PACE) * PACE - taken)


class Locksmith:
    """What turns ask of the vault."""

    def __init__(self, tools: Tools, passing: Time | None = None) -> None:
        self._tools = tools
        self._lockbox = tools.lockbox
        self._fitter = Fitter(tools.lockbox, tools.stretch, tools.charity)
        self._scribe = Scribe(tools.desk)
        self._time = passing or Time()
        self._open: dict[Chat, Open] = {}

    async def carry_out(self, chat: Chat, request: Request, at: datetime) -> Outcome:
        """What comes of a request; to keep something takes as long as it takes."""
        if isinstance(request, KeepEntry | KeepFile | EraseDue):
            return await self._kept(chat, request, at)
        begun = self._time.clock()
        outcome = await self._carried_out(chat, request, at)
        await self._time.even_out(begun)
        return outcome

    async def _kept(self, chat: Chat, request: Keeping, at: datetime) -> Outcome:
        outcome, place = await self._scribe.keep(chat, request, self._still_open(chat, at), at)
        if place is not None:
            self._open[chat] = place
        return outcome

    def _still_open(self, chat: Chat, at: datetime) -> Open | None:
        now = at.timestamp()
        self._open = {other: it for other, it in self._open.items() if it.until > now}
        return self._open.get(chat)

    def touch(self, chat: Chat, until: float) -> None:
        """What is open in a chat stays so until a UTC second."""
        if (place := self._open.get(chat)) is not None:
            self._open[chat] = replace(place, until=until)

    async def keeps(self, chat: Chat) -> bool:
        """Whether somebody has set anything, which may not be forgotten by itself."""
        return not HERS.isdisjoint(await self._facts(chat, await self._lockbox.of(chat)))

    def shut(self, chat: Chat) -> None:
        """Close what is open."""
        self._open.pop(chat, None)

    async def sweep(self) -> None:
        """Forget files that were never kept as a whole."""
        await self._tools.desk.exhibits.sweep()

    def stop(self) -> None:
        """Begin no more work that takes long."""
        if isinstance(self._tools.stretch, Stretcher):
            self._tools.stretch.close()

    async def _carried_out(self, chat: Chat, request: Unlock | Within, at: datetime) -> Outcome:
        now, place = at.timestamp(), self._still_open(chat, at)
        if isinstance(request, Unlock):
            return await self._unlock(chat, request, at)
        if place is None:
            return CLOSED
        self._open[chat] = replace(place, until=now + OPEN_FOR)
        outcome = await self._within(chat, self._open[chat], request, at)
        place = self._open[chat]
        return replace(outcome, facts=place.known(now), hers=place.is_hers)

    async def _within(self, chat: Chat, place: Open, request: Within, at: datetime) -> Outcome:
        now = at.timestamp()
        match request:
            case TakeControl():
                return Outcome(await self._control(chat, place, now))
            case BringBack(asked):
                return await self._bring_back(chat, place, asked=asked, now=now)
            case MakeFile(name, content):
                return self._made(name, content)
            case MakeWords() | TellReference() | ListOpenings() | MakeReceipt():
                return Outcome("done", words=await self._told(chat, place, request))
            case _ if isinstance(request, Planning | Logged):
                return await self._kept_here(chat, place, request, at)
            case _:
                came, self._open[chat] = await self._fitter.set(chat, place, request, int(now))
                return Outcome(came)

    async def _kept_here(
        self, chat: Chat, place: Open, request: Planning | Logged, at: datetime
    ) -> Outcome:
        """What comes of a request of what is kept in a place: its plan, or its log."""
        if not isinstance(request, Planning):
            return await self._logged(chat, place, request, at)
        planbook = self._tools.planbook
        outcome, self._open[chat] = await planbook.within(chat, request, place)
        return outcome

    async def _logged(self, chat: Chat, place: Open, request: Logged, at: datetime) -> Outcome:
        if isinstance(request, EraseEntry):
            control = await self._control(chat, place, at.timestamp())
            if place.is_hers and control != "at_once":
                return Outcome(control, words=await self._scribe.named(chat, request, place))
            if not place.is_hers and place.waits(at.timestamp()):
                return Outcome("never")  # what is said there is what is said of hers
        if isinstance(request, MakeRelease):
            return await self._released(chat, place, request, at)
        outcome, self._open[chat] = await self._scribe.within(chat, request, place, at)
        return await self._counted(chat, place, outcome)

    async def _counted(self, chat: Chat, place: Open, outcome: Outcome) -> Outcome:
        """The same, with how many items the plan has, where amounts are told."""
        if outcome.amounts is None:
            return outcome
        try:
            items = await self._tools.planbook.count(chat, place)
        except Unsealable:
            return replace(outcome, amounts=None)
        return replace(outcome, amounts=replace(outcome.amounts, items=items))

    async def _released(
        self, chat: Chat, place: Open, request: MakeRelease, at: datetime
    ) -> Outcome:
        """Make a package that can be collected: at once, or in a week where that takes control."""
        now = int(at.timestamp())
        control = await self._control(chat, place, now)
        # An empty place waits as it would if it were hers.
        waits = control == "in_a_week" if place.is_hers else "waits" in place.known(now)
        starts = now + WEEK if waits else now
        packer = self._scribe.packer
        outcome, self._open[chat] = await packer.release(chat, request, place, at, starts)
        return outcome

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

    # Opening

    async def _unlock(self, chat: Chat, request: Unlock, at: datetime) -> Outcome:
        now = int(at.timestamp())
        if request.by == "nothing":
            lock = await self._lockbox.opened_freely(chat, now, hidden=request.hidden)
            free = await self._free(chat, lock, now, hidden=request.hidden)
            return self._opened(chat, free, now)
        secret, by = meant(request.secret)
        if by is By.WORDS:
            return await self._come(chat, secret, at)
        tried = await self._lockbox.tried(chat, secret, now, by)
        if tried.wait:
            return _too_often(tried.wait)
        if tried.opened is None:
            return Outcome("wrong")
        facts, opened = await self._facts(chat, tried.lock), tried.opened
        place = Open(
            *(now + OPEN_FOR, opened.private, facts, tried.since, now),
            under_duress=opened.duress,
        )
        if opened.duress:  # what was written is elsewhere: here there is nothing yet
            place = place.without("entries").without("plan")
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
        facts = await self._facts(chat, lock)
        place = Open(now + OPEN_FOR, moved.opened.private, facts, since, int(now))
        return self._opened(chat, place, now)

    async def _free(self, chat: Chat, lock: Lock, now: float, *, hidden: bool = False) -> Open:
        """What nothing opens: what she keeps, if there is no lock, and else an empty place."""
        if hidden or lock.is_set:
            return Open(now + OPEN_FOR, b"", await self._facts(chat, None), now, int(now))
        return Open(now + OPEN_FOR, lock.private, await self._facts(chat, lock), now, int(now))

    async def _facts(self, chat: Chat, lock: Lock | None) -> tuple[Fact, ...]:
        """What may be said of a lock, or of an empty place that has none."""
        held: dict[Fact, bool] = {
            "pin": lock is not None and lock.is_set,
            "words": lock is not None and lock.recovery is not None,
            "helper": lock is not None and bool(lock.charity),
            "helper_offered": self._tools.charity is not None,
            "entries": lock is not None and await self._tools.desk.logbook.length(chat) > 0,
            "plan": lock is not None and await self._tools.planbook.holds(chat),
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
        keeps = not HERS.isdisjoint(await self._facts(chat, lock))
        return "in_a_week" if keeps and place.waits(now) else "at_once"

    async def _bring_back(self, chat: Chat, place: Open, *, asked: bool, now: float) -> Outcome:
        lock = await self._lockbox.of(chat)
        is_known = lock.is_set or (asked and bool(lock.recovery or lock.charity))
        if not place.is_hers and not is_known:
            self._open[chat] = await self._free(chat, lock, now)
        return Outcome("done")

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


def _too_often(seconds: int) -> Outcome:
    return Outcome("too_often", minutes=math.ceil(seconds / 60))
