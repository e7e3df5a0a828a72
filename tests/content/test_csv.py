"""A table is read whole or explained: every row, with its line, its source and its days."""

from __future__ import annotations

from datetime import date

import pytest

from bot.content import tables
from bot.content.tables import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, TableReading, read_table
from bot.core.complaint import MOST_ERRORS
from tests.support import complaints_of

HEAD = "country,name,source,seen,recheck\n"
ROW = "GB,Walkers,their page,2026-11-01,2027-05-01\n"
DAYS = "their page,2026-11-01,2027-05-01\n"


def read(text: str | bytes, name: str = "walks") -> TableReading:
    data = text if isinstance(text, bytes) else text.encode()
    return read_table(data, name, f"data/{name}.csv", ("GB", "IE"))


def told(text: str | bytes, name: str = "walks") -> list[str]:
    return [f"{c.line} {c.code} {c.message}" for c in read(text, name).complaints]


def cells(text: str, column: str = "name") -> list[str]:
    found = read(text)
    assert found.complaints == ()
    return [row[column] for row in found.table.rows]


# What is read


def test_a_row_is_read_by_its_columns() -> None:
    (row,) = read(HEAD + ROW).table.rows
    assert dict(row) == {
        "country": "GB",
        "name": "Walkers",
        "source": "their page",
        "seen": "2026-11-01",
        "recheck": "2027-05-01",
        "served": "yes",
    }


def test_a_table_with_countries_knows_which_are_served() -> None:
    rows = "".join(ROW.replace("GB", code) for code in ("GB", "IE", "FR", ""))
    assert cells(HEAD + rows, "served") == ["yes", "yes", "no", "no"]
    assert read(HEAD + rows).table.columns[-1] == "served"


def test_a_table_without_countries_has_no_such_column() -> None:
    assert "served" not in read("source,seen,recheck\n").table.columns


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        ('"Walkers, for all"', "Walkers, for all"),
        ('"The ""Walkers"""', 'The "Walkers"'),
        ('"Two\nlines"', "Two\nlines"),
        ("  Walkers ", "Walkers"),
        ("", ""),
        ("08001", "08001"),
        ("=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1"),
        ("Éire 日本 🏴", "Éire 日本 🏴"),
    ],
)
def test_a_cell_is_text_and_nothing_else(cell: str, read_as: str) -> None:
    assert cells(HEAD + f"GB,{cell},{DAYS}") == [read_as]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_machine(end: str) -> None:
    assert cells((HEAD + ROW + ROW).replace("\n", end)) == ["Walkers"] * 2


def test_a_mark_of_the_byte_order_and_empty_lines_are_passed_over() -> None:
    found = read("\ufeff" + HEAD + "\n\n" + ROW + "\n" + ROW)
    assert found.complaints == ()
    assert found.table.lines == (4, 6)


def test_a_row_has_the_line_it_begins_in() -> None:
    text = HEAD + ROW.replace("Walkers", '"Walk\n\ners"') + ROW + ROW.replace("their page", "")
    assert read(text).table.lines == (2, 5, 6)
    assert [complaint.line for complaint in read(text).complaints] == [6]


# What is refused


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1 F210 this table is empty: its first row should name the columns."),
        (
            "country;source;seen;recheck\n",
            "1 F210 the cells are parted by semicolons: save it as CSV with commas.",
        ),
        (
            "Country,source,seen,recheck\n",
            '1 F210 "Country" can\'t name a column: use small letters, once each.',
        ),
        (
            "a,a,source,seen,recheck\n",
            '1 F210 "a" can\'t name a column: use small letters, once each.',
        ),
        (
            "a,source,seen\n",
            "1 F210 the column recheck is missing: add it to the first row.",
        ),
        (
            "a,b\n",
            "1 F210 the column source and seen and recheck is missing: add it to the first row.",
        ),
        (
            "country,served,source,seen,recheck\n",
            '1 F210 the bot works out the column "served" itself: take it out.',
        ),
        (
            HEAD + ROW + "GB,Walkers\n",
            "3 F210 this row has 2 cells and the first row 5: "
            'put a cell that holds a comma in " ".',
        ),
        (
            HEAD + ROW + ROW.replace("Walkers", '"Walkers') + ROW,
            '3 F210 a quote is not closed here: check every " in this row.',
        ),
        (
            HEAD + ROW.replace("Walkers", '"Walk"ers'),
            '2 F210 a quote is not closed here: check every " in this row.',
        ),
        (
            HEAD + ROW + ROW.replace("Walkers", "Walk\u00aders"),
            "3 F210 a character that can't be seen stands here: type the cell again.",
        ),
        (
            (HEAD + ROW.replace("Walkers", "Café")).encode("latin-1"),
            "2 F210 this is not UTF-8 text: save it as CSV UTF-8.",
        ),
        (
            HEAD + ROW.replace("Walkers", "W" * (LONGEST_CELL + 1)),
            "2 F210 a cell here has over 1000 characters: shorten it.",
        ),
        (
            HEAD + ROW.replace("their page", ""),
            "2 F209 this row has no source: say where it was seen, or take it out.",
        ),
        (
            HEAD + ROW.replace("2026-11-01", "1.11.2026"),
            '2 F209 "seen" should be a day such as 2026-11-21.',
        ),
        (
            HEAD + ROW.replace("2027-05-01", "2027-02-30"),
            '2 F209 "recheck" should be a day such as 2026-11-21.',
        ),
    ],
)
def test_what_can_not_be_read_is_explained_in_plain_words(text: str | bytes, said: str) -> None:
    assert told(text) == [said]


def test_one_ragged_row_does_not_hide_the_next() -> None:
    assert [line[:6] for line in told(HEAD + "GB\n" + ROW + "IE\n")] == ["2 F210", "4 F210"]


def test_nobody_is_told_more_than_can_be_mended_at_once() -> None:
    assert len(told(HEAD + "GB\n" * 9_999)) == MOST_ERRORS
    assert len(told("country,phone,source,seen,recheck\n" + f"GB,12,{DAYS}" * 999)) == MOST_ERRORS


def test_a_table_can_be_as_large_as_allowed_and_not_larger() -> None:
    assert read(HEAD + ROW * MOST_ROWS).complaints == ()
    assert told(HEAD + ROW * (MOST_ROWS + 1)) == [
        f"{MOST_ROWS + 2} F210 this table has more than {MOST_ROWS} rows: split it."
    ]
    wide = [*(f"c{n}" for n in range(MOST_COLUMNS - 3)), "source", "seen", "recheck"]
    assert told(",".join(wide)) == []
    assert told(",".join(["more", *wide]))[0].startswith("1 F210 this table has more than 40")
    assert told("x" * (tables.LARGEST + 1)) == ["1 F210 this table is larger than 1 MB: split it."]


# Numbers


@pytest.mark.parametrize(
    ("country", "number", "right"),
    [
        ("GB", "0808 802 0300", True),
        ("GB", "+44 808 802 0300", True),
        ("GB", "999", True),
        ("IE", "116 006", True),
        ("US", "1-855-484-2846", True),
        ("US", "*611", True),
        ("GB", "", True),
        ("GB", "0808 802 03", False),
        ("US", "0808 802 0300", False),
        ("GB", "call us", False),
        ("", "0808 802 0300", False),
    ],
)
def test_a_number_has_to_exist_in_its_country(country: str, number: str, *, right: bool) -> None:
    text = "country,phone,source,seen,recheck\n" + f"{country},{number},{DAYS}"
    assert [line[:6] for line in told(text)] == ([] if right else ["2 F206"])


# Days


def test_a_row_is_due_on_the_day_after_its_day() -> None:
    table = read(HEAD + ROW).table
    assert list(tables.overdue(table, date(2027, 5, 1))) == []
    (complaint,) = tables.overdue(table, date(2027, 5, 2))
    assert (complaint.line, complaint.code, complaint.severity) == (2, "F208", "warning")


# The bot's own tables


@pytest.mark.parametrize("name", tables.OWN)
def test_the_bots_own_tables_need_their_columns_and_rows(name: str) -> None:
    said = complaints_of({f"data/{name}.csv": "a,source,seen,recheck\n"})
    assert [c.code for c in said if c.file == f"data/{name}.csv"] == ["F210"]
    head = ",".join((*tables.OWN[name], "source,seen,recheck\n"))
    said = complaints_of({f"data/{name}.csv": head})
    assert [(c.line, c.code) for c in said if c.file == f"data/{name}.csv"] == [(1, "F120")]


def test_a_phrase_that_raises_an_alarm_is_short() -> None:
    head = "language,means,phrase,source,seen,recheck\n"
    said = complaints_of(
        {"data/alarm_words.csv": head + f"en,crisis,want to die,{DAYS}en,crisis,{'a ' * 13},{DAYS}"}
    )
    assert [f"{c.line} {c.code} {c.message}" for c in said] == [
        "3 F211 this phrase has more than 12 words: shorten it."
    ]


def test_nobody_is_told_of_more_phrases_than_can_be_mended_at_once() -> None:
    head = "language,means,phrase,source,seen,recheck\n"
    said = complaints_of({"data/alarm_words.csv": head + f"en,crisis,{'a ' * 13},{DAYS}" * 99})
    assert len(said) == MOST_ERRORS


def test_a_meaning_that_does_not_exist_is_told_with_its_line() -> None:
    head = "language,means,phrase,source,seen,recheck\n"
    text = f"{head}en,crisis,want to die,{DAYS}en,worry,help,{DAYS}"
    (complaint,) = complaints_of({"data/alarm_words.csv": text})
    assert (complaint.line, complaint.code) == (3, "F211")
    assert complaint.message.startswith("this row can't be used: unknown meaning 'worry'")
