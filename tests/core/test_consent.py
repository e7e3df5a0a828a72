"""A yes is to one purpose and to the very words that were shown, and can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.session import Consent, Session
from bot.errors import FlowSetError
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import FEW, content_with, on_stage

ASKS = """
start:
  marks: line
  say: {words}
  consent: plan
  yes: Yes, keep it -> kept
  no: Not this time
  goto: without
kept:
  say: It may be kept.
  choices:
    back: Take it back -> gone
    all: Take all back -> all_gone
    end: End it -> out
gone:
  withdraw: plan
  goto: without
all_gone:
  withdraw: everything
  goto: without
without:
  say: It may not be kept.
  choices:
    end: End it -> out
out:
  end: done
"""


def asked(words: str = "May I keep it?") -> Rehearsal:
    return on_stage(ASKS.replace("{words}", words))


def test_a_yes_is_noted_with_its_day_and_outlives_leaving() -> None:
    yes = asked().tap("Yes, keep it")
    assert yes.words == "It may be kept."
    noted = yes.leave().session.consents["plan"]
    assert noted.day == int(yes.at.timestamp()) // 86400
    assert len(noted.digest) == 64


def test_a_no_notes_nothing_and_goes_the_other_way() -> None:
    no = asked().say("not this time")
    assert (no.words, no.session.consents) == ("It may not be kept.", {})


def test_who_said_yes_to_these_words_is_not_asked_again_and_to_others_is() -> None:
    session = asked().tap("Yes, keep it").leave().session
    same = Rehearsal(content_with(("a", ASKS.replace("{words}", "May I keep it?"))), session)
    assert same.open("a").words == "It may be kept."
    other = Rehearsal(content_with(("a", ASKS.replace("{words}", "May I keep all?"))), session)
    assert other.open("a").words == "May I keep all?"
    assert other.tap("Not this time").session.consents == {}


@pytest.mark.parametrize("how", ["Take it back", "Take all back"])
def test_a_yes_can_be_taken_back(how: str) -> None:
    gone = asked().tap("Yes, keep it").tap(how)
    assert (gone.words, gone.session.consents) == ("It may not be kept.", {})


def test_to_take_one_back_leaves_the_others() -> None:
    yes = asked()
    other = {"other": Consent("x", 1)}
    yes.session = Session(**{f: getattr(yes.session, f) for f in ("frames", "visit", "shape",
        "items", "said")}, consents=other)  # fmt: skip
    assert yes.tap("Yes, keep it").tap("Take it back").session.consents == other


def test_words_that_mean_nothing_are_no_yes() -> None:
    unclear = asked().say("perhaps")
    assert "Please tap" in unclear.words
    assert unclear.session.consents == {}


def test_it_can_be_gone_back_to() -> None:
    back = asked().tap("Not this time").say("/back")
    assert back.words == "May I keep it?"


def test_the_words_and_both_buttons_have_to_be_there() -> None:
    for line in ("  say: {words}\n", "  yes: Yes, keep it -> kept\n", "  no: Not this time\n"):
        with pytest.raises(FlowSetError):
            on_stage(ASKS.replace(line, ""))


@FEW
@given(st.text("abc ", min_size=1, max_size=6), st.text("abc ", min_size=1, max_size=6))
def test_a_yes_holds_for_other_words_only_if_they_are_the_same(one: str, other: str) -> None:
    ways = [ASKS.replace("{words}", f"Ask {words.strip()}.") for words in (one, other)]
    session = Rehearsal(content_with(("a", ways[0]))).open("a").tap("Yes, keep it").leave().session
    again = Rehearsal(content_with(("a", ways[1])), session).wait(timedelta(days=9)).open("a")
    assert (again.words == "It may be kept.") is (one.strip() == other.strip())
