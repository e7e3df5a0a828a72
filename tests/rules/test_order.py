"""The safety order can't be got round, and flows that keep it are not refused."""

from __future__ import annotations

import textwrap

import pytest

from tests.rules.small import ASKS_AWAY, CHANGE, PROOF, asks, codes, flow, safety

# What the order is


def test_the_order_kept_is_accepted() -> None:
    assert codes(flow("album", asks(no="proof"), PROOF, CHANGE)) == set()


def test_a_change_from_the_menu_is_refused() -> None:
    assert safety(flow("album", CHANGE.replace("change:", "start:"))) == {"F401", "F402"}


@pytest.mark.parametrize("answer", ["danger", "unsure"])
def test_any_answer_but_no_must_not_lead_to_a_change(answer: str) -> None:
    question = asks(no="proof", yes="proof")
    spared = "unsure" if answer == "danger" else "danger"
    words = {"danger": "Yes", "unsure": "I am not sure"}[spared]
    question = question.replace(f"{words} -> proof", f"{words} -> lines/start")
    assert safety(flow("album", question, PROOF, CHANGE)) == {"F401"}


@pytest.mark.parametrize(
    "body",
    [
        "ask: Since when?\nas: date\nsave: since\nskip: Skip -> change\ngoto: use",
        "tick: {a: A}\nsave: since\ndone: Done -> use\nnone: None -> change",
        "show: helplines\neach: '{name}'\nempty: change\ngoto: ask_it",
        "say: Hello.\ngoto:\n  - change if country is known\n  - ask_it",
        "choices:\n  a: Go on -> change\n  b: First this -> ask_it",
        "do: country\ngoto:\n  - change if country is known\n  - ask_it",
    ],
    ids=["skip", "none", "empty", "if", "choice", "call"],
)
def test_no_side_door_leads_past_the_question(body: str) -> None:
    start = f"start:\n{textwrap.indent(body, '  ')}"
    use = 'use:\n  say: "Since {since}."\n  goto: ask_it' if "since" in body else ""
    album = flow("album", start, use, asks("ask_it", no="proof"), PROOF, CHANGE)
    assert codes(album) == {"F401", "F402"}


# Questions that are asked again


def test_a_later_yes_takes_the_first_no_back() -> None:
    again = asks("again", no="proof", yes="proof")
    assert safety(flow("album", asks(no="again"), again, PROOF, CHANGE)) == {"F401"}


def test_a_later_yes_counts_also_where_the_first_no_was_saved() -> None:
    first = asks(no="again", more="save: risk")
    again = asks("again", no="plan", yes="plan", more="save: second")
    plan = """
        plan:
          say: "You said {second}."
          goto:
            - proof if risk is no_danger
            - lines/start
        """
    assert safety(flow("album", first, again, plan, PROOF, CHANGE)) == {"F401"}


def test_a_later_yes_in_a_flow_that_is_called_counts_too() -> None:
    called = """
        plan:
          do: ask_danger
          goto: proof
        """
    assert safety(ASKS_AWAY, flow("album", asks(no="plan"), called, PROOF, CHANGE)) == {"F401"}


def test_a_question_that_calls_another_is_answered_by_the_newer_one() -> None:
    question = asks(no="proof", more="do: ask_danger")
    assert safety(ASKS_AWAY, flow("album", question, PROOF, CHANGE)) == {"F401"}


def test_asking_twice_under_one_name_is_fine() -> None:
    first = asks(no="again", yes="again", more="save: risk")
    again = asks("again", no="plan", yes="plan", more="save: risk")
    plan = """
        plan:
          goto:
            - proof if risk is no_danger
            - lines/start
        """
    assert codes(flow("album", first, again, plan, PROOF, CHANGE)) == set()


# Answers that were not given here and now


DECIDES = """
    start:
      goto:
        - proof if risk is no_danger
        - ask_it
    """
SAVES = asks("ask_it", no="proof", more="save: risk")


def test_an_answer_of_this_conversation_counts_later_in_it() -> None:
    start = asks(no="", yes="", more="save: risk\ngoto: later")
    later = """
        later:
          say: Let us look at the album first.
          goto:
            - proof if risk is no_danger and (country is known or country is not known)
            - lines/start
        """
    assert codes(flow("album", start, later, PROOF, CHANGE)) == set()


def test_before_anything_was_asked_a_condition_proves_the_answer() -> None:
    assert codes(flow("album", DECIDES, SAVES, PROOF, CHANGE)) == set()


def test_an_answer_that_a_step_sets_by_itself_does_not_count() -> None:
    sets = "start:\n  set: {risk: no_danger}\n  goto: decide"
    decide = DECIDES.replace("start:", "decide:")
    assert safety(flow("album", sets, decide, SAVES, PROOF, CHANGE)) == {"F401"}


def test_an_answer_set_in_the_question_itself_does_not_count() -> None:
    goto = "save: risk\nset: {risk: no_danger}\ngoto:\n  - proof if risk is no_danger\n  - away"
    away = "away:\n  goto: lines/start"
    assert safety(flow("album", asks(no="", yes="", more=goto), away, PROOF, CHANGE)) == {"F401"}


def test_an_answer_to_another_question_of_that_name_does_not_count() -> None:
    other = """
        start:
          say: Do you like the album?
          choices:
            no_danger: "Yes"
            other: "No"
          save: risk
          goto: decide
        """
    decide = DECIDES.replace("start:", "decide:")
    assert safety(flow("album", other, decide, SAVES, PROOF, CHANGE)) == {"F401"}


def test_an_answer_that_was_kept_from_another_day_does_not_count() -> None:
    keeps = asks("ask_it", no="proof", more="save: risk\nkeep: {risk: 30 days}")
    assert safety(flow("album", DECIDES, keeps, PROOF, CHANGE)) == {"F401"}


def test_an_answer_that_another_flow_keeps_does_not_count() -> None:
    other = flow("other", asks(no="lines/start", more="save: risk\nkeep: {risk: 30 days}"))
    assert safety(other, flow("album", DECIDES, SAVES, PROOF, CHANGE)) == {"F401"}


def test_an_answer_that_a_caller_gives_does_not_count() -> None:
    caller = "start:\n  do: album\n  with: {risk: no_danger}\n  goto: lines/start"
    album = flow("album", DECIDES, SAVES, PROOF, CHANGE)
    assert safety(album, flow("caller", caller)) == {"F401"}


def test_an_answer_means_no_only_if_it_does_at_every_question_of_that_name() -> None:
    other = """
        other:
          marks: danger_question
          say: Are you at ease?
          choices:
            danger: {label: I am, goto: plan, marks: no_danger}
            no_danger: {label: I am not, goto: plan}
            unsure: I am not sure -> plan
          save: risk
        """
    plan = "plan:\n  goto:\n    - proof if risk is danger\n    - lines/start"
    first = asks(no="other", yes="plan", more="save: risk")
    assert "F401" in safety(flow("album", first, other, plan, PROOF, CHANGE))


# Conditions


@pytest.mark.parametrize(
    "condition",
    [
        "not (risk is danger)",
        "risk is not danger",
        "risk is no_danger or country is known",
        "risk is known",
        "not (risk is not known)",
        "risk is {country}",
    ],
)
def test_a_condition_proves_only_a_plain_no(condition: str) -> None:
    goto = f"save: risk\ngoto:\n  - proof if {condition}\n  - away"
    away = "away:\n  goto: lines/start"
    assert "F401" in safety(flow("album", asks(no="", yes="", more=goto), away, PROOF, CHANGE))


@pytest.mark.parametrize(
    "goto",
    [
        "- proof if risk is no_danger\n- away",
        "- away if risk is danger\n- away if risk is unsure\n- proof",
        "- away if risk is not no_danger\n- proof",
        "- away if risk is danger or risk is unsure\n- proof",
        "- proof if risk is no_danger and country is known\n- away",
        "- proof if not (risk is danger or risk is unsure)\n- away",
        "- proof if risk has no_danger\n- away",
    ],
)
def test_the_ways_out_of_the_question_may_be_written_in_any_order(goto: str) -> None:
    more = "save: risk\ngoto:\n" + textwrap.indent(goto, "  ")
    away = "away:\n  goto: lines/start"
    assert codes(flow("album", asks(no="", yes="", more=more), away, PROOF, CHANGE)) == set()


def test_a_question_whose_table_has_no_row_is_not_answered() -> None:
    start = asks(no="proof").replace(
        "    choices:", "    show: helplines\n    each: '{name}'\n    empty: proof\n    choices:"
    )
    assert safety(flow("album", start, PROOF, CHANGE)) == {"F401"}


def test_a_no_can_be_tested_wherever_it_is_needed() -> None:
    start = asks(no="", yes="", more="save: risk\ngoto: first")
    first = "first:\n  goto:\n    - proof if risk is no_danger\n    - second"
    second = "second:\n  goto:\n    - change if risk is no_danger\n    - lines/start"
    assert codes(flow("album", start, first, second, PROOF, CHANGE)) == {"F402"}


def test_a_button_shown_only_after_a_no_is_fine() -> None:
    start = asks(no="menu", yes="menu", more="save: risk")
    menu = """
        menu:
          say: What would you like to do?
          choices:
            change: {label: Leave the album, goto: proof, if: risk is no_danger}
            lines: Talk to a person -> lines/start
        """
    assert codes(flow("album", start, menu, PROOF, CHANGE)) == set()


def test_a_button_of_the_question_that_an_older_answer_shows_is_not() -> None:
    start = """
        start:
          marks: danger_question
          say: Could this person hurt you soon?
          choices:
            no_danger: No -> proof
            danger: Yes -> start
            unsure: I am not sure -> start
            sure: {label: As before, goto: proof, if: risk is no_danger}
          save: risk
        """
    assert safety(flow("album", start, PROOF, CHANGE)) == {"F401"}
