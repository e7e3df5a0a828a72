"""Long polling: one poller at a time, and none beside a webhook.

Told by telegram-bot-api Client.cpp: process_get_updates_query, do_get_updates, abort_long_poll.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from tests.fakegram.errors import conflict
from tests.fakegram.updates import Update

LONGEST_POLL = 50
"""Longer polls are cut short without a word [Client.h:1610]."""
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
OTHER_WEBHOOK = "terminated by setWebhook request"
WEBHOOK_SET = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
    "webhook first"
)


class Polling:
    """Whoever waits for updates right now; a new turn begins when somebody else takes over."""

    def __init__(self) -> None:
        self._turn = 0
        self._reason = ""
        self._news: asyncio.Future[None] | None = None

    def wake(self) -> None:
        """There may be something new."""
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    def terminate(self, reason: str) -> None:
        """Send whoever waits away."""
        self._turn += 1
        self._reason = reason
        self.wake()

    async def wait(self, seconds: float, look: Callable[[], list[Update]]) -> list[Update]:
        """Wait for updates; another poller that has to wait too sends this one away."""
        self.terminate(OTHER_POLLER)
        turn, ends = self._turn, time.monotonic() + min(seconds, LONGEST_POLL)
        while not (found := look()) and (left := ends - time.monotonic()) > 0:
            self._news = asyncio.get_running_loop().create_future()
            await asyncio.wait((self._news,), timeout=left)
            if self._turn != turn:
                raise conflict(self._reason)
        return found
