"""Flows that run other flows, and answers that are set, kept and forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.session import Kept, Session
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import FEW, answers, content_with, on_stage
from tests.support import complaints_of

CALLER = """
start:
  marks: line
  say: Who?
  choices:
    man: A man -> call
    woman: A woman -> call
  save: who
call:
  say: Before the call.
  do: b
  with: {who: "{who}", kind: "a {who}", missing: "{note}"}
  goto: [yes if outcome is agreed, no]
yes:
  say: "Agreed, {who}."
  choices:
    on: Next -> out
no:
  say: "Not agreed, {who}. {note}"
  choices:
    on: Next -> note
note:
  ask: Why?
  as: text up to 20
  save: note
  goto: out
out:
  end: done
"""
CALLED = """
gives: [agreed, refused]
start:
  marks: line
  say:
    - "In b: {who}, {kind}."
    - if: missing is not known
      say: Missing.
  choices:
    agree: Fine -> agree
    refuse: Never -> refuse
    deeper: Deeper -> deeper
    home: All the way -> home/menu
    away: Elsewhere -> c/start
  save: said
agree:
  say: "{said}"
  end: agreed
refuse:
  end: refused
deeper:
  do: c
  goto: agree
"""
DEEP = """
start:
  marks: line
  say: In c.
  choices:
    up: Go up -> up
up:
  end: up
"""


def calling() -> Rehearsal:
    return on_stage(CALLER, b=CALLED, c=DEEP).tap("man")


def flows(rehearsal: Rehearsal) -> list[str]:
    return [frame.flow for frame in rehearsal.session.frames]


# Other flows


def test_a_flow_that_is_done_runs_on_top_and_its_caller_waits() -> None:
    called = calling()
    assert called.place == "b/start"
    assert flows(called) == ["a", "b"]
    assert called.words.splitlines()[0] == "Before the call."


def test_a_flow_is_given_what_stands_in_with_and_nothing_that_is_not_known() -> None:
    called = calling()
    assert answers(called) == {"who": "man", "kind": "a A man"}
    assert "Missing." in called.words


def test_a_flow_comes_back_with_its_outcome() -> None:
    assert calling().tap("agree").words == "Fine\nAgreed, A man."
    assert calling().tap("refuse").words == "Not agreed, A man. (not said)"


def test_answers_live_in_their_flow_and_end_with_it() -> None:
    back = calling().tap("agree")
    assert flows(back) == ["a"]
    assert answers(back) == {"who": "man", "outcome": "agreed"}


def test_flows_can_run_flows_that_run_flows() -> None:
    deep = calling().tap("deeper")
    assert flows(deep) == ["a", "b", "c"]
    assert deep.tap("up").place == "a/yes"


def test_a_jump_takes_the_place_of_the_top_flow_and_the_callers_stay() -> None:
    jumped = calling().tap("away")
    assert flows(jumped) == ["a", "c"]
    assert answers(jumped) == {}
    back = jumped.tap("up")
    assert back.place == "a/no"
    assert answers(back)["outcome"] == "up"


def test_a_jump_home_leaves_no_caller_waiting() -> None:
    home = calling().tap("home")
    assert flows(home) == ["home"]
    assert home.place == "home/menu"


def test_the_end_of_the_last_flow_leads_to_the_menu_below_what_was_said() -> None:
    ended = on_stage("""
start:
  marks: line
  say: Ready?
  choices:
    on: Next -> out
out:
  say: That is all.
  end: done
""").tap("on")
    assert ended.place == "home/menu"
    assert ended.words == "That is all.\nThis is the menu."


def test_a_choice_that_leads_on_after_a_call_is_remembered_while_the_call_runs() -> None:
    called = on_stage(
        """
start:
  marks: line
  say: Where to?
  do: c
  choices:
    left: To the left -> left
    right: To the right -> right
left:
  say: Left.
  choices:
    on: Next -> out
right:
  say: Right.
  choices:
    on: Next -> out
out:
  end: done
""",
        c=DEEP,
    )
    assert called.tap("right").place == "c/start"
    assert called.tap("up").words == "Right."


# Setting

SETTING = """
start:
  marks: line
  say: "Count {count}, name {name}, copy {copy}."
  choices:
    up: One up -> up
    down: Two down -> down
    name: Give a name -> name
    copy: Take a copy -> copy
    read: Read anew -> read
    out: Out of here -> out
  save: took
up:
  set: {count: +1}
  goto: start
down:
  set: {count: -2}
  goto: start
name:
  set: {name: "number {count}"}
  goto: start
copy:
  set: {copy: "{count}"}
  goto: start
read:
  set: {reading: new_messages}
  goto: start
out:
  say: "{took}"
  end: done
"""


def test_a_text_can_be_set_and_a_number_counted_up_and_down() -> None:
    told = on_stage(SETTING)
    assert told.words == "Count (not said), name (not said), copy (not said)."
    assert told.tap("up").tap("up").words.startswith("Count 2,")
    assert told.tap("down").tap("down").words.startswith("Count -2,")
    assert "name number -2" in told.tap("name").words


def test_a_copy_of_an_answer_is_the_answer_and_a_copy_of_nothing_is_nothing() -> None:
    told = on_stage(SETTING)
    told.tap("copy")
    assert "copy" not in answers(told)
    told.tap("up").tap("copy")
    assert answers(told)["copy"] == 1


def test_counting_begins_at_nothing_where_the_answer_is_no_number() -> None:
    told = on_stage(SETTING.replace("{count: +1}", "{name: +1}"))
    assert answers(told.tap("name").tap("up"))["name"] == 1


def test_what_belongs_to_the_person_is_set_for_the_person() -> None:
    told = on_stage(SETTING).tap("read")
    assert told.session.person == {"reading": "new_messages"}
    assert "reading" not in answers(told)


@FEW
@given(st.lists(st.sampled_from(["up", "down"]), max_size=15))
def test_counting_adds_up(steps: list[str]) -> None:
    told = on_stage(SETTING)
    for step in steps:
        told.tap(step)
    assert answers(told).get("count", 0) == steps.count("up") - 2 * steps.count("down")


# Keeping

KEEPING = """
start:
  marks: line
  say: "Plan: {plan}."
  choices:
    write: Write it -> write
    out: Out of here -> out
write:
  ask: What is the plan?
  as: text up to 50
  save: plan
  keep: {plan: 2 days}
  skip: Rather not
  goto: start
out:
  end: done
"""
READING = """
start:
  marks: line
  say: "Plan: {plan}."
  choices:
    out: Out of here -> out
out:
  end: done
"""


def keeping() -> Rehearsal:
    return on_stage(KEEPING, b=READING).tap("write").say("Go to Ann").tap("Done")


def test_an_answer_that_is_kept_is_known_in_other_flows_and_after_leaving() -> None:
    kept = keeping()
    assert kept.open("b").words == "Plan: Go to Ann."
    assert kept.leave().open("b").words == "Plan: Go to Ann."


def test_an_answer_that_is_kept_is_gone_when_its_time_is_up() -> None:
    kept = keeping().leave()
    assert kept.wait(timedelta(days=2, seconds=-1)).open("b").words == "Plan: Go to Ann."
    gone = kept.wait(timedelta(seconds=1)).open("b")
    assert gone.words == "Plan: (not said)."
    assert gone.session.kept == {}


def test_an_answer_that_is_kept_is_dropped_on_leaving_too_once_its_time_is_up() -> None:
    assert keeping().wait(timedelta(days=3)).leave().session.kept == {}


def test_what_was_skipped_is_not_kept() -> None:
    assert on_stage(KEEPING).tap("write").tap("Rather not").session.kept == {}


@pytest.mark.parametrize(
    ("span", "seconds"),
    [("1 hour", 3600), ("36 hours", 129_600), ("1 day", 86_400), ("3 months", 7_776_000)],
)
def test_an_answer_can_be_kept_for_hours_days_or_months(span: str, seconds: int) -> None:
    kept = on_stage(KEEPING.replace("2 days", span)).tap("write").say("x").tap("Done")
    assert kept.session.kept["plan"].until == int(kept.at.timestamp()) + seconds


@FEW
@given(st.integers(0, 400), st.integers(0, 400))
def test_nothing_is_ever_known_past_its_time(days: int, passed: int) -> None:
    until = int(Rehearsal(content_with()).at.timestamp()) + days * 86_400
    session = Session(kept={"plan": Kept("Go to Ann", until)})
    told = Rehearsal(content_with(("a", KEEPING)), session).wait(timedelta(days=passed)).open("a")
    assert told.words == ("Plan: Go to Ann." if passed < days else "Plan: (not said).")
    assert bool(told.session.kept) is (passed < days)


def test_an_answer_of_this_flow_comes_before_one_that_was_kept() -> None:
    kept = keeping().leave().open("a").tap("write").say("Stay").tap("Done")
    assert kept.words == "Plan: Stay."


# Ways


def test_the_first_way_whose_condition_is_true_is_taken() -> None:
    steps = """
start:
  marks: line
  say: How many?
  choices:
    one: Just one -> sort
    many: Many more -> sort
    unsure: Not sure -> sort
  save: count
sort:
  goto:
    - only if count is one
    - more if count is many
    - rest
only:
  say: One.
  choices:
    on: Next -> out
more:
  say: More.
  choices:
    on: Next -> out
rest:
  say: The rest.
  choices:
    on: Next -> out
out:
  end: done
"""
    assert on_stage(steps).tap("one").words == "One."
    assert on_stage(steps).tap("many").words == "More."
    assert on_stage(steps).tap("unsure").words == "The rest."


def test_flows_that_would_call_each_other_for_ever_are_refused() -> None:
    files = {
        f"{name}.yaml": f"flow: {name}\ntitle: T\nsteps:\n  start:\n    marks: line\n"
        f"    do: {other}\n    end: done\n"
        for name, other in (("a", "b"), ("b", "a"))
    }
    assert "F114" in {complaint.code for complaint in complaints_of(files)}
