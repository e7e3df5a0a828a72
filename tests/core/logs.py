"""Logs for tests, written by hand."""

from __future__ import annotations

from typing import Any

from bot.core.chain import Log, without
from bot.core.incident import Exhibit, Incident, Occurred
from bot.core.records import Record, Removal, noted

AT = "2026-11-05T09:00:00Z"
DIGEST = "ab" * 32


def entry(what: str = "He waited at my door.", **fields: Any) -> Incident:
    """An entry, written down on 5 November."""
    return Incident(what, fields.pop("recorded", AT), **fields)


def on(day: str, **fields: Any) -> Occurred:
    """That it happened on a day, or at a minute of it."""
    return Occurred("exact", day, **fields)


def picture(name: str = "IMG_1.jpg", size: int = 3) -> Exhibit:
    """A file that supports an entry."""
    return Exhibit(DIGEST, size, name, "image/jpeg")


def log_of(*kept: Record) -> Log:
    """A log of these records; what was erased is bare."""
    log = Log(bytes(16))
    for number, record in enumerate(kept):
        log = noted(log, record, bytes([number]) * 32)
    erased = {record.of for record in kept if isinstance(record, Removal) and not record.file}
    return without(log, erased)
