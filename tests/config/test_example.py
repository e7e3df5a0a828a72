"""The example holds every setting with its default and a remark, and nothing else."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from bot.config import load
from bot.config.reading import names
from bot.content import yaml_tree
from bot.content.library import SERVED

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"


def settings_of(tree: object, before: str = "") -> Iterator[str]:
    assert isinstance(tree, dict)
    for name, below in tree.items():
        yield f"{before}{name}"
        if isinstance(below, dict):
            yield from settings_of(below, f"{before}{name}.")


def documented(text: str) -> set[str]:
    return set(settings_of(yaml_tree.read(text.encode(), EXAMPLE.name).tree))


def unremarked(text: str) -> list[str]:
    """Lines with a value that no remark stands above."""
    lines = text.splitlines()
    pairs = itertools.pairwise(lines)
    return [line for above, line in pairs if re.match(r" *\w+: .", line) and "# " not in above]


def test_the_example_and_the_settings_are_equal_in_both_directions() -> None:
    assert documented(EXAMPLE.read_text(encoding="utf-8")) == set(names())


def test_a_setting_that_is_missing_in_the_example_would_be_noticed() -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace("\n  level: info", "")
    assert set(names()) - documented(text) == {"logs.level"}


def test_the_example_holds_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_bytes(EXAMPLE.read_bytes())
    (tmp_path / "empty.yaml").write_bytes(b"")
    given = load(tmp_path / "config.yaml", yaml_tree.read)
    assert given == load(tmp_path / "empty.yaml", yaml_tree.read)


def test_a_remark_stands_above_every_value() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert unremarked(text) == []
    assert unremarked("# One\na: 1\nb: 2\n") == ["b: 2"]


def test_the_countries_named_in_the_example_are_those_that_are_served() -> None:
    told = f"[] stands for {', '.join(SERVED[:-1])} and {SERVED[-1]}."
    assert told in EXAMPLE.read_text(encoding="utf-8")
