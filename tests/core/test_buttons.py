"""Buttons: opaque tokens of one screen; whatever else is pressed moves nothing."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.effects import Clear, Show
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import FEW, MANY, screen
from tests.core.waits import WAYS, waiting

TAILS = st.sampled_from(["0", "1", "0+", "0-", "help", "close", "back", "menu", "language", "99"])
FORGED = (
    st.text(max_size=40)
    | st.builds("{}.{}".format, st.text(max_size=20), TAILS)
    | st.builds("{}{}".format, TAILS, st.sampled_from(["", ".", "+", "-", " "]))
)


def tokens(rehearsal: Rehearsal) -> list[str]:
    seen = screen(rehearsal)
    return [button.token for button in (*seen.buttons, *seen.ways)]


@MANY
@given(st.sampled_from(sorted(WAYS)), FORGED)
def test_a_forged_token_moves_nothing(wait: str, token: str) -> None:
    rehearsal = waiting(wait)
    assume(token not in tokens(rehearsal) and token not in ("help", "close"))
    before = rehearsal.session
    rehearsal.press(token)
    assert rehearsal.session.frames == before.frames
    assert rehearsal.session.person == before.person
    assert rehearsal.session.kept == before.kept
    assert rehearsal.words.startswith("That button is from before.")


@MANY
@given(st.sampled_from(sorted(WAYS)), st.text(max_size=6))
def test_a_forged_end_of_a_token_of_this_screen_moves_nothing(wait: str, tail: str) -> None:
    rehearsal = waiting(wait)
    token = f"{screen(rehearsal).visit}.{tail}"
    digits = tail.rstrip("+-")
    assume(token not in tokens(rehearsal))
    assume(not (digits.isdecimal() and int(digits) < len(screen(rehearsal).buttons)))
    assume(tail not in ("back", "menu", "language"))
    frames = rehearsal.session.frames
    assert rehearsal.press(token).session.frames == frames


@pytest.mark.parametrize("wait", [way for way in WAYS if way != "a text"])
def test_the_buttons_of_an_earlier_screen_move_nothing_but_for_help_and_close(wait: str) -> None:
    earlier = waiting(wait)
    old = [t for t in tokens(earlier) if t not in ("help", "close")]
    now = earlier.open("a").tap("text").say("Once.")
    frames = now.session.frames
    for token in old:
        now.press(token)
        assert now.session.frames == frames
        assert now.words.splitlines() == [
            "That button is from before. Here is where we are now.",
            "What happened?",
        ]
        assert now.labels == ["Done"]


@pytest.mark.parametrize("wait", WAYS)
def test_another_person_s_buttons_move_nothing(wait: str) -> None:
    theirs = tokens(waiting(wait).say("/menu").say("/start").say("/privacy"))
    rehearsal = waiting(wait)
    frames = rehearsal.session.frames
    for token in theirs:
        if token not in ("help", "close"):
            assert rehearsal.press(token).session.frames == frames


@pytest.mark.parametrize("wait", WAYS)
def test_close_on_a_screen_however_old_leaves(wait: str) -> None:
    assert waiting(wait).press("close").effects == (Clear(),)


@pytest.mark.parametrize("wait", WAYS)
def test_no_token_says_what_its_button_means(wait: str) -> None:
    rehearsal = waiting(wait)
    seen = screen(rehearsal)
    for number, button in enumerate(seen.buttons):
        sign = {"tick": "-" if button.on else "+"}.get(button.role, "")
        assert button.token == f"{seen.visit}.{number}{sign}"


@FEW
@given(st.sampled_from(sorted(WAYS)), st.lists(FORGED, min_size=1, max_size=5))
def test_a_question_stands_with_the_same_buttons_after_any_number_of_old_presses(
    wait: str, forged: list[str]
) -> None:
    rehearsal = waiting(wait)
    assume(not {"help", "close", *tokens(rehearsal)} & set(forged))
    seen = tokens(rehearsal)
    asked_back = wait in ("an offer", "a date that can be two")
    for token in forged:
        rehearsal.press(token)
        assert isinstance(rehearsal.effects[0], Show)
        assert asked_back or tokens(rehearsal) == seen


def test_the_first_button_still_works_after_an_old_one() -> None:
    rehearsal = waiting("a choice")
    assert rehearsal.press("old.0").tap("day").place == "a/day"
