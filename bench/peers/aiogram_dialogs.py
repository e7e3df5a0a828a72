"""aiogram-dialog: a window for each question, with MemoryStorage; the network is a stub.

Windows hold a text from a getter, buttons in a column and a text input, as its guide shows. The
event loop is uvloop's. A turn takes an update as Telegram sends it, after JSON; the library answers
the callback query by itself.
"""

from __future__ import annotations

import asyncio
from typing import Any

import uvloop
from aiogram import Bot, Dispatcher
from aiogram.filters import Command
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import ManagedTextInput, TextInput
from aiogram_dialog.widgets.kbd import Button, Column
from aiogram_dialog.widgets.text import Const, Format

from bench.conversation import CHOICES, HIGH, LOW, QUESTIONS, STEPS, Question, words
from bench.peers.aiogram_stub import StubSession, pressed, typed
from bench.worker import Lap, clock, serve

CHOICE = {name: number for number, name in enumerate(CHOICES)}
Talk = type(
    "Talk", (StatesGroup,), {name: State() for name in (*(q.step for q in QUESTIONS), "menu")}
)
BY_STATE = {getattr(Talk, question.step): question for question in QUESTIONS}


async def begin(_: Message, dialog_manager: DialogManager) -> None:
    """Ask the first question."""
    await dialog_manager.start(getattr(Talk, QUESTIONS[0].step), mode=StartMode.RESET_STACK)


async def spoken(dialog_manager: DialogManager, **_: object) -> dict[str, str]:
    """The words of the window that is shown."""
    question = BY_STATE[dialog_manager.current_context().state]
    return {"said": words(question.number, dialog_manager.dialog_data)}


async def chose(_: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Take the answer of a button."""
    await _take(str(button.widget_id), manager)


async def said(_: Message, __: ManagedTextInput[int], manager: DialogManager, number: int) -> None:
    """Take an answer that was typed."""
    await _take(str(number), manager)


async def _take(answer: str, manager: DialogManager) -> None:
    question = BY_STATE[manager.current_context().state]
    manager.dialog_data[question.saved] = answer
    await manager.next()


def number(text: str) -> int:
    """Read a typed number."""
    value = int(text)
    if not LOW <= value <= HIGH:
        raise ValueError
    return value


def _window(question: Question) -> Window:
    state = getattr(Talk, question.step)
    asked: TextInput[int] | Column
    if question.typed:
        asked = TextInput(id="number", type_factory=number, on_success=said)
    else:
        asked = Column(
            *(Button(Const(label), id=name, on_click=chose) for name, label in CHOICES.items())
        )
    return Window(Format("{said}"), asked, state=state, getter=spoken)


def dispatcher() -> Dispatcher:
    """The bot with its one dialog."""
    built = Dispatcher(storage=MemoryStorage())
    built.message.register(begin, Command("start"))
    menu = Window(Const("Menu"), state=Talk.menu)  # type: ignore[attr-defined]
    built.include_router(Dialog(*map(_window, QUESTIONS), menu))
    setup_dialogs(built)
    return built


async def _play(session: StubSession, played: Dispatcher, times: int) -> Lap:
    bot = Bot("1:stub", session=session)
    begun = clock()
    for _ in range(times):
        await played.feed_raw_update(bot, typed("/start"))
        for question in QUESTIONS:
            await played.feed_raw_update(bot, _answer(session, question))
    took = clock() - begun
    assert session.last.text == "Menu"  # type: ignore[attr-defined]
    return Lap(took, times * (STEPS + 1))


def _answer(session: StubSession, question: Question) -> dict[str, Any]:
    if question.typed:
        return typed(question.answer)
    keyboard = session.last.reply_markup  # type: ignore[attr-defined]
    assert isinstance(keyboard, InlineKeyboardMarkup)
    data = keyboard.inline_keyboard[CHOICE[question.answer]][0].callback_data
    assert data is not None
    return pressed(data)


def main() -> None:
    """Serve."""
    stub, played = StubSession(), dispatcher()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        serve({"talk": lambda times: runner.run(_play(stub, played, times))})


if __name__ == "__main__":
    main()
