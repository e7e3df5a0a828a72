"""Our side of whole turns: an update comes in, is kept, played, sealed and committed, and answered.

`edge`      calls end where they leave the channel
`wired`     … where they leave python-telegram-bot, which builds them and reads what is answered
`one`       one person; how long she waits for half of her screens at most
`open`      2,000 updates a second, each at its moment; how long 99 in 100 people wait at most
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from bench.network import Network, Wired
from bench.people import p50, p99
from bench.pipeline import Opens, Running, content, running
from bench.worker import Lap, Task, serve
from bot.store.sqlite import SqliteStore

CROWD, MANY = 64, 2_000
A_SECOND = 2_000.0

Play = Callable[[Running, int], Awaitable[Lap]]


async def closed(bot: Running, times: int) -> Lap:
    """So many turns, one person's after her last."""
    took = await bot.network.people.play(times)
    await bot.settle()
    return Lap(took, times)


async def waited(bot: Running, times: int) -> Lap:
    """How long half of the screens take at most."""
    await closed(bot, times)
    return Lap(p50(bot.network.people.took), 1)


def opened(a_second: float) -> Play:
    """Plays so many updates a second."""

    async def play(bot: Running, times: int) -> Lap:
        people = bot.network.people
        if any(person.shown is None for person in people.everybody):
            await people.play(2 * MANY)
        await people.play_openly(times, a_second)
        await bot.settle()
        assert len(people.took) == times
        return Lap(p99(people.took), 1)

    return play


class Bots:
    """One bot for each way to play, made when it is asked for, at work until the process ends."""

    def __init__(self, opens: Opens = SqliteStore.open) -> None:
        self._played = content()
        self._opens = opens
        self._stack = AsyncExitStack()
        self._runner = asyncio.Runner()
        self._runner.get_loop()

    def __enter__(self) -> Bots:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._stack.aclose())
        self._runner.close()

    def side(self, network: Callable[[int], Network], people: int, play: Play) -> Task:
        """A way to play."""
        bots: list[Running] = []

        async def lap(times: int) -> Lap:
            if not bots:
                bot = running(network(people), self._played, self._opens)
                bots.append(await self._stack.enter_async_context(bot))
            return await play(bots[0], times)

        return lambda times: self._runner.run(lap(times))


def main(opens: Opens = SqliteStore.open, a_second: float = A_SECOND) -> None:
    """Serve all ways."""
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # its jobs are cut off at the end
    with Bots(opens) as bots:
        serve(
            {
                "edge": bots.side(Network, CROWD, closed),
                "wired": bots.side(Wired, CROWD, closed),
                "one": bots.side(Network, 1, waited),
                "open": bots.side(Network, MANY, opened(a_second)),
            }
        )


if __name__ == "__main__":
    main()
