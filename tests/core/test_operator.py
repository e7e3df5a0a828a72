"""`{operator}`: who runs the bot, as the settings tell, in every flow and saved by none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.content import Content
from bot.workshop.explorer import explore
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import content_with, flow
from tests.support import complaints_of

STEPS = """
start:
  marks: line
  say:
    - if: operator is known
      say: "Run by {operator}."
    - if: operator is not known
      say: Run by nobody who is named.
    - if: operator_contact is known
      say: "Ask {operator_contact}."
  choices:
    more: {label: More, goto: more, if: operator is known}
    fine: Fine -> out
more:
  say: More.
  choices:
    fine: Fine -> out
out:
  end: told
"""
NAME, CONTACT = "The <b>Lamp</b> House", "ask@lamp.example"


def words(told: dict[str, str]) -> str:
    content = replace(content_with(("a", STEPS)), told=told)
    return Rehearsal(content).open("a").words


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "Run by nobody who is named."),
        ({"operator": NAME}, f"Run by {NAME}."),
        ({"operator_contact": CONTACT}, f"Run by nobody who is named.\nAsk {CONTACT}."),
        ({"operator": NAME, "operator_contact": CONTACT}, f"Run by {NAME}.\nAsk {CONTACT}."),
    ],
)
def test_a_flow_tells_what_the_settings_tell_and_no_more(told: dict[str, str], said: str) -> None:
    assert words(told).split() == said.split()


def test_what_every_person_reads_under_privacy_names_the_operator(shipped: Content) -> None:
    told = {"operator": NAME, "operator_contact": CONTACT}
    named = Rehearsal(replace(shipped, told=told)).open("your_data").words
    assert f"The people who run me: {NAME}." in named
    assert f"You can ask them here: {CONTACT}." in named
    assert "I was not told" not in named


def test_where_nobody_is_named_that_is_said(shipped: Content) -> None:
    said = Rehearsal(shipped).open("your_data").words
    assert "I was not told the name of the people who run me." in said
    assert "(not said)" not in said


@pytest.mark.parametrize("name", ["operator", "operator_contact"])
@pytest.mark.parametrize(
    "wrong",
    [
        "start:\n  ask: Who?\n  as: text\n  save: NAME\n  end: told",
        "start:\n  say: Hm.\n  set: {NAME: me}\n  end: told",
        "start:\n  do: country\n  with: {NAME: me}\n  end: told",
    ],
)
def test_no_flow_can_write_over_it(name: str, wrong: str) -> None:
    steps = wrong.replace("NAME", name)
    found = complaints_of({"a.yaml": flow("a", steps)})
    assert [c for c in found if c.code == "F102" and "told by the settings" in c.message]


def test_it_is_known_to_the_checker_everywhere() -> None:
    assert complaints_of({"a.yaml": flow("a", STEPS)}) == ()


def test_the_explorer_meets_an_operator_who_is_named_and_one_who_is_not() -> None:
    report = explore(content_with(("a", STEPS)))
    assert [str(tap) for tap in report.untaken if tap.flow == "a"] == []
    assert "more" in {tap.step for tap in report.visited if tap.flow == "a"}
