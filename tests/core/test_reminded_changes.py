"""Reminders of the changes in her plan: one on each day, following her plan, and only hers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.agenda import MOST_REMINDERS, Agenda, Reminder
from bot.core.content import Content
from bot.core.effects import Notice
from bot.core.hours import iso_of
from bot.core.plan import Item, Plan
from bot.core.session import Session
from bot.workshop.rehearsal import BEGINNING, Rehearsal
from tests.core.stage import screen
from tests.support import complaints_of, content_of

TODAY = BEGINNING.date().toordinal()
WORDS = Agenda("Water the plants", "Europe/London")
FLOW = """
flow: days
title: My days
steps:
  start:
    say: May I send you a few words?
    consent: check_ins
    yes: Yes -> menu
    no: "No -> lines/start"
  menu:
    say: What would you like?
    choices:
      ready: Am I ready? -> ready
      each: Remind me of each -> each
      follow: Follow my plan -> follow
      change: Put it in my plan -> put
      lines: A person -> lines/start
  ready:
    agenda: ready
    wordless: wordless
    goto: worded
  each:
    remind_planned: each
    refused: refused
    wordless: wordless
    goto: done
  follow:
    remind_planned: keep_up
    refused: refused
    goto: done
  put:
    ask: What is it?
    as: text up to 50
    save: what
    skip: Leave it -> menu
    goto: put_it
  put_it:
    plan: add
    piece: notes
    words: what
    goto: follow
  worded:
    say: There are words.
    choices: {on: Go on -> menu}
  wordless:
    say: There are no words.
    choices: {on: Go on -> menu}
  refused:
    say: Nothing was set.
    choices: {on: Go on -> menu}
  done:
    say: That is done.
    choices: {on: Go on -> menu}
"""


def item(name: str, ahead: int | None, state: str = "") -> Item:
    day = "" if ahead is None else iso_of(TODAY + ahead)
    return Item(name, "changes", f"Do {name}", day, state)


PLAN = Plan(
    (
        item("later", 5),
        item("soon", 1),
        item("over", -1),
        item("done", 2, "done"),
        item("undated", None),
        Item("other", "people", "Sam", iso_of(TODAY + 3)),
    )
)


@pytest.fixture(scope="module")
def content() -> Content:
    """A set with one flow that has changes reminded of."""
    return content_of({"days.yaml": FLOW})


def person(content: Content, agenda: Agenda = WORDS, plan: Plan = PLAN) -> Rehearsal:
    """Somebody at the menu, with a plan and what she asked for before."""
    agendas = {} if agenda == Agenda() else {"hers": agenda}
    session = Session(person={"zone": "Europe/London"}, agendas=agendas)  # type: ignore[arg-type]
    rehearsal = Rehearsal(content, session)
    rehearsal.lock.plan = plan
    return rehearsal.open("days").tap("Yes")


def taps(she: Rehearsal, way: str) -> Rehearsal:
    """Tap a button, and say that there is no PIN where that is asked."""
    she.tap(way)
    return she.tap("I have none") if "I have none" in she.labels else she


def reminded(she: Rehearsal) -> dict[str, int]:
    """The days of reminders of changes, from today on, by the name of the change."""
    agenda = she.session.agendas.get("hers", Agenda())
    return {one.id: one.day - TODAY for one in agenda.reminders if one.about == "change"}


def test_each_open_change_with_a_day_ahead_is_reminded_of_on_it(content: Content) -> None:
    she = taps(person(content), "Remind me of each")
    assert "That is done." in she.words
    assert reminded(she) == {"later": 5, "soon": 1}
    assert all(not one.what for one in she.session.agendas["hers"].reminders)


def test_asked_for_twice_it_is_the_same(content: Content) -> None:
    she = taps(person(content), "Remind me of each")
    before = she.session.agendas
    assert taps(she.tap("Go on"), "Remind me of each").session.agendas == before


def test_where_she_has_no_words_nothing_is_set(content: Content) -> None:
    she = taps(person(content, Agenda()), "Remind me of each")
    assert "There are no words." in she.words
    assert she.session.agendas == {}


@pytest.mark.parametrize(
    ("agenda", "said"), [(WORDS, "There are words."), (Agenda(), "There are no words.")]
)
def test_it_can_be_asked_whether_she_has_words(content: Content, agenda: Agenda, said: str) -> None:
    assert said in taps(person(content, agenda), "Am I ready?").words


def test_reminders_follow_her_plan_once_she_has_some(content: Content) -> None:
    she = taps(person(content), "Remind me of each")
    she.lock.plan = Plan((item("soon", 8), item("later", 5, "left as it is"), item("new", 2)))
    taps(she.tap("Go on"), "Follow my plan")
    assert reminded(she) == {"soon": 8, "new": 2}


def test_where_she_has_none_following_sets_none(content: Content) -> None:
    she = taps(person(content), "Follow my plan")
    assert "Nothing was set." in she.words
    assert reminded(she) == {}


def test_a_reminder_that_came_stays_while_its_day_does(content: Content) -> None:
    rung = Reminder("soon", "change", TODAY + 1, rung=7)
    she = taps(person(content, replace(WORDS, reminders=(rung,))), "Follow my plan")
    assert rung in she.session.agendas["hers"].reminders


def test_other_reminders_are_left_alone_and_there_are_not_too_many(content: Content) -> None:
    others = tuple(Reminder(f"r{n}", "log", TODAY + 9) for n in range(MOST_REMINDERS - 1))
    she = taps(person(content, replace(WORDS, reminders=others)), "Remind me of each")
    assert reminded(she) == {"soon": 1}  # the nearest comes first
    assert set(others) < set(she.session.agendas["hers"].reminders)


def test_what_is_said_of_a_step_survives_a_step_that_has_to_look_something_up(
    content: Content,
) -> None:
    she = taps(person(content), "Put it in my plan").say("Call Sam").tap("Done")
    she = she.tap("I have none") if "I have none" in she.labels else she
    assert Notice(content.phrase("saved")) in screen(she).parts
    assert "Nothing was set." in she.words
    assert she.session.told == ""


def test_an_author_is_told_what_can_be_planned() -> None:
    flow = FLOW.replace("remind_planned: each", "remind_planned: all")
    found = [str(one) for one in complaints_of({"days.yaml": flow})]
    assert any("Write each or keep_up" in one for one in found)


def test_a_way_where_there_are_no_words_has_to_be_named() -> None:
    found = complaints_of({"days.yaml": FLOW.replace("    wordless: wordless\n", "", 1)})
    assert any("wordless" in str(one) for one in found)
