"""What arrives long after it was sent: kept, and never answered with a new message."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.effects import Clear, EraseAll, Show
from bot.core.engine import recover
from bot.core.events import Event, Flooded, Offered, Pressed, Said, TimerFired
from bot.core.session import Session
from bot.workshop.rehearsal import BEGINNING, Rehearsal
from tests.core.stage import FEW, SLOW_FLOWS, answers, base, content_with
from tests.core.strolls import Move, Stroll, is_late, opened
from tests.core.waits import KEPT, PERSON, WAYS, waiting
from tests.core.worlds import MOVES, World, worlds

TAP = "Tap to go on."


def say(rehearsal: Rehearsal, text: str) -> Rehearsal:
    return rehearsal.play(Said(text, rehearsal.at, "late", late=True))


def press(rehearsal: Rehearsal, name: str) -> Rehearsal:
    token = rehearsal.button(name).token
    return rehearsal.play(Pressed(token, rehearsal.at, "late", late=True))


def is_quiet(rehearsal: Rehearsal) -> bool:
    """Whether all that was asked for takes the place of what stands, or takes it away."""
    return all(
        effect in (Clear(), Clear(asked=False), EraseAll())
        or (isinstance(effect, Show) and effect.instead)
        for effect in rehearsal.effects
    )


@pytest.mark.parametrize("text", ["He is here", "I want to die", "/help", "/menu", "/start", "yes"])
@pytest.mark.parametrize("wait", WAYS)
def test_late_words_only_veil_the_screen_that_stands(wait: str, text: str) -> None:
    late = say(waiting(wait), text)
    assert (late.words, late.labels) == (TAP, ["Go on"])
    assert is_quiet(late)
    assert late.session.veil == "tap"


def test_late_words_are_kept_as_they_would_have_been() -> None:
    late = say(waiting("a text"), "He is here")
    assert answers(late)["note"] == "He came\ntwice\nHe is here"
    assert say(waiting("a choice"), "He is here").session.draft == "He is here"


def test_a_late_press_on_a_current_button_is_played() -> None:
    late = press(waiting("a choice"), "Name a day")
    assert (late.place, late.words) == ("a/day", TAP)
    assert late.tap("Go on").tap("Yes").place == "a/day"


def test_a_late_press_on_an_old_button_changes_nothing() -> None:
    late = waiting("a choice")
    frames = late.session.frames
    late.play(Pressed("gone.1", late.at, "late", late=True))
    assert (late.session.frames, late.words) == (frames, TAP)


def test_the_help_that_was_asked_for_late_stands_behind_the_veil() -> None:
    late = say(waiting("a choice"), "I want to die")
    assert late.tap("Go on").tap("Yes").labels == ["Thoughts of suicide", "Go on"]


@pytest.mark.parametrize("text", ["/exit", "close"])
@pytest.mark.parametrize("wait", WAYS)
def test_leaving_late_is_obeyed(wait: str, text: str) -> None:
    late = say(waiting(wait), text)
    assert late.effects == (Clear(),)
    assert not late.session.is_open
    assert press(waiting(wait), "close").effects == (Clear(),)


def test_a_late_yes_to_erasing_erases_once_it_is_shown_to_be_her() -> None:
    late = press(waiting("a text").say("/forget"), "Yes, erase")
    assert late.words == TAP
    asked = late.tap("Go on").tap("Yes").tap("I have none")
    assert asked.labels == ["Yes, erase", "No, keep it"], "what opens it is no yes"
    assert asked.tap("Yes, erase").effects == (EraseAll(), Clear())


@pytest.mark.parametrize("answer", ["Yes", "yes"])
def test_a_late_yes_lifts_no_veil(answer: str) -> None:
    veiled = waiting("a choice").wait(timedelta(minutes=2)).look().tap("Go on")
    late = press(veiled, "Yes") if answer == "Yes" else say(veiled, "yes")
    assert late.words == TAP
    assert late.session.draft == ""


def test_a_late_not_now_is_obeyed() -> None:
    veiled = waiting("a choice").wait(timedelta(minutes=2)).look().tap("Go on")
    assert press(veiled, "Not now").effects == (Clear(),)


@pytest.mark.parametrize("session", [Session(), Session(person=PERSON, kept=KEPT, draft="He")])
def test_where_nobody_talks_late_words_become_a_draft_and_nothing_is_said(
    session: Session,
) -> None:
    nobody = Rehearsal(base(), session)
    for event in (
        Said("came by", nobody.at, "x", late=True),
        Said("/help", nobody.at, "x", late=True),
        Pressed("gone.0", nobody.at, "x", late=True),
        Offered("photo", nobody.at, "x", late=True),
    ):
        assert nobody.play(event).effects == ()
        assert not nobody.session.is_open
    assert nobody.session.draft.split("\n")[-1] == "came by"
    assert (nobody.session.person, nobody.session.kept) == (session.person, session.kept)


def test_late_words_never_make_a_draft_older() -> None:
    nobody = Rehearsal(base()).say("now").leave()
    drafted = nobody.session.drafted
    nobody.play(Said("before", nobody.at - timedelta(hours=3), "x", late=True))
    assert (nobody.session.draft, nobody.session.drafted) == ("now\nbefore", drafted)


def test_the_time_that_is_left_counts_from_when_it_was_sent() -> None:
    late = waiting("a choice")
    sent = late.at
    late.wait(timedelta(minutes=20))
    late.play(Said("He is here", sent, "x", late=True))
    assert late.look().effects == (Clear(asked=False),)
    assert late.session.draft == "He is here"


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW_FLOWS)
@given(worlds(), st.lists(MOVES, max_size=25))
def test_nothing_late_ever_asks_for_a_new_message(world: World, moves: list[Move]) -> None:
    walked = Stroll(world.content)
    for move in [opened(world.content), *moves]:
        event, played = walked.event(move), len(walked.events)
        walked.take(move)
        if event is not None and is_late(event) and len(walked.events) > played:
            shown = [e for e in walked.effects[-1] if isinstance(e, Show)]
            assert all(e.instead and e.screen.visit == walked.session.visit for e in shown)
            assert not shown or walked.session.veil == "tap"


# Where the session can't be read


@pytest.mark.parametrize(
    ("event", "effects", "draft"),
    [
        (TimerFired(BEGINNING, "x"), (Clear(asked=False),), "old"),
        (Flooded(BEGINNING, "x"), (), "old"),
        (Said("He came", BEGINNING, "x", late=True), (), "old\nHe came"),
        (Pressed("gone.0", BEGINNING, "x", late=True), (), "old"),
        (Said("/exit", BEGINNING, "x", late=True), (Clear(),), "old"),
    ],
)
def test_what_nobody_waits_for_is_not_answered_where_a_session_can_t_be_read(
    event: Event, effects: tuple[object, ...], draft: str
) -> None:
    left = Session(person=PERSON, draft="old", drafted=int(BEGINNING.timestamp()))
    after, done = recover(base(), left, event)
    assert done == effects
    assert (after.is_open, after.person, after.draft) == (False, PERSON, draft)


def test_words_that_meet_a_session_that_can_t_be_read_are_kept_and_answered_by_the_menu() -> None:
    after, done = recover(base(), Session(), Said("He is here", BEGINNING, "x"))
    assert (after.frames[-1].step, after.draft) == ("menu", "He is here")
    assert recover(base(), Session(), Said("/help", BEGINNING, "x"))[0].draft == ""
    assert [type(effect).__name__ for effect in done] == ["Show"]


# Files


INTIMATE = """
start:
  marks: line
  say: About a picture.
  choices:
    ask: Ask me -> below
    on: Carry on -> out
below:
  do: country
  goto: out
out:
  end: done
"""


def intimate() -> Rehearsal:
    content = content_with(("a", INTIMATE))
    flow = content.flows["a"]
    changed = replace(content, flows={**content.flows, "a": replace(flow, intimate=True)})
    return Rehearsal(changed).open("a")


@pytest.mark.parametrize("kind", ["photo", "video", "document", "voice"])
def test_a_file_sent_in_an_intimate_flow_is_to_be_removed_unread(kind: str) -> None:
    dropped = intimate().send(kind)
    assert [type(effect).__name__ for effect in dropped.effects] == ["DropFile", "Show"]
    assert dropped.place == "a/start"


def test_it_is_removed_also_while_another_flow_lies_on_top_behind_a_veil_and_late() -> None:
    below = intimate().tap("Ask me")
    assert below.place == "country/start"
    assert type(below.send("photo").effects[0]).__name__ == "DropFile"
    veiled = below.tap("help").wait(timedelta(minutes=2)).look().send("photo")
    assert [type(effect).__name__ for effect in veiled.effects] == ["DropFile", "Show"]
    late = intimate().play(Offered("photo", BEGINNING, "x", late=True))
    assert [type(effect).__name__ for effect in late.effects] == ["DropFile", "Show"]
    assert late.words == TAP


def test_elsewhere_a_file_stays_where_she_put_it() -> None:
    assert [type(e).__name__ for e in waiting("a choice").send("photo").effects] == ["Show"]
    assert [type(e).__name__ for e in intimate().leave().send("photo").effects] == ["Show"]


@pytest.mark.parametrize("kind", ["voice", "video_note"])
def test_a_voice_is_refused_in_words_of_its_own(kind: str) -> None:
    refused = waiting("a text").send(kind)
    assert refused.words.startswith("I can't listen to this. It was not kept.")
    assert refused.place == "a/text"


@FEW
@given(st.sampled_from(sorted(WAYS)), st.sampled_from(["photo", "voice", "video_note"]))
def test_a_file_never_changes_what_is_remembered(wait: str, kind: str) -> None:
    asked = waiting(wait)
    before = asked.session
    asked.send(kind)
    assert (asked.session.frames, asked.session.draft) == (before.frames, before.draft)
