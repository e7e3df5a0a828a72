"""Whoever reports something is kept from posting about real people, and told where to go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(path for path in FOLDER.glob("*.yml") if path.stem != "config")


def form(path: Path) -> dict[str, Any]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def is_careful(found: dict[str, Any]) -> bool:
    """Whether it warns first, and takes nothing before a promise about real people."""
    warning, promise = found["body"][:2]
    said = warning["attributes"]["value"]
    options = promise["attributes"]["options"]
    return (
        "emergency number" in said
        and "Anyone can read this, for ever" in said
        and all(option["required"] for option in options)
        and "nothing in here about a real person" in options[0]["label"]
    )


def test_there_is_no_issue_without_a_form() -> None:
    assert form(FOLDER / "config.yml") == {"blank_issues_enabled": False}
    assert len(FORMS) == 3
    assert [path.name for path in FOLDER.glob("*.md")] == []


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_form_warns_first(path: Path) -> None:
    assert is_careful(form(path))
    fields = [part for part in form(path)["body"] if part["type"] != "markdown"]
    assert len({part["id"] for part in fields}) == len(fields)


def test_a_form_that_does_not_warn_would_be_noticed() -> None:
    careless = form(FORMS[0])
    careless["body"][1]["attributes"]["options"][0]["required"] = False
    assert not is_careful(careless)


@pytest.mark.parametrize("name", ["SECURITY.md", "CONTRIBUTING.md"])
def test_weaknesses_are_told_in_private(name: str) -> None:
    assert "private vulnerability" in " ".join((ROOT / name).read_text(encoding="utf-8").split())
