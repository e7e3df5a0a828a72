"""Circles, ends and lines: what can be proved about every path, however long the flow is."""

from __future__ import annotations

import pytest

from tests.rules.small import codes, flow
from tests.support import complaints_of

NOTE = flow(
    "note",
    """
    start:
      marks: line
      say: Note it down, or talk to someone.
      choices:
        more: One more -> again
        enough: Enough -> finish
    again:
      end: more
    finish:
      end: enough
    """,
    gives="more, enough",
)


def messages(text: str) -> list[str]:
    return [c.message for c in complaints_of({f"{text.split()[1]}.yaml": text})]


# Circles


def test_a_step_may_call_a_flow_that_asks_again_and_again() -> None:
    again = "start:\n  do: note\n  goto:\n    - start if outcome is more\n    - lines/start"
    assert codes(NOTE, flow("album", again)) == set()


def test_a_step_that_calls_a_flow_again_which_never_asks_goes_round() -> None:
    silent = flow("silent", "start:\n  marks: line\n  say: Hm.\n  end: more", gives="more")
    again = "start:\n  do: silent\n  goto:\n    - start if outcome is more\n    - lines/start"
    assert codes(silent, flow("album", again)) == {"F112"}


def test_a_circle_through_two_flows_is_found_in_both() -> None:
    one = flow(
        "one", "start:\n  say: One.\n  goto:\n    - two/start if country is known\n    - away"
    )
    two = flow("two", "start:\n  say: Two.\n  goto: one/start")
    one += "  away:\n    goto: lines/start\n"
    found = complaints_of({"one.yaml": one, "two.yaml": two})
    assert {(c.file, c.code) for c in found} == {("one.yaml", "F112"), ("two.yaml", "F112")}


def test_the_steps_of_a_circle_are_named() -> None:
    one = "one:\n  goto:\n    - two if country is known\n    - lines/start"
    start = "start:\n  choices:\n    a: A -> one\n    b: B -> lines/start"
    found = messages(flow("album", start, one, "two:\n  goto: three\nthree:\n  goto: one"))
    assert found == [
        "this goes round without asking anything: one → two → three → one. Let a step on it wait."
    ]


def test_where_no_row_fits_a_question_is_passed_without_waiting() -> None:
    start = """
        start:
          show: helplines
          each: "{name}"
          empty: none
          choices:
            on: Go on -> lines/start
        none:
          say: There is none.
          goto: start
        """
    assert codes(flow("album", start)) == {"F112"}


def test_a_circle_that_leads_into_another_is_told_once_that_one_is_mended() -> None:
    outer = "start:\n  goto:\n    - inner/start if country is known\n    - start"
    inner = "start:\n  goto:\n    - start if country is known\n    - lines/start"
    files = {"outer.yaml": flow("outer", outer), "inner.yaml": flow("inner", inner)}
    assert [c.file for c in complaints_of(files) if c.code == "F112"] == ["inner.yaml"]
    files["inner.yaml"] = flow("inner", "start:\n  goto: lines/start")
    assert [c.file for c in complaints_of(files) if c.code == "F112"] == ["outer.yaml"]


# Ends


def test_one_slip_is_one_complaint() -> None:
    assert codes(flow("album", "start:\n  marks: line\n  goto: nowhere")) == {"F103"}
    assert codes(flow("album", "start:\n  marks: line\n  say: Hello.")) == {"F104"}


def test_a_flow_may_leave_where_no_row_fits() -> None:
    start = """
        start:
          show: helplines
          where: country is {country}
          each: "{name}"
          empty: help/start
          choices:
            again: Look again -> start
        """
    assert codes(flow("album", start)) == set()


# Lines


def far(steps: int, *, waits: bool) -> str:
    """A first message with so many steps between it and a line."""
    body = "choices: {{on: Go on -> s{next}}}" if waits else "say: Hello.\n  goto: s{next}"
    parts = [f"s{n}:\n  " + body.format(next=n + 1) for n in range(steps)]
    last = f"s{steps}:\n  marks: line\n  say: A line.\n  goto: menu"
    menu = "menu:\n  say: The menu.\n  choices: {again: Begin -> start, a: A line -> lines/start}"
    return flow("home", "start:\n  choices: {yes: 'Yes -> s0'}", *parts, last, menu)


@pytest.mark.parametrize(("steps", "found"), [(1, set()), (2, {"F406"}), (40, {"F406"})])
def test_from_the_first_message_a_line_is_two_taps_away(steps: int, found: set[str]) -> None:
    assert codes(far(steps, waits=True)) == found


def test_steps_that_do_not_wait_cost_no_tap_however_many_there_are() -> None:
    assert codes(far(280, waits=False)) == set()


def test_a_line_can_lie_behind_a_circle() -> None:
    round_and_round = """
        start:
          choices: {yes: 'Yes -> one'}
        one:
          goto:
            - two if country is known
            - line
        two:
          goto: one
        line:
          marks: line
          goto: menu
        menu:
          choices: {again: Begin -> start, a: A line -> lines/start}
        """
    assert codes(flow("home", round_and_round)) == {"F112"}


def test_a_flow_that_is_called_can_show_the_line() -> None:
    home = """
        start:
          choices: {yes: 'Yes -> call'}
        call:
          do: lines
          goto: menu
        menu:
          choices: {again: Begin -> start, help: Who can help? -> help/start}
        """
    assert codes(flow("home", home)) == set()


def test_a_text_that_several_flows_share_is_short_too() -> None:
    found = complaints_of({"snippets.yaml": f"snippets:\n  hello: Hello.\n  long: {'word ' * 70}"})
    assert [(c.file, c.line, c.code) for c in found] == [("snippets.yaml", 3, "F302")]


def test_what_stands_in_braces_of_a_where_was_saved() -> None:
    start = """
        start:
          show: helplines
          where: country is {contry}
          each: "{name}"
          empty: help/start
          goto: help/start
        """
    assert codes(flow("album", start)) == {"F201"}
