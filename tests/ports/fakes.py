"""Channels, stores and a world for tests: each implements its port and shows what it was told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.effects import Screen
from bot.core.session import Session, dump
from bot.ports import Chat, Stored
from bot.store.memory import MemoryStore
from bot.workshop.rehearsal import BEGINNING


@dataclass
class FixedWorld:
    """A clock that stands, and chance that counts."""

    at: datetime = BEGINNING
    taken: int = 0

    def now(self) -> datetime:
        """The time at which all of this happens."""
        return self.at

    def chance(self) -> str:
        """A name nobody had before."""
        self.taken += 1
        return f"visit{self.taken:06}"


@dataclass
class NotedChannel:
    """Notes what every chat was shown; None stands for a cleared chat."""

    shown: dict[Chat, list[Screen | None]] = field(default_factory=dict)

    async def show(self, chat: Chat, screen: Screen) -> None:
        self.shown.setdefault(chat, []).append(screen)

    async def clear(self, chat: Chat) -> None:
        self.shown.setdefault(chat, []).append(None)


@dataclass
class SlowChannel(NotedChannel):
    """Takes its time, and notes how many were served at once: in one chat, and in all."""

    busy: dict[Chat, int] = field(default_factory=dict)
    most: int = 0
    together: int = 0

    async def show(self, chat: Chat, screen: Screen) -> None:
        await self._wait(chat)
        await super().show(chat, screen)

    async def clear(self, chat: Chat) -> None:
        await self._wait(chat)
        await super().clear(chat)

    async def _wait(self, chat: Chat) -> None:
        self.busy[chat] = self.busy.get(chat, 0) + 1
        self.most = max(self.most, self.busy[chat])
        self.together = max(self.together, sum(self.busy.values()))
        for _ in range(3):
            await asyncio.sleep(0)
        self.busy[chat] -= 1


@dataclass
class GatedChannel(NotedChannel):
    """Serves one chat only after a gate was opened."""

    slow: Chat = field(default_factory=lambda: Chat("test", "slow"))
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def show(self, chat: Chat, screen: Screen) -> None:
        if chat == self.slow:
            await self.gate.wait()
        await super().show(chat, screen)


class BrokenChannel(NotedChannel):
    """Breaks down the first time it has to show something."""

    async def show(self, chat: Chat, screen: Screen) -> None:
        if chat not in self.shown:
            self.shown[chat] = []
            raise ConnectionError
        await super().show(chat, screen)


class SlowStore(MemoryStore):
    """A store that others can use while it works, as one over a network."""

    async def load(self, chat: Chat) -> Stored:
        await asyncio.sleep(0)
        return await super().load(chat)

    async def commit(self, chat: Chat, version: int, data: bytes) -> bool:
        await asyncio.sleep(0)
        return await super().commit(chat, version, data)


class RivalStore(MemoryStore):
    """Another worker is quicker: it commits a session of its own before so many commits."""

    def __init__(self, rival: Session, times: int) -> None:
        super().__init__()
        self.rival = rival
        self.times = times
        self.refused = 0

    async def commit(self, chat: Chat, version: int, data: bytes) -> bool:
        if self.times > 0:
            self.times -= 1
            now = (await self.load(chat)).version
            await super().commit(chat, now, dump(self.rival))
        committed = await super().commit(chat, version, data)
        self.refused += not committed
        return committed
