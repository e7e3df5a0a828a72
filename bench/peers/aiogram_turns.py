"""aiogram's FSM with 64 people; the network is a stub.

`memory`        MemoryStorage, a handler for each state, as its guide shows
`memory one`    … one pair of handlers for all states
`sqlite`        a storage in SQLite through aiosqlite, committed once a turn
`sqlite usual`  … committed by each call of the storage, as such storages usually do

Each update is handled in a task of its own, as aiogram's polling does, on uvloop. Requests are
built and answers read by the library. Callback queries are answered, as its guide says one should.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvloop
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods import EditMessageText, SendMessage, TelegramMethod
from aiogram.types import CallbackQuery, TelegramObject

from bench.conversation import CHOICES
from bench.peers.aiogram_fsm import each, one
from bench.peers.aiogram_sqlite import SqliteStorage
from bench.people import People, Raw
from bench.worker import Lap, Task, serve

CROWD = 64
ROWS = [[{"text": label, "callback_data": name}] for name, label in CHOICES.items()]
STANDING = {"message_id": 1, "date": 1_795_262_400, "chat": {"id": 1, "type": "private"}}
SHOWN = json.dumps({"ok": True, "result": STANDING})
DONE = json.dumps({"ok": True, "result": True})

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Session(AiohttpSession):
    """Builds requests and reads answers as always, and sends nothing."""

    people: People

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109  # aiogram's signature
    ) -> Any:
        self.build_form_data(bot=bot, method=method)
        content = DONE
        if isinstance(method, SendMessage | EditMessageText):
            self.people.saw(method.chat_id, method.text, ROWS if method.reply_markup else ())
            content = SHOWN
        return self.check_response(bot=bot, method=method, status_code=200, content=content).result


async def heard(handler: Handler, event: TelegramObject, told: dict[str, Any]) -> Any:
    """Say that a button was heard, and go on."""
    assert isinstance(event, CallbackQuery)
    await event.answer()
    return await handler(event, told)


class Player:
    """A dispatcher at work, and its people."""

    def __init__(self, router: Any, storage: BaseStorage, *, commits: bool = False) -> None:
        session = Session()
        self.people = session.people = People(CROWD, self._deliver)
        self._bot = Bot("1:stub", session=session)
        self._dispatcher = Dispatcher(storage=storage)
        self._dispatcher.include_router(router)
        self._dispatcher.callback_query.middleware(heard)
        if commits:
            assert isinstance(storage, SqliteStorage)
            self._dispatcher.update.outer_middleware(storage.committing)
        self._tasks: set[asyncio.Task[Any]] = set()

    def _deliver(self, update: Raw) -> None:
        task = asyncio.ensure_future(self._dispatcher.feed_raw_update(self._bot, update))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def play(self, times: int) -> Lap:
        """So many turns, one person's after her last."""
        took = await self.people.play(times)
        await asyncio.gather(*self._tasks)
        return Lap(took, times)

    async def close(self) -> None:
        """Let go of the storage: its thread would outlive the process's end."""
        await self._dispatcher.storage.close()


async def _memory(router: Any) -> Player:
    return Player(router, MemoryStorage())


async def _sqlite(*, usual: bool) -> Player:
    storage = SqliteStorage(Path(tempfile.mkdtemp()) / "states.sqlite", commits=usual)
    await storage.open()
    return Player(each(), storage, commits=not usual)


def main() -> None:
    """Serve all ways."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        everyone: list[Player] = []

        def side(make: Callable[[], Awaitable[Player]]) -> Task:
            players: list[Player] = []

            async def lap(times: int) -> Lap:
                if not players:
                    players.append(await make())
                    everyone.extend(players)
                return await players[0].play(times)

            return lambda times: runner.run(lap(times))

        serve(
            {
                "memory": side(lambda: _memory(each())),
                "memory one": side(lambda: _memory(one())),
                "sqlite": side(lambda: _sqlite(usual=False)),
                "sqlite usual": side(lambda: _sqlite(usual=True)),
            }
        )
        for player in everyone:
            runner.run(player.close())


if __name__ == "__main__":
    main()
