"""Counts what is called at Telegram, and what comes of it; whose chat it was is not looked at."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar

from bot.channels.telegram.api import CallError
from bot.channels.telegram.outage import Caller
from bot.metrics import OTHER, Metrics

R = TypeVar("R")
_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class Counted:
    """Calls as it is told, and counts."""

    def __init__(self, caller: Caller, metrics: Metrics) -> None:
        self._caller = caller
        self._metrics = metrics

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Call a method."""
        return await self._counted(method, self._caller.call(method, parameters))

    async def poll(self, offset: int | None, seconds: int) -> list[Any]:
        """Ask for updates."""
        return await self._counted("getUpdates", self._caller.poll(offset, seconds))

    async def download(self, path: str, most: int) -> bytes:
        """The bytes of a file."""
        return await self._counted("download", self._caller.download(path, most))

    async def _counted(self, method: str, call: Awaitable[R]) -> R:
        outcome = OTHER
        try:
            answer = await call
            outcome = "ok"
        except CallError as problem:
            outcome = _INNER_CAPITAL.sub("_", type(problem).__name__).lower()
            raise
        finally:
            self._metrics.calls.add(method, outcome)
        return answer
