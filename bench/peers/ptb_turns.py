"""python-telegram-bot's ConversationHandler with 64 people, or one; the network is a stub.

`memory`        no persistence
`one`           the same with one person; how long she waits for half of her screens at most
`pickle 1000`   PicklePersistence, flushed after each turn, with 1,000 people known
`pickle 10000`  … with 10,000

The application runs as it does in production: updates are parsed, put into its queue, and handled
one after the other, as ConversationHandler demands. Callback queries are answered, as its guide
says one should.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import tempfile
import warnings
from functools import cache, partial
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBUserWarning

from bench.conversation import CHOICES, QUESTIONS, Question
from bench.peers.ptb import Bot, begin, chose, said
from bench.people import FIRST_PERSON, People, Raw, p50
from bench.worker import Lap, Task, serve

CROWD = 64
ME = {"id": 1, "is_bot": True, "first_name": "B", "username": "b_bot"}
STANDING = {"message_id": 1, "date": 1_795_262_400, "chat": {"id": 1, "type": "private"}}
SHOWING = ("sendMessage", "editMessageText")
HALF = len(QUESTIONS) // 2
"""Where those stand who are known from before, with all answers so far."""
TALK = "talk"


class StubRequest(BaseRequest):
    """Answers every request at once, with the shortest answer that the library accepts."""

    read_timeout = 1.0
    people: People

    async def initialize(self) -> None:
        """Open nothing."""

    async def shutdown(self) -> None:
        """Close nothing."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        called = url.rpartition("/")[2]
        result: object = ME if called == "getMe" else True
        if called in SHOWING and request_data is not None:
            shown = request_data.parameters
            keyboard = shown.get("reply_markup", {"inline_keyboard": ()})["inline_keyboard"]
            self.people.saw(shown["chat_id"], shown["text"], keyboard)
            result = STANDING
        return 200, json.dumps({"ok": True, "result": result}).encode()


class Flushing(Application[Any, Any, Any, Any, Any, Any]):
    """Writes what it knows after each turn, and not once a minute."""

    async def process_update(self, update: object) -> None:
        await super().process_update(update)
        await self.update_persistence()


async def pressed(question: Question, update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Take the answer of a button, and say that it was heard."""
    assert update.callback_query is not None
    await update.callback_query.answer()
    return await chose(question, update, context)


def _state(question: Question) -> list[Any]:
    pattern = f"^({'|'.join(CHOICES)})$"
    return [
        CallbackQueryHandler(partial(pressed, question), pattern=pattern),
        MessageHandler(filters.TEXT & ~filters.COMMAND, partial(said, question)),
    ]


def conversation(*, persistent: bool) -> ConversationHandler[Any]:
    """The one conversation."""
    warnings.filterwarnings("ignore", category=PTBUserWarning)  # on per_message, which is as meant
    return ConversationHandler(
        entry_points=[CommandHandler("start", begin)],
        states={question.number: _state(question) for question in QUESTIONS},
        fallbacks=[],
        name=TALK,
        persistent=persistent,
    )


class Player:
    """An application at work, and its people."""

    def __init__(self, people: int, known: int = 0) -> None:
        request = StubRequest()
        builder = Application.builder().token("1:stub").request(request).updater(None)
        if known:
            builder.application_class(Flushing).persistence(_persistence(known))
        self.bot: Bot = builder.build()
        self.bot.add_handler(conversation(persistent=bool(known)))
        self.people = request.people = People(people, self._deliver)
        self._runs = False

    def _deliver(self, update: Raw) -> None:
        self.bot.update_queue.put_nowait(Update.de_json(update, self.bot.bot))

    async def play(self, times: int) -> Lap:
        """So many turns, one person's after her last."""
        if not self._runs:
            await self.bot.initialize()
            await self.bot.start()
            self._runs = True
        took = await self.people.play(times)
        await self.bot.update_queue.join()
        return Lap(took, times)

    async def wait(self, times: int) -> Lap:
        """How long half of the screens take at most."""
        await self.play(times)
        return Lap(p50(self.people.took), 1)


def _persistence(known: int) -> PicklePersistence[Any, Any, Any]:
    """A file in which people are known, half-way through; its own people come on top."""
    path = Path(tempfile.mkdtemp()) / "people.pickle"
    ids = range(FIRST_PERSON + CROWD, FIRST_PERSON + known)
    answers = {question.saved: question.answer for question in QUESTIONS[:HALF]}
    content = {
        "conversations": {TALK: {(one, one): HALF for one in ids}},
        "user_data": {one: dict(answers) for one in ids},
        "chat_data": {},
        "bot_data": {},
        "callback_data": None,
    }
    path.write_bytes(pickle.dumps(content))
    stored = PersistenceInput(bot_data=False, chat_data=False, callback_data=False)
    return PicklePersistence(path, store_data=stored)


def main() -> None:
    """Serve all ways."""
    with asyncio.Runner() as runner:
        player = cache(Player)

        def side(known: int) -> Task:
            return lambda times: runner.run(player(CROWD, known).play(times))

        runner.get_loop()
        serve(
            {
                "memory": side(0),
                "one": lambda times: runner.run(player(1).wait(times)),
                "pickle 1000": side(1_000),
                "pickle 10000": side(10_000),
            }
        )


if __name__ == "__main__":
    main()
