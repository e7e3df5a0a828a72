"""The tables in flows/data: nothing without a source, nothing too long, no number that is wrong."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from phonenumbers import PhoneMetadata, shortnumberinfo

from bot.content import changes

DATA = Path(__file__).parents[2] / "flows" / "data"
TABLES = sorted(path.stem for path in DATA.glob("*.csv"))
MINE = ("countries", "platforms", "police", "settings")
WORD_LISTS = ("alarm_words", "command_words")

Row = dict[str, str]

LONGEST_CELL = 250
LONGEST_OF_SHORT = {"name": 80, "product": 60, "code": 2, "country": 2, "emergency": 40, "id": 60}
HARMS = {"harassment", "impersonation", "private_info", "intimate", "under_18", "refused"}
NOTICES = {"hidden", "maybe", "visible"}
TOPICS = {"phone", "account", "location", "social", "plan", "home", "car", "children", "tracker"}
EVERYWHERE = "ZZ"

# Where the metadata knows a region but not the number, and why the number stands all the same.
NOT_IN_METADATA = {
    ("FR", "114"): "the French emergency line by text; the metadata lists numbers to call",
    ("NG", "112"): "the national number since the 2010s, named by the regulator; metadata has 199",
}

FACT_MARK = re.compile(r"\[[SR](?:\]|[ /])")
ANY_LINK = re.compile(r"\bhttps?:", re.IGNORECASE)
LITERAL_LINK = re.compile(r"https://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(/[^\s{}<>\"|\\^`]*)?\Z")
SHORT_NUMBER = re.compile(r"\d{2,5}")
PROMISE = re.compile(r"guarantee|100 ?%|will be removed|\bsafe from\b|\byou must\b", re.IGNORECASE)


def rows(table: str) -> list[Row]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def cells(table: str) -> Iterator[tuple[int, str, str]]:
    """Every cell with the number of its row."""
    for number, row in enumerate(rows(table), start=2):
        for column, cell in row.items():
            yield number, column, cell


def country_codes() -> set[str]:
    return {row["code"] for row in rows("countries")}


def emergency_numbers() -> list[tuple[str, str]]:
    """Every emergency number in any table, with its country."""
    told = [(row["country"], row["emergency"]) for row in rows("police")]
    told += [
        (row["country"], f"{row['phone']} {row['phone_note']}")
        for row in rows("helplines")
        if row["kind"] == "emergency"
    ]
    return sorted({(country, number) for country, text in told for number in numbers(text)})


def numbers(text: str) -> set[str]:
    return set(SHORT_NUMBER.findall(text))


@pytest.mark.parametrize("table", TABLES)
def test_every_row_says_where_it_comes_from(table: str) -> None:
    assert all(row["source"].strip() for row in rows(table))


@pytest.mark.parametrize("table", TABLES)
def test_every_row_says_when_it_was_seen_and_is_due_again_later(table: str) -> None:
    for row in rows(table):
        seen, recheck = date.fromisoformat(row["seen"]), date.fromisoformat(row["recheck"])
        assert (seen.isoformat(), recheck.isoformat()) == (row["seen"], row["recheck"])
        assert seen < recheck


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_as_many_cells_as_the_first(table: str) -> None:
    for row in rows(table):
        assert None not in row
        assert None not in row.values()


@pytest.mark.parametrize("table", [table for table in TABLES if table not in WORD_LISTS])
def test_no_cell_is_too_long_for_a_screen(table: str) -> None:
    for number, column, cell in cells(table):
        limit = LONGEST_OF_SHORT.get(column, LONGEST_CELL)
        assert len(cell) <= limit, f"{table}.csv:{number} {column}"


@pytest.mark.parametrize("table", TABLES)
def test_no_cell_has_stray_spaces_or_lines(table: str) -> None:
    for number, column, cell in cells(table):
        assert cell == cell.strip(), f"{table}.csv:{number} {column}"
        assert "\n" not in cell, f"{table}.csv:{number} {column}"


@pytest.mark.parametrize("table", TABLES)
def test_no_mark_of_the_fact_sheet_leaks(table: str) -> None:
    for number, column, cell in cells(table):
        assert not FACT_MARK.search(cell), f"{table}.csv:{number} {column}"


@pytest.mark.parametrize("table", [table for table in TABLES if table not in WORD_LISTS])
def test_no_cell_promises_or_orders(table: str) -> None:
    for number, column, cell in cells(table):
        assert not PROMISE.search(cell), f"{table}.csv:{number} {column}"


@pytest.mark.parametrize("table", TABLES)
def test_links_are_https_and_literal(table: str) -> None:
    for number, column, cell in cells(table):
        if column == "url" and cell:
            assert LITERAL_LINK.match(cell), f"{table}.csv:{number} {cell}"
        elif column != "source":
            for word in cell.split():
                if ANY_LINK.search(word):
                    assert LITERAL_LINK.match(word.rstrip(".,")), f"{table}.csv:{number} {cell}"


@pytest.mark.parametrize("table", TABLES)
def test_countries_are_in_the_table_of_countries(table: str) -> None:
    known = country_codes() | {EVERYWHERE}
    for row in rows(table):
        assert row.get("country", EVERYWHERE) in known


def test_a_country_code_stands_once() -> None:
    codes = [row["code"] for row in rows("countries")]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[A-Z]{2}", code) for code in codes)


def test_all_countries_and_territories_are_there() -> None:
    assert len(country_codes() - {"XK"}) == 249  # ISO 3166-1; Kosovo uses a code of its own


def test_a_name_means_one_country() -> None:
    meant: dict[str, str] = {}
    for row in rows("countries"):
        names = [row["code"], row["name"], *filter(None, row["also"].split(" | "))]
        for name in names:
            assert meant.setdefault(name.casefold(), row["code"]) == row["code"], name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *(("UK", "GB"), ("Great Britain", "GB"), ("Scotland", "GB"), ("Northern Ireland", "GB")),
        *(("USA", "US"), ("America", "US"), ("United States of America", "US")),
        *(("Holland", "NL"), ("Czech Republic", "CZ"), ("Ivory Coast", "CI"), ("UAE", "AE")),
        *(("Turkey", "TR"), ("Türkiye", "TR"), ("Korea", "KR"), ("South Korea", "KR")),
        *(("Deutschland", "DE"), ("España", "ES"), ("日本", "JP"), ("Österreich", "AT")),
    ],
)
def test_people_find_their_country_by_the_name_they_use(typed: str, code: str) -> None:
    found = [
        row["code"]
        for row in rows("countries")
        if typed in (row["name"], *row["also"].split(" | "))
    ]
    assert found == [code]


@pytest.mark.parametrize(("country", "number"), emergency_numbers())
def test_emergency_numbers_agree_with_the_metadata(country: str, number: str) -> None:
    known = PhoneMetadata.short_metadata_for_region(country)
    assert known is not None, f"nothing is known about {country}"
    if (country, number) not in NOT_IN_METADATA:
        assert shortnumberinfo.is_emergency_number(number, country)


def test_every_exception_to_the_metadata_is_still_needed() -> None:
    for country, number in NOT_IN_METADATA:
        assert (country, number) in emergency_numbers()
        assert not shortnumberinfo.is_emergency_number(number, country)


def test_the_two_tables_of_emergency_numbers_agree() -> None:
    told: dict[str, set[str]] = {}
    for row in rows("helplines"):
        if row["kind"].startswith("emergency"):
            found = numbers(f"{row['phone']} {row['phone_note']} {row['sms']}")
            told.setdefault(row["country"], set()).update(found)
    for row in rows("police"):
        if row["country"] in told:
            assert numbers(row["emergency"]) <= told[row["country"]], row["country"]


def test_a_platform_has_one_row_for_each_harm() -> None:
    pairs = [(row["id"], row["harm"]) for row in rows("platforms")]
    assert len(pairs) == len(set(pairs))
    assert {harm for _, harm in pairs} <= HARMS


def test_a_way_to_report_someone_under_18_never_asks_for_a_copy_of_the_picture() -> None:
    for row in rows("platforms"):
        if row["harm"] == "under_18":
            assert row["capture_first"].startswith("Please keep no copy"), row["id"]


def test_adult_tools_never_stand_in_a_row_for_under_18() -> None:
    for row in rows("platforms"):
        if row["harm"] == "under_18":
            assert "stopncii" not in " ".join(row.values()).lower(), row["id"]


def test_every_change_says_all_that_there_is_to_know_of_it() -> None:
    for row in rows("settings"):
        assert row["look"] or row["change"], row["id"]
        if row["change"]:
            assert all(row[column] for column in changes.TOLD), row["id"]


def test_settings_know_their_topics_and_how_much_shows() -> None:
    names = [row["id"] for row in rows("settings")]
    assert len(names) == len(set(names))
    assert {row["notice"] for row in rows("settings")} <= NOTICES
    assert {row["topic"] for row in rows("settings")} == TOPICS


def test_there_is_something_to_look_at_for_every_topic() -> None:
    assert {row["topic"] for row in rows("settings") if row["look"]} == TOPICS


def test_no_screen_holds_more_rows_than_the_flow_shows() -> None:
    for topic in TOPICS:
        of_topic = [row for row in rows("settings") if row["topic"] == topic]
        assert len([row for row in of_topic if row["look"]]) <= 4, topic
        for notice, most in (("hidden", 3), ("maybe", 4), ("visible", 3)):
            changes = [row for row in of_topic if row["change"] and row["notice"] == notice]
            assert len(changes) <= most, (topic, notice)


@pytest.mark.parametrize("table", MINE)
def test_the_licences_page_names_the_table(table: str) -> None:
    assert f"{table}.csv" in (DATA / "licences.md").read_text(encoding="utf-8")
