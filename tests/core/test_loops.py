"""Flows that go round without ever asking: the checker refuses them, the engine survives them."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest
import yaml

from bot.core.complaint import Complaint
from bot.core.content import Content
from bot.core.effects import Clear
from bot.core.onward import DEEPEST, MOST_STEPS
from bot.core.reading import read_flow
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import answers, base, flow, screen
from tests.support import complaints_of

STUCK = "Something here went round in circles. What you told me is kept. Here is the menu."
ASK = """
start:
  marks: line
  ask: What happened?
  as: text up to 100
  save: note
  goto: round
"""
LOOPS = {
    "one step that leads to itself": """
round:
  goto: round
""",
    "two steps that lead to each other": """
round:
  say: Round
  goto: again
again:
  say: and round.
  goto: round
""",
    "a step without any way on": """
round:
  goto: [start if country is GB]
""",
    "a table that is always empty": """
round:
  show: helplines
  where: country is XX
  each: "{name}"
  empty: round
  goto: round
""",
    "a flow that does itself": """
round:
  do: b
  goto: round
""",
    "a flow that jumps to itself": """
round:
  goto: a/round
""",
    "a count without end": """
round:
  set: {count: +1}
  goto: round
""",
}
ITSELF = """
start:
  do: b
  goto: start
"""


def unchecked(**flows: str) -> Content:
    """The base set with flows that no checker has seen."""
    complaints: list[Complaint] = []
    found = {}
    for name, steps in flows.items():
        tree = yaml.load(flow(name, textwrap.dedent(steps)), Loader=yaml.BaseLoader)
        read = read_flow(tree, f"{name}.yaml", complaints)
        assert read is not None
        found[name] = read
    return replace(base(), flows={**base().flows, **found})


def told(loop: str) -> Rehearsal:
    """Somebody who answered a question, and then the flow went round."""
    content = unchecked(a=ASK + LOOPS[loop], b=ITSELF)
    return Rehearsal(content).open("a").say("He came.").tap("Done")


@pytest.fixture(params=LOOPS)
def stuck(request: pytest.FixtureRequest) -> Rehearsal:
    """A person in each kind of loop."""
    return told(request.param)


def test_a_loop_ends_in_words_and_not_in_silence(stuck: Rehearsal) -> None:
    assert stuck.words == STUCK


def test_after_a_loop_the_menu_is_offered_and_help_and_close_are_there(stuck: Rehearsal) -> None:
    assert stuck.labels == ["Menu"]
    assert [way.role for way in screen(stuck).ways] == ["back", "menu", "help", "close"]
    stuck.press(screen(stuck).buttons[0].token)
    assert stuck.place == "home/menu"


def test_after_a_loop_what_was_told_is_kept(stuck: Rehearsal) -> None:
    assert stuck.place == "a/start"
    assert answers(stuck) == {"note": "He came."}


def test_after_a_loop_the_question_can_be_answered_again(stuck: Rehearsal) -> None:
    asked = stuck.say("More.")
    assert asked.place == "a/start"
    assert "What happened?" in asked.words
    assert answers(asked) == {"note": "He came.\nMore."}


def test_after_a_loop_help_comes_back_to_the_question(stuck: Rehearsal) -> None:
    assert stuck.tap("help").tap("Carry on").words == "All right.\nWhat happened?"


def test_after_a_loop_leaving_leaves(stuck: Rehearsal) -> None:
    assert stuck.tap("Close").effects == (Clear(),)


def test_after_a_loop_an_old_button_shows_the_question(stuck: Rehearsal) -> None:
    asked = stuck.press("old.0")
    assert "That button is from before." in asked.words
    assert "What happened?" in asked.words


def test_a_loop_adds_nothing_to_the_way_back(stuck: Rehearsal) -> None:
    trail = len(stuck.session.trail)
    for _ in range(3):
        stuck.say("More.").tap("Done")
        assert stuck.words == STUCK
    assert len(stuck.session.trail) == trail


def test_a_mended_loop_goes_on_from_the_question(stuck: Rehearsal) -> None:
    stuck.content = unchecked(a=ASK + "round:\n  say: Mended.\n  end: done\n", b=ITSELF)
    assert "Mended." in stuck.say("More.").tap("Done").words


def test_a_loop_at_the_very_first_step_leads_to_the_menu() -> None:
    content = unchecked(a="start:\n  goto: start\n")
    stuck = Rehearsal(content).open("a")
    assert stuck.words == STUCK
    assert stuck.press(screen(stuck).buttons[0].token).place == "home/menu"


def test_a_loop_in_the_menu_itself_still_says_so_every_time() -> None:
    home = "start:\n  goto: start\nmenu:\n  goto: menu\n"
    stuck = Rehearsal(unchecked(home=home)).say("hello")
    for _ in range(3):
        assert stuck.words == STUCK
        stuck.say("hello")
    assert stuck.leave().effects == (Clear(),)


def test_a_flow_without_a_first_step_says_so() -> None:
    stuck = Rehearsal(unchecked(a="other:\n  say: Never seen.\n  end: done\n")).open("a")
    assert stuck.words == STUCK


def test_a_country_flow_that_needs_the_country_says_so() -> None:
    country = """
start:
  show: helplines
  where: country is {country}
  each: "{name}"
  empty: start
  goto: start
"""
    stuck = Rehearsal(unchecked(country=country)).open("lines")
    assert stuck.words == STUCK


def test_a_long_way_without_a_question_is_no_loop() -> None:
    last = MOST_STEPS - 2
    way = "".join(f"s{n}:\n  goto: s{n + 1}\n" for n in range(last))
    there = f"s{last}:\n  say: There.\n  choices:\n    on: Next\n  end: x\n"
    told = Rehearsal(unchecked(a=f"start:\n  goto: s0\n{way}{there}")).open("a")
    assert told.words == "There."


def test_a_flow_that_calls_itself_again_and_again_ends_in_words_too() -> None:
    deeper = Rehearsal(unchecked(a=ASK + "round:\n  do: a\n  goto: round\n")).open("a")
    for _ in range(DEEPEST):
        deeper.say("He came.").tap("Done")
        assert len(deeper.session.frames) <= DEEPEST
    assert deeper.words == STUCK
    assert answers(deeper) == {"note": "He came."}
    assert deeper.tap("Menu").place == "home/menu"


@pytest.mark.parametrize("loop", LOOPS)
def test_the_checker_refuses_every_one_of_these(loop: str) -> None:
    files = {"a.yaml": flow("a", ASK + LOOPS[loop]), "b.yaml": flow("b", ITSELF)}
    codes = {complaint.code for complaint in complaints_of(files)}
    assert codes & {"F104", "F105", "F112", "F113", "F114"}
