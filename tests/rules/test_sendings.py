"""The shipped check-ins ask first and tell nobody what they are; whoever breaks that is told so."""

from __future__ import annotations

import shutil

import pytest

from bot.content.library import Library, shipped
from tests.rules.test_changes import changed, codes
from tests.support import TODAY, complaints_of

PLANTS = "plants: Water the plants -> preview"


def shipped_flow(name: str) -> str:
    """A shipped flow as it stands."""
    return (shipped() / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The shipped flows in a folder of their own, of which one file is changed at a time."""
    folder = shutil.copytree(shipped(), tmp_path_factory.mktemp("set") / "flows")
    library = Library(folder, TODAY)
    library.load()
    return library


def told(library: Library, name: str, *pairs: tuple[str, str]) -> set[str]:
    """The rules about order and sendings that a flow breaks with these changes."""
    found = codes(library, f"{name}.yaml", changed(shipped_flow(name), *pairs))
    return {code for code in found if code.startswith("F4")}


@pytest.mark.parametrize(
    "name", ["check_ins", "cover_words", "reminder", "privacy_plan", "reports"]
)
def test_the_shipped_flows_that_have_something_sent_are_in_order(
    library: Library, name: str
) -> None:
    assert codes(library, f"{name}.yaml", shipped_flow(name) + "\n") <= {"F207"}


NEVER_ASKED = (
    '    consent: check_ins\n    yes: Yes, send them -> keep_which\n    no: "No -> not_set"\n',
    '    choices: {yes: "Yes, send them -> keep_which", no: "No -> not_set"}\n',
)
AROUND_THE_YES: dict[str, tuple[str, tuple[str, str]]] = {
    "a question that is no consent": ("cover_words", NEVER_ASKED),
    "no is as good as yes": ("cover_words", ('no: "No -> not_set"', 'no: "No -> keep_which"')),
    "hours without asking": ("cover_words", ("on: Go on -> zone_known", "on: Go on -> hours")),
    "a time without asking": ("check_ins", ("on: Go on -> ready", "on: Go on -> days")),
    "another time without asking": ("check_ins", ("another time -> ready", "another time -> at")),
    "a notice without asking": ("check_ins", ("send me my words -> ready", "it -> keep_notice")),
    "a day without asking": ("reminder", ("on: Go on -> ready", "on: Go on -> remind_day")),
    "each change without asking": ("privacy_plan", ("this one -> done", "it -> remind")),
    "a report without asking": ("reports", ("Remind me of it -> ready", "Remind me -> remind")),
}


@pytest.mark.parametrize("name", AROUND_THE_YES)
def test_a_way_around_her_yes_is_told(library: Library, name: str) -> None:
    flow, change = AROUND_THE_YES[name]
    assert "F415" in told(library, flow, change)


def test_another_flow_that_leads_past_her_yes_is_told(library: Library) -> None:
    past = "  past:\n    goto: cover_words/hours\n  start:\n"
    assert "F415" in codes(
        library, "plan.yaml", shipped_flow("plan").replace("  start:\n", past, 1)
    )


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
    assert told(library, "cover_words", (PLANTS, f'plants: "{label} -> preview"')) == {"F416"}


@pytest.mark.parametrize("label", ["Feed the cat", "Lunch at 12:30", "Tea?"])
def test_words_like_anybodys_are_fine(library: Library, label: str) -> None:
    assert told(library, "cover_words", (PLANTS, f'plants: "{label} -> preview"')) == set()


def test_words_of_her_own_are_one_short_line(library: Library) -> None:
    assert told(library, "cover_words", ("    as: text up to 60\n", "    as: text up to 61\n")) == {
        "F416"
    }
    assert told(library, "cover_words", ("    as: text up to 60\n", "    as: time\n")) == {"F416"}


CALLED = """
    flow: agreed
    title: A yes
    gives: [agreed, refused]
    steps:
      start:
        marks: line
        say: May I send you a few words?
        consent: check_ins
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
        consent: check_ins
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
