"""Our side of sweeps: who is due among a million is found, and written for another minute."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from itertools import count
from pathlib import Path
from time import perf_counter

from bench.crowd import BEGUN, EACH_MINUTE, PEOPLE, SCATTER, chat, opened
from bench.process import resident
from bench.worker import Lap, serve
from bot.ports import Chat
from bot.store.sqlite import SqliteStore
from bot.vault.vault import Vault

EVER = BEGUN + PEOPLE // EACH_MINUTE
"""By this minute everybody is due once."""
LATER = EVER + 1_440
TOGETHER = 500
CLAIMED = b"claimed"
"""What the session of somebody says who was due once and was seen to."""


async def put_off(vault: Vault, who: Chat, minute: int = LATER) -> bool:
    """Write a chat that is due for another minute; False if another sweep was quicker."""
    held = await vault.load(who)
    return await vault.commit(who, held, held.session, held.slate, due=minute)


async def claim(vault: Vault, who: Chat) -> bool:
    """Do what is due, as a turn does: what is loaded says itself whether another did it."""
    held = await vault.load(who)
    if held.session == CLAIMED:
        return False
    return await vault.commit(who, held, CLAIMED, held.slate, due=LATER)


async def put_all_off(vault: Vault, chats: Sequence[Chat], minute: int = LATER) -> None:
    """Write chats for another minute, some at a time."""
    for first in range(0, len(chats), TOGETHER):
        some = chats[first : first + TOGETHER]
        assert all(await asyncio.gather(*(put_off(vault, who, minute) for who in some)))


class Sweeper:
    """What a bot does at each wake, without the turns: by the clock on the wall."""

    def __init__(self, store: SqliteStore, vault: Vault) -> None:
        self._store, self._vault = store, vault
        self._numbers = count(1)

    async def sweep(self, most: int) -> Lap:
        """Find so many who are due, with their chats; what is measured next are others."""
        begun = perf_counter()
        chats = await self._vault.due(EVER, most)
        took = perf_counter() - begun
        await put_all_off(self._vault, chats)
        return Lap(took, 1)

    async def find(self, most: int) -> Lap:
        """The same as far as the store goes: no chat is opened."""
        begun = perf_counter()
        found = await self._store.due(EVER, most)
        took = perf_counter() - begun
        assert len(found) == most
        await put_all_off(self._vault, await self._vault.due(EVER, most))
        return Lap(took, 1)

    async def wake(self, most: int) -> Lap:
        """Find so many who are due, and put each off: all of it durably."""
        begun = perf_counter()
        chats = await self._vault.due(EVER, most)
        done = await asyncio.gather(*(put_off(self._vault, who) for who in chats))
        took = perf_counter() - begun
        assert sum(done) == most
        return Lap(took, 1)

    async def add_together(self, many: int) -> Lap:
        """Let so many who come at once be due some time."""
        people = [self._somebody() for _ in range(many)]
        begun = perf_counter()
        done = await asyncio.gather(*(put_off(self._vault, who) for who in people))
        took = perf_counter() - begun
        assert all(done)
        return Lap(took, many)

    async def add_singly(self, many: int) -> Lap:
        """The same, if each comes when the one before is done."""
        people = [self._somebody() for _ in range(many)]
        begun = perf_counter()
        done = [await put_off(self._vault, who) for who in people]
        took = perf_counter() - begun
        assert all(done)
        return Lap(took, many)

    async def memory(self, _: int) -> Lap:
        """Bytes that the process holds by now."""
        return Lap(resident(), 1)

    def _somebody(self) -> Chat:
        return chat(next(self._numbers) * SCATTER % PEOPLE)


def main(folder: Path) -> None:
    """Serve until the parent has enough."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        sweeper = Sweeper(*runner.run(stack.enter_async_context(opened(folder))))
        tasks = (
            *(sweeper.sweep, sweeper.find, sweeper.wake),
            *(sweeper.add_together, sweeper.add_singly, sweeper.memory),
        )
        serve({task.__name__: partial(_run, runner, task) for task in tasks})
        runner.run(stack.aclose())


def _run(runner: asyncio.Runner, task: Callable[[int], Awaitable[Lap]], times: int) -> Lap:
    async def lap() -> Lap:
        return await task(times)

    return runner.run(lap())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
