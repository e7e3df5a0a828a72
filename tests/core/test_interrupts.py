"""The bot's own commands: they work at every wait, and the question comes back after them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.interrupts import LEADS_TO, Interrupt, Words
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import FEW, base, content_with, flow, moment, screen
from tests.core.waits import BELOW, STEPS, WAYS, waiting
from tests.support import complaints_of

LED = {f"/{interrupt.value}": flow for interrupt, flow in LEADS_TO.items()}


def depth(rehearsal: Rehearsal) -> int:
    return len(rehearsal.session.frames)


# Opening and coming back


@pytest.mark.parametrize("command", LED)
@pytest.mark.parametrize("wait", WAYS)
def test_a_command_opens_its_flow_at_every_wait(wait: str, command: str) -> None:
    opened = waiting(wait).say(command)
    assert opened.place == f"{LED[command]}/start"
    assert opened.words


@pytest.mark.parametrize("wait", [way for way in WAYS if way != "help"])
def test_help_is_one_tap_away_and_comes_back_to_the_question(wait: str) -> None:
    before = waiting(wait)
    if wait == "the first message":
        assert [way.role for way in screen(before).ways] == ["language", "close"]
        return
    frames = before.session.frames
    back = before.tap("help").tap("Carry on")
    assert back.session.frames == frames
    assert back.words.startswith("All right.")


@pytest.mark.parametrize("wait", WAYS)
def test_an_old_help_button_helps_too(wait: str) -> None:
    assert waiting(wait).press("help").place == "help/start"


@pytest.mark.parametrize("wait", WAYS)
def test_the_menu_leaves_nothing_waiting_below_it(wait: str) -> None:
    menu = waiting(wait).say("/menu")
    assert menu.place == "home/menu"
    assert depth(menu) == 1
    assert menu.labels == ["Find a line", "First screen"]


def test_the_menu_button_does_what_the_command_does() -> None:
    assert waiting("a tick").tap("Menu").place == "home/menu"


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("help", "help/start"),
        ("Help me!", "help/start"),
        ("menu", "home/menu"),
        ("language", "language/start"),
        ("privacy", "your_data/start"),
        ("forget everything", "forget/start"),
        ("start again", "home/start"),
    ],
)
@pytest.mark.parametrize("wait", ["a choice", "a tick", "a date"])
def test_the_words_of_the_commands_work_where_no_free_text_is_asked(
    wait: str, word: str, place: str
) -> None:
    assert waiting(wait).say(word).place == place


@pytest.mark.parametrize("text", ["help him", "go back to him", "the menu", "my privacy matters"])
def test_a_command_s_word_inside_a_sentence_is_no_command(text: str) -> None:
    assert waiting("a choice").say(text).place == "a/start"


def test_the_language_can_be_chosen_on_the_first_screen() -> None:
    chosen = waiting("the first message").tap("Language and reading").tap("New messages")
    assert chosen.place == "home/start"
    assert chosen.session.person["reading"] == "new_messages"


def test_every_other_screen_has_the_same_four_ways_in_the_same_places() -> None:
    for wait in WAYS:
        ways = screen(waiting(wait)).ways
        if wait != "the first message":
            assert [way.role for way in ways] == ["back", "menu", "help", "close"]
        assert ways[-1].role == "close"


# Interruptions of interruptions


@pytest.mark.parametrize("command", LED)
def test_a_command_typed_twice_asks_its_question_again_and_grows_nothing(command: str) -> None:
    once = waiting("a text").say(command)
    stack = once.session.frames
    assert once.say(command).session.frames == stack


def test_help_over_help_comes_back_to_the_question_and_not_to_help() -> None:
    back = waiting("a text").tap("help").press("help").tap("Carry on")
    assert back.place == "a/text"


def test_an_interruption_of_an_interruption_takes_its_place() -> None:
    later = waiting("a date").say("/help").say("/privacy")
    assert [frame.flow for frame in later.session.frames] == ["a", "your_data"]
    assert later.tap("Carry on").place == "a/day"


def test_help_inside_a_flow_that_was_done_comes_back_inside_it() -> None:
    back = waiting("a flow below").tap("help").tap("Carry on")
    assert [frame.flow for frame in back.session.frames] == ["a", "b"]
    assert back.tap("up").place == "a/over"


def test_help_after_help_led_elsewhere_still_comes_back_to_the_question() -> None:
    led = waiting("a text").tap("help").tap("danger")
    assert led.place == "danger/start"
    again = led.tap("help").tap("Carry on")
    assert again.place == "a/text"


@FEW
@given(
    st.sampled_from(sorted(WAYS)),
    st.lists(st.sampled_from([*LED, "/back", "press help", "danger"]), max_size=12),
)
def test_whatever_interrupts_whatever_the_stack_never_grows(wait: str, moves: list[str]) -> None:
    rehearsal = waiting(wait)
    most = max(depth(rehearsal), 2) + 1
    for move in moves:
        if move == "danger" and "Someone may hurt me" in rehearsal.labels:
            rehearsal.tap("Someone may hurt me")
        elif move == "press help":
            rehearsal.press("help")
        else:
            rehearsal.say(move)
        assert depth(rehearsal) <= most
        assert rehearsal.words


# What belongs to whom


def test_a_command_of_the_bot_can_t_be_a_button_of_a_flow() -> None:
    steps = STEPS.replace("Name a day", "Help")
    files = {"a.yaml": flow("a", steps), "b.yaml": flow("b", BELOW)}
    assert [complaint.code for complaint in complaints_of(files)] == ["F115"]


def test_every_interrupt_is_a_command_and_nothing_else_is() -> None:
    words = base().words
    for interrupt in Interrupt:
        assert words.meaning(f"/{interrupt.value}") is interrupt
    assert words.meaning("/cyberstalking") is None


def test_a_word_for_a_command_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="dance"):
        Words.of([("let us dance", "dance")])


def test_a_question_is_the_same_after_help_as_before() -> None:
    before = waiting("a text")
    words, session = before.words, before.session
    after = before.tap("help").tap("Carry on")
    assert after.words.splitlines()[-1] == words.splitlines()[-1]
    assert after.labels == ["Done"]
    assert moment(after.session)[:2] == moment(session)[:2]


def test_commands_are_asked_for_before_an_edit_is_noticed() -> None:
    edited = waiting("a date")
    edited.content = content_with(("a", STEPS.replace("as: date", "as: time")), ("b", BELOW))
    assert edited.press("help").place == "help/start"
    assert edited.session.draft == ""
    assert edited.tap("Carry on").place == "a/day"
