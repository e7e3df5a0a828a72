"""Our side: plays the conversation with the engine, with and without writing the session out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count, pairwise
from pathlib import Path

from bench.conversation import CHOICES, QUESTIONS, STEPS, Question, large_set
from bench.worker import Lap, clock, serve
from bot.content.library import Library
from bot.core import session as sessions
from bot.core.content import Content
from bot.core.engine import turn
from bot.core.events import Event, Opened, Pressed, Said
from bot.core.session import Session
from tests.support import TODAY, write_set

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FLOW = "talk_0"
CHOICE = {name: number for number, name in enumerate(CHOICES)}
FIRST, LAST = 1, 56
"""Two questions of one kind, answered alike: the second has all but a few answers before it."""

_numbers = count()


def _chance() -> str:
    return f"{next(_numbers):011}"


def content() -> Content:
    """The base set with the conversation in it."""
    with tempfile.TemporaryDirectory() as folder:
        return Library(write_set(Path(folder), large_set(1)), TODAY).load()


def _answer(question: Question, visit: str, chance: str) -> Event:
    if question.typed:
        return Said(question.answer, AT, chance)
    return Pressed(f"{visit}.{CHOICE[question.answer]}", AT, chance)


def _events() -> Iterator[Event]:
    """One conversation: opened, then all questions answered."""
    chances = [_chance() for _ in range(STEPS + 1)]
    yield Opened(FLOW, AT, chances[0])
    for question, (visit, chance) in zip(QUESTIONS, pairwise(chances), strict=True):
        yield _answer(question, visit, chance)


def simulate(played: Content, times: int) -> Lap:
    """Turns alone: the session is an object that is handed on."""
    talks = [list(_events()) for _ in range(times)]
    session, begun = Session(), clock()
    for events in talks:
        session = Session()
        for event in events:
            session, _ = turn(played, session, event)
    took = clock() - begun
    assert session.frames[-1].step == "menu"
    return Lap(took, times * (STEPS + 1))


def durable(played: Content, times: int) -> Lap:
    """Turns as a store sees them: bytes in, bytes out."""
    talks = [list(_events()) for _ in range(times)]
    stored = fresh = sessions.dump(Session())
    begun = clock()
    for events in talks:
        stored = fresh
        for event in events:
            session, _ = turn(played, sessions.load(stored), event)
            stored = sessions.dump(session)
    took = clock() - begun
    assert sessions.load(stored).frames[-1].step == "menu"
    return Lap(took, times * (STEPS + 1))


def _at(played: Content, number: int, times: int) -> tuple[Session, list[Event]]:
    """A session at a question, and so many answers to it."""
    session = Session()
    for event in list(_events())[: number + 1]:
        session, _ = turn(played, session, event)
    assert session.frames[-1].step == QUESTIONS[number].step
    return session, [_answer(QUESTIONS[number], session.visit, _chance()) for _ in range(times)]


def same_turn(played: Content, number: int, times: int) -> Lap:
    """One and the same turn again and again."""
    session, events = _at(played, number, times)
    begun = clock()
    for event in events:
        turn(played, session, event)
    return Lap(clock() - begun, times)


def same_stored(played: Content, number: int, times: int) -> Lap:
    """One and the same turn again and again, bytes in, bytes out."""
    session, events = _at(played, number, times)
    stored = sessions.dump(session)
    begun = clock()
    for event in events:
        after, _ = turn(played, sessions.load(stored), event)
        sessions.dump(after)
    return Lap(clock() - begun, times)


if __name__ == "__main__":
    talk = content()
    serve(
        {
            "simulate": partial(simulate, talk),
            "durable": partial(durable, talk),
            "first turn": partial(same_turn, talk, FIRST),
            "last turn": partial(same_turn, talk, LAST),
            "first stored": partial(same_stored, talk, FIRST),
            "last stored": partial(same_stored, talk, LAST),
        }
    )
