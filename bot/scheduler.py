"""Wakes, asks the store what is due, and hands it to the service: rows are the truth, not jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from random import Random

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import logs
from bot.core.events import TimerFired
from bot.errors import SidelightError, StoreBusy, StoreFull
from bot.lag import TOLERATED
from bot.ports import Chat, World
from bot.service import Played, Service
from bot.vault.vault import Vault

WAKE_SECONDS = 10
PRUNE_SECONDS = 3600
MOST = 500
"""Chats to look at in one go."""
SOON = 16 * 60
"""Seconds ahead for which a screen gets a timer of its own; no screen lasts longer untouched.

So it is covered on the second, also while a wake is busy with the check-ins of many.
"""
SOONEST = 1.0
MINUTE = 60
TOGETHER = 60
"""Chats looked at at once."""
BREATH = 0.05
"""Seconds after which it is looked again whether the channel can say more."""

Look = Callable[[], Awaitable[None]]
Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Daily:
    """What is done once a UTC day, at an hour or, by a later start, at that."""

    hour: int
    do: Look

    def first(self, now: datetime) -> datetime:
        """When it is done first after a start."""
        return max(now, now.replace(hour=self.hour, minute=0, second=0, microsecond=0))


@dataclass(frozen=True, slots=True)
class Chats:
    """What is known of chats where they are held.

    `is_busy` tells whether updates of a chat wait: they come first, since words that were sent
    before a conversation is closed belong to it. `wipe` clears a chat without writing anything.
    `room` tells in how many chats more something can be said soon that nobody waits for.
    """

    is_busy: Callable[[Chat], bool]
    wipe: Callable[[Chat], Awaitable[None]]
    room: Callable[[], int] = lambda: TOGETHER


class Scheduler:
    """One job that wakes, and a timer for each screen that is open."""

    def __init__(
        self,
        service: Service,
        vault: Vault,
        world: World,
        chats: Chats,
    ) -> None:
        self._service = service
        self._chats = chats
        self._vault = vault
        self._world = world
        self._soon: dict[Chat, tuple[float, asyncio.TimerHandle]] = {}
        self._looking: set[asyncio.Task[None]] = set()
        self._working: dict[str, asyncio.Task[None]] = {}
        self._jobs = AsyncIOScheduler(
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )

    def start(self, refresh: Callable[[], object], *dailies: Daily) -> None:
        """Begin to wake, and to look for edited flows in a thread of their own."""
        for name, work, seconds in (
            ("wake", self.wake, WAKE_SECONDS),
            ("prune", self.prune, PRUNE_SECONDS),
            ("refresh", lambda: asyncio.to_thread(refresh), WAKE_SECONDS),
        ):
            self._jobs.add_job(self._begin, "interval", (name, work), seconds=seconds)
        for number, daily in enumerate(dailies):
            at = {"hour": daily.hour, "timezone": UTC}
            what, first = (f"daily {number}", daily.do), daily.first(self._world.now())
            self._jobs.add_job(self._begin, "cron", what, **at, next_run_time=first)
        self._jobs.start()

    async def _begin(self, name: str, work: Work) -> None:
        """Begin a job, unless it is still at work; where a stop ends it, that is no fault."""
        if name not in self._working:
            task = self._working[name] = asyncio.create_task(_done(work))
            task.add_done_callback(lambda _: self._working.pop(name, None))

    async def stop(self) -> None:
        """Wake no more."""
        self._jobs.shutdown(wait=False)
        for _, timer in self._soon.values():
            timer.cancel()
        begun = (*self._looking, *self._working.values())
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)

    async def wake(self) -> None:
        """Look at every chat that is due."""
        seen: set[Chat] = set()
        try:
            while due := await self._vault.due(self._minute, MOST):
                await self._warn()
                await self._look_at([chat for chat in due if chat not in seen])
                if len(due) < MOST or seen.issuperset(due):
                    return
                seen.update(due)
        except SidelightError as problem:
            logs.warn("wake_failed", kind=type(problem).__name__)

    async def _warn(self) -> None:
        """Tell operators by how much what is due is late, if that is more than they may expect."""
        if (lag := await self._vault.lag(self._world.now())) > TOLERATED:
            logs.warn("due_lags", seconds=lag)

    @property
    def _minute(self) -> int:
        return int(self._world.now().timestamp() // MINUTE)

    async def _look_at(self, chats: list[Chat]) -> None:
        """Look at chats in an order of chance, only as fast as the channel says what comes of it.

        So nobody is always the last, and what a crash leaves undone is still in the store.
        """
        waiting = [chat for chat in chats if not self._has_timer(chat)]
        Random(self._world.chance()).shuffle(waiting)  # noqa: S311  # an order, and no secret
        while waiting:
            most = min(self._chats.room(), TOGETHER)
            await asyncio.gather(*(self.look(chat) for chat in waiting[:most]))
            del waiting[:most]
            if waiting:
                await asyncio.sleep(BREATH)

    async def prune(self) -> None:
        """Destroy what is too old."""
        try:
            await self._vault.prune(self._world.now())
            await self._service.sweep()
        except SidelightError as problem:
            logs.warn("prune_failed", kind=type(problem).__name__)

    async def look(self, chat: Chat) -> None:
        """Let a chat find out what time it is, unless an update of hers will tell it."""
        if self._chats.is_busy(chat):
            return
        event = TimerFired(self._world.now(), self._world.chance())
        try:
            self.later(chat, await self._service.handle(chat, event))
        except SidelightError as problem:
            logs.warn("look_failed", kind=type(problem).__name__)
            if isinstance(problem, StoreBusy | StoreFull):
                await self._clear(chat)

    async def _clear(self, chat: Chat) -> None:
        """Take a screen away whose time is up, though nothing can be written down."""
        with suppress(SidelightError):
            due = (await self._service.peek(chat)).due
            if due is not None and due <= self._world.now().timestamp():
                await self._chats.wipe(chat)

    def later(self, chat: Chat, played: Played) -> None:
        """Look at an open screen when it is due, if that is soon; a wake finds all others."""
        if (known := self._soon.pop(chat, None)) is not None:
            known[1].cancel()
        if played.due is None or not played.at:
            return
        wait = played.due - self._world.now().timestamp()
        if wait < SOON:
            loop = asyncio.get_running_loop()
            timer = loop.call_later(max(SOONEST, wait), partial(self._fire, chat))
            self._soon[chat] = (played.due, timer)

    def _has_timer(self, chat: Chat) -> bool:
        """Whether a timer looks at a chat in time: a clock that jumps leaves timers behind."""
        known = self._soon.get(chat)
        return known is not None and known[0] > self._world.now().timestamp()

    def _fire(self, chat: Chat) -> None:
        self._soon.pop(chat, None)
        task = asyncio.create_task(self.look(chat))
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)


async def _done(work: Work) -> None:
    """Do a job; whatever goes wrong in it, the next one comes."""
    try:
        await work()
    except Exception as error:  # noqa: BLE001  # one job may stop no other
        logs.fail("job_failed", error)
