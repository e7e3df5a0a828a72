"""While Telegram can't be reached, asks it once a second in all, and not once for everybody.

Polls wait for nothing: whoever wants to leave is heard though nothing can be sent. Where one had no
answer, that is a warning to those who may not call in vain.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Protocol

from bot.channels.telegram.api import CallError, Unreachable

A_SECOND = 1.0
HARMLESS = "getMe"
"""A call that changes nothing."""


class Caller(Protocol):
    """Whatever can call Telegram."""

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Call a method."""

    async def poll(self, offset: int | None, seconds: int) -> list[Any]:
        """Ask for updates, and wait so long if there are none."""

    async def download(self, path: str, most: int) -> bytes:
        """The bytes of a file, if there are no more than that."""


class Patient:
    """Calls as it is told, but one at a time and a second apart once a call had no answer."""

    def __init__(self, caller: Caller, seconds: float = A_SECOND) -> None:
        self._caller = caller
        self._seconds = seconds
        self._trouble = self._is_unheard = False
        self._turn = asyncio.Lock()

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Call a method, when it is its turn."""
        await self.ready()
        return await self.now(method, parameters)

    async def now(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Call a method after `ready`, at which whoever calls looks whether it still should."""
        return await self._watched(self._caller.call(method, parameters))

    async def poll(self, offset: int | None, seconds: int) -> list[Any]:
        """Ask for updates, at once."""
        try:
            found = await self._caller.poll(offset, seconds)
        except Unreachable:
            self._is_unheard = True
            raise
        self._is_unheard = False
        return found

    async def download(self, path: str, most: int) -> bytes:
        """The bytes of a file, when it is its turn."""
        await self.ready()
        content: bytes = await self._watched(self._caller.download(path, most))
        return content

    async def ready(self) -> None:
        """Wait until it is one's turn to call."""
        if not self._trouble:
            return
        async with self._turn:
            if self._trouble:
                await asyncio.sleep(self._seconds)

    async def sure(self) -> None:
        """Wait until Telegram answers, for a call that may be made only once, and not in vain."""
        while self._trouble or self._is_unheard:
            async with self._turn:
                if self._trouble or self._is_unheard:
                    await asyncio.sleep(self._seconds)
                    with suppress(CallError):
                        await self.now(HARMLESS, {})

    async def _watched(self, call: Any) -> Any:
        try:
            answer = await call
        except Unreachable:
            self._trouble = True
            raise
        except CallError:
            self._is_well()
            raise
        self._is_well()
        return answer

    def _is_well(self) -> None:
        self._trouble = self._is_unheard = False
