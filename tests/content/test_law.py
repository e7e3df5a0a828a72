"""Rows that the bot counts with are told of, each with its line, if it could not."""

from __future__ import annotations

import pytest

from bot.core.complaint import MOST_ERRORS
from tests.support import complaints_of

LAW = "country,law,text,needs,source,seen,recheck\n"
DEADLINES = "country,to,means,hours,source,seen,recheck\n"
DAYS = "the Act,2026-11-01,2027-05-01\n"


def told(name: str, text: str) -> list[str]:
    return [f"{c.line} {c.code} {c.message}" for c in complaints_of({f"data/{name}.csv": text})]


def test_what_cannot_be_looked_for_is_told_with_what_can() -> None:
    good = f"GB,The Act,More than once.,acts:2,{DAYS}"
    (said,) = told("law_elements", f"{LAW}{good}GB,The Act,More than once.,twice,{DAYS}")
    assert said.startswith('3 F212 "twice" is nothing that can be looked for in a log: use acts:2')


@pytest.mark.parametrize(
    ("means", "hours", "said"),
    [
        ("promise", "48", '2 F212 "promise" is no kind of deadline: use duty or wait.'),
        ("duty", "two", '2 F212 "two" should be a number of hours such as 48.'),
    ],
)
def test_a_deadline_that_cannot_be_counted_is_told(means: str, hours: str, said: str) -> None:
    assert told("deadlines", f"{DEADLINES}US,A site,{means},{hours},{DAYS}") == [said]


def test_a_missing_column_is_told_once() -> None:
    said = told("deadlines", f"country,to,source,seen,recheck\nUS,A site,{DAYS}US,Another,{DAYS}")
    assert said == ["1 F212 the column means and hours is missing: add it to the first row."]


def test_a_table_that_cannot_be_read_is_told_of_once() -> None:
    assert [line.split()[1] for line in told("law_elements", "")] == ["F210"]


def test_nobody_is_told_of_more_rows_than_can_be_mended_at_once() -> None:
    assert len(told("law_elements", LAW + f"GB,The Act,Once.,once,{DAYS}" * 99)) == MOST_ERRORS
