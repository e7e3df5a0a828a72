"""Tools for adults' pictures never meet a picture of somebody under 18."""

from __future__ import annotations

import textwrap

import pytest

from tests.rules.small import codes, flow, safety

TOOL = """
  tool:
    marks: adult_tool
    say: There is a tool that can help some sites to block copies of it.
    goto: lines/start
"""
AWAY = "away:\n  goto: lines/start"


def age(name: str = "start", *, adults: str, young: str, more: str = "") -> str:
    """A question about age; "" as a target leaves the choice to the step's own goto."""
    arrow = f" -> {adults}" if adults else ""
    goto = f", goto: {young}" if young else ""
    head = f"""
        {name}:
          say: Was everyone in the picture 18 or over when it was taken?
          choices:
            all_adults: "Yes{arrow}"
            under_18: {{label: "No"{goto}}}
            unsure: {{label: I am not sure{goto}, marks: under_18}}
        """
    rest = textwrap.indent(textwrap.dedent(more).strip("\n"), "  ")
    return textwrap.dedent(head).rstrip() + "\n" + rest


def picture(*parts: str) -> str:
    return flow("picture", *parts)


def test_the_tool_after_everyone_was_an_adult_is_accepted() -> None:
    assert codes(picture(age(adults="tool", young="lines/start"), TOOL)) == set()


@pytest.mark.parametrize(
    "goto",
    [
        "- tool if age is all_adults\n- away",
        "- away if age is under_18\n- away if age is unsure\n- tool",
        "- away if age is under_18 or age is unsure\n- tool",
    ],
)
def test_the_ways_out_of_the_question_may_be_written_in_any_order(goto: str) -> None:
    more = "save: age\ngoto:\n" + textwrap.indent(goto, "  ")
    assert codes(picture(age(adults="", young="", more=more), AWAY, TOOL)) == set()


@pytest.mark.parametrize(
    "goto",
    [
        "- tool if age is not under_18\n- away",
        "- away if age is under_18\n- tool",
        "- tool if age is known\n- away",
    ],
)
def test_not_sure_is_never_taken_for_an_adult(goto: str) -> None:
    more = "save: age\ngoto:\n" + textwrap.indent(goto, "  ")
    flow = picture(age(adults="", young="", more=more), AWAY, TOOL)
    assert safety(flow) == {"F403", "F404"}


def test_without_the_question_there_is_no_tool() -> None:
    assert safety(picture(TOOL.replace("tool:", "start:"))) == {"F403"}


def test_a_single_button_is_no_question() -> None:
    start = """
        start:
          say: This is about pictures of adults.
          choices:
            all_adults: Go on -> tool
            lines: Talk to a person -> lines/start
        """
    assert safety(picture(start, TOOL)) == {"F408"}


def test_a_button_that_is_not_always_there_answers_nothing() -> None:
    start = age(adults="tool", young="lines/start").replace(
        "under_18: {", "under_18: {if: country is known, "
    )
    assert safety(picture(start, TOOL)) == {"F408"}


# After "under 18"


def test_asking_again_does_not_make_an_adult_of_anybody() -> None:
    again = age("again", adults="tool", young="lines/start")
    first = age(adults="tool", young="again")
    assert safety(picture(first, again, TOOL)) == {"F404"}


def test_asking_again_does_not_either_where_the_answer_has_no_way_of_its_own() -> None:
    first = age(adults="tool", young="", more="goto: again")
    again = age("again", adults="tool", young="lines/start")
    assert safety(picture(first, again, TOOL)) == {"F404"}


def test_asking_again_does_not_either_after_a_call() -> None:
    asked = flow("ask_age", age(adults="finish", young="finish"), "finish:\n  end: asked")
    start = "start:\n  do: ask_age\n  goto: again"
    again = age("again", adults="tool", young="lines/start")
    assert "F404" in safety(asked, picture(start, again, TOOL))


def test_asking_again_does_not_either_by_the_full_name_of_the_step() -> None:
    first = age(adults="tool", young="picture/again")
    again = age("again", adults="tool", young="lines/start")
    assert safety(picture(first, again, TOOL)) == {"F404"}


def test_asking_again_does_not_either_after_calls_that_do_not_ask_at_all() -> None:
    calls = "start:\n  do: note\n  goto: first"
    first = age("first", adults="again", young="young")
    young = "young:\n  do: note\n  goto: again"
    again = age("again", adults="tool", young="lines/start")
    note = flow("note", "start:\n  marks: line\n  say: Some lines.\n  end: noted")
    assert safety(note, picture(calls, first, young, again, TOOL)) == {"F404"}


def test_flows_that_call_each_other_do_not_keep_the_checker_busy() -> None:
    start = "start:\n  do: other\n  goto: again"
    again = age("again", adults="tool", young="lines/start")
    other = flow("other", age(adults="on", young="on"), "on:\n  do: picture\n  goto: lines/start")
    assert {"F114", "F404"} <= codes(other, picture(start, again, TOOL))


def test_a_called_flow_may_ask_if_its_outcome_is_looked_at() -> None:
    ends = "adults:\n  end: adults\nyoung:\n  marks: line\n  say: Some lines.\n  end: young"
    asked = flow("ask_age", age(adults="adults", young="young"), ends, gives="adults, young")
    start = "start:\n  do: ask_age\n  goto:\n    - tool if outcome is adults\n    - lines/start"
    assert codes(asked, picture(start, TOOL)) == set()


def test_a_called_flow_that_leaves_after_under_18_can_come_back_with_anything() -> None:
    ends = "adults:\n  end: adults"
    asked = flow("ask_age", age(adults="adults", young="other/start"), ends, gives="adults")
    other = flow("other", "start:\n  marks: line\n  say: Some lines.\n  end: adults")
    start = "start:\n  do: ask_age\n  goto:\n    - tool if outcome is adults\n    - lines/start"
    assert safety(asked, other, picture(start, TOOL)) == {"F403", "F404"}


def test_a_later_not_sure_takes_the_first_answer_back() -> None:
    again = age("again", adults="tool", young="tool")
    assert safety(picture(age(adults="again", young="lines/start"), again, TOOL)) == {
        "F403",
        "F404",
    }


# Questions about danger


@pytest.mark.parametrize(
    "choices",
    [
        "no_danger: No -> lines/start\nyes: {label: Yes, goto: lines/start, marks: no_danger}\n"
        "unsure: {label: Not sure, goto: lines/start, marks: no_danger}",
        "no_danger: No -> lines/start\nyes: {label: Yes, goto: lines/start, if: country is GB}\n"
        "unsure: Not sure -> lines/start",
        "no_danger: {label: No, goto: lines/start, if: country is GB}\nyes: Yes -> lines/start\n"
        "unsure: Not sure -> lines/start",
        "no_danger: Go on -> lines/start",
    ],
    ids=["all mean no", "no yes for most", "no no for most", "one button"],
)
def test_a_danger_question_has_a_real_yes_and_no_for_everybody(choices: str) -> None:
    start = "start:\n  marks: danger_question\n  say: Danger?\n  choices:\n"
    assert safety(flow("ask_it", start + textwrap.indent(choices, "    "))) == {"F408"}


def test_a_danger_question_is_never_typed() -> None:
    start = """
        start:
          marks: danger_question
          ask: Could they hurt you soon?
          as: text up to 100
          save: risk
          goto: told
        told:
          say: "{risk}"
          goto: lines/start
        """
    assert safety(flow("ask_it", start)) == {"F408"}
