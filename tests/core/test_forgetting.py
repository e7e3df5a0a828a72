"""What is held about somebody who does not come back is erased by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.effects import EraseAll
from bot.core.engine import turn
from bot.core.events import TimerFired
from bot.core.session import DAY, DAYS_HELD, Kept, Session
from tests.core.stage import SLOW_FLOWS
from tests.core.strolls import Move, Stroll
from tests.core.waits import waiting
from tests.core.worlds import MOVES, World, worlds

MONTH = timedelta(days=DAYS_HELD)


def test_a_month_after_she_left_all_of_it_is_erased_without_a_word() -> None:
    left = waiting("the first message").leave()
    unkept = replace(left.session, kept={})
    assert unkept.person
    early = TimerFired(left.at + MONTH - timedelta(days=1, seconds=1), "x")
    assert turn(left.content, unkept, early) == (unkept, ())
    assert turn(left.content, unkept, TimerFired(left.at + MONTH, "x")) == (
        Session(),
        (EraseAll(),),
    )


def test_whoever_comes_back_is_remembered_from_then_on() -> None:
    left = waiting("a choice").leave()
    first = left.session.used
    again = left.wait(timedelta(days=20)).say("/start").leave()
    assert again.session.used == first + 20
    assert replace(again.session, kept={}).due == (first + 20 + DAYS_HELD) * DAY


def test_what_she_asked_to_keep_is_kept_until_its_time_is_up() -> None:
    left = waiting("a choice").leave()
    until = int((left.at + timedelta(days=400)).timestamp())
    keeps = replace(left.session, kept={"plan": Kept("stay", until)})
    assert keeps.due == until
    month = TimerFired(left.at + MONTH, "x")
    assert turn(left.content, keeps, month) == (keeps, ())
    over = TimerFired(left.at + timedelta(days=400), "x")
    assert EraseAll() in turn(left.content, keeps, over)[1]


def test_nothing_is_due_where_nobody_was() -> None:
    assert Session().due is None


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW_FLOWS)
@given(worlds(), st.lists(MOVES, max_size=20))
def test_however_a_conversation_ends_the_day_is_known_on_which_it_is_forgotten(
    world: World, moves: list[Move]
) -> None:
    walked = Stroll(world.content, Session())
    for move in moves:
        walked.take(move)
        session = walked.session
        if session != Session() and not session.is_open:
            assert session.due is not None
            assert session.forgotten is not None
            assert session.forgotten > walked.at.timestamp()
            assert session.due <= session.forgotten
