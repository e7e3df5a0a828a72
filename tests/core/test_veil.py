"""What is shown to someone who may not be alone any more: a veil, and only a yes lifts it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.content import Content
from bot.core.effects import Clear, Screen, Show, Text
from bot.core.engine import turn
from bot.core.events import Flooded, Pressed, Said, TimerFired
from bot.core.session import Session
from bot.workshop.rehearsal import BEGINNING, Rehearsal
from tests.core.stage import FEW, MANY, SLOW_FLOWS, answers, content_with, on_stage, screen
from tests.core.strolls import Move, Stroll, opened
from tests.core.waits import BELOW, KEPT, PERSON, STEPS, WAYS, waiting
from tests.core.worlds import MOVES, World, worlds

TAP, ALONE = "Tap to go on.", "Can you read on your own right now?"
DANGER, CRISIS = "he said I will kill you", "I want to die"
IN_DANGER = ("the danger screen",)
CALM = [way for way in WAYS if way not in IN_DANGER]
MINUTE = timedelta(minutes=1)


def idle(wait: str) -> Rehearsal:
    """A rehearsal whose screen was veiled, because nothing happened for a while."""
    return waiting(wait).wait((10 if wait in IN_DANGER else 2) * MINUTE).look()


def alone(wait: str) -> Rehearsal:
    """A rehearsal that asks whether she can read on her own."""
    return idle(wait).tap("Go on")


# When


@pytest.mark.parametrize("wait", CALM)
def test_after_two_minutes_without_a_move_the_screen_is_veiled(wait: str) -> None:
    asked = waiting(wait)
    before = asked.session
    assert asked.wait(timedelta(seconds=119)).look().effects == ()
    assert asked.session == before
    asked.wait(timedelta(seconds=1)).look()
    assert (asked.words, asked.labels) == (TAP, ["Go on"])
    assert [way.role for way in screen(asked).ways] == ["close"]


@pytest.mark.parametrize("wait", CALM)
def test_after_five_minutes_the_conversation_is_closed_as_by_leaving(wait: str) -> None:
    asked = idle(wait)
    assert asked.wait(timedelta(seconds=179)).look().effects == ()
    closed = asked.wait(timedelta(seconds=1)).look()
    assert closed.effects == (Clear(asked=False),)
    left = waiting(wait).leave().session
    assert closed.session == left or closed.session.draft == left.draft
    assert (closed.session.person, closed.session.kept) == (PERSON, KEPT)
    assert not closed.session.is_open


def test_a_clock_that_looks_too_late_closes_at_once() -> None:
    assert waiting("a tick").wait(6 * MINUTE).look().effects == (Clear(asked=False),)


@pytest.mark.parametrize("flow", ["danger", "crisis"])
def test_in_danger_there_is_more_time(flow: str) -> None:
    asked = waiting("a text").say("/start").open(flow)
    assert asked.wait(timedelta(seconds=599)).look().effects == ()
    assert asked.wait(timedelta(seconds=1)).look().words == TAP
    assert asked.wait(timedelta(seconds=299)).look().effects == ()
    assert asked.wait(timedelta(seconds=1)).look().effects == (Clear(asked=False),)


NUMBERS = """
start:
  marks: [danger_branch, line]
  say: Please call 999.
  goto: next
next:
  say: What now?
  choices:
    on: Carry on -> out
out:
  end: done
"""


def test_words_for_danger_on_the_screen_give_more_time_whatever_flow_they_stand_in() -> None:
    asked = on_stage(NUMBERS)
    assert asked.wait(9 * MINUTE).look().effects == ()
    assert asked.session.due == int(asked.at.timestamp()) + 60


def test_a_flow_that_danger_runs_has_the_same_time() -> None:
    asked = waiting("the danger screen").tap("help")
    assert asked.wait(9 * MINUTE).look().effects == ()


def test_every_move_makes_the_time_begin_anew() -> None:
    asked = waiting("a text")
    for text in ("one", "two", "three"):
        assert asked.wait(timedelta(seconds=119)).say(text).look().effects == ()
    assert asked.wait(timedelta(seconds=120)).look().words == TAP


def test_lifting_and_asking_make_the_time_begin_anew() -> None:
    asked = alone("a choice").wait(4 * MINUTE)
    assert asked.look().effects == ()
    assert asked.tap("Yes").wait(timedelta(seconds=119)).look().effects == ()
    assert asked.wait(timedelta(seconds=1)).look().words == TAP


def test_what_is_due_next_can_be_asked() -> None:
    asked = waiting("a choice")
    now = int(asked.at.timestamp())
    assert asked.session.due == now + 120
    assert asked.wait(2 * MINUTE).look().session.due == now + 300
    left = asked.leave().session
    assert left.due == left.forgotten
    assert Session().due is None


def test_a_screen_that_was_gone_does_not_come_back_as_a_veil() -> None:
    asked = waiting("a choice")
    asked.screen = None
    assert asked.wait(2 * MINUTE).look().screen is None
    (effect,) = asked.effects
    assert isinstance(effect, Show)
    assert effect.instead


def test_nothing_is_due_where_nobody_talks() -> None:
    nobody = Rehearsal(
        content_with(), Session(person=PERSON, draft="words", drafted=int(BEGINNING.timestamp()))
    )
    assert nobody.look().effects == ()
    assert nobody.session.draft == "words"


# Lifting it


@pytest.mark.parametrize("wait", WAYS)
def test_a_tap_and_a_yes_bring_the_question_back(wait: str) -> None:
    before = waiting(wait)
    after = alone(wait)
    assert (after.words, after.labels) == (ALONE, ["Yes", "Not now"])
    after.tap("Yes")
    assert after.session.frames == before.session.frames
    assert after.session.said == before.session.said
    stays = wait not in ("an offer", "after an old button", "a date that can be two")
    assert not stays or [b.label for b in screen(after).buttons] == before.labels
    assert after.session.veil == ""


@pytest.mark.parametrize("wait", WAYS)
def test_not_now_closes_as_leaving_does(wait: str) -> None:
    closed = alone(wait).tap("Not now")
    assert closed.effects == (Clear(),)
    assert closed.place == ""


def test_an_answer_given_after_the_veil_counts() -> None:
    assert alone("a choice").tap("Yes").tap("Name a day").place == "a/day"


@pytest.mark.parametrize("wait", WAYS)
def test_no_button_of_the_question_acts_through_a_veil(wait: str) -> None:
    before = screen(waiting(wait))
    tokens = [b.token for b in (*before.buttons, *before.ways) if b.token not in ("help", "close")]
    for veiled in (idle(wait), alone(wait)):
        stood = veiled.session
        for token in tokens:
            veiled.press(token)
            assert veiled.words == ALONE
            assert (veiled.session.frames, veiled.session.person) == (stood.frames, stood.person)
            assert veiled.session.draft == stood.draft


def test_the_veils_own_button_pressed_twice_is_harmless() -> None:
    veiled = idle("a tick")
    token = veiled.button("Go on").token
    veiled.press(token).press(token)
    assert veiled.words == ALONE
    yes = veiled.button("Yes").token
    veiled.press(yes)
    frames = veiled.session.frames
    veiled.press(yes)
    assert veiled.session.frames == frames
    assert "That button is from before." in veiled.words


def test_no_button_of_the_veil_means_anything_to_the_question_below_it() -> None:
    veiled = idle("a choice")
    token = veiled.button("Go on").token
    veiled.press(token)
    assert veiled.press(f"{veiled.session.visit}.2").words == ALONE
    assert veiled.session.frames == waiting("a choice").session.frames


@pytest.mark.parametrize("word", ["yes", "Yes.", "YES!"])
def test_a_typed_yes_lifts_the_veil_and_is_no_answer(word: str) -> None:
    asked = alone("a text").say(word)
    assert asked.place == "a/text"
    assert asked.session.veil == ""
    assert answers(asked)["note"] == "He came\ntwice"
    assert asked.session.draft == ""


@pytest.mark.parametrize("word", ["no", "No.", "not now"])
def test_a_typed_no_closes_and_is_no_answer(word: str) -> None:
    closed = alone("a text").say(word)
    assert closed.effects == (Clear(),)
    assert closed.session.draft == "He came\ntwice"


def test_the_words_on_the_first_veil_can_be_typed_too() -> None:
    asked = idle("a text").say("go on")
    assert asked.words == ALONE
    assert answers(asked)["note"] == "He came\ntwice"


# What is done behind it


def test_words_typed_at_a_text_are_kept_as_its_answer_and_not_shown() -> None:
    for veiled in (idle("a text"), alone("a text")):
        veiled.say("He is here")
        assert (veiled.words, veiled.labels) == (ALONE, ["Yes", "Not now"])
        assert answers(veiled)["note"] == "He came\ntwice\nHe is here"
        assert veiled.tap("Yes").labels == ["Done"]


def test_an_answer_that_is_typed_is_taken_and_the_next_question_waits_behind_the_veil() -> None:
    veiled = idle("a date").say("3 April 2026")
    assert veiled.words == ALONE
    assert veiled.tap("Yes").place == "a/over"
    assert "2026" in veiled.words


@pytest.mark.parametrize("alarm", [DANGER, CRISIS, f"{DANGER}. {CRISIS}"])
@pytest.mark.parametrize("wait", ["a text", "a choice", "a tick", "the menu", "help"])
def test_alarming_words_are_kept_and_their_offer_stands_after_the_yes(
    wait: str, alarm: str
) -> None:
    open_to = waiting(wait).say(alarm)
    veiled = idle(wait).say(alarm)
    assert veiled.words == ALONE
    veiled.tap("Yes")
    assert veiled.labels == open_to.labels
    assert veiled.words.startswith("Do you need help now?")
    place = "danger/start" if alarm.startswith(DANGER) else "crisis/start"
    assert veiled.tap(open_to.labels[0]).place == place


def test_an_offer_that_was_not_seen_outlives_more_words() -> None:
    veiled = idle("a text").say(DANGER).say("he is coming").say(CRISIS).say("please")
    labels = ["Someone may hurt me", "Thoughts of suicide", "Go on"]
    assert veiled.tap("Yes").labels == labels
    assert str(answers(veiled)["note"]).endswith(f"{DANGER}\nhe is coming\n{CRISIS}\nplease")


def test_an_offer_outlives_a_file_a_flood_and_a_second_veil() -> None:
    veiled = idle("a text").say(DANGER).send("photo").tap("Yes")
    assert veiled.labels == ["Someone may hurt me", "Go on"]
    assert veiled.play(Flooded(veiled.at, "x")).labels == ["Someone may hurt me", "Go on"]
    assert veiled.send("voice").labels == ["Someone may hurt me", "Go on"]
    again = veiled.wait(2 * MINUTE).look().tap("Go on").tap("Yes")
    assert again.labels == ["Someone may hurt me", "Go on"]


def test_an_offer_does_not_follow_to_another_question() -> None:
    veiled = idle("a date").say(DANGER).say("3 April 2026").tap("Yes")
    assert veiled.place == "a/over"
    assert veiled.labels == ["End it"]


@pytest.mark.parametrize("ask", ["/help", "help"])
def test_help_that_was_asked_for_stands_there_after_the_yes(ask: str) -> None:
    veiled = idle("a choice").say(ask)
    assert veiled.words == ALONE
    assert veiled.tap("Yes").place == "help/start"
    assert "Which help do you need?" in veiled.words


def test_an_old_help_button_is_heard_behind_the_veil() -> None:
    veiled = idle("a text").press("help")
    assert veiled.words == ALONE
    assert veiled.tap("Yes").place == "help/start"


@pytest.mark.parametrize("leave", ["/exit", "close", "bye"])
@pytest.mark.parametrize("wait", ["a text", "a choice", "help"])
def test_leaving_works_at_once(wait: str, leave: str) -> None:
    assert idle(wait).say(leave).effects == (Clear(),)
    assert alone(wait).say(leave).effects == (Clear(),)
    assert alone(wait).tap("close").effects == (Clear(),)
    assert alone(wait).leave().effects == (Clear(),)


@pytest.mark.parametrize("wait", WAYS)
def test_the_first_message_is_shown_openly(wait: str) -> None:
    shown = alone(wait).say("/start")
    assert shown.words == "Hello."
    assert shown.session.veil == ""


def test_a_file_sent_at_a_veil_gets_no_word() -> None:
    assert idle("a choice").send("photo").words == ALONE


def test_a_flood_at_a_veil_or_where_nobody_talks_gets_no_word() -> None:
    veiled = idle("a choice")
    stood = veiled.session
    assert veiled.play(Flooded(veiled.at, "x")).effects == ()
    assert veiled.session == stood
    assert veiled.leave().play(Flooded(veiled.at, "x")).effects == ()


def test_a_flood_is_told_and_the_question_stays() -> None:
    asked = waiting("a tick")
    frames = asked.session.frames
    asked.play(Flooded(asked.at, "x"))
    assert asked.words.startswith("That was a lot at once.")
    assert asked.session.frames == frames
    assert asked.labels == waiting("a tick").labels


def test_a_flow_can_be_edited_behind_a_veil() -> None:
    veiled = alone("a date")
    veiled.content = content_with(("a", STEPS.replace("as: date", "as: time")), ("b", BELOW))
    assert veiled.tap("Yes").place == "a/day"
    assert veiled.say("14:30").place == "a/over"


def test_a_flow_opened_by_an_author_has_no_veil() -> None:
    assert idle("a choice").open("a").session.veil == ""


# Whatever happens


def _parts(shown: Screen) -> set[str]:
    return {part.text for part in shown.parts if isinstance(part, Text)}


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW_FLOWS)
@given(worlds(), st.lists(MOVES, max_size=12), st.lists(MOVES, min_size=1, max_size=12))
def test_until_a_yes_nothing_is_shown_but_veils_and_the_first_message(
    world: World, before: list[Move], after: list[Move]
) -> None:
    walked = Stroll(world.content)
    for move in [opened(world.content), *before, ("fire", 2)]:
        walked.take(move)
    for move in after:
        event = walked.event(move)
        veiled = walked.session.veil
        stood = walked.session
        walked.take(move)
        if event is None or not veiled or move[0] == "open":
            continue
        yes = f"{stood.visit}.0" if stood.veil == "alone" else None
        if isinstance(event, Pressed) and event.token == yes and not event.late:
            return
        if isinstance(event, Said) and event.text.strip(".! ").casefold() == "yes":
            return
        for effect in walked.effects[-1]:
            if isinstance(effect, Show):
                assert _parts(effect.screen) in ({TAP}, {ALONE}, {"Hello."})


WORDS = st.text(alphabet="abc xyzé漢👩", max_size=20).map(lambda text: f"q{text.strip()}q")
"""What is no command, no answer to a veil and no button."""
ENDS: dict[str, Callable[[Rehearsal], Rehearsal]] = {
    "nothing": lambda r: r,
    "yes": lambda r: r.say("/nothing").tap("Yes"),
    "not now": lambda r: r.say("/nothing").tap("Not now"),
    "leaving": lambda r: r.leave(),
    "the word": lambda r: r.say("bye"),
    "time": lambda r: r.wait(15 * MINUTE).look(),
    "the first message": lambda r: r.say("/start"),
    "the menu": lambda r: r.say("/menu"),
    "going back": lambda r: r.say("/back"),
    "help": lambda r: r.say("/help"),
}


@MANY
@given(
    wait=st.sampled_from(sorted(WAYS)),
    texts=st.lists(WORDS | st.sampled_from([DANGER, CRISIS]), min_size=1, max_size=4),
    veil=st.sampled_from([idle, alone]),
    end=st.sampled_from(sorted(ENDS)),
    late=st.booleans(),
)
def test_no_word_typed_behind_a_veil_is_lost(
    wait: str, texts: list[str], veil: Callable[[str], Rehearsal], end: str, *, late: bool
) -> None:
    veiled = veil(wait)
    for text in texts:
        veiled.play(Said(text, veiled.at, "x", late=late))
    ENDS[end](veiled)
    session = veiled.session
    notes = [str(frame.answers.get("note", "")) for frame in session.frames]
    kept = [*notes, session.draft]
    assert all(any(text in words for words in kept) for text in texts)


@FEW
@given(wait=st.sampled_from(sorted(WAYS)), seconds=st.integers(0, 2000), veiled=st.booleans())
def test_a_clock_never_asks_for_a_new_message(wait: str, seconds: int, *, veiled: bool) -> None:
    asked = idle(wait) if veiled else waiting(wait)
    asked.wait(timedelta(seconds=seconds)).look()
    for effect in asked.effects:
        assert effect == Clear(asked=False) or (isinstance(effect, Show) and effect.instead)


def test_looking_is_pure_and_costs_no_visit() -> None:
    asked = waiting("a choice")
    event = TimerFired(asked.at, "x")
    assert turn(asked.content, asked.session, event) == (asked.session, ())


def test_the_shipped_veil_says_nothing_of_what_it_covers(shipped: Content) -> None:
    asked = Rehearsal(shipped).open("sextortion").wait(2 * MINUTE).look()
    assert (asked.words, asked.labels) == (TAP, ["Go on"])
