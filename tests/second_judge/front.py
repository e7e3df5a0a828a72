"""Puts tg-auto-test behind HTTP, where the bot looks for Telegram: README.md says what differs."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import h11
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, TypeHandler
from tg_auto_test.test_utils.serverless_telegram_client import (  # type: ignore[import-not-found]
    ServerlessTelegramClient,
)

Json = dict[str, Any]
HER = 7_301_946_001
HER_FIRST_MESSAGE = 100_001
QUIET_SECONDS = 1.2
"""So long a bot that has answered says nothing more: it keeps to one message a second."""
READ_AT_ONCE = 65_536


@dataclass(frozen=True, slots=True)
class Form:
    """The parameters of a call, as the judge reads them."""

    json_parameters: dict[str, str]
    contains_files: bool = False


class Front:
    """Telegram's place: takes what the bot calls, and gives it what a person does."""

    def __init__(self) -> None:
        self.client = ServerlessTelegramClient(build_application=self._application, user_id=HER)
        self.client._helpers._next_message_id = HER_FIRST_MESSAGE
        self.complaints: list[str] = []
        self.deleted: set[int] = set()
        self._waiting: list[Json] = []
        self._news = asyncio.Condition()
        self._heard_at = time.monotonic()

    def _application(self, builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any]) -> Any:
        application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
        application.add_handler(TypeHandler(Update, self._pass_on))
        return application

    async def _pass_on(self, update: Update, _: object) -> None:
        """Give the bot an update, and wait until it has said all that it says to it."""
        content = update.to_dict()
        if "message" in content:
            content["message"]["date"] = int(time.time())
        async with self._news:
            self._waiting.append(content)
            self._news.notify_all()
            await self._news.wait_for(lambda: content not in self._waiting)
        self._heard_at = time.monotonic()
        while time.monotonic() - self._heard_at < QUIET_SECONDS:  # noqa: ASYNC110  # it is put off
            await asyncio.sleep(QUIET_SECONDS / 10)

    # What the bot calls

    async def answer(self, name: str, parameters: dict[str, str]) -> Json:
        """The answer to a call."""
        method = name[:1].lower() + name[1:]
        if method == "getUpdates":
            return {"ok": True, "result": await self._updates(parameters)}
        self._heard_at = time.monotonic()
        if method != "deleteMessages":
            return await self._judged(method, parameters)
        for number in json.loads(parameters["message_ids"]):
            one = {"chat_id": parameters["chat_id"], "message_id": str(number)}
            await self._judged("deleteMessage", one)
        return {"ok": True, "result": True}

    async def _judged(self, method: str, parameters: dict[str, str]) -> Json:
        try:
            form = Form(parameters)
            _, body = await self.client._request.do_request(f"/{method}", "POST", form)
        except Exception as complaint:  # noqa: BLE001  # it raises whatever it does not understand
            self.complaints.append(f"{method}: {complaint!r}")
            return {"ok": False, "error_code": 400, "description": "Bad Request: see the judge"}
        if method == "deleteMessage":
            self.deleted.add(int(parameters["message_id"]))
        answer: Json = json.loads(body)
        if isinstance(answer["result"], dict) and "date" in answer["result"]:
            answer["result"]["date"] = int(time.time())
        return answer

    async def _updates(self, parameters: dict[str, str]) -> list[Json]:
        offset = int(parameters.get("offset", 0))
        async with self._news:
            self._waiting = [u for u in self._waiting if u["update_id"] >= offset]
            self._news.notify_all()
            try:
                async with asyncio.timeout(int(parameters.get("timeout", 0))):
                    await self._news.wait_for(lambda: self._waiting)
            except TimeoutError:
                return []
            return list(self._waiting)

    # HTTP

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        connection = h11.Connection(h11.SERVER)
        with suppress(asyncio.CancelledError):  # the evening is over
            while (request := await _next(connection, reader)) is not None:
                path, body = request
                answer = await self.answer(path.rpartition("/")[2], dict(parse_qsl(body.decode())))
                writer.write(_said(connection, json.dumps(answer).encode(), ok=answer["ok"]))
                await writer.drain()
                connection.start_next_cycle()
        writer.close()


async def _next(
    connection: h11.Connection, reader: asyncio.StreamReader
) -> tuple[str, bytes] | None:
    path, body = "", b""
    while True:
        match connection.next_event():
            case h11.Request(target=target):
                path = target.decode()
            case h11.Data(data=data):
                body += bytes(data)
            case h11.EndOfMessage():
                return path, body
            case h11.ConnectionClosed():
                return None
            case _:
                connection.receive_data(await reader.read(READ_AT_ONCE))


def _said(connection: h11.Connection, body: bytes, *, ok: bool) -> bytes:
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    events = (
        h11.Response(status_code=200 if ok else 400, headers=headers),
        h11.Data(data=body),
        h11.EndOfMessage(),
    )
    return b"".join(connection.send(event) or b"" for event in events)
