"""Reads the tables of a set: what they hold, where it comes from, and when it is due again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice

from bot.content.characters import UNSEEN, long_line, with_plain_ends
from bot.core.alarms import AlarmRowError, Alarms
from bot.core.complaint import MOST_ERRORS, Complaint
from bot.core.content import Table
from bot.core.interrupts import Interrupt, Words
from bot.core.places import Places, by_folded_name

LARGEST = 1024 * 1024
"""Bytes a table may have."""
MOST_ROWS = 5_000
MOST_COLUMNS = 40
LONGEST_CELL = 1_000
LONGEST_LINE = 20_000
MOST_WORDS = 12
"""Words a phrase in a list of words may have."""
COMPULSORY = ("source", "seen", "recheck")
COUNTRIES, ALARM_WORDS, COMMAND_WORDS = "countries", "alarm_words", "command_words"
OWN = {
    COUNTRIES: ("code", "name"),
    ALARM_WORDS: ("language", "means", "phrase"),
    COMMAND_WORDS: ("means", "phrase"),
}
"""The tables the bot itself needs, and their columns."""
BASE_LANGUAGE = "en"
SERVED = "served"

_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_SPECIAL = re.compile(r"[*#]")


@dataclass(frozen=True, slots=True)
class TableReading:
    """One table and what is wrong with it, whatever the day."""

    table: Table
    complaints: tuple[Complaint, ...]


class _Refused(Exception):  # a signal inside this module, never seen outside
    """What a table may not hold, with its line."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def read_table(data: bytes, name: str, file: str, served: tuple[str, ...]) -> TableReading:
    """Read one CSV file; a table with a `country` column also gets the column `served`."""
    complaints: list[Complaint] = []
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    columns: tuple[str, ...] = ()
    try:
        records = _records(_text(data))
        columns = _columns(next(records)[1], name)
        for line, cells in records:
            if problem := _misshapen(cells, columns):
                complaints.append(Complaint("F210", problem, file, line=line))
            else:
                row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
                complaints.extend(_row_complaints(row, file, line))
                rows.append(row | _served(row, served))
                lines.append(line)
            if len(complaints) >= MOST_ERRORS:
                break
    except _Refused as refusal:
        complaints.append(Complaint("F210", str(refusal), file, line=refusal.line))
    if "country" in columns:
        columns = (*columns, SERVED)
    table = Table(name, file, columns, tuple(rows), tuple(lines))
    phones = islice(_phone_complaints(table), MOST_ERRORS)
    return TableReading(table, (*complaints, *phones))


def unreadable(name: str, file: str, complaint: Complaint) -> TableReading:
    """A table that can't even be opened."""
    return TableReading(Table(name, file, (), ()), (complaint,))


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise _Refused("this table is larger than 1 MB: split it.")
    try:
        text = with_plain_ends(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = "this is not UTF-8 text: save it as CSV UTF-8."
        raise _Refused(message, data[: error.start].count(b"\n") + 1) from None
    if (long := long_line(text, LONGEST_LINE)) is not None:
        raise _Refused(f"this line has over {LONGEST_LINE} characters: split it.", long + 1)
    if (match := UNSEEN.search(text)) is not None:
        message = "a character that can't be seen stands here: type the cell again."
        raise _Refused(message, text.count("\n", 0, match.start()) + 1)
    return text


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows, one by one, each with the line it begins in."""
    reader = csv.reader(io.StringIO(text), strict=True)
    line, count = 1, 0
    try:
        for cells in reader:
            if cells:
                yield line, cells
                count += 1
            if count > MOST_ROWS + 1:  # one of them names the columns
                raise _Refused(f"this table has more than {MOST_ROWS} rows: split it.", line)
            line = reader.line_num + 1
    except csv.Error:
        raise _Refused('a quote is not closed here: check every " in this row.', line) from None
    if not count:
        raise _Refused("this table is empty: its first row should name the columns.")


def _columns(cells: list[str], name: str) -> tuple[str, ...]:
    if len(cells) > MOST_COLUMNS:
        raise _Refused(f"this table has more than {MOST_COLUMNS} columns: split it.")
    columns = tuple(cell.strip() for cell in cells)
    if len(columns) == 1 and ";" in columns[0]:
        raise _Refused("the cells are parted by semicolons: save it as CSV with commas.")
    for column in columns:
        if not _COLUMN.match(column) or columns.count(column) > 1:
            message = f'"{column[:40]}" can\'t name a column: use small letters, once each.'
            raise _Refused(message)
    needed = (*OWN.get(name, ()), *COMPULSORY)
    if missing := [column for column in needed if column not in columns]:
        raise _Refused(f"the column {' and '.join(missing)} is missing: add it to the first row.")
    if SERVED in columns:
        raise _Refused(f'the bot works out the column "{SERVED}" itself: take it out.')
    return columns


def _misshapen(cells: list[str], columns: tuple[str, ...]) -> str:
    """What is wrong with the shape of a row, or nothing."""
    if len(cells) != len(columns):
        return (
            f"this row has {len(cells)} cells and the first row {len(columns)}: "
            'put a cell that holds a comma in " ".'
        )
    if max(map(len, cells)) > LONGEST_CELL:
        return f"a cell here has over {LONGEST_CELL} characters: shorten it."
    return ""


def _served(row: dict[str, str], served: tuple[str, ...]) -> dict[str, str]:
    if "country" not in row:
        return {}
    return {SERVED: "yes" if row["country"] in served else "no"}


def _row_complaints(row: dict[str, str], file: str, line: int) -> Iterator[Complaint]:
    if not row["source"]:
        message = "this row has no source: say where it was seen, or take it out."
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
            message = f"this row was due on {row['recheck']}: check it, and write new days."
            yield Complaint("F208", message, table.file, line=line, severity="warning")


def _phone_complaints(table: Table) -> Iterator[Complaint]:
    if not {"country", "phone"} <= set(table.columns):
        return
    for row, line in zip(table.rows, table.lines, strict=True):
        number, country = row["phone"], row["country"]
        if number and not _is_phone(number, country):
            where = country[:20] or "a row without a country"
            message = f'"{number[:40]}" is not a phone number in {where}: check its digits.'
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
    return Places(
        countries=names,
        countries_by_name=by_folded_name(spoken),
        zones=zones,
        zones_by_name=_by_city(zones),
        languages={BASE_LANGUAGE: "English"},
        served=tuple(code for code in served if code in names),
    )


@cache
def _by_city(zones: frozenset[str]) -> dict[str, tuple[str, ...]]:
    cities = ((word, zone) for zone in sorted(zones) for word in (zone, zone.split("/")[-1]))
    return by_folded_name((word.replace("_", " "), zone) for word, zone in cities)


def _country_words(row: dict[str, str] | object) -> Iterator[str]:
    assert isinstance(row, dict)
    yield row["code"]
    yield row["name"]
    yield from row.get("also", "").split(" | ")


def missing(readings: dict[str, TableReading]) -> Iterator[Complaint]:
    """Complain about tables of the bot's own that are not there, or hold nothing."""
    for name in OWN:
        file = f"data/{name}.csv"
        if name not in readings:
            message = f'the bot needs the table "{name}": copy the one that comes with Sidelight.'
            yield Complaint("F120", message, file, line=1)
        elif not readings[name].table.rows and not readings[name].complaints:
            message = "the bot needs the rows of this table: copy those that come with Sidelight."
            yield Complaint("F120", message, file, line=1)


def words(tables: dict[str, Table], complaints: list[Complaint]) -> Words:
    """The words that mean a command."""
    rows = []
    known = [interrupt.value for interrupt in Interrupt]
    for row, line in _numbered(tables.get(COMMAND_WORDS)):
        if row["means"] in known:
            rows.append((row["phrase"], row["means"]))
        else:
            message = f'"{row["means"][:40]}" is not a command: use {", ".join(known)}.'
            file = tables[COMMAND_WORDS].file
            complaints.append(Complaint("F211", message, file, line=line))
        if len(complaints) >= MOST_ERRORS:
            break
    return Words.of(rows)


def alarms(tables: dict[str, Table], complaints: list[Complaint]) -> Alarms:
    """The words that call for help."""
    rows: list[tuple[str, str, str]] = []
    lines: list[int] = []
    file = f"data/{ALARM_WORDS}.csv"
    for row, line in _numbered(tables.get(ALARM_WORDS)):
        if len(row["phrase"].split()) > MOST_WORDS:
            message = f"this phrase has more than {MOST_WORDS} words: shorten it."
            complaints.append(Complaint("F211", message, file, line=line))
        else:
            rows.append((row["language"], row["means"], row["phrase"]))
            lines.append(line)
        if len(complaints) >= MOST_ERRORS:
            break
    try:
        return Alarms.of(rows)
    except AlarmRowError as problem:
        message = f"this row can't be used: {problem.advice}."
        complaints.append(Complaint("F211", message, file, line=lines[problem.number - 1]))
        return Alarms.of(())


def _numbered(table: Table | None) -> Iterable[tuple[dict[str, str], int]]:
    if table is None:
        return ()
    return ((dict(row), line) for row, line in zip(table.rows, table.lines, strict=True))
