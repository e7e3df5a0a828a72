"""`{remains}`: what the chat still holds, as the event tells it."""

from __future__ import annotations

import pytest

from bot.core.events import Pressed, Said
from bot.workshop.explorer import explore
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import content_with, flow, on_stage
from tests.support import complaints_of

STEPS = """
start:
  marks: line
  say: Do you want to know?
  choices:
    tell: Tell me
    not_now: Not now -> out
  goto:
    - some if remains at least 1
    - none_left
some:
  say: "I could not take away {remains} messages."
  choices:
    on: Carry on -> out
none_left:
  say: I took all away.
  choices:
    fine: Fine -> out
out:
  end: told
"""


def told(remains: int) -> Rehearsal:
    asked = on_stage(STEPS)
    token = asked.button("Tell me").token
    return asked.play(Pressed(token, asked.at, "x", remains=remains))


def test_a_flow_can_tell_how_many_messages_remain() -> None:
    assert told(3).words == "I could not take away 3 messages."
    assert told(0).words == "I took all away."


def test_the_number_is_that_of_the_event_and_is_not_remembered() -> None:
    assert told(3).say("hm").words.endswith("I could not take away 0 messages.")
    asked = told(3)
    asked.play(Said("hm", asked.at, "x", remains=2))
    assert asked.words.endswith("I could not take away 2 messages.")


def test_where_no_event_tells_the_number_it_is_unknown() -> None:
    assert told(3).send("photo").words.endswith("I could not take away (not said) messages.")


def test_the_explorer_meets_both() -> None:
    report = explore(content_with(("a", STEPS)))
    steps = {tap.step for tap in report.visited if tap.flow == "a"}
    assert {"some", "none_left"} <= steps
    assert [str(tap) for tap in report.untaken if tap.flow == "a"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "start:\n  ask: How many?\n  as: number\n  save: remains\n  end: told",
        "start:\n  say: Hm.\n  set: {remains: 2}\n  end: told",
    ],
)
def test_no_flow_can_save_it(wrong: str) -> None:
    codes = {complaint.code for complaint in complaints_of({"a.yaml": flow("a", wrong)})}
    assert "F102" in codes


def test_it_is_always_known_to_the_checker() -> None:
    assert complaints_of({"a.yaml": flow("a", STEPS)}) == ()
