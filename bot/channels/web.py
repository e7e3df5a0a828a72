"""The web as a channel: effects become messages for the page that is listening."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.channels.at_once import AtOnce
from bot.core.effects import Button, Entry, Media, Notice, Part, Question, Screen, Text, ToCopy
from bot.errors import FileGone, UnknownChat
from bot.ports import Chat
from bot.shelf import Shelf, is_made

Message = tuple[str, dict[str, Any]]
"""The name of a message and what it holds, ready for JSON."""
SENT = "sent"
MOST_SENT = 8
"""Files that were sent and not fetched yet; of more, the oldest are forgotten."""


class WebChannel(AtOnce):
    """Passes screens on to the pages of a chat, and the last one to a page that returns."""

    def __init__(self) -> None:
        self._listening: dict[Chat, set[asyncio.Queue[Message]]] = {}
        self._last: dict[Chat, Message] = {}
        self._sent = Shelf(most=MOST_SENT)
        self._refs: dict[Chat, deque[str]] = {}

    def open(self, chat: Chat) -> None:
        """Begin a chat."""
        self._listening.setdefault(chat, set())

    @property
    def chats(self) -> tuple[Chat, ...]:
        """Every chat that was begun here."""
        return tuple(self._listening)

    def is_open(self, chat: Chat) -> bool:
        """Whether a chat was begun here."""
        return chat in self._listening

    async def show(self, chat: Chat, screen: Screen) -> None:
        self._last[chat] = ("screen", as_json(screen))
        self.tell(chat, self._last[chat])

    async def clear(self, chat: Chat) -> None:
        self._last.pop(chat, None)
        for ref in self._refs.pop(chat, ()):
            self._sent.take(ref)
        self.tell(chat, ("clear", {}))

    def hold(self, chat: Chat, content: bytes) -> str:
        """Hold a file that was sent in a chat; gives what it is fetched by, once and soon."""
        ref = self._sent.put(SENT, content)
        self._refs.setdefault(chat, deque(maxlen=MOST_SENT)).append(ref)
        return ref

    async def fetch(self, ref: str) -> bytes:
        content = self._sent.take(ref)
        if content is None:
            raise FileGone
        return content

    def tell(self, chat: Chat, message: Message) -> None:
        """Send a message to every page of a chat."""
        for queue in self._listening.get(chat, ()):
            queue.put_nowait(message)

    def tell_all(self, message: Message) -> None:
        """Send a message to every page."""
        for chat in self._listening:
            self.tell(chat, message)

    @asynccontextmanager
    async def listen(self, chat: Chat) -> AsyncIterator[asyncio.Queue[Message]]:
        """Receive the messages of a chat, beginning with what it shows now."""
        if chat not in self._listening:
            raise UnknownChat
        queue: asyncio.Queue[Message] = asyncio.Queue()
        queue.put_nowait(self._last.get(chat, ("clear", {})))
        self._listening[chat].add(queue)
        try:
            yield queue
        finally:
            self._listening[chat].discard(queue)


def as_json(screen: Screen) -> dict[str, Any]:
    """A screen as the page reads it."""
    return {
        "visit": screen.visit,
        "parts": [_part(part) for part in screen.parts],
        "buttons": [_button(button) for button in screen.buttons],
        "ways": [_button(button) for button in screen.ways],
        "typing": {"kind": screen.typing} if screen.typing else None,
        "fresh": screen.fresh,
    }


def _button(button: Button) -> dict[str, Any]:
    return {"label": button.label, "token": button.token, "role": button.role, "on": button.on}


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Text(text):
            return {"kind": "text", "text": text}
        case Notice(text):
            return {"kind": "notice", "text": text}
        case Question(text):
            return {"kind": "question", "text": text}
        case ToCopy(text):
            return {"kind": "to_copy", "text": text}
        case Media(kind, path, alt):
            place = path if is_made(path) else f"media/{path.removeprefix('media/')}"
            return {"kind": kind, "src": f"/{place}", "alt": alt}
        case Entry(lines, copies):
            copied = [{"label": copy.label, "text": copy.text} for copy in copies]
            return {"kind": "entry", "lines": list(lines), "copies": copied}
