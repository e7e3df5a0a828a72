"""Fetches files that people sent, once it was decided to keep them: into memory, and never to disk.

Telegram gives a link that ends after an hour and holds the token: each try asks for a new one, and
nobody is told of it. Whoever leaves does not wait for what is still under way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.channels.telegram.api import Refused, TooMany, Unreachable
from bot.channels.telegram.outage import Patient
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.sent import BETWEEN
from bot.core.uploads import MOST_BYTES
from bot.errors import FileGone, FileTooBig

DELAYS = (0.0, 1.0, 2.0, 4.0)
"""Seconds before each try."""
SECONDS = 90.0
"""For all tries together: then the screen is still the one she was asked on, and no veil."""
LEAVING_SECONDS = 3.0
"""How long somebody who leaves waits at most for what she sent just before."""
TOO_BIG = "too big"
"""Telegram's words for a file that it gives no bot."""


class Fetcher:
    """Fetches, and stops doing so for whoever leaves."""

    def __init__(self, telegram: Patient, pace: Pace) -> None:
        self._telegram = telegram
        self._pace = pace
        self._limits: dict[str, set[asyncio.Timeout]] = {}
        self._ends: dict[str, float] = {}

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a file; raises `FileGone` or `FileTooBig`."""
        chat, _, file = ref.partition(BETWEEN)
        try:
            with self._limited(chat) as limit:
                async with limit:
                    return await self._fetched(file)
        except TimeoutError:
            raise FileGone from None

    def hurry(self, chat: str) -> None:
        """Somebody leaves a chat: end soon what is fetched for it."""
        ends = self._ends.setdefault(chat, _now() + LEAVING_SECONDS)
        for limit in self._limits.get(chat, ()):
            limit.reschedule(min(ends, limit.when() or ends))

    def relax(self, chat: str) -> None:
        """She has left."""
        self._ends.pop(chat, None)

    @contextmanager
    def _limited(self, chat: str) -> Iterator[asyncio.Timeout]:
        ends = _now() + SECONDS
        limit = asyncio.timeout_at(min(ends, self._ends.get(chat, ends)))
        self._limits.setdefault(chat, set()).add(limit)
        try:
            yield limit
        finally:
            self._limits[chat].discard(limit)
            if not self._limits[chat]:
                del self._limits[chat]

    async def _fetched(self, file: str) -> bytes:
        for delay in DELAYS:
            await asyncio.sleep(delay)
            try:
                return await self._tried(file)
            except TooMany as pause:
                await asyncio.sleep(pause.seconds)
            except (Unreachable, Refused):
                pass  # It may be that the link has ended: the next try asks for another.
        raise FileGone

    async def _tried(self, file: str) -> bytes:
        async with self._pace.fetching():
            return await self._telegram.download(await self._link(file), MOST_BYTES)

    async def _link(self, file: str) -> str:
        """The path of a file, which is good for an hour."""
        try:
            found = await self._telegram.call("getFile", {"file_id": file})
        except Refused as refusal:
            raise (FileTooBig if TOO_BIG in refusal.why else FileGone) from None
        path = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(path, str):
            raise FileGone
        return path


def _now() -> float:
    return asyncio.get_running_loop().time()
