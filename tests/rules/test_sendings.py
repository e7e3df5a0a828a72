"""The shipped check-ins ask first and tell nobody what they are; whoever breaks that is told so."""

from __future__ import annotations

import shutil

import pytest

from bot.content.library import Library, shipped
from tests.rules.test_changes import changed, codes
from tests.support import TODAY, complaints_of

FLOW = (shipped() / "check_ins.yaml").read_text(encoding="utf-8")
PLANTS = "plants: Water the plants -> preview"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The shipped flows in a folder of their own, of which one file is changed at a time."""
    folder = shutil.copytree(shipped(), tmp_path_factory.mktemp("set") / "flows")
    library = Library(folder, TODAY)
    library.load()
    return library


def told(library: Library, *pairs: tuple[str, str]) -> set[str]:
    """The rules about order and sendings that the check-ins break with these changes."""
    found = codes(library, "check_ins.yaml", changed(FLOW, *pairs))
    return {code for code in found if code.startswith("F4")}


def test_the_shipped_check_ins_are_in_order(library: Library) -> None:
    assert codes(library, "check_ins.yaml", FLOW + "\n") == set()


NEVER_ASKED = (
    '    consent: check_ins\n    yes: Yes, send them -> keep_which\n    no: "No -> start"\n',
    '    choices: {yes: "Yes, send them -> keep_which", no: "No -> start"}\n',
)
AROUND_THE_YES: dict[str, tuple[tuple[str, str], ...]] = {
    "a question that is no consent": (NEVER_ASKED,),
    "no is as good as yes": (('    no: "No -> start"', '    no: "No -> keep_which"'),),
    "other hours without asking": (('"yes."}\n    goto: may_i', '"yes."}\n    goto: hours'),),
    "another time without asking": (("another time -> may_i", "another time -> at"),),
    "a notice without asking": (("Yes, send me my words -> may_i", "Yes -> keep_notice"),),
    "a menu that leads there": (("new: A new check-in -> check_ins/what", "new: New -> hours"),),
}


@pytest.mark.parametrize("name", AROUND_THE_YES)
def test_a_way_around_her_yes_is_told(library: Library, name: str) -> None:
    assert told(library, *AROUND_THE_YES[name]) == {"F415"}


def test_another_flow_that_leads_past_her_yes_is_told(library: Library) -> None:
    plan = (shipped() / "plan.yaml").read_text(encoding="utf-8")
    past = plan.replace("  start:\n", "  past:\n    goto: check_ins/hours\n  start:\n", 1)
    assert "F415" in codes(library, "plan.yaml", past)


TELLING_LABELS = [
    "Are you safe?",
    "Your daily check-in",
    "From Sidelight",
    "Call the HELPLINE",
    "Weather in {country}",
    "See plants.example",
    "Tea with @sam",
    "/start",
]


@pytest.mark.parametrize("label", TELLING_LABELS)
def test_words_that_tell_what_they_are_for_are_told(library: Library, label: str) -> None:
    assert told(library, (PLANTS, f'plants: "{label} -> preview"')) == {"F416"}


@pytest.mark.parametrize("label", ["Feed the cat", "Lunch at 12:30", "Tea?"])
def test_words_like_anybodys_are_fine(library: Library, label: str) -> None:
    assert told(library, (PLANTS, f'plants: "{label} -> preview"')) == set()


def test_words_of_her_own_are_one_short_line(library: Library) -> None:
    assert told(library, ("    as: text up to 60\n", "    as: text up to 61\n")) == {"F416"}
    assert told(library, ("    as: text up to 60\n", "    as: time\n")) == {"F416"}


CALLED = """
    flow: agreed
    title: A yes
    gives: [agreed, refused]
    steps:
      start:
        marks: line
        say: May I send you a few words?
        consent: words
        yes: Yes -> over
        no: No -> not
      over: {end: agreed}
      not: {end: refused}
    """
CALLING = """
    flow: asks
    title: Asks
    steps:
      start:
        do: agreed
        goto:
          - keep if outcome is ANSWER
          - lines/start
      keep:
        messages: {}
        refused: lines/start
        goto: lines/start
    """


@pytest.mark.parametrize(("answer", "found"), [("agreed", set()), ("refused", {"F415"})])
def test_a_yes_counts_that_was_given_in_a_flow_that_was_run(answer: str, found: set[str]) -> None:
    files = {"agreed.yaml": CALLED, "asks.yaml": CALLING.replace("ANSWER", answer)}
    assert {one.code for one in complaints_of(files)} == found


FALLS_THROUGH = """
    flow: asks
    title: Asks
    steps:
      start:
        say: May I send you a few words?
        consent: words
        yes: Yes
        no: No -> lines/start
        goto: keep
      keep:
        messages: {}
        refused: lines/start
        goto: lines/start
    """


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("No -> lines/start", "No -> lines/start", set()),
        ("yes: Yes\n        no: No -> lines/start", "yes: Yes -> keep\n        no: No", {"F415"}),
        ("yes: Yes\n        no: No -> lines/start", "yes: Yes\n        no: No", {"F415"}),
    ],
    ids=["only yes falls through", "no falls through", "both do"],
)
def test_where_an_answer_names_no_step_only_a_yes_counts(
    before: str, after: str, found: set[str]
) -> None:
    flow = changed(FALLS_THROUGH, (before, after))
    assert {one.code for one in complaints_of({"asks.yaml": flow})} == found
