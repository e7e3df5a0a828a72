"""aiogram's `Bot.send_message` over HTTP, with its own session and uvloop."""

from __future__ import annotations

import asyncio
import sys

import uvloop
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bench.flight import ways
from bench.worker import serve


def main(address: str) -> None:
    """Serve all ways."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        session = AiohttpSession(api=TelegramAPIServer.from_base(address))
        bot = Bot("1:stub", session=session)
        serve(ways(runner, bot.send_message))
        runner.run(session.close())


if __name__ == "__main__":
    main(sys.argv[1])
