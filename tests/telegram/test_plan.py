"""Her own plan, on Telegram: kept, read again, and found by nobody without her PIN."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content.library import Library
from tests.fakegram.person import Fakegram, Person
from tests.telegram.conftest import at_work
from tests.telegram.doors import DOOR, DURESS, PIN, enter, set_up
from tests.telegram.inside import Inside
from tests.telegram.talk import leave, say, tap, to_menu

START = "Here you can make a plan of your own"
WORDS = "wheatear waits by the station"
MINUTE = 60


@pytest.fixture
def running(fakegram: Fakegram, flows: Library, tmp_path: Path) -> Iterator[Inside]:
    """The bot in this process, with short seconds; whatever it leaves behind is searched."""
    with at_work(tmp_path / "bot", fakegram, flows, "wheatear") as bot:
        yield bot


def to_plan(person: Person) -> None:
    """Come to the keys before the plan, from the first message."""
    to_menu(person)
    tap(person, "Notes, help lines and more", "Here is the rest.")
    tap(person, "My plan", DOOR)


def test_she_keeps_a_plan_that_only_her_pin_shows(running: Inside, fakegram: Fakegram) -> None:
    she = running.person(1)
    set_up(she, duress=True)
    leave(she)
    running.advance(2 * MINUTE)
    to_plan(she)
    enter(she, PIN, START)
    tap(she, "Add to my plan", "May I keep what you put into your plan?")
    tap(she, "Yes, keep it", "if they found your plan")
    tap(she, "No", "What is this about?")
    tap(she, "Places", "Where could you go")
    say(she, WORDS, "Kept.")
    tap(she, "Done", "Saved. You can stop here.")
    assert not [message for message in she.visible() if not message.by_bot]
    leave(she)
    for pin, shown in ((DURESS, "There is nothing here."), (PIN, WORDS)):
        running.advance(2 * MINUTE)
        to_plan(she)
        enter(she, pin, START)
        tap(she, "Read my plan", shown)
        leave(she)
