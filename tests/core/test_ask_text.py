"""`ask … as text`: several messages gathered until Done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.interrupts import Interrupt
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import MANY, answers, base, on_stage
from tests.core.waits import waiting

STEPS = """
start:
  marks: line
  say: Take your time.
  ask: What happened?
  as: text up to 60
  save: note
  goto: told
told:
  say: "You wrote: {note}"
  choices:
    again: Once more -> start
    out: Out of here -> out
out:
  end: done
"""


def stage() -> Rehearsal:
    return on_stage(STEPS)


def test_a_text_gathers_messages_until_done() -> None:
    asked = stage()
    assert asked.labels == []
    asked.say("He came by.")
    assert asked.labels == ["Done"]
    assert asked.words.splitlines()[0] == "Kept. You can send more, or tap Done."
    asked.say("He had a key.")
    assert answers(asked) == {"note": "He came by.\nHe had a key."}
    assert asked.tap("Done").words == "You wrote: He came by.\nHe had a key."


def test_done_can_be_typed_once_something_was_written() -> None:
    assert stage().say("He came by.").say("done").place == "a/told"
    assert answers(stage().say("Done")) == {"note": "Done"}


def test_every_message_is_kept_before_it_is_acknowledged() -> None:
    asked = stage()
    for number in range(1, 6):
        asked.say(f"no {number}")
        assert str(answers(asked)["note"]).splitlines()[-1] == f"no {number}"


def test_a_text_that_is_too_long_is_refused_and_what_came_before_is_kept() -> None:
    asked = stage().say("He came by.").say("x" * 60)
    assert asked.words.splitlines()[0] == (
        "That is 12 letters too long. There is room for 60. Could you send it in a shorter form?"
    )
    assert answers(asked) == {"note": "He came by."}
    assert asked.labels == ["Done"]
    assert asked.say("He left.").tap("Done").words == "You wrote: He came by.\nHe left."


def test_what_was_too_long_is_not_lost() -> None:
    assert stage().say("x" * 61).session.draft == "x" * 61


def test_after_two_texts_that_are_too_long_skip_is_offered() -> None:
    asked = stage().say("x" * 61).say("x" * 61)
    assert asked.labels == ["Skip"]
    assert asked.tap("Skip").words == "You wrote: (not said)"


def test_a_text_written_again_takes_the_place_of_the_first() -> None:
    again = stage().say("First.").tap("Done").tap("again").say("Second.").tap("Done")
    assert again.words == "You wrote: Second."


@MANY
@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=6))
def test_a_text_never_grows_past_its_limit_and_never_loses_what_was_kept(
    messages: list[str],
) -> None:
    asked = stage()
    kept = ""
    for message in messages:
        if base().words.meaning(message, free_text=True) is not None:
            continue
        asked.say(message)
        if asked.place != "a/start":
            assert message.casefold().strip(" .!?") in ("done", "skip")
            return
        note = str(answers(asked).get("note", ""))
        assert note.startswith(kept)
        assert len(note) <= 60
        kept = note


def test_at_a_free_text_only_the_words_for_leaving_are_commands() -> None:
    asked = stage().say("help").say("menu").say("privacy")
    assert answers(asked) == {"note": "help\nmenu\nprivacy"}
    words = base().words
    assert words.meaning("help", free_text=True) is None
    assert words.meaning("leave", free_text=True) is Interrupt.CLOSE


def test_a_command_that_is_typed_works_at_a_free_text_too() -> None:
    asked = stage().say("He came by.").say("/help")
    assert asked.place == "help/start"
    assert asked.tap("Carry on").place == "a/start"
    assert answers(asked) == {"note": "He came by."}


@pytest.mark.parametrize(
    "interrupt",
    [
        lambda asked: asked.say("/help").tap("Carry on"),
        lambda asked: asked.tap("help").tap("danger").tap("Go on"),
        lambda asked: asked.say("/privacy").tap("forget").tap("No, keep it"),
        lambda asked: asked.say("/language").tap("One message"),
        lambda asked: asked.tap("Done").tap("back"),
        lambda asked: asked.send("photo"),
        lambda asked: asked.press("old.0"),
    ],
)
def test_a_text_goes_on_where_it_was_after_an_interruption(
    interrupt: Callable[[Rehearsal], Rehearsal],
) -> None:
    asked = interrupt(stage().say("He came by.").say("He had a key."))
    assert asked.place == "a/start"
    assert asked.labels == ["Done"]
    asked.say("He left.")
    assert answers(asked) == {"note": "He came by.\nHe had a key.\nHe left."}


def test_what_only_looks_like_a_command_is_an_answer() -> None:
    assert answers(stage().say("/he said so")) == {"note": "/he said so"}
    assert answers(stage().say("/")) == {"note": "/"}


def test_emoji_and_letters_of_all_scripts_are_kept_as_they_are() -> None:
    text = "👩‍👧 \u202eabc\u202c عربي <b>&amp;</b> *_[x](tg://user?id=1) {note}"
    assert stage().say(text).tap("Done").words == f"You wrote: {text}"


# Before typing


HONEST = 'If you don\'t see "Kept" after you send it, it is not kept.'


def test_before_she_types_a_text_she_reads_what_it_means_if_no_kept_comes() -> None:
    asked = waiting("a choice").tap("text")
    assert asked.words == f"{HONEST}\nWhat happened?"
    asked.say("He came")
    assert "Kept." in asked.words
    assert HONEST not in asked.words


@pytest.mark.parametrize("wait", ["a date", "a date that can be two", "a tick", "a choice"])
def test_where_no_free_text_is_asked_nothing_is_said_of_it(wait: str) -> None:
    assert HONEST not in waiting(wait).words
