"""Slips that beginners make, and that used to reach a person unseen."""

from __future__ import annotations

import pytest

from tests.support import complaints_of

FLOW = """
flow: walk
title: A walk
steps:
  start:
    marks: line
    say: Where to?
    {lines}
    goto: told
  told:
    say: "It is {{name}}."
    end: done
"""


def said(lines: str, name: str = "spot") -> list[str]:
    text = FLOW.format(lines=lines).replace("{name}", f"{{{name}}}")
    return [complaint.code for complaint in complaints_of({"walk.yaml": text})]


@pytest.mark.parametrize("arrow", ["→", "⇒", "–>", "=>", "- >", "-->", "->"])
def test_an_arrow_that_is_none_is_complained_about(arrow: str) -> None:
    label = f"I did that {arrow}told" if arrow == "->" else f"I did that {arrow} told"
    assert said(f"save: spot\n    choices: {{a: {label}, b: Not yet}}") == ["F118"]


def test_a_tick_leads_nowhere() -> None:
    lines = "save: spot\n    tick: {a: Withheld number -> told, b: B}\n    done: Done"
    assert said(lines) == ["F118"]


def test_an_arrow_in_a_long_label_is_complained_about() -> None:
    lines = "save: spot\n    choices: {a: {label: The car -> told}, b: B}"
    assert said(lines) == ["F118"]


@pytest.mark.parametrize(
    "lines",
    [
        "ask: When?\n    as: date\n    save: country",
        "ask: Which?\n    as: text\n    save: reading",
        "choices: {a: A, b: B}\n    save: zone",
        "choices: {a: A, b: B}\n    save: reading",
        "set: {country: Narnia}",
        "set: {language: xx}",
        "set: {reading: fast}",
    ],
)
def test_nothing_unfitting_can_stand_where_something_belongs_to_the_person(lines: str) -> None:
    assert said(lines, "country") == ["F102"]


def test_what_fits_may_stand_there() -> None:
    assert said("ask: Which?\n    as: country\n    save: country", "country") == []
    assert said("set: {reading: new_messages}", "country") == []


def test_a_condition_that_is_wrong_is_shown_at_its_own_line() -> None:
    text = FLOW.format(lines="save: spot\n    choices: {a: A, b: B}").replace(
        'say: "It is {name}."', 'say:\n      - say: "It is {spot}."\n        if: spott is a'
    )
    complaint = next(c for c in complaints_of({"walk.yaml": text}) if c.code == "F201")
    assert complaint.source_line.strip() == "if: spott is a"


def test_home_is_jumped_to_and_never_run_on_top() -> None:
    assert "F114" in said("do: home", "country")
