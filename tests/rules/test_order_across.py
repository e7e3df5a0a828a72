"""The safety order holds across flows: where one calls another, and where one jumps into one."""

from __future__ import annotations

import pytest

from tests.rules.small import ASKS_AWAY, CHANGE, PROOF, asks, codes, flow, safety

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


def test_a_called_flow_that_ends_with_the_question_itself_proves_nothing() -> None:
    called = flow("called", asks(no="", yes="", more="end: asked"))
    start = "start:\n  do: called\n  goto: proof"
    assert safety(called, flow("album", start, PROOF, CHANGE)) == {"F401"}


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


@pytest.mark.parametrize("mark", ["changes: visible", "marks: adult_tool"])
def test_a_flow_that_is_not_there_proves_nothing(mark: str) -> None:
    start = f"start:\n  do: gone\n  goto: on\non:\n  {mark}\n  goto: lines/start"
    assert {"F107"} < codes(flow("album", start))


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
