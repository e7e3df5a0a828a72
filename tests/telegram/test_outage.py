"""Who may not call in vain waits until Telegram answers; and so many check-ins wait at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram import slate as slates
from bot.channels.telegram.api import Refused, TooMany, Unreachable
from bot.channels.telegram.channel import NAME
from bot.channels.telegram.outage import HARMLESS, Patient
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.painter import MOST_ONCE, Change, Files, Painter
from bot.channels.telegram.slate import EMPTY, SPOKEN, Slate
from bot.core.effects import Remind, Screen, Show, Text
from bot.ports import NOTHING_HEARD, Chat

NOW = int(datetime(2026, 11, 21, 9, tzinfo=UTC).timestamp())
SOON = 0.01
WORDS = "Water the plants"


@dataclass
class Moody:
    """A Telegram that is away for so many calls, and for polls; or that holds every call back."""

    away: int = 0
    is_deaf: bool = False
    asked: list[str] = field(default_factory=list)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    answers: dict[str, Exception] = field(default_factory=dict)

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Call a method."""
        self.asked.append(method)
        if self.away > 0:
            self.away -= 1
            raise Unreachable(sent=True)
        if method in self.answers:
            raise self.answers[method]
        await self.goes_on.wait()
        return {"message_id": len(self.asked), "date": NOW}

    async def poll(self, offset: int | None, seconds: int) -> list[Any]:
        """Ask for updates."""
        if self.is_deaf:
            raise Unreachable(sent=True)
        return []

    async def download(self, path: str, most: int) -> bytes:
        """The bytes of a file."""
        raise AssertionError(path)


def well() -> Moody:
    """A Telegram that answers at once."""
    telegram = Moody()
    telegram.goes_on.set()
    return telegram


async def poll_in_vain(patient: Patient, telegram: Moody) -> None:
    telegram.is_deaf = True
    with pytest.raises(Unreachable):
        await patient.poll(None, 0)
    telegram.is_deaf = False


# Waiting until Telegram answers


async def test_while_all_is_well_nobody_asks_whether_it_is() -> None:
    telegram = well()
    patient = Patient(telegram, SOON)
    assert await patient.poll(None, 0) == []
    await patient.sure()
    assert telegram.asked == []


async def test_after_a_poll_in_vain_something_harmless_is_asked_until_it_is_answered() -> None:
    telegram = well()
    patient = Patient(telegram, SOON)
    await poll_in_vain(patient, telegram)
    telegram.away = 2
    await patient.sure()
    assert telegram.asked == [HARMLESS] * 3
    await patient.sure()
    assert len(telegram.asked) == 3


@pytest.mark.parametrize("answer", [Refused(), TooMany(5)])
async def test_a_refusal_is_an_answer_too(answer: Exception) -> None:
    telegram = well()
    telegram.answers[HARMLESS] = answer
    patient = Patient(telegram, SOON)
    await poll_in_vain(patient, telegram)
    await patient.sure()
    assert telegram.asked == [HARMLESS]


async def test_however_many_wait_one_asks_for_all() -> None:
    telegram = well()
    patient = Patient(telegram, SOON)
    await poll_in_vain(patient, telegram)
    telegram.away = 2
    await asyncio.gather(*(patient.sure() for _ in range(20)))
    assert telegram.asked == [HARMLESS] * 3


async def test_a_poll_that_is_answered_ends_the_doubt() -> None:
    telegram = well()
    patient = Patient(telegram, SOON)
    await poll_in_vain(patient, telegram)
    await patient.poll(None, 0)
    await patient.sure()
    assert telegram.asked == []


async def test_an_answer_to_her_does_not_wait_for_a_poll() -> None:
    telegram = well()
    patient = Patient(telegram, 60)
    await poll_in_vain(patient, telegram)
    await patient.call("sendMessage", {})
    assert telegram.asked == ["sendMessage"]


# So many wait at a time


class Chats:
    """A painter, and the slates of its chats."""

    def __init__(self, telegram: Moody, now: float = NOW) -> None:
        self.now = now
        self.slates: dict[Chat, Slate] = {}
        pace = Pace(lambda: 0.0)
        files = Files(lambda: Path("flows"))
        self.painter = Painter(Patient(telegram, SOON), pace, self._amend, files, lambda: self.now)

    async def _amend(self, chat: Chat, change: Change) -> None:
        self.slates[chat] = change(self.slates[chat])
        self.painter.follow(chat, self.slates[chat], paints=False)

    def want(self, number: int, effect: Show | Remind) -> Chat:
        """Let something be wanted in a chat."""
        chat = Chat(NAME, str(number))
        self.slates[chat] = slates.noted(EMPTY, NOTHING_HEARD, [effect], NOW)
        self.painter.follow(chat, self.slates[chat], paints=True)
        return chat


async def test_each_word_that_waits_takes_room_and_each_that_was_said_gives_it_back() -> None:
    telegram = Moody()
    chats = Chats(telegram)
    assert chats.painter.room == MOST_ONCE
    for number in range(2):
        chats.want(number, Remind(WORDS))
    assert chats.painter.room == MOST_ONCE - 2
    telegram.goes_on.set()
    await chats.painter.stop(5)
    assert chats.painter.room == MOST_ONCE
    assert [len(slate.shown) for slate in chats.slates.values()] == [1, 1]


async def test_an_answer_takes_no_room_and_there_is_never_less_than_none() -> None:
    chats = Chats(Moody())
    chats.want(-1, Show(Screen("visit", (Text("Hello."),), (), ())))
    assert chats.painter.room == MOST_ONCE
    for number in range(MOST_ONCE + 5):
        chats.want(number, Remind(WORDS))
    assert chats.painter.room == 0
    await chats.painter.stop(0)


async def test_a_word_that_may_have_arrived_is_not_said_again() -> None:
    telegram = well()
    telegram.away = 1
    chats = Chats(telegram)
    chat = chats.want(1, Remind(WORDS))
    await chats.painter.stop(5)
    assert telegram.asked == ["sendMessage"]
    assert (chats.slates[chat].lost, bool(chats.slates[chat].wanted)) == (1, False)


async def test_a_word_that_waited_too_long_is_given_up() -> None:
    telegram = well()
    chats = Chats(telegram, now=NOW + SPOKEN + 1)
    chat = chats.want(1, Remind(WORDS))
    await chats.painter.stop(5)
    assert telegram.asked == []
    assert not chats.slates[chat].wanted
    assert chats.slates[chat].due(NOW) is None
