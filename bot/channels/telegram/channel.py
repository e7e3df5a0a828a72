"""Telegram as a channel: what a turn wants is noted with it, then painted, or taken away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.channels.telegram import slate as slates
from bot.channels.telegram.api import CallError
from bot.channels.telegram.fetcher import Fetcher
from bot.channels.telegram.menus import Menus
from bot.channels.telegram.outage import Patient
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.painter import Change, Files, Painter
from bot.channels.telegram.remover import Remover
from bot.channels.telegram.slate import Slate
from bot.core.effects import Effect
from bot.errors import StoreBusy, StoreFull
from bot.ports import Chat, Heard, Note, World
from bot.recent import Recent

WRITE_AGAIN = 0.5
"""Seconds between two tries to write down what was found out, where the store refuses."""
NAME = "tg"
"""What addresses in this channel begin with."""


class Amending(Protocol):
    """What the channel needs of the service: to have found things out about a chat written down."""

    async def amend(
        self, chat: Chat, amendment: Callable[[bytes], Note], updates: tuple[int, ...] = ()
    ) -> None:
        """Change what is remembered of a chat."""

    async def vanish(self, chat: Chat, is_over: Callable[[bytes], bool], at: datetime) -> None:
        """Forget a chat in which nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A slate to carry out: whether there is something new to show, a beginning, or an end."""

    slate: Slate
    paints: bool = False
    begins: bool = False
    ends: bool = False


class TelegramChannel:
    """Makes chats on Telegram equal to what turns want."""

    def __init__(self, telegram: Patient, pace: Pace, files: Files, world: World) -> None:
        self._telegram = telegram
        self._pace = pace
        self._world = world
        self._service: Amending | None = None
        self._courtesies: set[asyncio.Task[None]] = set()
        self._menus = Menus(self._call_politely)
        self._run = world.chance()
        self._unwritten: dict[Chat, list[Change]] = {}
        self._slates: Recent[Chat, tuple[bytes, Slate]] = Recent()
        self.painter = Painter(telegram, pace, self.amend, files, self._now)
        self._fetcher = Fetcher(telegram, pace)
        self.remover = Remover(telegram, pace, self.amend, self._finish, self._now)

    def serve(self, service: Amending) -> None:
        """Name the service that writes down what is found out."""
        self._service = service

    async def stop(self, seconds: float) -> None:
        """Finish what is quick."""
        for task in self._courtesies:
            task.cancel()
        self._menus.stop()
        await asyncio.gather(self.painter.stop(seconds), self.remover.stop(seconds))

    # What the service asks

    def note(self, chat: Chat, slate: bytes, heard: Heard, effects: Sequence[Effect]) -> Note:
        before = slates.removed(self._slate(chat, slate), self.remover.gone(chat))
        after = slates.noted(before, heard, effects, int(self._now()))
        if after.turn != before.turn:
            after = slates.on_the_way(after, self._run)
        plan = Plan(
            after,
            paints=after.turn != before.turn,
            begins=after.open and not before.open,
            ends=before.open and not after.open,
        )
        return self._note(plan)

    def _slate(self, chat: Chat, stored: bytes) -> Slate:
        known = self._slates.get(chat)
        return known[1] if known is not None and known[0] is stored else slates.load(stored)

    def remains(self, slate: bytes) -> int:
        return slates.lost(slate)

    def cleared(self, slate: bytes) -> bytes:
        return slates.cleared(slate)

    async def act(self, chat: Chat, note: Note, effects: Sequence[Effect]) -> None:
        plan = note.plan
        if not isinstance(plan, Plan):
            self._slates.drop(chat)
            return  # The chat was forgotten.
        self._slates.put(chat, (note.slate, plan.slate))
        self.remover.follow(chat, plan.slate)
        self.painter.follow(chat, plan.slate, paints=plan.paints)
        if plan.begins or plan.ends:
            self._menus.want(chat, is_open=plan.begins)

    async def fetch(self, ref: str) -> bytes:
        return await self._fetcher.fetch(ref)

    # Whoever leaves

    def shut(self, chat: Chat) -> None:
        """Let nothing new come to stand in a chat, and end soon what is fetched for it."""
        self.painter.shut(chat)
        self._fetcher.hurry(chat.id)

    def open(self, chat: Chat) -> None:
        """She has left: let things come to stand again."""
        self.painter.open(chat)
        self._fetcher.relax(chat.id)

    # What is found out

    async def amend(self, chat: Chat, change: Change, updates: tuple[int, ...] = ()) -> None:
        """Have a change of a chat's slate written down, however long that takes."""
        await self._write(chat, change, Plan, updates)

    async def resume(self, chat: Chat) -> None:
        """After a start: say again what may not have been said, and remove what is left."""
        await self._write(chat, lambda slate: slates.after_crash(slate, self._run), _again)

    async def wipe(self, chat: Chat, stored: bytes, heard: Sequence[Heard]) -> None:
        """Remove at once what can be removed, also what could not be written down."""
        slate = slates.load(stored)
        for one in heard:
            slate = slates.hear(slate, one)
        for change in self._unwritten.get(chat, ()):
            slate = change(slate)
        self.painter.drop(chat)
        await self.remover.wipe(chat, slate)

    async def _write(
        self,
        chat: Chat,
        change: Change,
        plan: Callable[[Slate], Plan],
        updates: tuple[int, ...] = (),
    ) -> None:
        assert self._service is not None
        unwritten = self._unwritten.setdefault(chat, [])
        unwritten.append(change)
        try:
            while True:
                try:
                    return await self._service.amend(
                        chat,
                        lambda slate: self._note(plan(change(self._slate(chat, slate)))),
                        updates,
                    )
                except (StoreBusy, StoreFull):
                    await asyncio.sleep(WRITE_AGAIN)
        finally:
            unwritten.remove(change)
            if not unwritten:
                self._unwritten.pop(chat, None)

    def answer(self, tap: str) -> None:
        """Tell Telegram that a tap was heard; nobody sees anything of it."""
        self._politely(self._call_politely("answerCallbackQuery", {"callback_query_id": tap}))

    def leave_group(self, chat: int) -> None:
        """Leave a group or a channel: this is for one person at a time."""
        self._politely(self._call_politely("leaveChat", {"chat_id": chat}))

    async def _finish(self, chat: Chat) -> None:
        assert self._service is not None
        if self.painter.is_busy(chat):
            return  # What it sends has to be removed first: the chat is due again soon.
        with suppress(StoreBusy, StoreFull):
            await self._service.vanish(chat, _is_over, self._world.now())
            self._slates.drop(chat)

    def _note(self, plan: Plan) -> Note:
        return Note(slates.dump(plan.slate), plan.slate.due(self._now()), plan)

    def _now(self) -> float:
        return self._world.now().timestamp()

    # Calls that nobody waits for

    def _politely(self, call: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(_unheeded(call))
        self._courtesies.add(task)
        task.add_done_callback(self._courtesies.discard)

    async def _call_politely(self, method: str, parameters: Mapping[str, Any]) -> Any:
        async with self._pace.courtesy():
            return await self._telegram.call(method, parameters)


async def _unheeded(call: Awaitable[Any]) -> None:
    with suppress(CallError):
        await call


def _again(slate: Slate) -> Plan:
    # The list of commands may not have been made neutral before the last run ended; where a word of
    # hers was sent last, or nothing ever, it has been for long.
    has_ended = bool(slate.turn) and not (slate.open or slate.once)
    return Plan(slate, paints=slate.may_be_unsaid, ends=has_ended)


def _is_over(slate: bytes) -> bool:
    held = slates.load(slate)
    return held.vanishes and (held.blocked or not held.goes)
