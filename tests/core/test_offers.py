"""Danger and crisis words: what was typed is kept first, then help is offered; nobody is sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import FEW, answers, content_with, on_stage, screen
from tests.core.waits import BELOW, STEPS, WAYS, waiting

CRISIS, DANGER, BOTH = "I want to die", "he said I will kill you", "he will kill you. I want to die"
OFFER = "Do you need help now?"
OPEN = [way for way in WAYS if way not in ("an offer", "the first message")]


def offered(rehearsal: Rehearsal) -> list[str]:
    return [button.label for button in screen(rehearsal).buttons if button.role == "offer"]


@pytest.mark.parametrize(
    ("text", "buttons"),
    [
        (CRISIS, ["Thoughts of suicide", "Go on"]),
        (DANGER, ["Someone may hurt me", "Go on"]),
        (BOTH, ["Someone may hurt me", "Thoughts of suicide", "Go on"]),
    ],
)
@pytest.mark.parametrize("wait", OPEN)
def test_alarming_words_offer_help_at_every_wait(wait: str, text: str, buttons: list[str]) -> None:
    asked = waiting(wait).say(text)
    assert offered(asked) == buttons
    assert OFFER in asked.words.splitlines()[0]


@pytest.mark.parametrize("text", [CRISIS, DANGER, BOTH])
@pytest.mark.parametrize("wait", OPEN)
def test_an_offer_never_sends_anybody_anywhere(wait: str, text: str) -> None:
    asked = waiting(wait)
    place, depth = asked.place, len(asked.session.frames)
    asked.say(text)
    assert (asked.place, len(asked.session.frames)) == (place, depth)
    asked.tap("Go on")
    assert (asked.place, len(asked.session.frames)) == (place, depth)
    assert not offered(asked)


def test_at_a_free_text_the_words_are_kept_first_and_then_help_is_offered() -> None:
    asked = waiting("a text").say(DANGER)
    assert answers(asked)["note"] == f"He came\ntwice\n{DANGER}"
    assert asked.words.splitlines()[0] == f"That is kept. {OFFER}"
    assert asked.session.draft == ""


def test_the_word_help_as_an_answer_is_kept_and_everything_is_offered() -> None:
    asked = waiting("a text").say("Help")
    assert answers(asked)["note"] == "He came\ntwice\nHelp"
    assert offered(asked) == ["Someone may hurt me", "Thoughts of suicide", "Go on"]


def test_after_go_on_the_text_goes_on() -> None:
    asked = waiting("a text").say(DANGER).tap("Go on")
    assert asked.labels == ["Done"]
    asked.say("Then he left.")
    assert answers(asked)["note"] == f"He came\ntwice\n{DANGER}\nThen he left."


def test_the_first_words_of_a_text_are_kept_before_help_is_offered() -> None:
    asked = waiting("a choice").tap("text").say(CRISIS)
    assert answers(asked)["note"] == CRISIS
    assert asked.tap("Go on").labels == ["Done"]


@pytest.mark.parametrize("wait", ["a choice", "a tick", "a date", "the menu", "help"])
def test_elsewhere_the_words_become_a_draft_and_are_not_said_to_be_an_answer(wait: str) -> None:
    asked = waiting(wait)
    known = answers(asked)
    asked.say(DANGER)
    assert asked.session.draft == DANGER
    assert answers(asked) == known
    assert asked.words.splitlines()[0] == OFFER


def test_words_that_are_too_long_are_not_said_to_be_kept_and_help_is_still_offered() -> None:
    long = f"{CRISIS} {'x' * 300}"
    asked = waiting("a text").say(long)
    assert asked.words.splitlines()[0] == OFFER
    assert answers(asked)["note"] == "He came\ntwice"
    assert asked.session.draft == long


@pytest.mark.parametrize(
    ("button", "place"),
    [("Someone may hurt me", "danger/start"), ("Thoughts of suicide", "crisis/start")],
)
@pytest.mark.parametrize("wait", ["a text", "a choice", "a flow below", "a date"])
def test_taking_an_offer_opens_its_flow_and_comes_back(wait: str, button: str, place: str) -> None:
    asked = waiting(wait).say(BOTH)
    frames = asked.session.frames
    assert asked.tap(button).place == place
    assert asked.tap("ok").session.frames == frames


@pytest.mark.parametrize("typed", ["go on", "Go on."])
def test_the_words_on_an_offer_can_be_typed(typed: str) -> None:
    asked = waiting("a text").say(DANGER).say(typed)
    assert not offered(asked)
    assert answers(asked)["note"] == f"He came\ntwice\n{DANGER}"
    assert waiting("a text").say(DANGER).say("someone may hurt me").place == "danger/start"


def test_the_words_on_an_offer_are_an_answer_where_none_stands() -> None:
    assert answers(waiting("a text").say("go on"))["note"] == "He came\ntwice\ngo on"


def test_more_alarming_words_are_kept_too() -> None:
    asked = waiting("a text").say(DANGER).say(CRISIS)
    assert answers(asked)["note"] == f"He came\ntwice\n{DANGER}\n{CRISIS}"
    assert offered(asked) == ["Thoughts of suicide", "Go on"]


@pytest.mark.parametrize("text", ["I do not want to die", "I never want to die"])
def test_what_was_denied_offers_nothing(text: str) -> None:
    assert not offered(waiting("a text").say(text))


def test_the_words_of_a_button_are_an_answer_and_no_alarm() -> None:
    asked = on_stage("""
start:
  marks: line
  say: What did he say?
  choices:
    kill: He will kill you -> told
    other: Something else -> told
told:
  say: Thank you.
  choices:
    on: Next -> out
out:
  end: done
""").say("he will kill you")
    assert asked.place == "a/told"
    assert not offered(asked)


def test_an_old_button_takes_an_offer_away_and_asks_the_question() -> None:
    asked = waiting("a tick")
    old = asked.button("blue").token
    asked.say(DANGER).press(old)
    assert asked.place == "a/tick"
    assert not offered(asked)
    assert "That button is from before." in asked.words


def test_alarming_words_are_heard_where_the_flow_was_edited_meanwhile() -> None:
    asked = waiting("a date")
    asked.content = content_with(("a", STEPS.replace("as: date", "as: time")), ("b", BELOW))
    asked.say(DANGER)
    assert offered(asked) == ["Someone may hurt me", "Go on"]
    assert asked.session.draft == DANGER
    assert asked.tap("Go on").place == "a/day"
    assert asked.say("14:30").place == "a/over"


def test_alarming_words_are_heard_where_the_step_is_gone() -> None:
    asked = waiting("a date")
    steps = STEPS.replace("-> day", "-> over").replace("goto: day", "goto: over")
    gone = steps[: steps.index("day:\n")] + steps[steps.index("below:\n") :]
    asked.content = content_with(("a", gone.replace(" {day}", "")), ("b", BELOW))
    asked.say(DANGER)
    assert offered(asked) == ["Someone may hurt me", "Go on"]
    assert asked.tap("Go on").words == "Choose one."


@FEW
@given(
    st.sampled_from(OPEN),
    st.sampled_from([CRISIS, DANGER, BOTH]),
    st.text(max_size=30),
    st.text(max_size=30),
)
def test_alarming_words_are_never_lost_and_never_move(
    wait: str, alarm: str, before: str, after: str
) -> None:
    asked = waiting(wait)
    place = asked.place
    text = f"{before} {alarm} {after}".strip()
    if text.startswith("/"):
        return
    asked.say(text)
    assert asked.place == place
    kept = f"{answers(asked).get('note', '')}{asked.session.draft}"
    assert text in kept
