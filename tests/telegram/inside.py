"""The whole bot inside this process, so that a restart costs milliseconds.

It is composed of the parts that ship, over a real file and real HTTP, in a thread with a loop of
its own. Its clock is fakegram's; the seconds it waits are short. A kill stops its loop between two
steps: no task gets another turn, but for being told that it is over.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar

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
from bot.core.session import Session
from bot.ports import Chat
from bot.scheduler import Scheduler
from bot.service import Service
from bot.store.sqlite import SqliteStore
from bot.vault import keyfiles
from bot.vault.deployment import open_vault
from bot.vault.vault import Vault
from bot.wiring.flows import content_of
from bot.wiring.telegram import CALL_SECONDS, LANE_SECONDS, MANY, _resume
from bot.wiring.world import SystemWorld
from tests.fakegram.person import Fakegram, Person
from tests.telegram.running import FIRST_PERSON
from tests.telegram.short_seconds import ShortSeconds

Moment = Literal["before a call", "after a call", "after a poll"]
R = TypeVar("R")
POLL_SECONDS = 1
"""Fakegram holds a poll for so many real seconds, and the bot's patience is short."""
LONG = 20
"""Real seconds after which something that should have ended hangs."""


class TurnedWorld(SystemWorld):
    """The dice of this machine, and the clock of a test."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now

    def now(self) -> datetime:
        """The time that the test says it is."""
        return datetime.fromtimestamp(self._now(), UTC)


class Wire:
    """The connection to Telegram, on which the bot can be made to die at a certain call."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._fuse: tuple[Moment, int] | None = None
        self.blown = False

    def set_fuse(self, moment: Moment, skip: int) -> None:
        """Let the bot die at such a moment, after so many of the kind."""
        self._fuse = (moment, skip)

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Call a method."""
        await self._burn("before a call")
        answer = await self._telegram.call(method, parameters)
        await self._burn("after a call")
        return answer

    async def poll(self, offset: int | None, seconds: int) -> list[Any]:
        """Ask for updates."""
        found = await self._telegram.poll(offset, min(seconds, POLL_SECONDS))
        if found:
            await self._burn("after a poll")
        return found

    async def _burn(self, moment: Moment) -> None:
        if self._fuse is None or self._fuse[0] != moment:
            return
        if self._fuse[1] == 0:
            await self._die()
        self._fuse = (moment, self._fuse[1] - 1)

    async def _die(self) -> NoReturn:
        self.blown = True
        loop = asyncio.get_running_loop()
        loop.stop()
        while True:
            await loop.create_future()


@dataclass(frozen=True, slots=True)
class Parts:
    """What the bot is made of, once it runs."""

    wire: Wire
    telegram: Telegram
    vault: Vault
    channel: TelegramChannel
    service: Service
    scheduler: Scheduler
    lanes: Lanes
    intake: Intake


class Inside:
    """One deployment in a folder: its files stay while the bot comes and goes."""

    def __init__(self, folder: Path, fakegram: Fakegram, flows: Library) -> None:
        self.folder = folder
        self.fakegram = fakegram
        self.people: list[Person] = []
        self.problems: list[str] = []
        self._flows = flows
        self._store_file = folder / "data" / "notes.sqlite"
        self._store_file.parent.mkdir(parents=True)
        keyfiles.create(folder / "keys", self._store_file)
        self._keyring = keyfiles.read(folder / "keys", self._store_file)
        fakegram.hold()
        self.now = fakegram.advance(0)
        self.remembered: dict[int, Slate] = {}
        self._thread: threading.Thread | None = None

    def person(self, number: int) -> Person:
        """Somebody with a number and a name that can be looked for."""
        person_id = FIRST_PERSON + number
        person = self.fakegram.person(person_id, first_name=f"Name{person_id}")
        self.people.append(person)
        return person

    def advance(self, seconds: float) -> None:
        """Let time pass at once, here and at Telegram."""
        self.now = self.fakegram.advance(seconds)
        if self.is_alive:
            self.run(self._look_at_all())

    # Coming and going

    @property
    def is_alive(self) -> bool:
        """Whether the bot runs."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, fuse: tuple[Moment, int] | None = None) -> None:
        """Compose the bot anew over the same file, and begin; a fuse may burn from the start."""
        assert not self.is_alive
        self._fuse = fuse
        self._loop, ready = ShortSeconds(), threading.Event()
        self._loop.set_exception_handler(self._note_fault)
        self._ended = self._kindly = False
        self._thread = threading.Thread(target=self._live, args=(ready,), name="bot", daemon=True)
        self._thread.start()
        while not ready.wait(0.1):
            assert self.is_alive, "the bot did not start"

    def kill(self) -> None:
        """Stop the bot between two steps; nothing that it had begun goes on."""
        self._end(kindly=False)

    def stop(self) -> None:
        """Ask the bot to stop, as a signal does."""
        self._end(kindly=True)

    def _end(self, *, kindly: bool) -> None:
        def stop() -> None:
            if not self._ended:  # it may have died by itself just now
                self._ended, self._kindly = True, kindly
                self._loop.stop()

        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(stop)
        self.await_end()

    def await_end(self) -> None:
        """Wait until nothing of the bot is left."""
        if self._thread is not None:
            self._thread.join(LONG)
            assert not self._thread.is_alive(), "the bot did not end"
            self._thread = None

    def set_fuse(self, moment: Moment, skip: int) -> None:
        """Let the bot die by itself at such a moment."""
        self._parts.wire.set_fuse(moment, skip)

    @property
    def has_died(self) -> bool:
        """Whether the fuse has burnt down."""
        return self._thread is not None and self._parts.wire.blown

    # Looking inside

    @property
    def is_at_rest(self) -> bool:
        """Whether the bot does nothing but wait for updates."""
        return asyncio.all_tasks(self._loop) <= self._lasting

    def session(self, person: Person) -> Session:
        """Where somebody's conversation stands."""
        return self.run(self._parts.service.peek(Chat(NAME, str(person.id))))

    def run(self, coroutine: Coroutine[Any, Any, R]) -> R:
        """Do something in the bot's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(LONG)

    async def _look_at_all(self) -> None:
        """Look at what is due: by the test's clock it may be, before any timer of the loop's."""
        for chat in await self._parts.vault.due(int(self.now // 60), MANY):
            await self._parts.scheduler.look(chat)

    # The thread

    def _live(self, ready: threading.Event) -> None:
        loop = self._loop
        store = SqliteStore.open(self._store_file, synchronous="OFF")
        parts = self._parts = loop.run_until_complete(self._compose(store))
        with suppress(RuntimeError):  # it may die before it has begun
            loop.run_until_complete(self._begin(parts))
        ready.set()
        if not parts.wire.blown:
            loop.run_forever()
        self._ended = True
        if self._kindly and not parts.wire.blown:
            loop.run_until_complete(self._let_end(parts))
        # From here on nothing can be written: what was queued is, as if the cut had come later.
        store.writer.stop()
        while tasks := asyncio.all_tasks(loop):
            for task in tasks:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.run_until_complete(_close(parts, store))
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    async def _begin(self, parts: Parts) -> None:
        await parts.telegram.open()
        for person in self.people:
            held = await parts.vault.load(Chat(NAME, str(person.id)))
            self.remembered[person.id] = slates.load(held.slate)
        await parts.intake.resume()
        parts.scheduler.start(lambda: None)
        self._polling = asyncio.create_task(parts.intake.run())
        self._lasting = {self._polling}
        await _resume(parts.vault, parts.channel, parts.scheduler, parts.intake, self._world)

    async def _compose(self, store: SqliteStore) -> Parts:
        """The bot of bot/wiring/telegram.py, but for its clock, its pace and the wire."""
        fakegram, clock = self.fakegram, asyncio.get_running_loop().time
        self._world = TurnedWorld(lambda: self.now)
        vault = await open_vault(store, self._keyring)
        telegram = Telegram(fakegram.token, fakegram.base_url, fakegram.base_file_url)
        wire = Wire(telegram)
        if self._fuse is not None:
            wire.set_fuse(*self._fuse)
        patient = Patient(wire)
        channel = TelegramChannel(patient, Pace(clock), lambda: self._flows.folder, self._world)
        service = Service(vault, channel, lambda: content_of(self._flows), idles=True)
        channel.serve(service)
        scheduler = Scheduler(service, vault, self._world, lambda chat: lanes.is_busy(chat))
        lanes = Lanes(Turns(service, vault, channel, self._world, scheduler.later).take)
        content = lambda: content_of(self._flows)  # noqa: E731
        intake = Intake(patient, vault, channel, lanes, content, self._world)
        return Parts(wire, telegram, vault, channel, service, scheduler, lanes, intake)

    async def _let_end(self, parts: Parts) -> None:
        self._polling.cancel()
        with suppress(asyncio.CancelledError):
            await self._polling
        await parts.lanes.stop(LANE_SECONDS)
        await parts.channel.stop(CALL_SECONDS)

    def _note_fault(self, _: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
        self.problems.append(repr(told.get("exception") or told.get("message")))


async def _close(parts: Parts, store: SqliteStore) -> None:
    with suppress(SchedulerNotRunningError):
        await parts.scheduler.stop()
    await parts.telegram.close()
    await store.close()


class Complaints(logging.Handler):
    """What the bot logs as an error: a turn that broke, or anything else nobody expected."""

    def __init__(self, found: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self._found.append(record.getMessage())
