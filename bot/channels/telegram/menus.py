"""Makes the list of commands in a chat fit: one while a conversation is open, and a neutral one.

The newest wish of a chat is made so after the one before it, and again until it is: a list that
came too late would tell whoever looks that something is open here.
"""

from __future__ import annotations

import asyncio

from bot.channels.telegram import profile
from bot.channels.telegram.api import CallError, TooMany, Unreachable
from bot.ports import Chat

FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0


class Menus:
    """Lists of commands that are on their way."""

    def __init__(self, call: profile.Call) -> None:
        self._call = call
        self._wanted: dict[Chat, bool] = {}
        self._tasks: dict[Chat, asyncio.Task[None]] = {}

    def want(self, chat: Chat, *, is_open: bool) -> None:
        """Say whether a conversation is open in a chat from now on."""
        self._wanted[chat] = is_open
        if chat not in self._tasks:
            self._tasks[chat] = asyncio.create_task(self._make_so(chat))

    def stop(self) -> None:
        """Let it be."""
        for task in self._tasks.values():
            task.cancel()

    async def _make_so(self, chat: Chat) -> None:
        done, delay = None, FIRST_DELAY
        try:
            while (wanted := self._wanted[chat]) is not done:
                try:
                    await self._list(chat, is_open=wanted)
                    done, delay = wanted, FIRST_DELAY
                except TooMany as wait:
                    await asyncio.sleep(wait.seconds)
                except Unreachable:
                    await asyncio.sleep(delay)
                    delay = min(delay * 2, LONGEST_DELAY)
                except CallError:
                    return  # She stopped the bot, so there is no menu.
        finally:
            del self._wanted[chat], self._tasks[chat]

    async def _list(self, chat: Chat, *, is_open: bool) -> None:
        commands = profile.open_commands if is_open else profile.closed_commands
        await commands(self._call, int(chat.id))
