"""The bot, composed of the parts that ship, as bot/wiring/telegram.py does it.

Only three things differ: the clock is a test's, the seconds between messages are those of the loop,
and all calls go through a wire on which the bot can be made to die.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from apscheduler.schedulers import SchedulerNotRunningError

from bot.channels.telegram import slate as slates
from bot.channels.telegram.api import Telegram
from bot.channels.telegram.channel import NAME, TelegramChannel
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.outage import Patient
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.slate import Slate
from bot.channels.telegram.turns import Turns
from bot.content.library import Library
from bot.core.content import Content
from bot.core.session import Session
from bot.ports import Chat
from bot.scheduler import Scheduler
from bot.service import Service
from bot.store.sqlite import SqliteStore
from bot.vault.vault import Vault
from bot.wiring.flows import content_of
from bot.wiring.telegram import CALL_SECONDS, LANE_SECONDS, MANY, _resume
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
    vault: Vault
    wire: Wire
    telegram: Telegram
    channel: TelegramChannel
    service: Service
    scheduler: Scheduler
    lanes: Lanes
    intake: Intake
    world: SystemWorld

    async def begin(self) -> asyncio.Task[None]:
        """Begin, and go on where the last run ended; gives the task that polls."""
        await self.telegram.open()
        await self.intake.resume()
        self.scheduler.start(lambda: None)
        polling = asyncio.create_task(self.intake.run())
        await _resume(self.vault, self.channel, self.scheduler, self.intake, self.world)
        return polling

    async def stop(self, polling: asyncio.Task[None]) -> None:
        """End what can be ended quickly, as after a signal."""
        polling.cancel()
        with suppress(asyncio.CancelledError):
            await polling
        await self.lanes.stop(LANE_SECONDS)
        await self.channel.stop(CALL_SECONDS)

    async def close(self) -> None:
        """Let go of everything."""
        with suppress(SchedulerNotRunningError):
            await self.scheduler.stop()
        await self.telegram.close()
        await self.store.close()

    async def look_at_all(self) -> None:
        """Look at what is due, as the scheduler does every ten seconds."""
        minute = int(self.world.now().timestamp() // 60)
        for chat in await self.vault.due(minute, MANY):
            await self.scheduler.look(chat)

    async def session(self, person: int) -> Session:
        """Where somebody's conversation stands."""
        return await self.service.peek(Chat(NAME, str(person)))

    async def slates(self, people: Iterable[int]) -> dict[int, Slate]:
        """What is known of people's chats."""
        held = {person: await self.vault.load(Chat(NAME, str(person))) for person in people}
        return {person: slates.load(row.slate) for person, row in held.items()}


def compose(
    store: SqliteStore, vault: Vault, wire: Wire, flows: Library, world: TurnedWorld
) -> Bot:
    """Put a bot together in the loop that runs."""

    def content() -> Content:
        return content_of(flows)

    patient, pace = Patient(wire), Pace(asyncio.get_running_loop().time)
    channel = TelegramChannel(patient, pace, lambda: flows.folder, world)
    service = Service(vault, channel, content, idles=True)
    channel.serve(service)
    scheduler = Scheduler(
        service, vault, world, lambda chat: lanes.is_busy(chat), lambda chat: turns.wipe(chat)
    )
    turns = Turns(service, vault, channel, world, scheduler.later)
    lanes = Lanes(turns.take)
    intake = Intake(patient, vault, channel, lanes, content, world)
    telegram = wire.telegram
    return Bot(store, vault, wire, telegram, channel, service, scheduler, lanes, intake, world)
