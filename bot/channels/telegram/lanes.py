"""One person's updates in order, everyone else unhindered."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.channels.telegram.floods import Verdict
from bot.channels.telegram.updates import Update
from bot.ports import Chat


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update in its lane, with what was seen of it before its turn."""

    update: Update
    leaves: bool = False
    verdict: Verdict = Verdict.READ


Take = Callable[[Chat, Sequence[Arrival]], Awaitable[int]]
"""Takes the oldest of what waits in a lane; gives how many it took."""


class Lanes:
    """A queue for each chat with something to do, and a task that empties it."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._waiting: dict[Chat, deque[Arrival]] = {}
        self._tasks: dict[Chat, asyncio.Task[None]] = {}

    def put(self, chat: Chat, arrival: Arrival) -> None:
        """Queue what arrived in a chat."""
        queue = self._waiting.get(chat)
        if queue is not None:
            queue.append(arrival)
            return
        self._waiting[chat] = deque([arrival])
        self._tasks[chat] = asyncio.create_task(self._empty(chat))

    @property
    def waiting(self) -> int:
        """How many updates wait or are played; another thread may ask."""
        return sum(map(len, tuple(self._waiting.values())))

    def is_busy(self, chat: Chat) -> bool:
        """Whether something waits or is played in a chat."""
        return chat in self._tasks

    async def stop(self, seconds: float) -> None:
        """Finish what is quick; the rest waits in the inbox for the next start."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _empty(self, chat: Chat) -> None:
        queue = self._waiting[chat]
        try:
            while queue:
                for _ in range(await self._take(chat, queue)):
                    queue.popleft()
        finally:
            del self._waiting[chat], self._tasks[chat]
