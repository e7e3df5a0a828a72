"""`choices`: one of several buttons, taken by a tap or by its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import MANY, answers, on_stage, screen

STEPS = """
start:
  marks: line
  say: Where did it happen?
  choices:
    home: At home, or near it! -> second
    work: At work
    away: Somewhere else -> b/start
  save: where
  goto: third
second:
  say: "You said: {where}."
  choices:
    again: Once more -> start
    hidden: {label: Only at work, if: where is work, goto: third}
    shown: {label: "Only {where}", if: where is home}
  goto: third
third:
  say: Third.
  choices:
    on: Next -> out
out:
  end: done
"""
OTHER = """
start:
  marks: line
  say: Another flow.
  choices:
    out: Out of here -> out
out:
  end: done
"""


def stage() -> Rehearsal:
    return on_stage(STEPS, b=OTHER)


def test_a_tap_saves_the_choice_and_goes_where_its_label_points() -> None:
    taken = stage().tap("home")
    assert taken.place == "a/second"
    assert answers(taken) == {"where": "home"}
    assert taken.words == "You said: At home, or near it!."


def test_a_choice_without_a_target_takes_the_step_s_own_way() -> None:
    assert stage().tap("work").place == "a/third"


def test_a_choice_can_lead_into_another_flow() -> None:
    taken = stage().tap("away")
    assert taken.place == "b/start"
    assert answers(taken) == {}


@pytest.mark.parametrize(
    "typed",
    ["At home, or near it!", "at home, or near it", "  AT  HOME, or near it.  ", "home", "HOME"],
)
def test_typing_the_words_of_a_button_or_its_id_is_as_good_as_a_tap(typed: str) -> None:
    typed_in, tapped = stage().say(typed), stage().tap("home")
    assert typed_in.session.frames == tapped.session.frames
    assert typed_in.words == tapped.words


def test_a_label_that_holds_an_answer_is_typed_as_it_is_read() -> None:
    second = stage().tap("home")
    assert second.labels == ["Once more", "Only At home, or near it!"]
    assert second.say("only at home, or near it").place == "a/third"


def test_a_choice_is_offered_only_if_its_condition_holds() -> None:
    second = stage().tap("home")
    assert "Only at work" not in second.labels
    assert second.say("Only at work").place == "a/second"
    assert second.say("hidden").place == "a/second"


def test_words_that_fit_no_button_move_nothing_and_say_what_to_do() -> None:
    asked = stage().say("it was at the station")
    assert asked.place == "a/start"
    assert asked.words.splitlines() == [
        "Please tap a button, or type the words on it.",
        "Where did it happen?",
    ]
    assert asked.labels == stage().labels


def test_a_button_works_after_words_that_fitted_none() -> None:
    asked = stage()
    button = asked.button("work")
    assert asked.say("hm").press(button.token).place == "a/third"


@MANY
@given(number=st.integers(min_value=0, max_value=2000), sign=st.sampled_from(["", "+", "-"]))
def test_only_the_numbers_on_the_screen_are_choices(number: int, sign: str) -> None:
    asked = stage()
    asked.press(f"{screen(asked).visit}.{number}{sign}")
    moved = number < len(stage().labels)
    assert (asked.place != "a/start") is moved
    assert ("That button is from before." in asked.words) is not moved


def test_a_button_taken_twice_moves_once() -> None:
    asked = stage()
    token = asked.button("home").token
    once = asked.press(token).session.frames
    twice = asked.press(token)
    assert twice.session.frames == once
    assert "That button is from before." in twice.words
