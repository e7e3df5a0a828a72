"""python-telegram-bot's ConversationHandler without persistence; the network is a stub.

One handler for buttons and one for typed answers per state, as its guide shows: the state is looked
up in a dictionary, so their number costs nothing. `concurrent_updates` stays off, as
ConversationHandler demands.

`whole`     a turn takes an update as Telegram sends it, after JSON
`parsed`    updates are parsed beforehand, and that is not counted

A turn ends with one request to the stub; it does not answer the callback query, which a running bot
should.
"""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBUserWarning

from bench.conversation import CHOICES, QUESTIONS, STEPS, Question, words
from bench.worker import Lap, clock, serve

CHAT = {"id": 1, "type": "private"}
PERSON = {"id": 1, "is_bot": False, "first_name": "A"}
SHOWN = {"message_id": 1, "date": 1_795_262_400, "chat": CHAT, "text": "…"}
BOT = {"id": 1, "is_bot": True, "first_name": "B", "username": "b_bot"}
KEYBOARD = InlineKeyboardMarkup(
    [[InlineKeyboardButton(label, callback_data=name)] for name, label in CHOICES.items()]
)

Bot = Application[Any, Any, Any, Any, Any, Any]

_update_ids = count(1)


class StubRequest(BaseRequest):
    """Answers every request at once; `true` is the shortest answer the library accepts."""

    read_timeout = 1.0
    said = ""

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
        if request_data is not None:
            self.said = str(request_data.parameters.get("text", ""))
        result = BOT if url.endswith("/getMe") else SHOWN if url.endswith("/sendMessage") else True
        return 200, json.dumps({"ok": True, "result": result}).encode()


STUB = StubRequest()


async def begin(update: Update, _: ContextTypes.DEFAULT_TYPE) -> int:
    """Ask the first question."""
    assert update.message is not None
    await update.message.reply_text(words(0, {}), reply_markup=KEYBOARD)
    return 0


async def chose(question: Question, update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Take the answer of a button."""
    query = update.callback_query
    assert query is not None
    assert query.data is not None
    state, text, keyboard = _take(question, query.data, context)
    await query.edit_message_text(text, reply_markup=keyboard)
    return state


async def said(question: Question, update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Take an answer that was typed."""
    assert update.message is not None
    assert update.message.text is not None
    state, text, keyboard = _take(question, update.message.text, context)
    await update.message.reply_text(text, reply_markup=keyboard)
    return state


def _take(
    question: Question, answer: str, context: ContextTypes.DEFAULT_TYPE
) -> tuple[int, str, InlineKeyboardMarkup | None]:
    assert context.user_data is not None
    if not question.accepts(answer):
        return question.number, "?", None
    if question.number == STEPS - 1:
        context.user_data.clear()
        return ConversationHandler.END, "Menu", None
    context.user_data[question.saved] = answer
    onward = QUESTIONS[question.number + 1]
    return (
        onward.number,
        words(onward.number, context.user_data),
        None if onward.typed else KEYBOARD,
    )


def _state(question: Question) -> list[Any]:
    pattern = f"^({'|'.join(CHOICES)})$"
    return [
        CallbackQueryHandler(partial(chose, question), pattern=pattern),
        MessageHandler(filters.TEXT & ~filters.COMMAND, partial(said, question)),
    ]


def application() -> Bot:
    """The bot with its one conversation."""
    warnings.filterwarnings("ignore", category=PTBUserWarning)  # on per_message, which is as meant
    built = Application.builder().token("1:stub").request(STUB).updater(None).build()
    talk: ConversationHandler[Any] = ConversationHandler(
        entry_points=[CommandHandler("start", begin)],
        states={question.number: _state(question) for question in QUESTIONS},
        fallbacks=[],
    )
    built.add_handler(talk)
    return built


def _raw_updates() -> Iterator[dict[str, Any]]:
    yield _typed("/start", [{"type": "bot_command", "offset": 0, "length": 6}])
    for question in QUESTIONS:
        yield _typed(question.answer, []) if question.typed else _pressed(question.answer)


def _typed(text: str, entities: list[dict[str, Any]]) -> dict[str, Any]:
    number = next(_update_ids)
    message = SHOWN | {"message_id": number, "from": PERSON, "text": text, "entities": entities}
    return {"update_id": number, "message": message}


def _pressed(name: str) -> dict[str, Any]:
    number = next(_update_ids)
    query = {
        "id": str(number),
        "from": PERSON,
        "chat_instance": "1",
        "message": SHOWN,
        "data": name,
    }
    return {"update_id": number, "callback_query": query}


async def _play(played: Bot, times: int, *, parsed: bool) -> Lap:
    raw = [update for _ in range(times) for update in _raw_updates()]
    took = await (_play_parsed if parsed else _play_whole)(played, raw)
    assert STUB.said == "Menu"
    return Lap(took, len(raw))


async def _play_whole(played: Bot, raw: list[dict[str, Any]]) -> float:
    begun = clock()
    for update in raw:
        await played.process_update(Update.de_json(update, played.bot))
    return clock() - begun


async def _play_parsed(played: Bot, raw: list[dict[str, Any]]) -> float:
    updates = [Update.de_json(update, played.bot) for update in raw]
    begun = clock()
    for update in updates:
        await played.process_update(update)
    return clock() - begun


def main() -> None:
    """Serve both ways."""
    bot = application()
    with asyncio.Runner() as runner:
        runner.run(bot.initialize())
        serve(
            {
                "whole": lambda times: runner.run(_play(bot, times, parsed=False)),
                "parsed": lambda times: runner.run(_play(bot, times, parsed=True)),
            }
        )


if __name__ == "__main__":
    main()
