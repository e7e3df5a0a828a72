"""Coming back from an interruption shows the whole screen again, and an offer hears yes and no."""

from __future__ import annotations

import pytest

from bot.core.content import Content
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import answers
from tests.core.waits import waiting
from tests.support import content_of


def numbers(shipped: Content) -> Rehearsal:
    """The screen with the emergency numbers, which a step before the buttons shows."""
    return Rehearsal(shipped).say("/start").tap("yes").tap("hurt").tap("suicide").tap("done")


def test_the_numbers_are_still_there_after_help(shipped: Content) -> None:
    asked = numbers(shipped)
    before = asked.words
    assert "999" in before
    assert asked.tap("help").tap("go_back").words == before


@pytest.mark.parametrize("covering", ["/language", "/help", "/privacy"])
def test_a_screen_comes_back_whole_when_what_covered_it_is_undone(
    shipped: Content, covering: str
) -> None:
    asked = numbers(shipped)
    before = asked.words
    assert asked.say(covering).say("/back").words.endswith(before)


def test_help_can_be_asked_for_within_help(shipped: Content) -> None:
    asked = Rehearsal(shipped).say("/start").tap("yes").tap("none").tap("help").tap("about")
    assert asked.tap("help").place == "help/first"


def test_no_declines_the_offer_and_never_answers_the_question_below(shipped: Content) -> None:
    asked = Rehearsal(shipped).open("cyberstalking").tap("lists")
    while asked.place != "cyberstalking/now":
        asked.tap("none")
    asked.say("he has a knife, he will kill me")
    asked.say("No")
    assert asked.place == "cyberstalking/now"
    assert not [key for key, value in answers(asked).items() if value == "no_danger"]


def test_yes_takes_the_offer(shipped: Content) -> None:
    asked = Rehearsal(shipped).open("document").say("he will kill me").say("yes")
    assert asked.place == "danger/numbers"


def test_yes_to_two_offers_asks_which() -> None:
    asked = waiting("a choice").say("he will kill you. I want to die").say("Yes")
    assert asked.labels == ["Someone may hurt me", "Thoughts of suicide", "Go on"]


def test_a_skipped_answer_is_not_kept_from_an_earlier_time() -> None:
    asking = """
        flow: count
        title: A count
        steps:
          start:
            marks: line
            ask: How many?
            as: number from 1 to 9
            save: number
            skip: Skip this
            keep: {number: 30 days}
            goto: told
          told:
            say: "It is {number}."
            end: done
        """
    asked = Rehearsal(content_of({"count.yaml": asking})).open("count").say("7")
    assert asked.session.kept["number"].value == 7
    assert asked.open("count").tap("Skip this").session.kept == {}
    assert "It is (not said)." in asked.words


@pytest.mark.parametrize(
    "word", ["/stop", "/later", "/exit.", "Exit,", "exit…", "“stop”", "exit 🙏", "\u200fexit"]
)
def test_leaving_is_heard_however_it_is_dressed(shipped: Content, word: str) -> None:
    assert Rehearsal(shipped).say("/start").say(word).place == ""
