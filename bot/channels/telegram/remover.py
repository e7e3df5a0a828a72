"""Takes messages away, the newest first, and goes on until nothing is left that can be taken.

Telegram lets a bot remove what is younger than 48 hours, both sides. An older message of ours is
emptied instead; an older one of hers can't be touched, and is counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress

from bot.channels.telegram import slate as slates
from bot.channels.telegram.api import Blocked, CallError, Refused, TooMany, Unreachable
from bot.channels.telegram.outage import Patient
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.painter import Amend
from bot.channels.telegram.slate import REMOVABLE, Slate, Standing
from bot.ports import Chat

MOST = 100
"""Messages of one call."""
EMPTY = "·"
"""What is left of a message that can only be edited."""
FIRST_DELAY, LONGEST_DELAY = 1.0, 8.0
GONE = "not found"
"""Telegram's word for a message that she removed herself."""


class Remover:
    """Removes what has to go; `finish` is told of chats in which nothing is left to do."""

    def __init__(
        self,
        telegram: Patient,
        pace: Pace,
        amend: Amend,
        finish: Callable[[Chat], Awaitable[None]],
        now: Callable[[], float],
    ) -> None:
        self._telegram = telegram
        self._pace = pace
        self._amend = amend
        self._finish = finish
        self._now = now
        self._slates: dict[Chat, Slate] = {}
        self._tasks: dict[Chat, asyncio.Task[None]] = {}
        self._gone: dict[Chat, set[int]] = {}

    def follow(self, chat: Chat, slate: Slate) -> None:
        """Take up the newest slate of a chat."""
        self._forget_written(chat, slate)
        self._slates[chat] = slate
        if chat in self._tasks:
            return
        if slate.vanishes or (self._left(chat) and not slate.blocked):
            self._tasks[chat] = asyncio.create_task(self._clear_away(chat))
        else:
            del self._slates[chat]

    @property
    def waiting(self) -> int:
        """In how many chats something has to go."""
        return len(self._tasks)

    def gone(self, chat: Chat) -> Collection[int]:
        """The messages that were removed, and are not written down as such.

        While a conversation goes on, the next turn does that: a write for each of them would cost
        as much as the turn, and at worst a message is removed twice.
        """
        return self._gone.get(chat, ())

    async def stop(self, seconds: float) -> None:
        """Finish what is quick; the rest is removed after the next start."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def wipe(self, chat: Chat, slate: Slate) -> None:
        """Remove at once what can be removed, though nothing can be written down now."""
        cleared = slates.clear(slate)
        with suppress(CallError):
            await self._remove(chat, cleared.goes)

    async def _clear_away(self, chat: Chat) -> None:
        delay = FIRST_DELAY
        try:
            while self._has_work(chat):
                try:
                    await self._round(chat)
                    delay = FIRST_DELAY
                except TooMany as wait:
                    await asyncio.sleep(wait.seconds)
                except Unreachable:
                    await asyncio.sleep(delay)
                    delay = min(delay * 2, LONGEST_DELAY)
        finally:
            del self._tasks[chat], self._slates[chat]
        await self._finish(chat)

    def _has_work(self, chat: Chat) -> bool:
        return bool(self._left(chat)) and not self._slates[chat].blocked

    def _left(self, chat: Chat) -> list[Standing]:
        """What has to go and is still there."""
        gone = self._gone.get(chat, ())
        return [message for message in self._slates[chat].goes if message.number not in gone]

    def _forget_written(self, chat: Chat, slate: Slate) -> None:
        if gone := self._gone.pop(chat, None):
            left = gone & {message.number for message in slate.goes}
            if left:
                self._gone[chat] = left

    async def _round(self, chat: Chat) -> None:
        goes = self._left(chat)
        try:
            given_up = await self._remove(chat, goes)
        except Blocked:
            await self._amend(chat, slates.stopped)
            return
        numbers = [message.number for message in goes]
        if self._slates[chat].shown and not given_up:
            self._gone.setdefault(chat, set()).update(numbers)
            return
        await self._amend(chat, lambda newest: slates.removed(newest, numbers, given_up))

    async def _remove(self, chat: Chat, messages: Iterable[Standing]) -> int:
        """Remove messages; gives how many of them remain."""
        newest = sorted(messages, key=lambda message: message.number, reverse=True)
        young = [m.number for m in newest if self._now() - m.date < REMOVABLE]
        old = [m for m in newest if self._now() - m.date >= REMOVABLE]
        batches = [young[start : start + MOST] for start in range(0, len(young), MOST)]
        remaining = [await self._batch(chat, batch) for batch in batches]
        for message in old:
            await self._empty(chat, message)
        return sum(remaining) + len(old)

    async def _batch(self, chat: Chat, numbers: list[int]) -> int:
        there = {"chat_id": int(chat.id), "message_ids": numbers}
        async with self._pace.removal():
            try:
                await self._telegram.call("deleteMessages", there)
            except Refused:
                spoilt = numbers  # by one that can't be removed, so they are tried one by one
            else:
                spoilt = []
        return sum([await self._one(chat, number) for number in spoilt])

    async def _one(self, chat: Chat, number: int) -> int:
        there = {"chat_id": int(chat.id), "message_id": number}
        async with self._pace.removal():
            try:
                await self._telegram.call("deleteMessage", there)
            except Refused as refusal:
                return int(GONE not in refusal.why)
        return 0

    async def _empty(self, chat: Chat, message: Standing) -> None:
        if message.hers:
            return
        there = {"chat_id": int(chat.id), "message_id": message.number}
        async with self._pace.removal():
            with suppress(Refused):
                await self._telegram.call("editMessageText", there | {"text": EMPTY})
