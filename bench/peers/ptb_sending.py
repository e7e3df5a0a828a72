"""python-telegram-bot's `Bot.send_message` over HTTP, with a pool of 16 connections."""

from __future__ import annotations

import asyncio
import sys

from telegram import Bot
from telegram.request import HTTPXRequest

from bench.flight import ways
from bench.worker import serve

CALLS = 16


def main(address: str) -> None:
    """Serve all ways."""
    with asyncio.Runner() as runner:
        request = HTTPXRequest(connection_pool_size=CALLS, pool_timeout=15)
        bot = Bot("1:stub", f"{address}/bot", request=request)
        runner.run(bot.initialize())
        serve(ways(runner, bot.send_message))


if __name__ == "__main__":
    main(sys.argv[1])
