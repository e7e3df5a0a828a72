"""A deadline is counted from what she stated, and never makes anybody late too early."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.deadlines import are_hours, due
from tests.support import shipped_content


def row(hours: int) -> dict[str, str]:
    return {"hours": str(hours)}


@pytest.mark.parametrize(
    ("on", "hours", "until"),
    [("2026-11-03T22:15", 48, "2026-11-05T22:15"), ("2026-11-03T23:30", 2, "2026-11-04T01:30"),
     ("2026-11-03", 48, "2026-11-05"), ("2026-11-03", 2, "2026-11-04"), ("2026-12-31", 24,
     "2027-01-01"), ("", 48, ""), ("9999-12-31", 48, ""), ("9999-12-31T23:59", 1, "")],
)  # fmt: skip
def test_an_answer_is_due_so_many_hours_after_the_filing(on: str, hours: int, until: str) -> None:
    assert due(on, row(hours)) == until


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(1, 9999), st.integers(0, 1439))
def test_a_day_is_never_due_before_any_minute_of_it_would_be(
    day: date, hours: int, minute: int
) -> None:
    at = f"{day.isoformat()}T{minute // 60:02}:{minute % 60:02}"
    of_minute, of_day = due(at, row(hours)), due(day.isoformat(), row(hours))
    assert of_minute[:10] <= of_day
    assert date.fromisoformat(of_day) <= day + timedelta(hours=hours + 24)


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
