"""Makes keys of what people remember, in two threads of their own: memory is for two at once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from bot.vault import seal

AT_ONCE = 2


class Stretcher:
    """Stretches secrets beside the loop, so that nobody else waits for one person's PIN."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="stretch")

    async def __call__(self, secret: bytes, salt: bytes) -> bytes:
        """The key of a secret, once it is its turn."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, seal.stretch, secret, salt)

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
