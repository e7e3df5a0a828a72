"""People who play the conversation with a whole bot: each goes on when her next screen has come.

Updates are as Telegram sends them, after JSON. This module needs nothing but the standard library,
so that the peers can use it in an environment of their own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from statistics import median
from typing import Any

from bench.conversation import CHOICES, QUESTIONS, STEPS

Raw = dict[str, Any]
Rows = Sequence[Sequence[Mapping[str, Any]]]

FIRST_PERSON = 7_301_946_000
BOT = {"id": 1, "is_bot": True, "first_name": "Notes", "username": "notes_bot"}
START = "/start"
COMMAND = [{"type": "bot_command", "offset": 0, "length": len(START)}]
MENU = "Menu"
"""What peers say at the end; ours shows its menu, whose first button leads to the conversation."""
PATIENCE = 300.0
"""Seconds after which a screen that has not come is lost."""
LABELS = tuple(CHOICES)


def _expected(number: int) -> tuple[str, ...]:
    """What has to be on the screen of a question."""
    if not number:
        return ("Question 0.",)
    answer = QUESTIONS[number - 1].answer
    return f"Question {number}.", f"You said: {CHOICES.get(answer, answer)}."


EXPECTED = tuple(map(_expected, range(STEPS)))


class Astray(Exception):
    """A screen was not the one that follows, or did not come."""


class Person:
    """One of them, and where she is in the conversation."""

    __slots__ = ("chat", "next", "sender", "sent", "shown")
    next: int
    """The question that comes next."""

    def __init__(self, number: int) -> None:
        name = f"Name{number}"
        self.sender = {"id": number, "is_bot": False, "first_name": name, "language_code": "en"}
        self.chat = {"id": number, "first_name": name, "type": "private"}
        self.next = 0
        self.sent = 0.0
        self.shown: tuple[str, Rows] | None = None


class People:
    """So many people; what they send is handed to `deliver`, and what they are shown to `saw`."""

    def __init__(self, number: int, deliver: Callable[[Raw], None]) -> None:
        self._all = {at: Person(at) for at in range(FIRST_PERSON, FIRST_PERSON + number)}
        self._deliver = deliver
        self._ids = count(1)
        self._left = self._under_way = 0
        self._done = asyncio.Event()
        self._trouble = ""
        self.took: list[float] = []
        """Seconds from each update to its screen."""
        self.resting: Callable[[Person], None] = self._go_on
        """What is done with somebody whose screen has come."""

    @property
    def everybody(self) -> Iterable[Person]:
        """All of them."""
        return self._all.values()

    async def play(self, updates: int) -> float:
        """Let them send so many updates in all; seconds until the last is answered."""
        self._begin(updates)
        begun = time.perf_counter()
        for person in self._all.values():
            self._go_on(person)
        await self.finish()
        return time.perf_counter() - begun

    async def visit(self, number: int, each: int, crowd: int) -> None:
        """Let so many people come and go, so many at a time; nothing of them is kept here."""
        self._begin(number * each)
        coming = iter(range(FIRST_PERSON, FIRST_PERSON + number))
        times: dict[Person, int] = {}

        def go_on(person: Person) -> None:
            if times.setdefault(person, 1) < each:
                times[person] += 1
                self.send(person, 0.0)
                return
            del times[person], self._all[person.chat["id"]]
            come()

        def come() -> None:
            if (at := next(coming, None)) is not None:
                self._all[at] = Person(at)
                self.send(self._all[at], 0.0)

        self.resting = go_on
        for _ in range(min(crowd, number)):
            come()
        await self.finish()

    def _begin(self, updates: int) -> None:
        self._left, self.took = updates, []
        self._done.clear()

    async def play_openly(self, updates: int, a_second: float) -> float:
        """Send so many updates, each at its moment, whether or not the others are answered."""
        waiting: list[Person] = list(self._all.values())
        self._begin(updates)
        self.resting, begun = waiting.append, time.perf_counter()
        for number in range(updates):
            moment = begun + number / a_second
            while (early := moment - time.perf_counter()) > 0:  # noqa: ASYNC110  # wakes early
                await asyncio.sleep(early)
            if not waiting:
                raise Astray("everybody waits for an answer")
            self.send(waiting.pop(0), moment)
            if not number % 16:
                await asyncio.sleep(0)
        await self.finish()
        self.resting = self._go_on
        return time.perf_counter() - begun

    async def finish(self) -> None:
        """Wait until all that was sent is answered."""
        try:
            await asyncio.wait_for(self._done.wait(), PATIENCE)
        except TimeoutError:
            raise Astray(f"{self._under_way} updates were not answered") from None
        if self._trouble:
            raise Astray(self._trouble)

    def _go_on(self, person: Person) -> None:
        if self._left:
            self.send(person, time.perf_counter())

    def send(self, person: Person, moment: float) -> None:
        """Let somebody send what comes next for her."""
        self._left -= 1
        self._under_way += 1
        person.sent = moment
        self._deliver(self._next(person))

    def saw(self, chat: int, text: str, rows: Rows) -> None:
        """Somebody is shown a screen."""
        person = self._all[chat]
        self.took.append(time.perf_counter() - person.sent)
        self._under_way -= 1
        self._look(person, text)
        person.shown = None if text == MENU else (text, rows)
        self.resting(person)
        if not self._under_way and self._left <= 0:
            self._done.set()

    def _look(self, person: Person, text: str) -> None:
        if all(words in text for words in EXPECTED[person.next]):
            person.next = (person.next + 1) % STEPS
        elif person.next and not self._trouble:
            self._trouble = f"question {person.next} did not come"
            self._left = 0

    # Updates

    def _next(self, person: Person) -> Raw:
        number = next(self._ids)
        if person.shown is None:
            return typed(number, person, START)
        text, rows = person.shown
        question = QUESTIONS[person.next - 1] if "Question " in text else None
        if question is None:
            return _tapped(number, person, rows[0][0]["callback_data"])
        if question.typed:
            return typed(number, person, question.answer)
        place = LABELS.index(question.answer)
        return _tapped(number, person, rows[place][0]["callback_data"])


def typed(number: int, person: Person, text: str) -> Raw:
    """An update: somebody wrote."""
    message = {
        "message_id": number + 1,
        "from": person.sender,
        "chat": person.chat,
        "date": int(time.time()),
        "text": text,
    }
    if text == START:
        message["entities"] = COMMAND
    return {"update_id": number, "message": message}


def _tapped(number: int, person: Person, token: str) -> Raw:
    assert person.shown is not None
    text, rows = person.shown
    now = int(time.time())
    message = {
        "message_id": 1,
        "from": BOT,
        "chat": person.chat,
        "date": now,
        "edit_date": now,
        "text": text,
        "reply_markup": {"inline_keyboard": rows},
    }
    query = {
        "id": str(number),
        "from": person.sender,
        "message": message,
        "chat_instance": "-4512903346881264907",
        "data": token,
    }
    return {"update_id": number, "callback_query": query}


def p50(took: Sequence[float]) -> float:
    """The middle one."""
    return median(took)


def p99(took: Sequence[float]) -> float:
    """What one in a hundred exceeds."""
    return sorted(took)[len(took) * 99 // 100]
