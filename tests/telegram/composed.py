"""The bot, put together as it is in production.

Only three things differ: the clock is a test's, the seconds between messages are those of the loop,
and all calls go through a wire on which the bot can be made to die.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from apscheduler.schedulers import SchedulerNotRunningError

from bot.channels.telegram import slate as slates
from bot.channels.telegram.channel import NAME
from bot.channels.telegram.floods import Floods
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.slate import Slate
from bot.content.library import Library
from bot.core import session as sessions
from bot.core.agenda import Agenda
from bot.core.session import Session
from bot.ports import Chat
from bot.service import TRIES
from bot.store.sqlite import SqliteStore
from bot.vault.vault import Vault
from bot.wiring import telegram_bot
from bot.wiring.flows import content_of
from bot.wiring.machine import Machine
from bot.wiring.world import SystemWorld
from tests.telegram.wire import Wire


class TurnedWorld(SystemWorld):
    """The dice of this machine, and the clock of a test."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now

    def now(self) -> datetime:
        """The time that the test says it is."""
        return datetime.fromtimestamp(self._now(), UTC)


@dataclass(frozen=True, slots=True)
class Bot:
    """What the bot is made of, and what it does from its start to its end."""

    store: SqliteStore
    wire: Wire
    parts: telegram_bot.Bot

    async def begin(self) -> asyncio.Task[None]:
        """Begin, and go on where the last run ended; gives the task that polls."""
        await self.wire.telegram.open()
        await self.parts.intake.resume()
        self.parts.scheduler.start(lambda: None)
        polling = asyncio.create_task(self.parts.intake.run())
        await self.parts.resume()
        return polling

    async def stop(self, polling: asyncio.Task[None]) -> None:
        """End what can be ended quickly, as after a signal."""
        polling.cancel()
        with suppress(asyncio.CancelledError):
            await polling
        await self.parts.lanes.stop(telegram_bot.LANE_SECONDS)
        await self.parts.channel.stop(telegram_bot.CALL_SECONDS)

    async def close(self) -> None:
        """Let go of everything."""
        with suppress(SchedulerNotRunningError):
            await self.parts.scheduler.stop()
        await self.wire.telegram.close()
        await self.store.close()

    async def look_at_all(self) -> None:
        """Look at what is due, as the scheduler does every ten seconds."""
        minute = int(self.parts.world.now().timestamp() // 60)
        for chat in await self.parts.vault.due(minute, telegram_bot.MOST):
            await self.parts.scheduler.look(chat)

    async def session(self, person: int) -> Session:
        """Where somebody's conversation stands."""
        return await self.parts.service.peek(Chat(NAME, str(person)))

    async def arrange(self, person: int, agenda: Agenda) -> None:
        """Let somebody who is gone have asked for something to be sent."""
        chat, vault = Chat(NAME, str(person)), self.parts.vault
        for _ in range(TRIES):  # what the channel found out may be written down meanwhile
            held = await vault.load(chat)
            session = replace(await self.parts.service.peek(chat), agendas={"hers": agenda})
            due = session.due // 60 if session.due is not None else None
            if await vault.commit(chat, held, sessions.dump(session), held.slate, due=due):
                return
        raise AssertionError("this chat is never at rest")

    async def slates(self, people: Iterable[int]) -> dict[int, Slate]:
        """What is known of people's chats."""
        held = {person: await self.parts.vault.load(Chat(NAME, str(person))) for person in people}
        return {person: slates.load(row.slate) for person, row in held.items()}


def compose(
    store: SqliteStore,
    vault: Vault,
    wire: Wire,
    flows: Library,
    world: TurnedWorld,
    machine: Machine | None = None,
) -> Bot:
    """Put a bot together in the loop that runs."""
    parts = telegram_bot.put_together(
        wire,
        vault,
        lambda: content_of(flows),
        lambda: flows.folder,
        world,
        pace=Pace(asyncio.get_running_loop().time),
        floods=Floods(asyncio.get_running_loop().time),
        machine=machine,
    )
    return Bot(store, wire, parts)
