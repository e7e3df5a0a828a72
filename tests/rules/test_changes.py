"""The shipped planner keeps its order, and whoever breaks it on purpose is told by which rule."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.content.library import Library, shipped
from tests.support import TODAY

FLOW = (shipped() / "privacy.yaml").read_text(encoding="utf-8")
PLANNED = (shipped() / "privacy_plan.yaml").read_text(encoding="utf-8")
TABLE = (shipped() / "data" / "settings.csv").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped flows, of which one file is changed at a time."""
    return shutil.copytree(shipped(), tmp_path_factory.mktemp("set") / "flows")


@pytest.fixture(scope="module")
def library(folder: Path) -> Library:
    library = Library(folder, TODAY)
    library.load()
    return library


def codes(library: Library, name: str, text: str) -> set[str]:
    """The rules that the shipped flows break with this file."""
    path = library.folder / name
    before = path.read_bytes()
    path.write_text(text, encoding="utf-8")
    library.refresh()
    found = {one.code for one in library.complaints if one.severity == "error"}
    path.write_bytes(before)
    return found


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for before, after in pairs:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def test_the_shipped_planner_is_in_order(library: Library) -> None:
    assert codes(library, "privacy.yaml", FLOW + "\n") == set()


TO_HIDDEN = "    save: {}\n    goto: hidden"
"""Where a step with picks goes back to those that nobody notices."""
BROKEN: dict[str, tuple[set[str], *tuple[tuple[str, str], ...]]] = {
    "no look": ({"F414"}, ("    marks: look\n", "")),
    "no proof": ({"F402", "F414"}, ("    marks: capture\n", "")),
    "danger": ({"F401", "F414"}, ('danger: "Yes -> careful"', 'danger: "Yes -> change"')),
    "unsure": (
        {"F414"},
        ("unsure: I am not sure -> careful", "unsure: I am not sure -> days"),
    ),
    "maybe as hidden": ({"F411"}, ("    changes: maybe\n", "    changes: hidden\n")),
    "visible as maybe": ({"F411"}, ("    changes: visible\n", "    changes: maybe\n")),
    "hidden unsaid": ({"F411"}, ("    changes: hidden\n", "")),
    "more rows": ({"F411"}, ("notice is hidden", "notice is not visible")),
    "back to hidden": (
        {"F412"},
        ("    save: maybe_ones\n    goto: visible", TO_HIDDEN.format("maybe_ones")),
    ),
    "visible first": (
        {"F412"},
        ("on: Show me -> hidden", "on: Show me -> visible"),
        ("    save: visible_ones\n    goto: picked", TO_HIDDEN.format("visible_ones")),
    ),
    "cannot be left": (
        {"F413"},
        (
            "    goto: maybe\n",
            "    goto: one_more\n  one_more:\n    changes: hidden\n"
            "    say: You could change a word.\n    choices: {on: Go on -> maybe}\n",
        ),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_order_that_is_broken_is_told(library: Library, name: str) -> None:
    told, *pairs = BROKEN[name]
    found = codes(library, "privacy.yaml", changed(FLOW, *pairs))
    assert {code for code in found if code.startswith("F4")} == told


def test_a_button_that_leaves_it_as_it_is_cannot_be_taken_out(library: Library) -> None:
    lines = re.sub("    leave_it: Leave this one as it is\n", "", FLOW, count=1)
    assert "F102" in codes(library, "privacy.yaml", lines)


@pytest.mark.parametrize("column", ["what_they_notice", "how_fast", "evidence_lost"])
def test_no_change_can_lose_what_is_told_of_it(library: Library, column: str) -> None:
    head, *rows = TABLE.splitlines()
    place = head.split(",").index(column)
    (row,) = (row for row in rows if row.startswith("new_email,"))
    cells = re.findall(r'(?:"[^"]*"|[^,]*)(?:,|$)', row)
    cells[place] = ","
    assert codes(library, "data/settings.csv", TABLE.replace(row, "".join(cells))) == {"F213"}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("unsure: I am not sure -> careful", "unsure: I am not sure -> proof", {"F401"}),
        ('danger: "Yes -> careful"', 'danger: "Yes -> list"', {"F401", "F402"}),
        ('no_danger: "No -> proof"', 'no_danger: "No -> list"', {"F402"}),
    ],
    ids=["unsure", "danger", "no proof"],
)
def test_her_changes_are_never_shown_before_the_question_is_asked_anew(
    library: Library, before: str, after: str, told: set[str]
) -> None:
    found = codes(library, "privacy_plan.yaml", changed(PLANNED, (before, after)))
    assert {code for code in found if code.startswith("F4")} == told
