"""The parts of the bot on Telegram, put together, begun and ended in order."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot import logs
from bot.announcing import Announcing
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.counted import Counted
from bot.channels.telegram.floods import Floods
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.outage import Caller, Patient
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.painter import Files
from bot.channels.telegram.turns import Turns
from bot.core.content import Content
from bot.errors import SidelightError
from bot.metrics import Metrics
from bot.ports import World
from bot.scheduler import MINUTE, SOON, Chats, Daily, Scheduler
from bot.service import Service
from bot.vault.locksmith import Locksmith, Outside, Tools
from bot.vault.stretcher import Stretcher
from bot.vault.vault import Vault
from bot.wiring.handing import Reports, handing
from bot.wiring.machine import Machine

HORIZON_MINUTES = SOON // MINUTE
"""What is due by then may have been shown just now."""
MOST = 100_000
FIRST_POLL_SECONDS = 2.0
YOUNG = 10_000
"""Objects made between two looks for garbage: a turn makes hundreds, and few in circles."""
ANNOUNCED_AT = 2
"""The UTC hour at which it is looked who wants to know that the service ends."""
LANE_SECONDS, CALL_SECONDS = 0.5, 0.4
"""How long a stop waits for turns, and then for calls: it takes two seconds at most."""


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything that works together for one token."""

    vault: Vault
    world: World
    channel: TelegramChannel
    service: Service
    scheduler: Scheduler
    lanes: Lanes
    intake: Intake
    dailies: tuple[Daily, ...] = ()

    @asynccontextmanager
    async def at_work(self, refresh: Callable[[], object]) -> AsyncIterator[None]:
        """Go on where the last run ended; `intake.run` is for the caller to begin."""
        await self.service.sweep()
        await self.intake.resume()
        _leave_flows_alone()
        self.scheduler.start(refresh, *self.dailies)
        resuming = asyncio.create_task(self.resume())
        try:
            yield
        finally:
            resuming.cancel()
            await self.scheduler.stop()
            await self.lanes.stop(LANE_SECONDS)
            await self.channel.stop(CALL_SECONDS)
            self.service.stop()

    async def resume(self) -> None:
        """Go on in every chat where something may be left to do.

        What people sent meanwhile is heard before time is, so Telegram is asked first. Then time is
        noticed where a screen is open; all else that is due a wake finds, at its own pace.
        """
        with suppress(TimeoutError):
            await asyncio.wait_for(self.intake.polled.wait(), FIRST_POLL_SECONDS)
        minute = int(self.world.now().timestamp() // MINUTE)
        for chat in await self.vault.due(minute + HORIZON_MINUTES, MOST):
            try:
                await self.channel.resume(chat)
                if (await self.service.peek(chat)).is_open:
                    await self.scheduler.look(chat)
            except SidelightError as problem:
                logs.warn("resume_failed", kind=type(problem).__name__)
        await self.scheduler.wake()


def _leave_flows_alone() -> None:
    """Tell the garbage collector that what is loaded stays, and to come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)


def put_together(  # noqa: PLR0913  # everything that differs between a bot at work and one in a test
    telegram: Caller,
    vault: Vault,
    content: Callable[[], Content],
    folder: Callable[[], Path],
    world: World,
    *,
    pace: Pace | None = None,
    floods: Floods | None = None,
    metrics: Metrics | None = None,
    machine: Machine | None = None,
    daily: Daily | None = None,
) -> Bot:
    """A bot in the loop that runs; `folder` holds the files that its flows show."""
    metrics, machine = metrics or Metrics(), machine or Machine()
    content = machine.ending(content)
    patient = Patient(Counted(telegram, metrics))
    files = Files(folder)
    channel = TelegramChannel(patient, pace or Pace(), files, world)
    outside = Outside(
        *(handing(files.shelf), channel.fetch, Reports(files.shelf)),
        has_room=machine.takes_files,
    )
    tools = Tools.over(vault, Stretcher(), channel.cleared, outside)
    service = Service(
        *(vault, channel, content),
        idles=True,
        is_paused=machine.is_paused,
        locksmith=Locksmith(tools),
    )
    channel.serve(service)
    chats = Chats(
        lambda chat: lanes.is_busy(chat),
        lambda chat: turns.wipe(chat),
        lambda: channel.painter.room,
    )
    scheduler = Scheduler(service, vault, world, chats)
    turns = Turns(service, vault, channel, world, scheduler.later, metrics)
    lanes = Lanes(turns.take)
    intake = Intake(
        *(patient, vault, channel, lanes, content, world, floods, metrics),
        has_room=machine.has_room,
    )
    _watch(metrics, lanes, channel)
    announcing = Daily(ANNOUNCED_AT, Announcing(vault, scheduler.look, machine.sunset).announce)
    dailies = (announcing, daily) if daily is not None else (announcing,)
    return Bot(vault, world, channel, service, scheduler, lanes, intake, dailies)


def _watch(metrics: Metrics, lanes: Lanes, channel: TelegramChannel) -> None:
    painter, remover = channel.painter, channel.remover
    waiting = (
        ("updates", "Updates that wait for their turn.", lambda: lanes.waiting),
        ("screens", "Chats whose screen is not shown yet.", lambda: painter.waiting),
        ("removals", "Chats with something left to remove.", lambda: remover.waiting),
    )
    for name, about, read in waiting:
        metrics.watch(f"sidelight_{name}_waiting", about, read)
