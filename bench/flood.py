"""Our side of a flood: 24 people talk, with the rates of Telegram and of each person kept.

`quiet`     how long 99 in 100 of their screens take at most
`flooded`   the same while one person more writes 100 messages a second
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from itertools import count
from typing import Any

from bench.network import SHOWING, Network
from bench.people import FIRST_PERSON, Person, p99, typed
from bench.pipeline import Running, content, running
from bench.worker import Lap, serve
from bot.channels.telegram.floods import Floods
from bot.channels.telegram.pace import Pace

PEOPLE, A_SECOND = 24, 16.0
FLOOD_A_SECOND = 100.0
FLOODER = FIRST_PERSON - 1
HERS = 1_000_000_000
"""Her updates count from here."""


class Flooded(Network):
    """A network on which one person more writes, and nobody looks at what she is shown."""

    def __init__(self) -> None:
        super().__init__(PEOPLE)
        self._flooder = Person(FLOODER)
        self._numbers = count(HERS)

    def answer(self, method: str, parameters: Mapping[str, Any]) -> Any:
        if method in SHOWING and parameters["chat_id"] == FLOODER:
            return {"message_id": next(self._messages), "date": 1}
        return super().answer(method, parameters)

    async def flood(self) -> None:
        """Write until cancelled."""
        loop = asyncio.get_running_loop()
        moment = loop.time()
        while True:
            self.deliver(typed(next(self._numbers), self._flooder, "Look at me"))
            moment += 1 / FLOOD_A_SECOND
            await asyncio.sleep(moment - loop.time())


async def _wait(bot: Running, times: int) -> Lap:
    people = bot.network.people
    await people.play_openly(times, A_SECOND)
    return Lap(p99(people.took), 1)


async def _wait_in_flood(network: Flooded, bot: Running, times: int) -> Lap:
    flood = asyncio.create_task(network.flood())
    try:
        return await _wait(bot, times)
    finally:
        flood.cancel()
        await asyncio.gather(flood, return_exceptions=True)
        await bot.settle()


def main() -> None:
    """Serve both."""
    with asyncio.Runner() as runner:
        network = Flooded()
        stack = running(network, content(), pace=Pace(), floods=Floods())
        bot = runner.run(stack.__aenter__())
        runner.run(network.people.play(2 * PEOPLE))
        serve(
            {
                "quiet": lambda times: runner.run(_wait(bot, times)),
                "flooded": lambda times: runner.run(_wait_in_flood(network, bot, times)),
            }
        )
        runner.run(stack.__aexit__(None, None, None))


if __name__ == "__main__":
    main()
