"""Beginning and leaving: what outranks everything else."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands import is_leaving
from bot.core.effects import Clear, EraseAll, LeaveWords
from bot.core.engine import turn
from bot.core.events import LeftQuickly, Offered, Opened, Pressed, Said
from bot.core.session import Session, dump
from bot.workshop.rehearsal import BEGINNING, Rehearsal
from tests.core.stage import FEW, MANY, answers, base, content_with, on_stage, screen
from tests.core.waits import BELOW, KEPT, PERSON, STEPS, WAYS, Move, waiting

CLOSING = ("close", "Exit", " LEAVE! ", "later.", "bye", "leave  now", "stop?", "quit",
           "/exit", "/close", "/leave", "/Exit", " /exit", "/exit@a_bot", "/exit now")  # fmt: skip
WAYS_TO_LEAVE: dict[str, Move] = {
    "the button": lambda r: r.tap("Close"),
    "the event": lambda r: r.leave(),
    "an old button": lambda r: r.press("close"),
    **{repr(word): partial(Rehearsal.say, text=word) for word in CLOSING},
}


# The first message


def test_a_conversation_begins_with_the_first_message() -> None:
    begun = Rehearsal(base()).say("hello")
    assert begun.place == "home/start"
    assert begun.words == "Hello."
    assert begun.labels == ["Yes", "Urgent"]
    assert [way.label for way in screen(begun).ways] == ["Language and reading", "Close"]


@MANY
@given(st.text(), st.sampled_from([Session(), Session(person=PERSON, kept=KEPT, draft="old")]))
def test_whatever_is_typed_first_everybody_gets_the_same_first_message(
    text: str, session: Session
) -> None:
    begun = Rehearsal(base(), session).say(text)
    left = is_leaving(begun.content, session, Said(text, BEGINNING, "x"))
    assert left or (begun.words, begun.labels) == ("Hello.", ["Yes", "Urgent"])
    assert not left or begun.effects == (Clear(),)


@pytest.mark.parametrize("kind", ["photo", "voice", "document"])
def test_a_file_sent_first_gets_the_first_message_too(kind: str) -> None:
    assert Rehearsal(base()).send(kind).words == "Hello."


@MANY
@given(st.text(max_size=60))
def test_whatever_a_link_puts_behind_start_is_ignored(payload: str) -> None:
    content = base()
    plain, linked = Rehearsal(content), Rehearsal(content)
    plain.say("/start")
    linked.say(f"/start {payload}")
    assert linked.effects == plain.effects
    assert linked.session == plain.session
    assert linked.session.draft == ""


def test_start_begins_again_in_the_middle_of_a_conversation() -> None:
    again = waiting("a text").say("/start case_4711")
    assert again.place == "home/start"
    assert len(again.session.frames) == 1
    assert b"4711" not in dump(again.session)


def test_what_somebody_typed_before_anything_was_asked_is_kept_as_a_draft() -> None:
    begun = Rehearsal(base()).say("He is outside")
    assert begun.session.draft == "He is outside"


@pytest.mark.parametrize("command", ["/help", "menu", "privacy", "/start x"])
def test_a_command_is_never_kept_as_a_draft(command: str) -> None:
    assert Rehearsal(base()).say(command).session.draft == ""


def test_a_flow_can_be_opened_at_once_and_one_that_is_not_there_leads_to_the_menu() -> None:
    opened = Rehearsal(base()).open("nowhere")
    assert opened.place == "home/menu"
    assert "This part is no longer here" in opened.words
    assert "This is the menu." in opened.words


# Leaving


@pytest.mark.parametrize("leave", WAYS_TO_LEAVE)
@pytest.mark.parametrize("wait", WAYS)
def test_leaving_clears_at_once_from_every_wait(wait: str, leave: str) -> None:
    rehearsal = waiting(wait)
    WAYS_TO_LEAVE[leave](rehearsal)
    assert rehearsal.effects == (Clear(),)
    assert rehearsal.place == ""


@pytest.mark.parametrize("wait", WAYS)
def test_leaving_keeps_what_is_the_person_s_and_drops_answers_and_buttons(wait: str) -> None:
    before = waiting(wait).session
    left = waiting(wait).leave().session
    assert left == Session(
        person=before.person,
        kept=before.kept,
        draft=left.draft,
        drafted=left.drafted,
        used=left.used,
    )
    assert left.person == PERSON
    assert left.kept == KEPT


@FEW
@given(wait=st.sampled_from(sorted(WAYS)), text=st.text(min_size=1, max_size=40))
def test_after_leaving_anything_typed_gives_the_first_message(wait: str, text: str) -> None:
    left = waiting(wait).leave()
    left.say(text)
    assert left.words == "Hello." or left.effects == (Clear(),)
    assert left.place in ("home/start", "")


@pytest.mark.parametrize("wait", WAYS)
def test_after_leaving_an_old_button_clears_and_says_nothing(wait: str) -> None:
    rehearsal = waiting(wait)
    seen = screen(rehearsal)
    left = rehearsal.leave().session
    for button in (*seen.buttons, *seen.ways):
        rehearsal.press(button.token)
        assert rehearsal.effects == (Clear(asked=button.token == "close"),)
        assert rehearsal.session == left


def test_no_answer_is_left_after_leaving() -> None:
    left = waiting("a text").say("done").leave()
    assert b"He came" not in dump(left.session)
    assert left.say("again").place == "home/start"


HALF_TYPED: dict[str, Move] = {
    **WAYS_TO_LEAVE,
    "a late word": lambda r: r.play(Said("/exit", r.at, "x", late=True)),
    "the menu": lambda r: r.tap("Menu"),
    "the first message": lambda r: r.say("/start"),
    "a flow that leads home": lambda r: r.tap("help").tap("danger").say("/menu"),
    "the step before": lambda r: r.tap("back"),
    "help, and then leaving": lambda r: r.tap("help").leave(),
    "time that passes": lambda r: r.wait(timedelta(minutes=5)).look(),
}


@pytest.mark.parametrize("way", HALF_TYPED)
def test_a_text_that_was_only_begun_becomes_a_draft(way: str) -> None:
    gone = HALF_TYPED[way](waiting("a text"))
    assert gone.session.draft == "He came\ntwice"
    assert gone.wait(timedelta(hours=23)).say("/start").session.draft == "He came\ntwice"


HELP = """
start:
  marks: line
  ask: What is it?
  as: text
  save: what
  goto: told
told:
  say: "You said {what}."
  choices:
    menu: The menu now -> home/menu
"""


def test_a_text_begun_behind_help_becomes_a_draft_as_well() -> None:
    helped = on_stage(STEPS, b=BELOW, help=HELP).tap("text").say("He came").tap("help")
    assert helped.say("He is here").press("help").session.draft == "He is here"
    assert helped.say("Now").tap("done").tap("menu").place == "home/menu"
    assert helped.session.draft == "He is here\nHe came"


def test_a_text_that_is_done_is_an_answer_and_no_draft() -> None:
    assert waiting("a text").say("done").leave().session.draft == ""


def test_ticks_are_no_words_and_no_draft() -> None:
    assert waiting("a tick").leave().session.draft == ""


@pytest.mark.parametrize(
    "text",
    [
        "I want to leave him",
        "leave me alone",
        "He said: stop",
        "I will tell you later",
        "close the door",
        "exit plan",
        "bye bye",
    ],
)
@pytest.mark.parametrize("wait", ["a text", "a choice", "a tick", "a date", "help"])
def test_a_closing_word_inside_a_sentence_does_not_leave(wait: str, text: str) -> None:
    rehearsal = waiting(wait)
    stood = rehearsal.place
    rehearsal.say(text)
    assert rehearsal.place == stood
    assert Clear() not in rehearsal.effects


@MANY
@given(
    word=st.sampled_from(["close", "exit", "leave", "quit", "bye", "later", "stop"]),
    more=st.text(min_size=1, max_size=20).filter(lambda text: any(map(str.isalnum, text))),
    shape=st.sampled_from(["{word} {more}", "{more} {word}"]),
)
def test_leaving_is_the_whole_message_or_nothing(word: str, more: str, shape: str) -> None:
    text = shape.format(word=word, more=more)
    meant = " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
    leaves = is_leaving(base(), Session(), Said(text, BEGINNING, "x"))
    assert not leaves or meant in base().words.meanings


def test_only_leaving_counts_as_leaving() -> None:
    content = base()
    at, chance = BEGINNING, "x"
    for event in (
        Said("hi", at, chance),
        Pressed("help", at, chance),
        Offered("photo", at, chance),
    ):
        assert not is_leaving(content, Session(), event)
    assert not is_leaving(content, Session(), Opened("help", at, chance))
    assert is_leaving(content, Session(), LeftQuickly(at, chance))


def test_leaving_twice_is_harmless() -> None:
    assert waiting("a tick").leave().leave().effects == (Clear(),)


# Steps that leave


def test_a_step_can_leave_and_what_was_learned_on_the_way_stays_with_the_person() -> None:
    left = on_stage("""
start:
  marks: line
  ask: Which country?
  as: country
  save: country
  goto: note
note:
  ask: What is your plan?
  as: text up to 50
  save: plan
  keep: {plan: 2 days}
  goto: gone
gone:
  set: {reading: new_messages}
  goto: out
out:
  say: This is never seen.
  leave: now
""")
    left.say("Ireland").say("My sister").tap("done")
    assert left.effects == (Clear(),)
    assert left.session.person == {"country": "IE", "reading": "new_messages"}
    assert left.session.kept["plan"].value == "My sister"


def test_erasing_leaves_nothing_at_all() -> None:
    erased = waiting("a text").say("/forget").tap("Yes, erase").tap("I have none")
    erased.tap("Yes, erase")
    assert erased.effects == (EraseAll(), Clear())
    assert erased.session == Session()


# Drafts


def test_words_that_nobody_asked_for_are_kept_for_a_day() -> None:
    rehearsal = waiting("a choice").say("He has a key").say("to my flat")
    assert rehearsal.session.draft == "He has a key\nto my flat"
    assert rehearsal.wait(timedelta(hours=24)).say("/menu").session.draft
    assert not rehearsal.wait(timedelta(seconds=1)).say("/menu").session.draft


def test_a_draft_whose_time_is_up_does_not_outlive_leaving() -> None:
    left = waiting("a choice").say("He has a key").leave()
    assert left.session.draft == "He has a key"
    assert left.wait(timedelta(hours=25)).leave().session.draft == ""


def test_a_draft_never_grows_without_end() -> None:
    rehearsal = waiting("a choice")
    for _ in range(30):
        rehearsal.say("x" * 4000)
    assert 90_000 < len(rehearsal.session.draft) <= 100_000


def test_words_that_find_no_room_are_left_where_she_sent_them() -> None:
    rehearsal = waiting("a choice")
    kept = 0
    for _ in range(30):
        rehearsal.say("y" * 4000)
        kept += LeaveWords() not in rehearsal.effects
    assert rehearsal.session.draft.count("y") == kept * 4000 < 30 * 4000


# Files


def test_a_file_nobody_asked_for_is_refused_and_the_question_stays() -> None:
    rehearsal = waiting("a text")
    before = answers(rehearsal)
    rehearsal.send("photo")
    assert rehearsal.place == "a/text"
    assert "I can't open files here." in rehearsal.words
    assert "What happened?" in rehearsal.words
    assert answers(rehearsal) == before


def test_the_core_is_pure() -> None:
    content = content_with(("a", STEPS), ("b", BELOW))
    session = waiting("a text").session
    event = Said("more", BEGINNING, "x")
    assert turn(content, session, event) == turn(content, session, event)
