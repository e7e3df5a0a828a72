"""`tick`: several answers, each set or unset, until Done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Button
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import MANY, answers, on_stage, screen

STEPS = """
start:
  marks: line
  say: Which of these?
  tick:
    tracker: A tracker
    logins: Odd logins
    places: They know places
  save: signs
  done: That is all -> told
  none: None of these -> nothing
told:
  say:
    - "You ticked: {signs}."
    - if: signs has tracker
      say: A tracker, then.
    - if: signs is empty
      say: Nothing, then.
  choices:
    again: Once more -> start
    out: Out of here -> out
nothing:
  say: None.
  choices:
    again: Once more -> start
    out: Out of here -> out
out:
  end: done
"""
ITEMS = ("tracker", "logins", "places")


def stage() -> Rehearsal:
    return on_stage(STEPS)


def ticks(rehearsal: Rehearsal) -> dict[str, bool]:
    return {
        item: button.on
        for item, button in zip(ITEMS, screen(rehearsal).buttons, strict=False)
        if button.role == "tick"
    }


def token(button: Button, *, wanted: bool) -> str:
    return button.token[:-1] + ("+" if wanted else "-")


def test_ticks_stand_above_the_two_closing_buttons() -> None:
    asked = stage()
    assert asked.labels == [
        "A tracker",
        "Odd logins",
        "They know places",
        "That is all",
        "None of these",
    ]
    assert [b.role for b in screen(asked).buttons] == ["tick", "tick", "tick", "done", "none"]
    assert not any(ticks(asked).values())


def test_a_tick_can_be_set_and_unset() -> None:
    asked = stage().tap("logins")
    assert ticks(asked) == {"tracker": False, "logins": True, "places": False}
    assert answers(asked) == {"signs": ("logins",)}
    asked.tap("logins")
    assert ticks(asked) == {"tracker": False, "logins": False, "places": False}
    assert asked.place == "a/start"


def test_the_same_press_twice_is_harmless() -> None:
    asked = stage()
    button = asked.button("tracker").token
    once = asked.press(button).session
    assert asked.press(button).session.frames == once.frames
    assert ticks(asked)["tracker"]


@MANY
@given(
    st.lists(st.tuples(st.sampled_from(ITEMS), st.booleans(), st.integers(1, 3)), max_size=12),
)
def test_whatever_is_pressed_and_repeated_the_last_wish_for_each_tick_holds(
    presses: list[tuple[str, bool, int]],
) -> None:
    asked = stage()
    buttons = {item: asked.button(item) for item in ITEMS}
    wishes = dict.fromkeys(ITEMS, False)
    for item, wanted, times in presses:
        wishes[item] = wanted
        for _ in range(times):
            asked.press(token(buttons[item], wanted=wanted))
    assert ticks(asked) == wishes
    asked.tap("That is all")
    assert answers(asked)["signs"] == tuple(item for item in ITEMS if wishes[item])


def test_what_was_ticked_is_shown_in_the_author_s_words_and_order() -> None:
    told = stage().tap("places").tap("tracker").tap("That is all")
    assert told.words.splitlines() == [
        "You ticked: A tracker, They know places.",
        "A tracker, then.",
    ]


def test_none_takes_back_every_tick() -> None:
    none = stage().tap("tracker").tap("None of these")
    assert none.place == "a/nothing"
    assert answers(none) == {"signs": ()}


def test_done_without_a_tick_is_an_empty_answer() -> None:
    assert "Nothing, then." in stage().tap("That is all").words


def test_ticks_of_before_are_still_set_when_the_question_comes_again() -> None:
    again = stage().tap("places").tap("That is all").tap("again")
    assert ticks(again) == {"tracker": False, "logins": False, "places": True}


@pytest.mark.parametrize("typed", ["a tracker", "A TRACKER.", "tracker"])
def test_typing_the_words_of_a_tick_sets_it(typed: str) -> None:
    assert ticks(stage().say(typed))["tracker"]


def test_typing_the_words_of_a_set_tick_unsets_it() -> None:
    assert not ticks(stage().tap("tracker").say("a tracker"))["tracker"]


@pytest.mark.parametrize(
    ("typed", "place"),
    [("that is all", "a/told"), ("done", "a/told"), ("none of these", "a/nothing")],
)
def test_the_closing_buttons_can_be_typed_too(typed: str, place: str) -> None:
    assert stage().tap("tracker").say(typed).place == place


def test_words_that_fit_no_tick_change_nothing() -> None:
    asked = stage().tap("tracker").say("he reads my mail")
    assert answers(asked) == {"signs": ("tracker",)}
    assert "Please tap a button" in asked.words
    assert "Which of these?" in asked.words


def test_ticks_can_go_on_by_the_step_s_own_way() -> None:
    asked = on_stage("""
start:
  marks: line
  say: Which?
  tick: {one: One}
  save: which
  done: Finished
  goto: out
out:
  say: "{which}"
  end: done
""")
    assert asked.labels == ["One", "Finished"]
    finished = asked.tap("one").tap("Finished")
    assert finished.place == "home/menu"
    assert "One" in finished.words


def test_a_question_keeps_its_words_while_ticks_are_set() -> None:
    asked = on_stage("""
start:
  marks: line
  say: Name?
  ask: Who?
  as: text up to 20
  save: who
  skip: Leave it out -> which
  goto: which
which:
  say: "What did {who} do?"
  tick: {one: One}
  save: which
  done: Finished
  goto: out
out:
  say: "{which}"
  end: done
""").tap("Leave it out")
    assert asked.words == "What did (not said) do?"
    assert asked.tap("one").words == "What did (not said) do?"
