"""Looks over the tables that the bot counts with: what laws ask for, how long answers take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.core.complaint import Complaint
from bot.core.content import Table
from bot.core.deadlines import MEANINGS, are_hours
from bot.core.elements import ADVICE, is_known

ELEMENTS, DEADLINES = "law_elements", "deadlines"
COLUMNS = {ELEMENTS: ("country", "law", "text", "needs"), DEADLINES: ("country", "means", "hours")}
"""The columns that these tables are worked with."""


def complaints(tables: Mapping[str, Table]) -> Iterator[Complaint]:
    """Complain about rows that the bot can't work with; a set may do without these tables."""
    for name, columns in COLUMNS.items():
        table = tables.get(name)
        if table is None or not table.columns:
            continue
        if missing := [column for column in columns if column not in table.columns]:
            message = f"the column {' and '.join(missing)} is missing: add it to the first row."
            yield Complaint("F212", message, table.file, line=1)
        else:
            yield from _rows(table)


def _rows(table: Table) -> Iterator[Complaint]:
    for row, line in zip(table.rows, table.lines, strict=True):
        for message in _wrong(table.name, row):
            yield Complaint("F212", message, table.file, line=line)


def _wrong(name: str, row: Mapping[str, str]) -> Iterator[str]:
    if name == ELEMENTS:
        if not is_known(row["needs"]):
            yield f'"{row["needs"][:40]}" is nothing that can be looked for in a log: {ADVICE}.'
        return
    if row["means"] not in MEANINGS:
        yield f'"{row["means"][:40]}" is no kind of deadline: use {" or ".join(MEANINGS)}.'
    if not are_hours(row["hours"]):
        yield f'"{row["hours"][:40]}" should be a number of hours such as 48.'
