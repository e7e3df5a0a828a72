"""aiogram's FSM with MemoryStorage, fed through its dispatcher; the network is a stub.

`one`     one pair of handlers for all states, which looks the question up by its state: the leanest
`each`    a handler for each state, as its guide shows

The event loop is uvloop's, as its documentation recommends. A turn takes an update as Telegram
sends it, after JSON, and ends with one request to the stub; it does not answer the callback query,
which a running bot should.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import uvloop
from aiogram import Bot, Dispatcher, F, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bench.conversation import CHOICES, QUESTIONS, STEPS, Question, words
from bench.peers.aiogram_stub import Raw, StubSession, pressed, typed
from bench.worker import Lap, Task, clock, serve

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text=label, callback_data=name)] for name, label in CHOICES.items()
    ]
)

Talk = type("Talk", (StatesGroup,), {question.step: State() for question in QUESTIONS})
BY_STATE: dict[str | None, Question] = {
    getattr(Talk, question.step).state: question for question in QUESTIONS
}


async def begin(message: Message, state: FSMContext) -> None:
    """Ask the first question."""
    await state.set_state(getattr(Talk, QUESTIONS[0].step))
    await message.answer(words(0, {}), reply_markup=KEYBOARD)


async def chose(query: CallbackQuery, state: FSMContext, raw_state: str) -> None:
    """Take the answer of a button."""
    assert query.data is not None
    assert isinstance(query.message, Message)
    text, keyboard = await _take(BY_STATE[raw_state], query.data, state)
    await query.message.edit_text(text, reply_markup=keyboard)


async def said(message: Message, state: FSMContext, raw_state: str) -> None:
    """Take an answer that was typed."""
    assert message.text is not None
    text, keyboard = await _take(BY_STATE[raw_state], message.text, state)
    await message.answer(text, reply_markup=keyboard)


async def _take(
    question: Question, answer: str, state: FSMContext
) -> tuple[str, InlineKeyboardMarkup | None]:
    if not question.accepts(answer):
        return "?", None
    if question.number == STEPS - 1:
        await state.clear()
        return "Menu", None
    answers = await state.update_data({question.saved: answer})
    onward = QUESTIONS[question.number + 1]
    await state.set_state(getattr(Talk, onward.step))
    return words(onward.number, answers), None if onward.typed else KEYBOARD


def one() -> Router:
    """One pair of handlers for all states."""
    router = Router()
    router.callback_query.register(chose, StateFilter(Talk), F.data.in_(CHOICES))
    router.message.register(begin, Command("start"))
    router.message.register(said, StateFilter(Talk), F.text)
    return router


def each() -> Router:
    """A handler for each state."""
    router = Router()
    router.message.register(begin, Command("start"))
    for question in QUESTIONS:
        state = getattr(Talk, question.step)
        if question.typed:
            router.message.register(said, state, F.text)
        else:
            router.callback_query.register(chose, state, F.data.in_(CHOICES))
    return router


def _updates() -> Iterator[Raw]:
    yield typed("/start")
    for question in QUESTIONS:
        yield typed(question.answer) if question.typed else pressed(question.answer)


async def _play(session: StubSession, dispatcher: Dispatcher, times: int) -> Lap:
    updates = [update for _ in range(times) for update in _updates()]
    bot = Bot("1:stub", session=session)
    begun = clock()
    for update in updates:
        await dispatcher.feed_raw_update(bot, update)
    took = clock() - begun
    assert session.last.text == "Menu"  # type: ignore[attr-defined]
    return Lap(took, len(updates))


def _dispatcher(router: Router) -> Dispatcher:
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(router)
    return dispatcher


def main() -> None:
    """Serve both ways."""
    stub, ways = StubSession(), {"one": _dispatcher(one()), "each": _dispatcher(each())}
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:

        def side(dispatcher: Dispatcher) -> Task:
            return lambda times: runner.run(_play(stub, dispatcher, times))

        serve({name: side(dispatcher) for name, dispatcher in ways.items()})


if __name__ == "__main__":
    main()
