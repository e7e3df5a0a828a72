"""Once a UTC day: one question to an authority, whether or not anybody wrote, about all logs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot import logs
from bot.errors import SidelightError
from bot.ports import Heads, World
from bot.stamps.day import Chance, day_of_heads
from bot.vault.inbox import day_of
from bot.vault.stamps import Placed, Stamps

Ask = Callable[[bytes], Awaitable[bytes | None]]
"""Gives a stamp of a root that holds, or None."""


class Stamper:
    """Asks for the stamp of the day, unless there is one, and keeps it."""

    def __init__(
        self, heads: Heads, stamps: Stamps, ask: Ask, world: World, chance: Chance
    ) -> None:
        self._heads, self._stamps = heads, stamps
        self._ask, self._world, self._chance = ask, world, chance

    async def stamp(self) -> None:
        """See to it that today has a stamp, or say that it stays without."""
        try:
            await self._stamp(day_of(self._world.now()))
        except SidelightError as problem:
            logs.warn("stamp_failed", kind=type(problem).__name__)

    async def _stamp(self, day: int) -> None:
        if await self._stamps.has(day):
            return
        found = await self._heads.heads()
        # In a thread, as the tree of thousands takes long enough for people to notice.
        tree = await asyncio.to_thread(day_of_heads, [head for _, _, head in found], self._chance)
        if (stamp := await self._ask(tree.root)) is None:
            logs.warn("stamp_missing")
            return
        placed = (
            Placed(uid, number, way) for (uid, number, _), way in zip(found, tree.ways, strict=True)
        )
        await self._stamps.keep(day, stamp, tuple(placed))
        logs.log("stamped")
