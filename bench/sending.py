"""Our side of sending: `sendMessage` over HTTP to a stub, so many calls in flight."""

from __future__ import annotations

import asyncio
import sys

from bench.flight import ways
from bench.worker import serve
from bot.channels.telegram.api import Telegram


async def _opened(address: str) -> Telegram:
    telegram = Telegram("1:stub", f"{address}/bot", f"{address}/file/bot")
    await telegram.open()
    return telegram


def main(address: str) -> None:
    """Serve all ways."""
    with asyncio.Runner() as runner:
        telegram = runner.run(_opened(address))

        async def send(chat: int, text: str) -> None:
            await telegram.call("sendMessage", {"chat_id": chat, "text": text})

        serve(ways(runner, send))
        runner.run(telegram.close())


if __name__ == "__main__":
    main(sys.argv[1])
