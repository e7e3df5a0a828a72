"""The safety order can't be got round, and flows that keep it are not refused."""

from __future__ import annotations

import textwrap

import pytest

from tests.support import complaints_of

QUESTION = """
  {name}:
    marks: danger_question
    say: Could this person hurt you soon, or get angry if they see a change?
    choices:
      no_danger: "No{no}"
      danger: "Yes{yes}"
      unsure: "I am not sure{unsure}"
"""
PROOF = """
  proof:
    marks: capture
    say: You could note down what is in the album first.
    goto: change
"""
CHANGE = """
  change:
    changes: visible
    say: You could leave the album now. They will see it.
    goto: lines/start
"""


def flow(name: str, *parts: str, gives: str = "") -> str:
    """A flow of these steps; each part is a step or several, however far they are moved in."""
    head = f"flow: {name}\ntitle: {name}\ngives: [{gives}]\nsteps:\n"
    bare = (textwrap.dedent(part).strip("\n") for part in parts)
    return head + "".join(textwrap.indent(part, "  ") + "\n" for part in bare)


def asks(name: str = "start", *, no: str, yes: str = "lines/start", more: str = "") -> str:
    """A danger question; "" as a target leaves the choice to the step's own goto."""
    arrow = {"no": no, "yes": yes, "unsure": yes}
    targets = {key: f" -> {target}" if target else "" for key, target in arrow.items()}
    rest = textwrap.indent(textwrap.dedent(more).strip("\n"), "    ")
    return QUESTION.format(name=name, **targets) + rest


def codes(*flows: str) -> set[str]:
    """The rules that some flows break."""
    files = {f"{text.split()[1]}.yaml": text for text in flows}
    return {complaint.code for complaint in complaints_of(files)}


def safety(*flows: str) -> set[str]:
    return {code for code in codes(*flows) if code.startswith("F4")}


ASKS_AWAY = flow(
    "ask_danger",
    asks(no="fine", yes="careful"),
    """
    fine:
      end: fine
    careful:
      marks: line
      say: A help line can plan this with you.
      end: careful
    """,
    gives="fine, careful",
)
"""A flow that others call: it comes back with `fine` only after a plain no."""


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


# Flows that are called


def test_a_called_flow_may_ask_if_its_outcome_is_looked_at() -> None:
    start = "start:\n  do: ask_danger\n  goto:\n    - proof if outcome is fine\n    - lines/start"
    assert codes(ASKS_AWAY, flow("album", start, PROOF, CHANGE)) == set()


def test_the_other_outcomes_may_be_sent_away_first() -> None:
    start = (
        "start:\n  do: ask_danger\n  goto:\n    - lines/start if outcome is careful\n    - proof"
    )
    assert codes(ASKS_AWAY, flow("album", start, PROOF, CHANGE)) == set()


def test_a_called_flow_whose_outcome_is_ignored_proves_nothing() -> None:
    start = "start:\n  do: ask_danger\n  goto: proof"
    assert safety(ASKS_AWAY, flow("album", start, PROOF, CHANGE)) == {"F401"}


def test_a_button_can_not_know_the_outcome_of_a_call_that_comes_after_it() -> None:
    start = """
        start:
          do: easy
          goto: menu
        menu:
          say: What would you like to do?
          choices:
            change: {label: Leave the album, goto: proof, if: outcome is fine}
            lines: Talk to a person -> lines/start
          do: ask_danger
        """
    easy = flow("easy", "start:\n  marks: line\n  say: Hello.\n  end: fine", gives="fine")
    assert safety(easy, ASKS_AWAY, flow("album", start, PROOF, CHANGE)) == {"F401"}


@pytest.mark.parametrize("way", ["goto: elsewhere/start", "empty"])
def test_a_called_flow_that_goes_elsewhere_can_come_back_with_anything(way: str) -> None:
    leaves = "start:\n  goto: elsewhere/start"
    if way == "empty":
        leaves = """
            start:
              say: Some.
              show: helplines
              each: "{name}"
              empty: elsewhere/start
              goto: ask_it
            """
    called = flow(
        "called",
        leaves,
        asks("ask_it", no="fine", yes="careful") if way == "empty" else "",
        "fine:\n  end: fine\ncareful:\n  end: careful" if way == "empty" else "",
        gives="fine, careful" if way == "empty" else "",
    )
    elsewhere = flow("elsewhere", "start:\n  marks: line\n  say: Hello.\n  end: fine")
    condition = "proof if outcome is fine" if way == "empty" else "proof if country is known"
    start = f"start:\n  do: called\n  goto:\n    - {condition}\n    - lines/start"
    assert safety(called, elsewhere, flow("album", start, PROOF, CHANGE)) == {"F401"}


def test_proof_can_be_kept_in_a_called_flow_and_in_one_that_calls_it() -> None:
    keep = flow("keep_it", "start:\n  marks: [capture, line]\n  say: Note it.\n  end: kept")
    around = flow("around", "start:\n  do: keep_it\n  goto: finish\nfinish:\n  end: kept")
    plan = "plan:\n  do: around\n  goto: change"
    assert codes(keep, around, flow("album", asks(no="plan"), plan, CHANGE)) == set()


def test_a_call_that_is_skipped_keeps_no_proof() -> None:
    keep = flow("keep_it", "start:\n  marks: [capture, line]\n  say: Note it.\n  end: kept")
    plan = """
        plan:
          say: Some lines.
          show: helplines
          each: "{name}"
          empty: change
          do: keep_it
          goto: change
        """
    assert safety(keep, flow("album", asks(no="plan"), plan, CHANGE)) == {"F402"}


def test_flows_that_call_each_other_prove_nothing_and_end() -> None:
    one = flow("one", "start:\n  do: two\n  goto: proof", PROOF, CHANGE)
    two = flow("two", "start:\n  do: one\n  goto: proof", PROOF, CHANGE)
    assert {"F114", "F401"} <= codes(one, two)


def test_calls_inside_calls_prove_nothing_beyond_a_depth() -> None:
    calls = [
        flow(
            f"f{n}",
            f"start:\n  do: f{n + 1}\n  goto: finish\nfinish:\n  goto: lines/start"
            if n % 2
            else f"start:\n  do: f{n + 1}\n  goto: finish\nfinish:\n  end: done",
        )
        for n in range(400)
    ]
    last = flow("f400", asks(no="finish"), "finish:\n  goto: lines/start")
    album = flow("album", "start:\n  do: f0\n  goto: proof", PROOF, CHANGE)
    assert safety(*calls, last, album) == {"F401"}


# Ways in


JUMPS = "start:\n  goto: album/{step}"


@pytest.mark.parametrize("step", ["proof", "change"])
def test_a_jump_from_another_flow_inherits_nothing(step: str) -> None:
    album = flow("album", asks(no="proof"), PROOF, CHANGE)
    assert "F401" in safety(album, flow("other", JUMPS.format(step=step)))


def test_a_jump_to_the_old_name_of_a_step_counts() -> None:
    renamed = PROOF.replace("marks:", "was: old_proof\n    marks:")
    album = flow("album", asks(no="proof"), renamed, CHANGE)
    assert safety(album, flow("other", JUMPS.format(step="old_proof"))) == {"F401"}


def test_a_jump_where_no_row_fits_counts() -> None:
    other = """
        start:
          say: Some lines.
          show: helplines
          each: "{name}"
          empty: album/proof
          goto: lines/start
        """
    album = flow("album", asks(no="proof"), PROOF, CHANGE)
    assert safety(album, flow("other", other)) == {"F401"}


def test_a_jump_out_of_the_question_for_the_country_counts() -> None:
    country = flow("country", JUMPS.format(step="proof"))
    album = flow("album", asks(no="proof"), PROOF, CHANGE)
    assert safety(album, country) == {"F401"}


def test_a_jump_within_a_flow_by_its_full_name_counts() -> None:
    album = flow("album", asks(no="album/proof", yes="album/proof"), PROOF, CHANGE)
    assert safety(album) == {"F401"}
