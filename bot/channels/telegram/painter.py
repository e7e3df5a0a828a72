"""Makes chats equal to what is wanted in them: edits the message that stands, or sends new ones.

Each chat has a task of its own while there is something to do. Only the newest wish of a chat is
carried out, and what is wanted too late is not said at all: it might come into the wrong hand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.channels.telegram import slate as slates
from bot.channels.telegram.api import (
    Attachment,
    Blocked,
    CallError,
    Refused,
    TooMany,
    Unreachable,
)
from bot.channels.telegram.outage import Patient
from bot.channels.telegram.pace import Pace, Urgency
from bot.channels.telegram.screens import METHODS, Outgoing
from bot.channels.telegram.slate import SPOKEN, Slate, Standing
from bot.ports import Chat
from bot.shelf import Shelf, is_made

Change = Callable[[Slate], Slate]
Amend = Callable[[Chat, Change], Awaitable[None]]
Json = dict[str, Any]

NO_PREVIEW = {"is_disabled": True}
FIRST_DELAY, LONGEST_DELAY = 1.0, 8.0
MOST_ONCE = 60
"""Check-ins that wait to be sent at a time, two seconds' worth: others wait in the store."""
SAME = "not modified"
"""Telegram's word for an edit that changes nothing, which is as good as done."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where files come from that are shown: the folder of the flows, and what was made just now."""

    folder: Callable[[], Path]
    shelf: Shelf = field(default_factory=Shelf)


@dataclass(slots=True)
class Work:
    """What is being done in one chat."""

    slate: Slate
    done: int = 0
    task: asyncio.Task[None] | None = field(default=None, repr=False)


class Painter:
    """Shows what is wanted; `amend` makes what was found out part of a chat's slate."""

    def __init__(
        self,
        telegram: Patient,
        pace: Pace,
        amend: Amend,
        files: Files,
        now: Callable[[], float],
    ) -> None:
        self._telegram = telegram
        self._pace = pace
        self._amend = amend
        self._files = files
        self._now = now
        self._work: dict[Chat, Work] = {}
        self._shut: dict[Chat, int] = {}

    # What the channel asks for

    def follow(self, chat: Chat, slate: Slate, *, paints: bool) -> None:
        """Take up the newest slate of a chat, and paint it if that was not done before."""
        work = self._work.get(chat)
        if work is not None:
            work.slate = slate
        elif paints and slate.wanted:
            work = self._work[chat] = Work(slate)
            work.task = asyncio.create_task(self._paint(chat, work))

    def shut(self, chat: Chat) -> None:
        """Let nothing new come to stand in a chat, from this moment on."""
        self._shut[chat] = self._shut.get(chat, 0) + 1

    def open(self, chat: Chat) -> None:
        """Let things come to stand again, once as often as it was shut."""
        if self._shut.get(chat, 0) > 1:
            self._shut[chat] -= 1
        else:
            self._shut.pop(chat, None)

    def is_busy(self, chat: Chat) -> bool:
        """Whether something may still come to stand in a chat."""
        return chat in self._work

    @property
    def waiting(self) -> int:
        """In how many chats something may still come to stand."""
        return len(self._work)

    @property
    def room(self) -> int:
        """For how many more chats what nobody waits for can be taken up, and said soon."""
        return max(0, MOST_ONCE - sum(work.slate.once for work in self._work.values()))

    def drop(self, chat: Chat) -> None:
        """Give up what is wanted now."""
        if (work := self._work.get(chat)) is not None:
            work.done = work.slate.turn

    async def stop(self, seconds: float) -> None:
        """Finish what is under way, if that is quick; the rest is said after the next start."""
        tasks = [work.task for work in self._work.values() if work.task is not None]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    # One chat

    async def _paint(self, chat: Chat, work: Work) -> None:
        delay = FIRST_DELAY
        try:
            while self._has_wish(chat, work):
                try:
                    await self._fulfil(chat, work, work.slate)
                    delay = FIRST_DELAY
                except TooMany as wait:
                    self._pace.pause(chat, wait.seconds)
                except Unreachable:
                    await asyncio.sleep(delay)
                    delay = min(delay * 2, LONGEST_DELAY)
        finally:
            del self._work[chat]

    def _has_wish(self, chat: Chat, work: Work) -> bool:
        return bool(work.slate.wanted) and work.slate.turn != work.done and chat not in self._shut

    def _holds(self, chat: Chat, work: Work, slate: Slate) -> bool:
        """Whether a wish is still the newest and not too old, and nobody left."""
        newest = work.slate
        same = (newest.epoch, newest.turn) == (slate.epoch, slate.turn) and bool(newest.wanted)
        is_late = self._now() - slate.at > SPOKEN or work.done == slate.turn
        return same and not is_late and chat not in self._shut

    async def _fulfil(self, chat: Chat, work: Work, slate: Slate) -> None:
        try:
            if self._now() - slate.at > SPOKEN or (slate.instead and not slate.shown):
                await self._give_up(chat, work, slate)
            elif slate.instead or slate.edits:
                await self._edit(chat, work, slate)
            else:
                await self._send(chat, work, slate)
        except Blocked:
            await self._amend(chat, slates.stopped)
        except Refused:
            await self._give_up(chat, work, slate)

    async def _give_up(self, chat: Chat, work: Work, slate: Slate) -> None:
        work.done = slate.turn
        await self._amend(chat, lambda newest: slates.given_up(newest, slate.turn))

    async def _edit(self, chat: Chat, work: Work, slate: Slate) -> None:
        message, target = slate.wanted.messages[-1], slate.shown[-1]
        there = {"chat_id": int(chat.id), "message_id": target.number}
        async with self._pace.message(chat, _urgency(slate), is_new=False):
            await self._telegram.ready()
            if not self._holds(chat, work, slate):
                return
            try:
                await self._telegram.now("editMessageText", there | _words(message))
            except Refused as refusal:
                if SAME not in refusal.why:
                    await self._amend(chat, slates.unshown)
                    return
        work.done = slate.turn
        if len(slate.shown) > 1:
            await self._amend(chat, lambda newest: slates.reduced(newest, target))

    async def _send(self, chat: Chat, work: Work, slate: Slate) -> None:
        ours: list[Standing] = []
        try:
            for message in slate.wanted.messages:
                async with self._pace.message(chat, _urgency(slate)):
                    await (self._telegram.sure() if slate.once else self._telegram.ready())
                    if not self._holds(chat, work, slate):
                        break
                    ours.append(await self._send_one(chat, message))
            else:
                work.done = slate.turn
        except CallError as error:
            unknown = int(isinstance(error, Unreachable) and error.sent)
            await self._amend(chat, lambda newest: slates.withdrawn(newest, ours, unknown))
            if not (slate.once and unknown):
                raise
            await self._give_up(chat, work, slate)  # what nobody waits for may not come twice
            return
        if work.done == slate.turn:
            await self._amend(chat, lambda newest: slates.placed(newest, slate, ours))
        elif ours:
            await self._amend(chat, lambda newest: slates.withdrawn(newest, ours))

    def _attached(self, path: str) -> Attachment:
        if not is_made(path):
            return Attachment(self._files.folder() / path)
        content = self._files.shelf.get(path)
        if content is None:
            raise Refused
        return Attachment(Path(path), content)

    async def _send_one(self, chat: Chat, message: Outgoing) -> Standing:
        protects = message.protected
        there = {"chat_id": int(chat.id), "disable_notification": True, "protect_content": protects}
        if message.media is None:
            sent = await self._telegram.now("sendMessage", there | _words(message))
        else:
            kind, path = message.media
            field = "document" if kind == "file" else kind
            medium = {field: self._attached(path), "caption": message.text}
            sent = await self._telegram.now(METHODS[kind], there | medium)
        try:
            return Standing(int(sent["message_id"]), int(sent["date"]))
        except (KeyError, TypeError, ValueError):
            raise Unreachable(sent=True) from None


def _urgency(slate: Slate) -> Urgency:
    if slate.once:
        return Urgency.WAVE
    return Urgency.UNASKED if slate.instead else Urgency.ANSWER


def _words(message: Outgoing) -> Json:
    words: Json = {
        "text": message.text,
        "link_preview_options": NO_PREVIEW,
        "reply_markup": {"inline_keyboard": message.keys},
    }
    return words | {"entities": message.entities} if message.typed else words
