"""Plays events: hold, load, decide, commit, act. What to do is the core's to say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from weakref import WeakValueDictionary

from bot.core import ended
from bot.core import pause as paused
from bot.core import session as sessions
from bot.core.content import Content
from bot.core.effects import Clear, Consult, Effect, EraseAll, ShutVault
from bot.core.engine import recover, turn
from bot.core.events import Event, Pressed, Returned, Said, TimerFired
from bot.core.session import Frame, Session
from bot.core.speech import Result
from bot.core.tally import happened
from bot.errors import SidelightError, UnreadableSession
from bot.ports import NOTHING_HEARD, Channel, Chat, Count, Heard, Note
from bot.recent import Recent
from bot.vault.locksmith import Locksmith, Tools
from bot.vault.stretcher import Stretcher
from bot.vault.vault import Held, Vault
from bot.weeks import week_of

TRIES = 5
"""How often a turn is taken again when another worker was quicker."""
MINUTE = 60
TOLD = Said | Pressed | Returned
"""The events that tell how many messages remain."""
BUSY = "This chat is busy elsewhere: send the event again."

Amendment = Callable[[bytes], Note]
"""What a channel found out about a chat, as a change of its slate."""
Play = Callable[[Content, Session, Event], Result]
"""How an event is played: as ever, or while the service is paused."""


class Played(NamedTuple):
    """What came of an event: the UTC second its chat is due, and where the conversation stands."""

    due: float | None
    at: tuple[Frame, ...] = ()


class Taken(NamedTuple):
    """A turn as it was decided, before it is kept."""

    session: Session
    effects: tuple[Effect, ...]
    note: Note
    due: float | None
    at: datetime
    counts: tuple[Count, ...] = ()


class Service:
    """One conversation at a time for each chat, any number of chats at once.

    `idles` says that time counts here: screens are veiled and conversations closed when due.
    """

    def __init__(  # noqa: PLR0913  # what a bot at work has, and a test need not
        self,
        vault: Vault,
        channel: Channel,
        content: Callable[[], Content],
        *,
        idles: bool = False,
        locksmith: Locksmith | None = None,
        is_paused: Callable[[], bool] = lambda: False,
    ) -> None:
        self._is_paused = is_paused
        self._vault = vault
        self._locksmith = locksmith or Locksmith(Tools.over(vault, Stretcher(), channel.cleared))
        self._channel = channel
        self._content = content
        self._idles = idles
        self._sessions: Recent[Chat, tuple[bytes, Session]] = Recent()
        self._lanes: WeakValueDictionary[Chat, asyncio.Lock] = WeakValueDictionary()

    async def handle(self, chat: Chat, event: Event, heard: Heard = NOTHING_HEARD) -> Played:
        """Play one event of one chat, after those before it."""
        async with self._lane(chat):
            taken = await self._take(chat, event, heard)
            while requests := [one.request for one in taken.effects if isinstance(one, Consult)]:
                outcome = await self._locksmith.carry_out(chat, requests[-1], event.at)
                returned = Returned(outcome, event.at, event.chance)
                taken = await self._take(chat, returned, NOTHING_HEARD)
            return Played(taken.due, taken.session.frames[-1:])

    async def _take(self, chat: Chat, event: Event, heard: Heard) -> Taken:
        taken = await self._decide(chat, event, heard)
        await self._channel.act(chat, taken.note, taken.effects)
        if any(isinstance(effect, Clear | EraseAll | ShutVault) for effect in taken.effects):
            self._locksmith.shut(chat)
        elif taken.session.opened:
            self._locksmith.touch(chat, taken.session.opened)
        return taken

    async def amend(self, chat: Chat, amendment: Amendment, updates: tuple[int, ...] = ()) -> None:
        """Change what the channel remembers of a chat, if anything is held about it."""
        async with self._lane(chat):
            for _ in range(TRIES):
                held = await self._vault.load(chat)
                if not held.version:
                    await self._vault.done(updates)
                    return
                note = amendment(held.slate)
                is_same = note.slate == held.slate and not updates
                if is_same or await self._amended(chat, held, note, updates):
                    await self._channel.act(chat, note, ())
                    return
            raise SidelightError(BUSY)

    async def vanish(self, chat: Chat, is_over: Callable[[bytes], bool], at: datetime) -> None:
        """Forget a chat, if what the channel remembers of it says that nothing is left to do."""
        async with self._lane(chat):
            held = await self._vault.load(chat)
            if held.version and is_over(held.slate):
                await self._erase(chat, at)

    async def forget(self, chat: Chat, at: datetime) -> None:
        """Forget everything about a chat, and clear it."""
        async with self._lane(chat):
            await self._erase(chat, at)
            await self._channel.act(chat, Note(), (Clear(),))

    async def sweep(self) -> None:
        """Forget files that were never kept as a whole, because a process ended before."""
        await self._locksmith.sweep()

    def stop(self) -> None:
        """Begin nothing more that takes long."""
        self._locksmith.stop()

    async def peek(self, chat: Chat) -> Session:
        """The session of a chat as it is now."""
        held = await self._vault.load(chat)
        return sessions.load(held.session) if held.session is not None else Session()

    async def _amended(self, chat: Chat, held: Held, note: Note, updates: tuple[int, ...]) -> bool:
        due = self._due(_read(held.session), note)
        return await self._vault.commit(
            chat, held, held.session, note.slate, due=_minute(due), done=updates
        )

    def _lane(self, chat: Chat) -> asyncio.Lock:
        return self._lanes.setdefault(chat, asyncio.Lock())

    async def _decide(self, chat: Chat, event: Event, heard: Heard) -> Taken:
        for _ in range(TRIES):
            held = await self._vault.load(chat)
            session, effects, what = self._played(chat, held, event)
            if EraseAll() in effects and await self._was_overlooked(chat, held, event):
                session, effects, what = replace(self._session(chat, held), keeps=True), (), ()
            note = self._channel.note(chat, held.slate, heard, effects)
            counts = tuple(Count(week_of(event.at), one) for one in what)
            taken = Taken(session, effects, note, self._due(session, note), event.at, counts)
            if await self._keep(chat, held, taken, heard.updates):
                return taken
        raise SidelightError(BUSY)

    async def _was_overlooked(self, chat: Chat, held: Held, event: Event) -> bool:
        """Whether time would erase somebody of whose lock her session does not know."""
        if not isinstance(event, TimerFired) or self._session(chat, held).keeps:
            return False
        return await self._locksmith.keeps(chat)

    async def _keep(self, chat: Chat, held: Held, taken: Taken, updates: tuple[int, ...]) -> bool:
        slate, data = taken.note.slate, sessions.dump(taken.session)
        erased = EraseAll() in taken.effects
        if erased and not slate:
            await self._erase(chat, taken.at)
            return True
        if not updates and (held.session, held.slate) == (data, slate):
            return True
        due, anew = _minute(taken.due), taken.at if erased else None
        kept = await self._vault.commit(
            chat, held, data, slate, due=due, done=updates, anew=anew, counts=taken.counts
        )
        if kept:
            self._sessions.put(chat, (data, taken.session))
        return kept

    async def _erase(self, chat: Chat, at: datetime) -> None:
        self._sessions.drop(chat)
        self._locksmith.shut(chat)
        await self._vault.erase(chat, at)

    def _due(self, session: Session, note: Note) -> float | None:
        moments = (session.due if self._idles else None, note.due)
        return min((moment for moment in moments if moment is not None), default=None)

    def _played(
        self, chat: Chat, held: Held, event: Event
    ) -> tuple[Session, tuple[Effect, ...], tuple[str, ...]]:
        """The turn, after what time did before it, and what of it is counted."""
        content, is_paused = self._content(), self._is_paused()
        if content.sunset is not None and content.sunset.is_over:
            return *ended.played(content, _read(held.session), event), ()
        if isinstance(event, TOLD) and (remains := self._channel.remains(held.slate)):
            event = replace(event, remains=remains)
        try:
            session = self._session(chat, held)
        except UnreadableSession:
            session = sessions.salvage(held.session or b"")
            if not is_paused:
                return *recover(content, session, event), ()
        play = paused.played if is_paused else turn
        before, earlier = self._missed(play, content, session, event)
        session, effects = play(content, before, event)
        return session, (*earlier, *effects), happened(before, session, event)

    def _session(self, chat: Chat, held: Held) -> Session:
        if held.session is None:
            return Session()
        known = self._sessions.get(chat)
        return known[1] if known and known[0] is held.session else sessions.load(held.session)

    def _missed(self, play: Play, content: Content, session: Session, event: Event) -> Result:
        """What time did to a conversation before this event, while nobody looked."""
        if not self._idles or not session.is_due(event.at.timestamp()):
            return session, ()
        return play(content, session, TimerFired(event.at, event.chance[::-1]))


def _read(data: bytes | None) -> Session:
    try:
        return sessions.load(data) if data is not None else Session()
    except UnreadableSession:
        return Session()


def _minute(due: float | None) -> int | None:
    return None if due is None else int(due // MINUTE)
