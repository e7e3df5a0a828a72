"""Changes that she picked become items of her plan, each on a day of hers, which she can move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.content import Content
from bot.core.effects import Consult, Notice, Show
from bot.core.engine import turn
from bot.core.events import Pressed, Returned
from bot.core.hours import WEEKDAYS
from bot.core.noticing import Chosen, FreeDays, laid_out
from bot.core.plan import Add, Item, Plan, edited
from bot.core.requests import EditPlan, Outcome, ReadPlan, Request
from bot.core.steps.plan_days import APART
from bot.workshop.rehearsal import BEGINNING, Rehearsal
from tests.core.stage import SLOW_FLOWS, flow, screen
from tests.support import complaints_of, content_of

ROWS = (("a", "visible"), ("b", "hidden"), ("c", "maybe"), ("d", "hidden"))
SORTED = ("b", "d", "c", "a")
TODAY = BEGINNING.date()
COLUMNS = (
    *("id", "change", "notice", "what_they_notice", "how_fast", "evidence_lost"),
    *("who_can_override", "source", "seen", "recheck"),
)
CHANGES = "\n".join(
    (
        ",".join(COLUMNS),
        *(f"{row},do {row},{notice},x,x,x,x,me,2026-11-01,2027-05-01" for row, notice in ROWS),
        "",
    )
)
LAYING = """
start:
  marks: [look, line]
  say: Look first.
  goto: proof
proof:
  marks: capture
  say: Save it.
  goto: danger
danger:
  marks: danger_question
  say: Could they get angry?
  choices:
    no_danger: "No -> pick"
    danger: "Yes -> over"
    unsure: I am not sure -> over
pick:
  changes: visible
  show: changes
  each: "{change}: {what_they_notice}"
  empty: over
  pick: one_by_one
  take: This one
  leave_it: Not this one
  stop: Stop here
  save: chosen
  goto: days
days:
  say: On which days?
  # allow F303: a week has seven days
  tick:
    monday: Monday
    tuesday: Tuesday
    wednesday: Wednesday
    thursday: Thursday
    friday: Friday
    saturday: Saturday
    sunday: Sunday
  save: weekdays
  done: Those
  none: Any day
  goto: apart
apart:
  say: How far apart?
  choices:
    a_day: One day
    few_days: Three days
    a_week: A week
    unsure: Not sure
    no_days: No days
  save: apart
  goto: lay_out
lay_out:
  say: This is about your plan.
  lay_out: chosen
  from_table: changes
  as_item: "Thing: {change}"
  weekdays: weekdays
  apart: apart
  goto: laid
laid:
  say: It is in your plan.
  choices:
    again: Once more -> start
    see: See it -> list
list:
  plan: list
  piece: changes
  save: item
  goto:
    - one if item is known
    - over
one:
  say: This one.
  choices:
    done: Done -> done
    left: Left -> left
    open: Open -> open
    later: Not yet -> later
    none: No days at all -> none
    list: The list -> list
later:
  say: When?
  choices:
    a_week: A week -> a_week
    two_weeks: Two weeks -> two_weeks
    no_day: No day -> no_day
"""
WAYS = ("done", "left", "open", "a_week", "two_weeks", "no_day")
DECIDING = "".join(
    f"{way}:\n  say: This is about your plan.\n  planned: {way}\n  which: item\n  goto: one\n"
    for way in WAYS
)
NONE = "none:\n  say: This is about your plan.\n  planned: none_dated\n  goto: list\n"
STEPS = f"{LAYING.lstrip()}{DECIDING}{NONE}over:\n  end: done\n"
FEW_AND_FAST = settings(max_examples=30, deadline=None, suppress_health_check=SLOW_FLOWS)


@cache
def content() -> Content:
    return content_of({"a.yaml": flow("a", STEPS), "data/changes.csv": CHANGES})


def picked(*rows: str, begun: Rehearsal | None = None) -> Rehearsal:
    """She stands at her days, with these rows picked."""
    asked = (begun or Rehearsal(content()).open("a")).tap("no_danger")
    for row in SORTED:
        asked.tap("take" if row in rows else "leave_it")
    return asked


def laid(*rows: str, days: tuple[str, ...] = (), apart: str = "a_day") -> Rehearsal:
    """She stands behind the laying out, with her plan open."""
    asked = dated(picked(*rows), days, apart)
    return asked.tap("I have none") if asked.place.startswith("unlock") else asked


def dated(asked: Rehearsal, days: tuple[str, ...], apart: str) -> Rehearsal:
    for day in days:
        asked.tap(day)
    return asked.tap("Those").tap(apart)


def plan(asked: Rehearsal) -> list[tuple[str, str, str]]:
    return [(one.words[-1], one.day, one.state) for one in asked.lock.plan.of("changes")]


# Laid out


@FEW_AND_FAST
@given(
    st.sets(st.sampled_from(SORTED), min_size=1),
    st.sets(st.sampled_from(WEEKDAYS)),
    st.sampled_from(sorted(APART)),
)
def test_what_she_picked_always_stands_in_her_plan_as_it_is_laid_out(
    rows: set[str], days: set[str], apart: str
) -> None:
    asked = laid(*rows, days=tuple(days), apart=apart)
    weekdays = tuple(WEEKDAYS.index(day) for day in days)
    notice = dict(ROWS)
    chosen = [Chosen(row, notice[row]) for row in SORTED if row in rows]
    expected = laid_out(chosen, FreeDays(TODAY, weekdays, APART[apart]))
    assert plan(asked) == [(row, day.isoformat(), "") for row, day in expected]
    assert asked.words.startswith(content().phrase("saved"))


def test_the_order_alone_can_stand_in_her_plan() -> None:
    assert plan(laid("a", "b", apart="no_days")) == [("b", "", ""), ("a", "", "")]


def test_any_day_is_hers_where_she_names_none() -> None:
    asked = picked("b").tap("Any day").tap("a_day").tap("I have none")
    assert plan(asked) == [("b", (TODAY + timedelta(days=1)).isoformat(), "")]


def test_nothing_picked_is_nothing_planned() -> None:
    asked = laid()
    assert plan(asked) == []
    assert asked.place == "a/laid"


def test_her_own_clock_says_what_tomorrow_is() -> None:
    asked = picked("b")
    asked.session.person["zone"] = "Pacific/Kiritimati"  # 14 hours ahead
    asked = asked.tap("Any day").tap("a_day").tap("I have none")
    assert plan(asked) == [("b", (TODAY + timedelta(days=2)).isoformat(), "")]


def test_what_is_planned_is_never_planned_twice_and_its_day_stays_free_for_it() -> None:
    asked = laid("b").tap("again")
    asked = dated(picked("b", "d", begun=asked), (), "a_day")
    first, second = ((TODAY + timedelta(days=day)).isoformat() for day in (1, 2))
    assert plan(asked) == [("b", first, ""), ("d", second, "")]


def test_a_row_that_is_gone_meanwhile_is_not_planned() -> None:
    asked = picked("b", "d").tap("Any day")
    table = asked.content.tables["changes"]
    fewer = replace(table, rows=tuple(row for row in table.rows if row["id"] != "b"))
    asked.content = replace(asked.content, tables={**asked.content.tables, "changes": fewer})
    assert [row for row, _, _ in plan(asked.tap("a_day").tap("I have none"))] == ["d"]


def test_what_was_left_before_can_be_picked_again() -> None:
    asked = laid("b")
    asked.lock.plan = Plan((Item("old", "changes", "Thing: do b", "2026-11-30", "left as it is"),))
    asked = dated(picked("b", begun=asked.tap("again")), (), "a_day")
    assert [state for _, _, state in plan(asked)] == ["left as it is", ""]


def requested(effects: tuple[object, ...]) -> Request:
    (request,) = (effect.request for effect in effects if isinstance(effect, Consult))
    return request


def test_the_same_turn_twice_adds_the_same_items() -> None:
    asked = picked("b", "c", begun=laid().tap("again")).tap("Any day")
    press = Pressed(asked.button("a_day").token, asked.at, "chance")
    session, _ = turn(asked.content, asked.session, press)

    def read(standing: Plan) -> tuple[object, ...]:
        came = Returned(Outcome("done", plan=standing), asked.at, "chance")
        return turn(asked.content, session, came)[1]

    first, second = (requested(read(Plan())) for _ in range(2))
    assert first == second
    assert isinstance(first, EditPlan)
    after, _ = edited(Plan(), first.edit)
    assert len({item.id for item in after.items}) == 2
    assert edited(after, first.edit)[0] == after
    assert not any(isinstance(effect, Consult) for effect in read(after))


@pytest.mark.parametrize(
    ("outcome", "phrase"),
    [
        (Outcome("done"), "not_kept"),
        (Outcome("too_full", plan=Plan()), "plan_full"),
    ],
)
def test_what_could_not_be_kept_is_said_and_can_be_tried_again(
    outcome: Outcome, phrase: str
) -> None:
    asked = picked("b", begun=laid().tap("again")).tap("Any day")
    press = Pressed(asked.button("a_day").token, asked.at, "chance")
    session, effects = turn(asked.content, asked.session, press)
    assert requested(effects) == ReadPlan()
    session, effects = turn(asked.content, session, Returned(outcome, asked.at, "chance"))
    (shown,) = effects
    assert isinstance(shown, Show)
    notice = shown.screen.parts[0]
    assert isinstance(notice, Notice)
    assert notice.text.startswith(asked.content.phrases[phrase].pieces[0])
    again = Pressed(f"{session.visit}.0", asked.at, "next")
    assert requested(turn(asked.content, session, again)[1]) == ReadPlan()


# Decided


def at_one(asked: Rehearsal, row: str) -> Rehearsal:
    return asked.tap("see").tap(f"Thing: do {row}")


@pytest.mark.parametrize(("way", "state"), [("done", "done"), ("left", "left as it is")])
def test_what_became_of_one_is_noted_and_can_be_taken_back(way: str, state: str) -> None:
    asked = at_one(laid("b", "a"), "b").tap(way)
    assert plan(asked)[0][2] == state
    assert asked.place == "a/one"
    asked.tap("open")
    assert [state for _, _, state in plan(asked)] == ["", ""]


def test_one_is_put_off_by_whole_weeks_past_days_that_are_taken() -> None:
    asked = laid("b", "d", apart="a_week")
    days = [date.fromisoformat(day) for _, day, _ in plan(asked)]
    at_one(asked, "b").tap("later").tap("a_week")
    assert plan(asked)[0][1] == (days[0] + timedelta(weeks=2)).isoformat()
    asked.tap("later").tap("two_weeks")
    assert plan(asked)[0][1] == (days[0] + timedelta(weeks=4)).isoformat()
    assert plan(asked)[1][1] == days[1].isoformat()


def test_one_without_a_day_is_put_off_from_today() -> None:
    asked = at_one(laid("b"), "b").tap("later").tap("no_day")
    assert plan(asked) == [("b", "", "")]
    asked.tap("later").tap("a_week")
    assert plan(asked) == [("b", (TODAY + timedelta(weeks=1)).isoformat(), "")]


def test_all_days_can_be_put_off_at_once_and_nothing_else_is_touched() -> None:
    asked = laid("b", "d")
    meeting = Item("other", "people", "Sam", "2026-12-01")
    asked.lock.plan = Plan((*asked.lock.plan.items, meeting))
    at_one(asked, "b").tap("done").tap("none")
    assert [day != "" for _, day, _ in plan(asked)] == [True, False]
    assert asked.lock.plan.find("other") == meeting


def test_one_that_is_gone_meanwhile_stops_nothing() -> None:
    asked = at_one(laid("b"), "b")
    asked.lock.plan = Plan()
    assert asked.tap("done").place == "a/one"
    assert plan(asked) == []


def test_her_plan_is_shown_to_nobody_before_it_is_known_to_be_her() -> None:
    asked = dated(picked("b"), (), "a_day")
    assert asked.place.startswith("unlock/")
    assert not asked.lock.plan.items
    assert "Thing" not in str(screen(asked))


# What an author may write


@pytest.mark.parametrize(
    ("line", "other", "code"),
    [
        ("  lay_out: chosen", "  lay_out: apart", "F102"),
        ("  lay_out: chosen", "  lay_out:", "F102"),
        ("  from_table: changes", "  from_table: nothing", "F108"),
        ("  from_table: changes", "  from_table: helplines", "F205"),
        ('"Thing: {change}"', '"Thing: {chance}"', "F205"),
        ("    monday: Monday", "    mondays: Monday", "F102"),
        ("    a_day: One day", "    one_day: One day", "F102"),
        ("  planned: done", "  planned: undone", "F102"),
        ("  planned: done\n  which: item", "  planned: done", "F102"),
        ("  planned: done\n  which: item", "  planned: done\n  which: thing", "F201"),
        ("  planned: none_dated", "  planned: none_dated\n  which: item", "F102"),
    ],
)
def test_a_slip_in_laying_out_is_told(line: str, other: str, code: str) -> None:
    assert line in STEPS
    files = {"a.yaml": flow("a", STEPS.replace(line, other, 1)), "data/changes.csv": CHANGES}
    assert code in {complaint.code for complaint in complaints_of(files)}


def test_the_flow_as_it_stands_has_no_slip() -> None:
    files = {"a.yaml": flow("a", STEPS), "data/changes.csv": CHANGES}
    assert complaints_of(files) == ()


def test_an_edit_that_adds_is_what_is_requested_of_the_vault() -> None:
    asked = picked("b", begun=laid().tap("again")).tap("Any day")
    press = Pressed(asked.button("a_day").token, asked.at, "chance")
    session, _ = turn(asked.content, asked.session, press)
    read = Returned(Outcome("done", plan=Plan()), asked.at, "chance")
    request = requested(turn(asked.content, session, read)[1])
    assert isinstance(request, EditPlan)
    assert isinstance(request.edit, Add)
    (item,) = request.edit.items
    assert (item.piece, item.words) == ("changes", "Thing: do b")
    assert "do b" not in repr(request)
