"""The explorer takes every choice there is, and finds what no person should meet."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest

from bot.content import yaml_tree
from bot.core.complaint import Complaint
from bot.core.content import Content
from bot.core.reading import read_flow
from bot.workshop.coverage import Tap
from bot.workshop.explorer import Exploration, explore
from tests.support import content_of

MOST_TURNS = 180_000
"""More would take a machine of today over half a minute."""


@pytest.fixture(scope="module")
def of_shipped(shipped: Content) -> Exploration:
    return explore(shipped)


def unchecked(flow: str) -> Content:
    """The base set with a flow that no checker has seen."""
    complaints: list[Complaint] = []
    tree = yaml_tree.read(textwrap.dedent(flow).encode(), "odd.yaml").tree
    odd = read_flow(tree, "odd.yaml", complaints)
    assert odd is not None
    assert complaints == []
    base = content_of({})
    return replace(base, flows={**base.flows, "odd": odd})


def findings(flow: str) -> list[str]:
    return [str(finding) for finding in explore(unchecked(flow), ["odd"]).findings]


def untaken(flow: str) -> list[str]:
    return [str(tap) for tap in explore(unchecked(flow), ["odd"]).untaken]


# What ships


def test_nobody_meets_anything_wrong_in_the_shipped_flows(of_shipped: Exploration) -> None:
    assert [str(finding) for finding in of_shipped.findings] == []


def test_every_choice_of_every_shipped_flow_can_be_taken(of_shipped: Exploration) -> None:
    assert [str(tap) for tap in of_shipped.untaken] == []


def test_every_shipped_flow_is_visited(of_shipped: Exploration, shipped: Content) -> None:
    assert {tap.flow for tap in of_shipped.visited} == set(shipped.flows)


def test_the_search_stays_small(of_shipped: Exploration) -> None:
    assert of_shipped.turns < MOST_TURNS


def test_the_same_set_is_explored_the_same_way() -> None:
    content = content_of({})
    assert explore(content) == explore(content)


# How far it sees


def test_a_choice_behind_a_count_is_taken() -> None:
    flow = """
        flow: odd
        title: Counted
        steps:
          start:
            say: Once more?
            choices:
              more: More
            set: {times: +1}
            goto:
              - far if times at least 5
              - start
          far:
            say: That is enough.
            choices:
              on: Go on -> finish
          finish:
            end: done
        """
    assert untaken(flow) == []


def test_a_choice_behind_two_answers_is_taken() -> None:
    flow = """
        flow: odd
        title: Two answers
        steps:
          start:
            say: What do you see?
            tick:
              car: A car
              dog: A dog
            save: seen
            done: Done -> heard
            none: None of these -> heard
          heard:
            say: What do you hear?
            tick:
              car: A car
              dog: A dog
            save: heard
            done: Done -> both
          both:
            goto:
              - far if seen has dog and not heard has dog and heard has car
              - finish
          far:
            say: So it is silent.
            choices:
              on: Go on -> finish
          finish:
            end: done
        """
    assert untaken(flow) == []


def test_a_choice_for_one_country_is_taken() -> None:
    flow = """
        flow: odd
        title: One country
        steps:
          start:
            say: Hello.
            choices:
              on: Go on -> finish
              here: {label: Here, goto: finish, if: country is CD}
          finish:
            end: done
        """
    assert untaken(flow) == []


def test_the_step_for_an_empty_table_is_visited() -> None:
    flow = """
        flow: odd
        title: Rows
        steps:
          start:
            show: helplines
            where: kind is stalking
            each: "{name}"
            empty: gone
            choices:
              on: Go on -> finish
          gone:
            say: There is no line.
            choices:
              on: Go on -> finish
          finish:
            end: done
        """
    assert untaken(flow) == []
    assert findings(flow) == []


KINDS = (
    "text up to 40",
    "number from 1 to 5",
    "number",
    "date",
    "time",
    "phone",
    "url",
    "country",
    "language",
    "zone",
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_typed_answer_is_given(kind: str) -> None:
    flow = f"""
        flow: odd
        title: Typed
        steps:
          start:
            ask: What is it?
            as: {kind}
            save: {kind.split()[0] if kind in ("country", "language", "zone") else "it"}
            goto: finish
          finish:
            end: done
        """
    seen = explore(unchecked(flow), ["odd"])
    assert Tap("odd", "start", "(typed)") in seen.visited
    assert seen.findings == ()


def test_the_skip_that_the_bot_offers_by_itself_is_taken() -> None:
    flow = """
        flow: odd
        title: Typed
        steps:
          start:
            ask: When was it?
            as: date
            save: it
            goto: finish
          finish:
            end: done
        """
    assert Tap("odd", "start", "(skip)") in explore(unchecked(flow), ["odd"]).visited


# What it finds


def test_a_wait_without_any_way_on_is_found() -> None:
    flow = """
        flow: odd
        title: A dead end
        steps:
          start:
            say: Hello.
            choices:
              here: {label: Here, goto: finish, if: country is known}
          finish:
            end: done
        """
    assert findings(flow) == [
        "odd/start: there is no way on: no button of the flow's own, and nothing to type"
    ]


def test_going_round_in_circles_is_found() -> None:
    flow = """
        flow: odd
        title: Round
        steps:
          start:
            say: Hello.
            goto: other
          other:
            goto: start
        """
    assert findings(flow) == [
        'odd: the bot can only say: "Something here went round in circles. What you told me is '
        'kept. Here is the menu."'
    ]


def test_a_step_that_is_not_there_is_found() -> None:
    flow = """
        flow: odd
        title: Gone
        steps:
          start:
            say: Hello.
            choices:
              on: Go on -> gone
        """
    assert len(findings(flow)) == 1
    assert findings(flow)[0].startswith('odd/start: the bot can only say: "This part has changed.')


def test_a_silent_question_is_found() -> None:
    flow = """
        flow: odd
        title: Silent
        steps:
          start:
            choices:
              on: Go on -> finish
          finish:
            end: done
        """
    assert findings(flow) == ["odd/start: nothing is said here"]


def test_more_than_telegram_takes_is_found() -> None:
    flow = f"""
        flow: odd
        title: Long
        steps:
          start:
            say: {"word " * 900}
            choices:
              on: {"word " * 14} -> finish
          finish:
            end: done
        """
    found = findings(flow)
    assert len(found) == 2
    assert "has more than 64 characters" in found[0]
    assert "the texts together have more than 4096 characters" in found[1]


def test_signs_outside_the_first_plane_count_twice() -> None:
    flow = f"""
        flow: odd
        title: Long
        steps:
          start:
            say: {"🦄" * 2049}
            choices:
              on: Go on -> finish
          finish:
            end: done
        """
    assert findings(flow) == ["odd/start: the texts together have more than 4096 characters"]


def test_a_value_too_long_to_copy_is_found() -> None:
    flow = """
        flow: odd
        title: Rows
        steps:
          start:
            show: helplines
            where: kind is odd
            each: "{phone}"
            empty: finish
            choices:
              on: Go on -> finish
          finish:
            end: done
        """
    content = unchecked(flow)
    lines = content.tables["helplines"]
    row = {**lines.rows[0], "kind": "odd", "phone": "1" * 300}
    tables = {**content.tables, "helplines": replace(lines, rows=(row,))}
    found = [str(finding) for finding in explore(replace(content, tables=tables)).findings]
    assert len(found) == 1
    assert found[0].startswith('odd/start: what "Copy 111')
    assert found[0].endswith("copies has 300 characters, not 1 to 256")


def test_a_crash_is_found_and_the_search_goes_on() -> None:
    flow = """
        flow: odd
        title: A crash
        steps:
          start:
            say: Hello.
            choices:
              bad: Bad -> bad
              good: Good -> finish
          bad:
            say:
              - include: gone
            goto: finish
          finish:
            end: done
        """
    assert findings(flow) == ["odd/start: Pressed ends in KeyError: 'gone'"]
    assert untaken(flow) == []


def test_a_choice_that_nobody_can_take_is_listed() -> None:
    flow = """
        flow: odd
        title: Never
        steps:
          start:
            say: Hello.
            choices:
              on: Go on -> finish
              never: {label: Never, goto: finish, if: mood is known}
          finish:
            end: done
        """
    assert untaken(flow) == ["odd/start: never"]
