"""Looks once a day who wants to know that the service ends, so that it is arranged for her.

Nothing is sent here: what her session has to know is decided in the core, and comes in her hours.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot import logs
from bot.core import session as sessions
from bot.core.session import Session
from bot.core.sunset import Sunset
from bot.errors import SidelightError, UnreadableSession
from bot.ports import Chat
from bot.vault.vault import Home, Vault

TOGETHER = 100
"""So many rows are held at once."""
BREATH = 0.01
"""Seconds left to others after each who is told."""


class Announcing:
    """Goes through everybody; whoever did not ask for it is not touched."""

    def __init__(
        self,
        vault: Vault,
        look: Callable[[Chat], Awaitable[None]],
        sunset: Callable[[], Sunset | None],
    ) -> None:
        self._vault, self._look, self._sunset = vault, look, sunset

    async def announce(self) -> None:
        """Let each who asked for it find out that the service ends, as long as it does."""
        if not self._ends():
            return
        try:
            async for home in self._vault.everybody(TOGETHER):
                if not self._ends():
                    return
                await asyncio.sleep(BREATH if await self._told(home) else 0)
        except SidelightError as problem:
            logs.warn("announce_failed", kind=type(problem).__name__)

    def _ends(self) -> bool:
        found = self._sunset()
        return found is not None and not found.is_over

    async def _told(self, home: Home) -> bool:
        if not any(agenda.notice for agenda in _session(home).agendas.values()):
            return False
        await self._look(home.chat)
        return True


def _session(home: Home) -> Session:
    try:
        return sessions.load(home.held.session) if home.held.session else Session()
    except UnreadableSession:
        return Session()
