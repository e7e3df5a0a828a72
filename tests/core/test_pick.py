"""`pick`: one change after another, the least noticeable first; each can be left as it is."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.content import Content
from bot.core.effects import Entry
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import answers, flow, screen
from tests.support import complaints_of, content_of

STEPS = """
start:
  marks: [line, danger_question]
  say: Could they get angry?
  choices:
    no_danger: "No -> proof"
    danger: "Yes -> out"
    unsure: I am not sure -> out
proof:
  marks: capture
  say: Save it first.
  choices:
    on: Go on -> first
first:
  changes: visible
  show: changes
  where: topic is map
  each:
    - "Change: {change}"
    - "What shows: {what_they_notice}"
  empty: out
  pick: one_by_one
  take: Do this one
  leave_it: Leave this one as it is
  stop: Stop here -> stopped
  save: chosen
  goto: told
stopped:
  say: "So far: {chosen}."
  goto: told
told:
  say:
    - if: chosen is empty
      say: Nothing, then.
  choices:
    again: Once more -> first
    out: Out of here -> out
out:
  end: done
"""
ROWS = (("b", "visible"), ("c", "maybe"), ("d", "hidden"), ("e", "hidden"))
SORTED = ("d", "e", "c", "b")

COLUMNS = (
    *("id", "topic", "change", "notice", "what_they_notice", "how_fast", "evidence_lost"),
    *("who_can_override", "source", "seen", "recheck"),
)


def content(rows: tuple[tuple[str, str], ...] = ROWS) -> Content:
    lines = [
        f"{row},map,Do {row}.,{notice},{row} shows.,Soon.,None.,No one.,me,2026-11-01,2027-05-01"
        for row, notice in rows
    ]
    table = "\n".join((",".join(COLUMNS), *lines, ""))
    return content_of({"a.yaml": flow("a", STEPS), "data/changes.csv": table})


SHIPPED = content()


def picking() -> Rehearsal:
    return Rehearsal(SHIPPED).open("a").tap("no_danger").tap("on")


def shown(rehearsal: Rehearsal) -> str:
    """The row on the screen."""
    (entry,) = (part for part in screen(rehearsal).parts if isinstance(part, Entry))
    return entry.lines[0].removeprefix("Change: Do ").removesuffix(".")


def test_one_row_stands_on_a_screen_with_its_lines_and_exactly_three_ways() -> None:
    asked = picking()
    assert asked.words == "Change: Do d.\nWhat shows: d shows."
    assert asked.labels == ["Do this one", "Leave this one as it is", "Stop here"]


@given(st.lists(st.booleans(), min_size=4, max_size=4))
def test_rows_always_come_least_noticeable_first_and_the_answer_is_what_she_took(
    wanted: list[bool],
) -> None:
    asked, seen = picking(), list[str]()
    for one in wanted:
        seen.append(shown(asked))
        asked.tap("take" if one else "leave_it")
    assert tuple(seen) == SORTED
    taken = tuple(row for row, one in zip(SORTED, wanted, strict=True) if one)
    assert answers(asked)["chosen"] == taken
    assert asked.place == "a/told"


def test_none_taken_is_an_answer_too() -> None:
    asked = picking()
    for _ in SORTED:
        asked.tap("leave_it")
    assert answers(asked)["chosen"] == ()
    assert asked.words == "Nothing, then."


def test_she_can_stop_at_any_of_them_and_what_she_took_stays() -> None:
    asked = picking().tap("take").tap("stop")
    assert asked.words == "So far: d."
    assert answers(asked)["chosen"] == ("d",)


def test_a_press_that_arrives_twice_decides_nothing_of_the_next_one() -> None:
    asked = picking()
    token = asked.button("take").token
    asked.press(token).press(token)
    assert shown(asked) == "e"
    assert answers(asked)["chosen"] == ("d",)


def test_typing_the_words_of_a_button_does_the_same() -> None:
    asked = picking().say("leave this one as it is").say("Do this one")
    assert shown(asked) == "c"
    assert answers(asked)["chosen"] == ("e",)


def test_other_words_decide_nothing() -> None:
    asked = picking().tap("leave_it").say("hm")
    assert shown(asked) == "e"
    assert asked.words.startswith("Please tap a button")


def test_a_new_visit_begins_with_nothing_taken() -> None:
    asked = picking().tap("take").tap("stop").tap("again")
    assert shown(asked) == "d"
    assert answers(asked.tap("stop"))["chosen"] == ()


def test_what_she_took_stays_where_a_screen_was_covered_meanwhile() -> None:
    asked = picking().tap("leave_it").tap("take")
    asked.session = replace(asked.session, keyed=())
    asked.say("hm")
    assert shown(asked) == "d"
    for _ in range(3):
        asked.tap("leave_it")
    assert answers(asked)["chosen"] == ("e",)


def test_a_row_that_is_gone_meanwhile_is_said_and_nothing_is_decided() -> None:
    asked = picking().tap("leave_it")
    asked.content = content(ROWS[:2])
    asked.tap("take")
    assert asked.words.startswith(SHIPPED.phrase("changed"))
    assert shown(asked) == "c"
    assert answers(asked)["chosen"] == ()


def test_where_all_rows_are_gone_meanwhile_she_goes_on() -> None:
    asked = picking().tap("take")
    none = replace(SHIPPED.tables["changes"], rows=())
    asked.content = replace(SHIPPED, tables={**SHIPPED.tables, "changes": none})
    asked.say("hm").tap("take")
    assert asked.place == "a/told"
    assert answers(asked)["chosen"] == ("d",)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("pick: all", "F102"),
        ("most: 2", "F102"),
        ("save:", "F102"),
        ("leave_it:", "F102"),
        ("leave_it: No -> told", "F118"),
        ("show: helplines", "F205"),
    ],
)
def test_a_step_that_cannot_be_picked_from_is_refused(line: str, code: str) -> None:
    key = line.partition(":")[0]
    steps = re.sub(rf"^  {key}:.*\n", "", STEPS, flags=re.MULTILINE)
    steps = steps.replace("  empty: out\n", f"  empty: out\n  {line}\n" if line[-1] != ":" else "")
    files = {"a.yaml": flow("a", steps), "data/changes.csv": ",".join(COLUMNS)}
    assert code in {complaint.code for complaint in complaints_of(files)}
