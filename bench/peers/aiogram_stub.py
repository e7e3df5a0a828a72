"""What both sides built on aiogram share: a network that is not there, and updates to feed."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from itertools import count
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import Message

Raw = dict[str, Any]

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CHAT = {"id": 1, "type": "private"}
PERSON = {"id": 1, "is_bot": False, "first_name": "A"}
SHOWN = {"message_id": 1, "date": int(AT.timestamp()), "chat": CHAT, "text": "…"}

_update_ids = count(1)


class StubSession(BaseSession):
    """Answers every request at once, with a message that was made beforehand."""

    message = Message.model_validate(SHOWN)
    last: TelegramMethod[Any]
    """The last message that was sent or edited."""

    async def close(self) -> None:
        """Close nothing."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109  # aiogram's signature
    ) -> Any:
        if isinstance(method, AnswerCallbackQuery):
            return True
        self.last = method
        return self.message

    async def stream_content(self, *_: object, **__: object) -> AsyncGenerator[bytes, None]:
        yield b""


def typed(text: str) -> Raw:
    """An update: something was typed."""
    number = next(_update_ids)
    message = SHOWN | {"message_id": number, "from": PERSON, "text": text}
    return {"update_id": number, "message": message}


def pressed(name: str) -> Raw:
    """An update: a button was pressed."""
    number = next(_update_ids)
    query = {
        "id": str(number),
        "from": PERSON,
        "chat_instance": "1",
        "message": SHOWN,
        "data": name,
    }
    return {"update_id": number, "callback_query": query}
