"""Our side of memory: so many people come and answer; what the process holds once all are idle."""

from __future__ import annotations

import asyncio
import gc

from bench.network import Network
from bench.pipeline import content, running
from bench.process import resident
from bench.worker import Lap, serve

CROWD, EACH = 64, 2


async def idle(people: int) -> Lap:
    """Bytes, once all are idle."""
    network = Network(0)
    async with running(network, content()) as bot:
        await network.people.visit(people, EACH, CROWD)
        await bot.settle()
        gc.collect()
        return Lap(resident(), 1)


if __name__ == "__main__":
    serve({"idle": lambda people: asyncio.run(idle(people))})
