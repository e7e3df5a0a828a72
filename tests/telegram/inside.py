"""The whole bot inside this process, so that a restart costs milliseconds.

It is composed of the parts that ship, over a real file and real HTTP, in a thread with a loop of
its own. Its clock is fakegram's; the seconds it waits are short. A kill stops its loop between two
steps: no task gets another turn, but for being told that it is over.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import Future, wait
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from bot.channels.telegram.api import Telegram
from bot.channels.telegram.slate import Slate
from bot.content.library import Library
from bot.core.agenda import Agenda
from bot.core.session import Session
from bot.store.sqlite import SqliteStore
from bot.vault import keyfiles
from bot.vault.deployment import open_vault
from bot.wiring.machine import Machine
from tests.fakegram.person import Fakegram, Person
from tests.telegram.composed import Bot, TurnedWorld, compose
from tests.telegram.running import FIRST_PERSON
from tests.telegram.short_seconds import ShortSeconds
from tests.telegram.wire import Died, Moment, Wire

__all__ = ["Complaints", "Died", "Inside", "Moment"]

R = TypeVar("R")
PATIENCE = 0.2
"""Real seconds the store waits for another program that holds it."""
GLANCE = 0.01
LONG = 20
"""Real seconds after which something that should have ended hangs."""


class Inside:
    """One deployment in a folder: its files stay while the bot comes and goes."""

    def __init__(self, folder: Path, fakegram: Fakegram, flows: Library) -> None:
        self.folder = folder
        self.fakegram = fakegram
        self.people: list[Person] = []
        self.problems: list[str] = []
        self.machine = Machine()
        self._flows = flows
        self._store_file = folder / "data" / "notes.sqlite"
        self._store_file.parent.mkdir(parents=True)
        keyfiles.create(folder / "keys", self._store_file)
        self._keyring = keyfiles.read(folder / "keys", self._store_file)
        fakegram.hold()
        self.now = fakegram.advance(0)
        self.remembered: dict[int, Slate] = {}
        self._thread: threading.Thread | None = None
        self._holding: sqlite3.Connection | None = None

    def person(self, number: int) -> Person:
        """Somebody with a number and a name that can be looked for."""
        person_id = FIRST_PERSON + number
        person = self.fakegram.person(person_id, first_name=f"Name{person_id}")
        self.people.append(person)
        return person

    def advance(self, seconds: float) -> None:
        """Let time pass at once, here and at Telegram."""
        self.now = self.fakegram.advance(seconds)

    def look_at_all(self) -> None:
        """Look at what is due, as the scheduler does every ten seconds."""
        self.run(self._bot.look_at_all())

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

    def lock(self) -> None:
        """Hold the store, as another program might: nothing can be written now."""
        if self._holding is None:
            self._holding = sqlite3.connect(self._store_file, isolation_level=None)
            self._holding.execute("PRAGMA busy_timeout = 5000")
            self._holding.execute("BEGIN IMMEDIATE")

    @property
    def is_locked(self) -> bool:
        """Whether the store is held."""
        return self._holding is not None

    def unlock(self) -> None:
        """Let go of the store."""
        if self._holding is not None:
            self._holding.close()
            self._holding = None

    def set_fuse(self, moment: Moment, skip: int) -> None:
        """Let the bot die by itself at such a moment."""
        self._bot.wire.set_fuse(moment, skip)

    @property
    def has_died(self) -> bool:
        """Whether the fuse has burnt down."""
        return self._thread is not None and self._bot.wire.blown

    # Looking inside

    @property
    def is_at_rest(self) -> bool:
        """Whether the bot does nothing but wait for updates."""
        return asyncio.all_tasks(self._loop) <= {self._polling, self._bot.wire.polling}

    def session(self, person: Person) -> Session:
        """Where somebody's conversation stands."""
        return self.run(self._bot.session(person.id))

    def slate(self, person: Person) -> Slate:
        """What is known of somebody's chat."""
        return self.run(self._bot.slates([person.id]))[person.id]

    def arrange(self, person: Person, agenda: Agenda) -> None:
        """Let somebody who is gone have asked for something to be sent."""
        self.run(self._bot.arrange(person.id, agenda))

    def fetching(self, ref: str) -> Future[bytes]:
        """Begin to fetch a file, as a turn does."""
        return asyncio.run_coroutine_threadsafe(self._bot.parts.channel.fetch(ref), self._loop)

    def run(self, coroutine: Coroutine[Any, Any, R]) -> R:
        """Do something in the bot's loop; raises `Died` if the bot dies meanwhile."""
        try:
            future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        except RuntimeError:  # the loop is closed
            coroutine.close()
            raise Died from None
        ends = time.monotonic() + LONG
        while not wait((future,), GLANCE).done and not self.has_died:
            assert time.monotonic() < ends, "the bot hangs"
        if self.has_died:
            raise Died
        return future.result()

    # The thread

    def _live(self, ready: threading.Event) -> None:
        loop = self._loop
        bot = self._bot = loop.run_until_complete(self._compose())
        with suppress(RuntimeError):  # it may die before it has begun
            self._polling = loop.run_until_complete(bot.begin())
        ready.set()
        if not bot.wire.blown:
            loop.run_forever()
        self._ended = True
        if self._kindly and not bot.wire.blown:
            loop.run_until_complete(bot.stop(self._polling))
        self._bury(loop, bot)

    def _bury(self, loop: ShortSeconds, bot: Bot) -> None:
        # From here on nothing can be written: what was queued is, as if the cut had come later.
        bot.store.writer.stop()
        while tasks := asyncio.all_tasks(loop):
            for task in tasks:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.run_until_complete(bot.close())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    async def _compose(self) -> Bot:
        fakegram = self.fakegram
        telegram = Telegram(fakegram.token, fakegram.base_url, fakegram.base_file_url)
        store = SqliteStore.open(self._store_file, synchronous="OFF", patience=PATIENCE)
        vault = await open_vault(store, self._keyring)
        world = TurnedWorld(lambda: self.now)
        bot = compose(store, vault, Wire(telegram, self._fuse), self._flows, world, self.machine)
        self.remembered = await bot.slates(person.id for person in self.people)
        return bot

    def _note_fault(self, _: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
        self.problems.append(repr(told.get("exception") or told.get("message")))


class Complaints(logging.Handler):
    """What the bot logs as an error: a turn that broke, or anything else nobody expected."""

    def __init__(self, found: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self._found.append(record.getMessage())
