"""An authority as the stamper knows it: a root goes there, and a stamp that holds comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.stamps.asking import Trusted, question, used_once
from bot.stamps.posting import Unanswered

WAITS = (60.0, 600.0)
"""Seconds before the second try, and before the third."""

Post = Callable[[bytes], Awaitable[bytes]]
Sleep = Callable[[float], Awaitable[None]]


class Authority:
    """Asked three times at most, with another number each time."""

    def __init__(
        self,
        post: Post,
        trusted: Trusted,
        chance: Callable[[int], bytes],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._post, self._trusted = post, trusted
        self._chance, self._sleep = chance, sleep

    async def stamp(self, root: bytes) -> bytes | None:
        """A stamp of a root; None if none came that holds."""
        for wait in (0.0, *WAITS):
            await self._sleep(wait)
            if (answer := await self._asked(root)) is not None:
                return answer
        return None

    async def _asked(self, root: bytes) -> bytes | None:
        once = used_once(self._chance)
        try:
            answer = await self._post(question(root, once))
        except Unanswered:
            return None
        return answer if self._trusted.vouches(answer, root, once) else None
