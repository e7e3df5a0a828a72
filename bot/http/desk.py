"""Where an author sits: plays the page's requests on the service, and shows what goes on inside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.channels.web import Message, WebChannel
from bot.content.library import Library
from bot.core.content import Content
from bot.core.events import LeftQuickly, Offered, Opened, Pressed, Said, TimerFired
from bot.core.uploads import Upload
from bot.errors import UnknownChat, UsageError
from bot.http.clock import TurnableClock
from bot.ports import Chat
from bot.service import Service
from bot.shelf import PLACE, Shelf
from bot.workshop import views

HEARTBEAT_SECONDS = 15
CHANNEL = "web"
KINDS = {"image": "photo", "video": "video", "audio": "audio"}
"""The kinds of file by the first word of what a browser says they are."""


@dataclass(frozen=True, slots=True)
class Made:
    """What is made here: where it lies, and where the printed report of the last package does."""

    shelf: Shelf
    printed: Callable[[], str] = lambda: ""


class Desk:
    """The conversations of one try page, over the same service as any channel's."""

    def __init__(
        self,
        service: Service,
        channel: WebChannel,
        library: Library,
        clock: TurnableClock,
        made: Made | None = None,
    ) -> None:
        self._made = made or Made(Shelf())
        self._service = service
        self._channel = channel
        self._library = library
        self._clock = clock

    # Chats

    async def begin(self) -> str:
        """Begin a chat with its first message; its name is one that nobody can guess."""
        name = self._clock.chance() + self._clock.chance()
        chat = Chat(CHANNEL, name)
        self._channel.open(chat)
        await self.said(chat, "/start")
        return name

    def chat(self, untrusted_name: str) -> Chat:
        """A chat that was begun here; raise `UnknownChat` for any other."""
        chat = Chat(CHANNEL, untrusted_name)
        if not self._channel.is_open(chat):
            raise UnknownChat
        return chat

    async def said(self, chat: Chat, text: str) -> None:
        """Pass on something typed."""
        await self._service.handle(chat, Said(text, self._clock.now(), self._clock.chance()))
        await self._tell_panel(chat)

    async def pressed(self, chat: Chat, token: str) -> None:
        """Pass on a press."""
        await self._service.handle(chat, Pressed(token, self._clock.now(), self._clock.chance()))
        await self._tell_panel(chat)

    async def offered(self, chat: Chat, content: bytes, name: str, media: str, album: str) -> None:
        """Pass on a file, of which the conversation decides whether it is fetched."""
        now, kind = self._clock.now(), KINDS.get(media.partition("/")[0], "document")
        upload = Upload(
            kind,
            self._channel.hold(chat, content),
            len(content),
            name,
            media,
            album=album,
            sent=int(now.timestamp()),
        )
        event = Offered(kind, now, self._clock.chance(), upload=upload)
        await self._service.handle(chat, event)
        await self._tell_panel(chat)

    async def left(self, chat: Chat) -> None:
        """Leave."""
        await self._service.handle(chat, LeftQuickly(self._clock.now(), self._clock.chance()))
        await self._tell_panel(chat)

    async def open(self, chat: Chat, flow: str) -> None:
        """Begin at a flow, past the first message."""
        if flow not in self._content.flows:
            raise UsageError("There is no such flow in this set.")
        await self._service.handle(chat, Opened(flow, self._clock.now(), self._clock.chance()))
        await self._tell_panel(chat)

    async def restart(self, chat: Chat) -> None:
        """Forget the conversation and the person, and begin again."""
        await self._service.forget(chat, self._clock.now())
        await self.said(chat, "/start")

    async def turn_clock(self, chat: Chat, minutes: int | None) -> None:
        """Turn the clock by minutes, or set it right (None); what became due meanwhile happens."""
        before = self._clock.now()
        self._clock.turn(minutes)
        await self._pass(chat, before)
        await self._tell_panel(chat)

    async def _pass(self, chat: Chat, since: datetime) -> None:
        """Let time do what it does in a chat, moment by moment, until now."""
        now = self._clock.now().timestamp()
        while (due := (await self._service.peek(chat)).due) and due <= now:
            at = max(since, datetime.fromtimestamp(due, UTC))
            await self._service.handle(chat, TimerFired(at, self._clock.chance()))

    async def follow(self, chat: Chat) -> AsyncIterator[Message | None]:
        """Everything a page has to know; None from time to time, so that it knows we are here."""
        async with self._channel.listen(chat) as queue:
            yield self._checks()
            yield await queue.get()
            yield await self._panel(chat)
            while True:
                try:
                    yield await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield None

    # What authors see

    @property
    def _content(self) -> Content:
        content = self._library.content
        assert content is not None
        return content

    async def look_for_edits(self) -> None:
        """Take up edited files, and tell every page what the checker says."""
        if await asyncio.to_thread(self._library.refresh):
            self._channel.tell_all(self._checks())
            for chat in self._channel.chats:
                await self._tell_panel(chat)

    async def _tell_panel(self, chat: Chat) -> None:
        self._channel.tell(chat, await self._panel(chat))

    async def _panel(self, chat: Chat) -> Message:
        session = await self._service.peek(chat)
        panel = views.panel(self._content, session, self._library.where)
        clock = {"clock": self._clock.now().isoformat(), "shifted_minutes": self._clock.minutes}
        made = {"version": self._library.version, "printed": self._made.printed()}
        return ("panel", {**panel, **clock, **made})

    def _checks(self) -> Message:
        return (
            "checks",
            views.checks(
                self._library.complaints, self._library.version, self._library.served_version
            ),
        )

    def flows(self) -> list[dict[str, Any]]:
        """The flows there are, with their titles."""
        return views.flows(self._content)

    def map(self, flow: str) -> dict[str, Any]:
        """One flow as a graph."""
        found = self._content.flows.get(flow)
        if found is None:
            raise UsageError("There is no such flow in this set.")
        return views.flow_map(found, self._library.where)

    def made(self, untrusted_path: str) -> bytes | None:
        """A file made for somebody just now, if there is one."""
        return self._made.shelf.get(PLACE + untrusted_path)

    def media(self, untrusted_path: str) -> Path | None:
        """A media file of the set, if the set lists it."""
        name, folder = f"media/{untrusted_path}", self._library.folder.resolve()
        path = (folder / name).resolve()  # A link may have been put there since the set was read.
        return path if name in self._content.media and path.is_relative_to(folder) else None
