"""The connection to Telegram, on which the bot can be made to die at a certain call."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Literal, NoReturn

from bot.channels.telegram.api import Telegram

Moment = Literal["before a call", "after a call", "within a poll", "after a poll"]
POLL_SECONDS = 1
"""Fakegram holds a poll for so many real seconds, and the bot's patience is short."""

SENT_SECONDS = 0.5
"""Seconds of the loop after which a poll has surely been sent."""


class Died(Exception):
    """The bot has died, as it was told to."""


class Wire:
    """The connection to Telegram, on which the bot can be made to die at a certain call."""

    def __init__(self, telegram: Telegram, fuse: tuple[Moment, int] | None = None) -> None:
        self.telegram = telegram
        self._fuse = fuse
        self.blown = False
        self.polling: asyncio.Task[list[Any]] | None = None

    def set_fuse(self, moment: Moment, skip: int) -> None:
        """Let the bot die at such a moment, after so many of the kind."""
        self._fuse = (moment, skip)

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Call a method."""
        await self._burn("before a call")
        answer = await self.telegram.call(method, parameters)
        await self._burn("after a call")
        return answer

    async def download(self, path: str, most: int) -> bytes:
        """The bytes of a file."""
        return await self.telegram.download(path, most)

    async def poll(self, offset: int | None, seconds: int) -> list[Any]:
        """Ask for updates."""
        seconds = min(seconds, POLL_SECONDS)
        self.polling = asyncio.create_task(self.telegram.poll(offset, seconds))
        self.polling.add_done_callback(_look_at)
        await asyncio.wait((self.polling,), timeout=SENT_SECONDS)
        await self._burn("within a poll")
        found = await self.polling
        if found:
            await self._burn("after a poll")
        return found

    async def _burn(self, moment: Moment) -> None:
        if self._fuse is None or self._fuse[0] != moment:
            return
        if self._fuse[1] == 0:
            await self._die()
        self._fuse = (moment, self._fuse[1] - 1)

    async def _die(self) -> NoReturn:
        self.blown = True
        loop = asyncio.get_running_loop()
        loop.stop()
        while True:
            await loop.create_future()


def _look_at(polling: asyncio.Task[list[Any]]) -> None:
    """Whoever dies does not ask what became of its poll, and nobody has to be told that."""
    if not polling.cancelled():
        polling.exception()
