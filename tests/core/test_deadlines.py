"""What a row says of how long an answer may take is whole, and told where it is known."""

from __future__ import annotations

import pytest

from bot.core.deadlines import are_hours
from tests.support import shipped_content


@pytest.mark.parametrize("text", ["", "0", "048", "48 h", "-2", "2.5", "12345"])
def test_hours_are_whole_numbers(text: str) -> None:
    assert not are_hours(text)


def test_what_is_shipped_is_told_for_each_country_and_names_who_is_next() -> None:
    rows = shipped_content().tables["deadlines"].rows
    assert [(row["country"], row["means"], row["hours"]) for row in rows] == [
        ("US", "duty", "48"),
        ("IN", "duty", "2"),
        ("AU", "wait", "48"),
    ]
    assert all(row["next"] and row["next_source"] for row in rows)


def test_no_deadline_is_told_for_the_uk_before_its_start_is_known() -> None:
    assert "GB" not in {row["country"] for row in shipped_content().tables["deadlines"].rows}
