"""Looks over tables that tell of changes: none may be offered without what to know of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.core.complaint import Complaint
from bot.core.content import Table
from bot.core.noticing import LEVELS

TOLD = ("what_they_notice", "how_fast", "evidence_lost", "who_can_override")
"""What has to be said of every change."""
TELLING = {"change", "notice"}
"""The columns of a table that tells of changes."""


def complaints(tables: Mapping[str, Table]) -> Iterator[Complaint]:
    """Complain about changes of which something is not told."""
    for table in tables.values():
        if not set(table.columns) >= TELLING:
            continue
        if missing := [column for column in ("id", *TOLD) if column not in table.columns]:
            message = f"the column {' and '.join(missing)} is missing: add it to the first row."
            yield Complaint("F213", message, table.file, line=1)
        else:
            yield from _rows(table)


def _rows(table: Table) -> Iterator[Complaint]:
    known: set[str] = set()
    for row, line in zip(table.rows, table.lines, strict=True):
        if row["change"]:
            for message in _wrong(row, known):
                yield Complaint("F213", message, table.file, line=line)
            known.add(row["id"])


def _wrong(row: Mapping[str, str], known: set[str]) -> Iterator[str]:
    if not row["id"].isidentifier() or row["id"] in known:
        yield "this change needs an id of its own, of small letters, digits and _: write another."
    if row["notice"] not in LEVELS:
        yield f'"notice" should be one of: {", ".join(LEVELS)}.'
    if missing := [column for column in TOLD if not row[column]]:
        yield (
            f"this change lacks {' and '.join(missing)}: write what the source tells, or say "
            "there that you don't know, as in \"I don't know how fast.\""
        )
