"""Telegram as our side meets it here: a stub that answers at once and forgets, and no limits.

The rates of Telegram and of each person are switched off by passing in objects that know none.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Hashable, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bench.people import People, Raw
from bot.channels.telegram.floods import Verdict
from bot.channels.telegram.pace import Urgency
from bot.ports import Chat

SHOWING = ("sendMessage", "editMessageText")
MOST = 100
"""Updates of one poll."""


class Unlimited:
    """A pace without limits."""

    @asynccontextmanager
    async def message(self, chat: Hashable, urgency: Urgency) -> AsyncIterator[None]:
        """Room at once."""
        yield

    @asynccontextmanager
    async def removal(self) -> AsyncIterator[None]:
        """Room at once."""
        yield

    @asynccontextmanager
    async def courtesy(self) -> AsyncIterator[None]:
        """Room at once."""
        yield

    def pause(self, chat: Hashable, seconds: float) -> None:
        """Nobody asks for one here."""


class Unjudged:
    """Reads everything that everybody sends."""

    def judge(self, chat: Chat) -> Verdict:
        """Read it."""
        return Verdict.READ


class Network:
    """What people send can be polled, and what they are shown they see."""

    def __init__(self, number: int) -> None:
        self.people = People(number, self.deliver)
        self._queue: list[Raw] = []
        self._news = asyncio.Event()
        self._messages = count(1)

    def deliver(self, update: Raw) -> None:
        """Queue an update."""
        self._queue.append(update)
        self._news.set()

    async def poll(self, offset: int | None, seconds: int) -> list[Any]:
        """Updates, once there are any."""
        while not self._queue:
            self._news.clear()
            await self._news.wait()
        found, self._queue = self._queue[:MOST], self._queue[MOST:]
        return found

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Do as told."""
        return self.answer(method, parameters)

    def answer(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """The answer to a call, as far as anybody looks at it."""
        if method not in SHOWING:
            return True
        keys = parameters["reply_markup"]["inline_keyboard"]
        self.people.saw(parameters["chat_id"], parameters["text"], keys)
        return {"message_id": next(self._messages), "date": int(time.time())}


class Wired(Network):
    """The same, with the library that builds our requests and reads their answers in between."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self._bot = Bot("1:stub", request=_Request(self))

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Do as told, once the request is made."""
        # The library warns, which is dear, of methods it has itself, letter by letter.
        return await self._bot.do_api_request(method[0].upper() + method[1:], dict(parameters))


class _Request(BaseRequest):
    """Answers every request at once."""

    read_timeout = 1.0

    def __init__(self, network: Network) -> None:
        self._network = network

    async def initialize(self) -> None:
        """Open nothing."""

    async def shutdown(self) -> None:
        """Close nothing."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        assert request_data is not None
        called = url.rpartition("/")[2]
        method = called[0].lower() + called[1:]
        result = self._network.answer(method, request_data.parameters)
        return 200, json.dumps({"ok": True, "result": result}).encode()
