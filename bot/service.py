"""Plays events: hold, load, decide, commit, act. What to do is the core's to say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from weakref import WeakValueDictionary

from bot.core import session as sessions
from bot.core.content import Content
from bot.core.effects import Clear, Effect, EraseAll, Show
from bot.core.engine import recover, turn
from bot.core.events import Event
from bot.core.session import Session
from bot.core.speech import Result
from bot.errors import SidelightError, UnreadableSession
from bot.ports import Channel, Chat, Store

TRIES = 5
"""How often a turn is taken again when another worker was quicker."""


class Service:
    """One conversation at a time for each chat, any number of chats at once."""

    def __init__(self, store: Store, channel: Channel, content: Callable[[], Content]) -> None:
        self._store = store
        self._channel = channel
        self._content = content
        self._lanes: WeakValueDictionary[Chat, asyncio.Lock] = WeakValueDictionary()

    async def handle(self, chat: Chat, event: Event) -> None:
        """Play one event of one chat, after those that came before it."""
        lane = self._lanes.setdefault(chat, asyncio.Lock())
        async with lane:
            for effect in await self._decide(chat, event):
                await self._act(chat, effect)

    async def forget(self, chat: Chat) -> None:
        """Forget everything about a chat, and clear it."""
        async with self._lanes.setdefault(chat, asyncio.Lock()):
            await self._act(chat, EraseAll())
            await self._act(chat, Clear())

    async def peek(self, chat: Chat) -> Session:
        """The session of a chat as it is now."""
        stored = await self._store.load(chat)
        return sessions.load(stored.data) if stored.data is not None else Session()

    async def _decide(self, chat: Chat, event: Event) -> tuple[Effect, ...]:
        for _ in range(TRIES):
            stored = await self._store.load(chat)
            session, effects = self._turn(stored.data, event)
            if await self._store.commit(chat, stored.version, sessions.dump(session)):
                return effects
        raise SidelightError("This chat is busy elsewhere: send the event again.")

    def _turn(self, data: bytes | None, event: Event) -> Result:
        content = self._content()
        if data is None:
            return turn(content, Session(), event)
        try:
            return turn(content, sessions.load(data), event)
        except UnreadableSession:
            return recover(content, sessions.salvage(data), event)

    async def _act(self, chat: Chat, effect: Effect) -> None:
        match effect:
            case Show(screen):
                await self._channel.show(chat, screen)
            case Clear():
                await self._channel.clear(chat)
            case EraseAll():
                await self._store.erase(chat)
