"""Her plan in a conversation: kept before it is said to be, hers alone, and never in her log."""

from __future__ import annotations

import pytest

from bot.core.content import Content
from bot.core.effects import Consult, Media, Show, ToCopy
from bot.core.engine import turn
from bot.core.events import Changed, Returned, Said
from bot.core.plan import LONGEST, MOST_ITEMS, Item, Plan
from bot.core.requests import Came, EditPlan, Outcome, ReadPlan
from bot.core.session import dump
from bot.workshop.rehearsal import Rehearsal, lines
from tests.core.stage import screen
from tests.core.test_log_steps import LOG, entries, labels, told, written
from tests.support import complaints_of, content_of

PLAN = """
flow: plan
title: A plan
private: yes
steps:
  start:
    say: Your plan.
    choices:
      matters: What matters -> matters
      add: Add a note -> ask
      place: Add a place -> places
      see: See notes -> notes
      all: Read it -> whole
      more: More -> more
  more:
    say: More.
    choices:
      order: Put in order -> order
      text: As a text -> text
      file: As a file -> file
      pick: All items -> pick
      over: Over -> over
  matters:
    say: What matters?
    tick: {home: "Home, and calm", money: Money, pets: Pets}
    save: wanted
    done: Done -> keep_matters
  keep_matters: {plan: add, piece: priorities, words: wanted, goto: start}
  ask:
    ask: What else?
    as: text up to 400
    save: words
    skip: Skip it -> keep
    goto: keep
  keep: {plan: add, piece: part, words: words, goto: start}
  places:
    say: A place?
    choices: {places: Yes -> ask}
    save: part
  notes:
    say: Notes.
    plan: list
    piece: notes
    save: item
    goto: [one if item is known, start]
  pick:
    say: All.
    plan: list
    save: item
    goto: [one if item is known, start]
  one: {plan: one, item: item, goto: what}
  what:
    say: What now?
    choices: {reword: Reword -> reword, remove: Remove -> remove, first: First -> start}
  reword:
    ask: How?
    as: text up to 300
    save: words
    skip: Leave it -> reworded
    goto: reworded
  reworded: {plan: reword, item: item, words: words, goto: start}
  remove: {plan: remove, item: item, goto: start}
  order: {say: Tap them., plan: order, piece: priorities, goto: start}
  whole: {plan: whole, goto: start}
  text: {plan: text, piece: notes, goto: start}
  file: {plan: file, goto: start}
  over: {say: Bye., marks: line, end: seen}
"""


@pytest.fixture(scope="module")
def content() -> Content:
    """A set with a plan, and with a log."""
    return content_of({"plan.yaml": PLAN, "log.yaml": LOG})


@pytest.fixture
def she(content: Content) -> Rehearsal:
    """Somebody who has no lock, in her plan."""
    return Rehearsal(content).open("plan").tap("I have none")


def noted(she: Rehearsal, words: str = "Sam has a car") -> Rehearsal:
    """Add a note."""
    return she.tap("Add a note").say(words).tap("Done")


def words(she: Rehearsal) -> list[str]:
    """What is in her plan."""
    return [item.words for item in she.lock.plan.items]


def filled(she: Rehearsal, count: int, letters: int = 9, piece: str = "notes") -> None:
    """Have so many items in her plan."""
    items = (Item(str(n), piece, f"{n} " + "x" * letters) for n in range(count))
    she.lock.plan = Plan(tuple(items))


def after(she: Rehearsal, said: str, *outcomes: Outcome) -> str:
    """What is shown where this is said and that comes of it."""
    session, effects = turn(she.content, she.session, Said(said, she.at, "chance00"))
    for outcome in outcomes:
        session, effects = turn(she.content, session, Returned(outcome, she.at, "chance01"))
    shows = (effect.screen for effect in effects if isinstance(effect, Show))
    return "\n".join(line for shown in shows for part in shown.parts for line in lines(part))


# Kept


def test_it_is_kept_before_it_is_said_to_be(she: Rehearsal) -> None:
    she.tap("Add a note").say("Sam has a car")
    session, effects = turn(she.content, she.session, Said("Done", she.at, "chance01"))
    (consult,) = effects
    assert isinstance(consult, Consult)
    assert isinstance(consult.request, EditPlan)
    after, _ = turn(she.content, session, Returned(Outcome("closed"), she.at, "chance02"))
    assert after.frames[-1].flow == "unlock", "nothing says that it is kept"
    noted(she.open("plan"))
    assert "Saved. You can stop here." in told(she)
    assert words(she) == ["Sam has a car"]
    assert she.session.keeps


def test_her_words_are_nowhere_else_once_they_are_in_the_plan(she: Rehearsal) -> None:
    noted(she, "wheatear")
    assert words(she) == ["wheatear"]
    assert b"wheatear" not in dump(she.session)


def test_a_turn_that_comes_twice_adds_once(she: Rehearsal) -> None:
    she.tap("Add a note").say("Sam has a car")
    session, effects = turn(she.content, she.session, Said("Done", she.at, "chance01"))
    again, repeated = turn(she.content, session, Said("hm", she.at, "chance02"))
    first, second = effects[-1], repeated[-1]
    assert isinstance(first, Consult)
    assert isinstance(second, Consult)
    assert first.request == second.request
    assert again.visit == session.visit


def test_each_thing_that_she_ticks_is_an_item_and_ticked_again_the_same(she: Rehearsal) -> None:
    for _ in range(2):
        she.tap("What matters").tap("Home, and calm").tap("Money").tap("Done")
        she.open("plan")
    assert words(she) == ["Home, and calm", "Money"]
    she.tap("What matters").tap("Done")
    assert "Saved" not in told(she), "nothing was said, and nothing is kept"


def test_an_answer_can_say_what_it_is_about(she: Rehearsal) -> None:
    noted(she)
    she.tap("Add a place").tap("Yes").say("The shop").tap("Done")
    assert [item.piece for item in she.lock.plan.items] == ["notes", "places"]


def test_there_is_no_way_back_over_what_is_kept(she: Rehearsal) -> None:
    noted(she).tap("back")
    assert "This is the first step" in told(she)


def test_skipped_is_nothing_kept(she: Rehearsal) -> None:
    she.tap("Add a note").tap("Skip it")
    assert "Saved" not in told(she)
    assert words(she) == []


def test_what_could_not_be_kept_is_told_and_can_be_tried_again_or_left(she: Rehearsal) -> None:
    filled(she, MOST_ITEMS)
    noted(she)
    assert f"room for {MOST_ITEMS} things, and it is full" in told(she)
    assert labels(she) == ["Try again", "Go on"]
    filled(she, 1)
    she.tap("Try again")
    assert "Saved. You can stop here." in told(she)
    noted(she, "y" * (LONGEST + 1))
    assert f"room for {LONGEST} letters" in told(she)
    she.say("what?")
    assert "Please tap a button" in told(she)
    she.tap("Go on")
    assert len(words(she)) == 2


@pytest.mark.parametrize("came", ["no_room", "wrong"])
def test_whatever_else_comes_is_never_taken_for_saved(she: Rehearsal, came: Came) -> None:
    she.tap("Add a note").say("Sam has a car")
    assert "That was not saved. You can try again." in after(she, "Done", Outcome(came))


# Never in her log


def test_a_message_typed_for_her_plan_never_gets_into_her_log(content: Content) -> None:
    she = Rehearsal(content).open("plan").tap("I have none").tap("Add a note")
    she.play(Said("wheatear", she.at, "chance01", message=7)).tap("Done")
    written(she.open("log"))
    she.play(Changed("wheatear, changed", 7, she.at, "chance02"))
    assert len(entries(she)) == 1
    assert "wheatear" not in str([entry.what for entry in entries(she)])


def test_a_message_typed_for_her_log_does_or_that_test_is_none(content: Content) -> None:
    she = Rehearsal(content).open("log").tap("I am 18").tap("Nobody")
    she.play(Said("wheatear", she.at, "chance01", message=7)).tap("Done")
    she.tap("I don't know").tap("A call")
    she.play(Changed("wheatear, changed", 7, she.at, "chance02"))
    assert len(entries(she)) == 2


# Read


def test_nobody_reads_it_who_has_not_shown_to_be_her(content: Content) -> None:
    she = Rehearsal(content).open("plan")
    assert "Your plan." not in told(she)
    for step in content.flows["plan"].steps.values():
        assert step.kind.guarded or step.kind.KEYS[:1] != ("plan",)


def test_a_list_shows_the_beginning_of_each_and_opens_one(she: Rehearsal) -> None:
    long = "Sam has a car and can come to the corner at night"
    noted(noted(she, long), "Jo")
    she.tap("See notes")
    assert labels(she)[:3] == ["Sam has a car and can come to…", "Jo", "Go on"]
    she.tap("Sam has a car and can come to…")
    assert told(she) == f"Other\n{long}"
    she.tap("Go on").tap("First").tap("More").tap("All items").say("Jo")
    assert told(she) == "Other\nJo"


def test_a_long_list_is_turned_page_by_page(she: Rehearsal) -> None:
    filled(she, 8)
    she.tap("See notes").tap("The next ones")
    assert labels(she)[:3] == ["6 xxxxxxxxx", "7 xxxxxxxxx", "The ones before"]


def test_a_day_and_a_state_are_told(she: Rehearsal) -> None:
    she.lock.plan = Plan((Item("a", "changes", "A new code", "2026-11-28", "done"),))
    she.tap("Read it")
    assert "Changes, with a day\n– A new code · Day: 28 November 2026 · Noted: done" in told(she)


def test_all_of_it_is_read_screen_after_screen(she: Rehearsal) -> None:
    filled(she, 20, 200)
    she.tap("Read it")
    seen = []
    while "Your plan." not in told(she):
        assert len(told(she)) <= 1300
        seen.append(told(she))
        she.tap("Go on")
    assert len(seen) > 2
    assert all(f"– {n} x" in "\n".join(seen) for n in range(20))


def test_nothing_in_it_is_said_in_the_same_words_everywhere(she: Rehearsal) -> None:
    for way in ("Read it", "See notes"):
        she.open("plan").tap(way)
        assert "There is nothing here." in told(she)
        assert labels(she) == ["Go on"]
    for way in ("As a text", "As a file"):
        she.open("plan").tap("More").tap(way)
        assert "There is nothing here." in told(she)
        she.tap("Go on")


def test_what_can_not_be_read_is_told(she: Rehearsal) -> None:
    noted(she)
    assert after(she, "Read it", Outcome("done")) == "I could not read it just now."
    assert "There is nothing here." in after(she, "See notes", Outcome("done"))
    she.tap("See notes")
    assert after(she, "Sam has a car", Outcome("done")) == "I could not read it just now."
    she.open("plan").tap("More")
    for way in ("As a text", "As a file"):
        assert after(she, way, Outcome("done")) == "I could not read it just now."


def test_what_was_taken_out_meanwhile_is_not_there(she: Rehearsal) -> None:
    noted(she).tap("See notes").tap("Sam has a car").tap("Go on")
    she.lock.plan = Plan()
    she.tap("Reword").say("Jo").tap("Done")
    assert "This is not in your plan any more." in told(she)
    noted(she.open("plan")).tap("See notes")
    gone = after(she, "Sam has a car", Outcome("done", plan=Plan()))
    assert gone == "This is not in your plan any more."


# Changed


def test_an_item_says_something_else_or_goes(she: Rehearsal) -> None:
    noted(she).tap("See notes").tap("Sam has a car").tap("Go on")
    she.tap("Reword").say("Jo has a van").tap("Done")
    assert words(she) == ["Jo has a van"]
    she.tap("See notes").tap("Jo has a van").tap("Go on").tap("Reword").tap("Leave it")
    assert words(she) == ["Jo has a van"]
    she.tap("See notes").tap("Jo has a van").tap("Go on").tap("Remove")
    assert "Saved. You can stop here." in told(she)
    assert words(she) == []


def ranked(she: Rehearsal) -> Rehearsal:
    """Three things that matter, about to be put in order."""
    she.tap("What matters").tap("Home, and calm").tap("Money").tap("Pets").tap("Done")
    return she.tap("More").tap("Put in order")


def test_she_taps_them_in_her_order(she: Rehearsal) -> None:
    ranked(she).tap("Pets")
    assert "1. Pets" in told(she)
    she.say("money")
    assert words(she) == ["Pets", "Money", "Home, and calm"]
    assert "Saved. You can stop here." in told(she)


def test_done_leaves_the_rest_as_it_is(she: Rehearsal) -> None:
    ranked(she).tap("Pets").say("🦄")
    assert "Please tap a button" in told(she)
    assert "1. Pets" in told(she)
    she.tap("Done")
    assert words(she) == ["Pets", "Home, and calm", "Money"]


def test_one_thing_needs_no_order(she: Rehearsal) -> None:
    she.tap("What matters").tap("Pets").tap("Done").tap("More").tap("Put in order")
    assert "Your plan." in told(she)


# Taken along


def test_a_text_to_copy_has_her_words_and_no_name_of_the_service(she: Rehearsal) -> None:
    noted(she).tap("More").tap("As a text")
    (text,) = (part for part in screen(she).parts if isinstance(part, ToCopy))
    assert text.text == "Other\n– Sam has a car"
    assert "Nothing is sent from here." in told(she)
    she.tap("Go on")
    assert not [part for part in screen(she).parts if isinstance(part, ToCopy)]


def test_a_long_text_comes_in_parts(she: Rehearsal) -> None:
    filled(she, 20, 290)
    she.tap("More").tap("As a text")
    first = told(she)
    she.tap("Go on")
    assert told(she) != first
    she.tap("Go on")
    assert "Your plan." in told(she)


def test_a_file_is_sealed_and_its_words_are_shown_once(she: Rehearsal) -> None:
    noted(she).tap("More").tap("As a file")
    assert any(isinstance(part, Media) for part in screen(she).parts)
    assert "1. abandon" in told(she)
    she.tap("I have written them down")
    assert "Your plan." in told(she)


def test_where_no_file_can_be_made_that_is_told(she: Rehearsal) -> None:
    noted(she).tap("More")
    made = (Outcome("done", plan=she.lock.plan), Outcome("no_file"))
    assert after(she, "As a file", *made) == "I can't make a file just now."


# As an author writes it


@pytest.mark.parametrize(
    ("step", "complaint"),
    [
        ("plan: fly, goto: start", "Write one of: add, list, one"),
        ("plan: add, piece: people, goto: start", "words"),
        ("plan: one, piece: people, item: item, goto: start", '"piece" does not go with'),
        ("piece: people, goto: start", '"piece" goes with "plan", which is missing.'),
    ],
)
def test_a_slip_of_an_author_is_explained(step: str, complaint: str) -> None:
    flow = PLAN.replace("whole: {plan: whole, goto: start}", f"whole: {{{step}}}")
    found = [str(one) for one in complaints_of({"plan.yaml": flow, "log.yaml": LOG})]
    assert any(complaint in one for one in found), found


def test_a_plan_is_requested_and_nothing_else(she: Rehearsal) -> None:
    session, effects = turn(she.content, she.session, Said("Read it", she.at, "chance01"))
    assert effects == (Consult(ReadPlan()),)
    assert session.frames[-1].step == "whole"
