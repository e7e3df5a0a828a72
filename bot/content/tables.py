"""Reads the tables of a set: what they hold, where it comes from, and when it is due again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.core.alarms import Alarms
from bot.core.complaint import Complaint
from bot.core.content import Table
from bot.core.interrupts import Interrupt, Words
from bot.core.places import Places, by_folded_name

LARGEST = 1024 * 1024
"""Bytes a table may have."""
COMPULSORY = ("source", "seen", "recheck")
COUNTRIES, ALARM_WORDS, COMMAND_WORDS = "countries", "alarm_words", "command_words"
"""The tables the bot itself needs."""
BASE_LANGUAGE = "en"

_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_SPECIAL = re.compile(r"[*#]")


@dataclass(frozen=True, slots=True)
class TableReading:
    """One table and what is wrong with it, whatever the day."""

    table: Table
    complaints: tuple[Complaint, ...]


def read_table(data: bytes, name: str, file: str, served: tuple[str, ...]) -> TableReading:
    """Read one CSV file; a table with a `country` column also gets the column `served`."""
    complaints: list[Complaint] = []
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    columns: tuple[str, ...] = ()
    try:
        columns, records = _records(data)
    except ValueError as problem:
        complaints.append(Complaint("F210", str(problem), file, line=1))
        records = iter(())
    for line, cells in records:
        if len(cells) != len(columns):
            message = f"this row has {len(cells)} cells, but the first row names {len(columns)}."
            complaints.append(Complaint("F210", message, file, line=line))
            continue
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
        complaints.extend(_row_complaints(row, file, line))
        rows.append(row | _served(row, served))
        lines.append(line)
    if columns and "country" in columns:
        columns = (*columns, "served")
    table = Table(name, file, columns, tuple(rows), tuple(lines))
    return TableReading(table, (*complaints, *_phone_complaints(table)))


def _records(data: bytes) -> tuple[tuple[str, ...], Iterator[tuple[int, list[str]]]]:
    """The columns, and the rows below them with their lines."""
    reader = csv.reader(io.StringIO(_text(data), newline=""), strict=True)
    try:
        numbered = [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error:
        raise ValueError(f"line {reader.line_num} has a quote that is not closed.") from None
    if not numbered:
        raise ValueError("the first row should name the columns.")
    return _columns(numbered[0][1]), iter(numbered[1:])


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise ValueError("this table is larger than 1 MB: split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("this is not UTF-8 text: save it as CSV UTF-8.") from None
    if "\x00" in text:
        raise ValueError("this is not a CSV file: save it as CSV UTF-8.")
    return text


def _columns(cells: list[str]) -> tuple[str, ...]:
    columns = tuple(cell.strip() for cell in cells)
    for column in columns:
        if not _COLUMN.match(column) or columns.count(column) > 1:
            raise ValueError(f'"{column[:40]}" can\'t name a column: use small letters, once each.')
    if missing := [column for column in COMPULSORY if column not in columns]:
        raise ValueError(f"the column {' and '.join(missing)} is missing: every row has a source.")
    return columns


def _served(row: dict[str, str], served: tuple[str, ...]) -> dict[str, str]:
    if "country" not in row:
        return {}
    return {"served": "yes" if row["country"] in served else "no"}


def _row_complaints(row: dict[str, str], file: str, line: int) -> Iterator[Complaint]:
    if not row["source"]:
        message = "this row has no source: nothing is shown that nobody has seen."
        yield Complaint("F209", message, file, line=line)
    for column in ("seen", "recheck"):
        if not _is_day(row[column]):
            message = f'"{column}" should be a day such as 2026-11-21.'
            yield Complaint("F209", message, file, line=line)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def overdue(table: Table, today: date) -> Iterator[Complaint]:
    """Warn of rows that should have been checked again by now."""
    for row, line in zip(table.rows, table.lines, strict=True):
        if _is_day(row["recheck"]) and date.fromisoformat(row["recheck"]) < today:
            message = f"this row was to be checked again by {row['recheck']}."
            yield Complaint("F208", message, table.file, line=line, severity="warning")


def _phone_complaints(table: Table) -> Iterator[Complaint]:
    if not {"country", "phone"} <= set(table.columns):
        return
    for row, line in zip(table.rows, table.lines, strict=True):
        number, country = row["phone"], row["country"]
        if number and not _is_phone(number, country):
            message = f'"{number}" is not a phone number in {country or "no country"}.'
            yield Complaint("F206", message, table.file, line=line)


def _is_phone(number: str, country: str) -> bool:
    """Whether a number can be called in a country; star and hash codes are not judged."""
    # Loaded here because its tables take longer to load than a small set takes to check.
    import phonenumbers
    from phonenumbers import shortnumberinfo

    if _SPECIAL.search(number):
        return True
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(parsed) or shortnumberinfo.is_possible_short_number(parsed)


def places(tables: dict[str, Table], zones: frozenset[str], served: tuple[str, ...]) -> Places:
    """What can be named: countries from their table, zones by city, and the languages there are."""
    rows = tables[COUNTRIES].rows if COUNTRIES in tables else ()
    names = {row["code"]: row["name"] for row in rows}
    spoken = ((word, row["code"]) for row in rows for word in _country_words(row))
    cities = ((word, zone) for zone in sorted(zones) for word in (zone, zone.split("/")[-1]))
    return Places(
        countries=names,
        countries_by_name=by_folded_name(spoken),
        zones=zones,
        zones_by_name=by_folded_name((word.replace("_", " "), zone) for word, zone in cities),
        languages={BASE_LANGUAGE: "English"},
        served=tuple(code for code in served if code in names),
    )


def _country_words(row: dict[str, str] | object) -> Iterator[str]:
    assert isinstance(row, dict)
    yield row["code"]
    yield row["name"]
    yield from row.get("also", "").split(" | ")


def words(tables: dict[str, Table], complaints: list[Complaint]) -> Words:
    """The words that mean a command."""
    rows = []
    for row, line in _numbered(tables.get(COMMAND_WORDS)):
        if row["means"] in {interrupt.value for interrupt in Interrupt}:
            rows.append((row["phrase"], row["means"]))
        else:
            message = f'"{row["means"]}" is not a command of the bot.'
            file = tables[COMMAND_WORDS].file
            complaints.append(Complaint("F211", message, file, line=line))
    return Words.of(rows)


def alarms(tables: dict[str, Table], complaints: list[Complaint]) -> Alarms:
    """The words that call for help."""
    rows = [
        (row["language"], row["means"], row["phrase"])
        for row, _ in _numbered(tables.get(ALARM_WORDS))
    ]
    try:
        return Alarms.of(rows)
    except ValueError as problem:
        complaints.append(Complaint("F211", str(problem), tables[ALARM_WORDS].file, line=1))
        return Alarms.of(())


def _numbered(table: Table | None) -> Iterable[tuple[dict[str, str], int]]:
    if table is None:
        return ()
    return ((dict(row), line) for row, line in zip(table.rows, table.lines, strict=True))
