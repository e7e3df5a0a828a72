"""What the links of a log hold: incidents, and what was later said or done about them.

A record is written as canonical JSON, with the version of its layout. Only bytes that are exactly
what we would write are read back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter
from pydantic_core import from_json, to_json

from bot.core.canonical import NotCanonical, canonical
from bot.core.chain import Link, Log, append
from bot.core.incident import STRICT, Digest, Incident, Instant, Number, Words
from bot.errors import UnreadableRecord

FORMAT = 1
Said = Literal["mine", "not mine", "later"]
File = Annotated[str, Field(pattern=r"^[0-9]{4,}_[a-z]$")]
"""A file by the number of its entry and the letter of its place in it: 0007_a."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What she said, unlocked, of an entry that was made while her lock was shut."""

    __pydantic_config__ = STRICT

    of: Number
    said: Said
    recorded: Instant


@dataclass(frozen=True, slots=True)
class Removal:
    """That an entry was erased, or one file of it; its leaf, or its digest, stays."""

    __pydantic_config__ = STRICT

    of: Number
    recorded: Instant
    file: Annotated[str, Field(pattern=r"^([0-9]{4,}_[a-z])?$")] = ""

    def __post_init__(self) -> None:
        if self.file and int(self.file[:-2]) != self.of:
            raise ValueError("a file belongs to its entry")


@dataclass(frozen=True, slots=True)
class Handover:
    """That a package was made: for whom, what it leaves out, and all else that is in it.

    It is the last link of its own package, so that the package's head stands for every byte of it.
    """

    __pydantic_config__ = STRICT

    recorded: Instant
    contents: Digest
    to: Words = field(default="", repr=False)
    withheld: tuple[Number, ...] = ()
    withheld_files: tuple[File, ...] = ()


Record = Incident | Confirmation | Removal | Handover
_ADAPTERS: dict[str, TypeAdapter[Record]] = {
    "incident": TypeAdapter(Incident),
    "confirmation": TypeAdapter(Confirmation),
    "removal": TypeAdapter(Removal),
    "handover": TypeAdapter(Handover),
}
_NAMES = {
    Incident: "incident",
    Confirmation: "confirmation",
    Removal: "removal",
    Handover: "handover",
}


def about(record: Record) -> int:
    """The number of the earlier link that a record is about; 0 if it is about none."""
    match record:
        case Incident():
            return record.amends
        case Confirmation() | Removal():
            return record.of
        case Handover():
            return 0


def noted(log: Log, record: Record, salt: bytes) -> Log:
    """The log with a record more; it can only be about an entry that is there already."""
    if (of := about(record)) and not _is_entry(log.links[of - 1 : of]):
        raise ValueError("a record is about an earlier entry")
    return append(log, written(record), salt)


def _is_entry(found: tuple[Link, ...]) -> bool:
    return any(link.is_bare or isinstance(read(link.body), Incident) for link in found)


def written(record: Record) -> bytes:
    """A record as a body of the chain; raises `UnreadableRecord` if it could not be read back."""
    body = _body(record)
    if _read(body) != record:
        raise UnreadableRecord
    return body


def read(untrusted_body: bytes) -> Record:
    """The record that a body holds; raises `UnreadableRecord`."""
    record = _read(untrusted_body)
    if record is None or _body(record) != untrusted_body:
        raise UnreadableRecord
    return record


def _body(record: Record) -> bytes:
    name = _NAMES[type(record)]
    fields = _ADAPTERS[name].dump_python(record, mode="json", exclude_defaults=True, warnings=False)
    try:
        return canonical({"format": FORMAT, "record": name, **fields})
    except NotCanonical:
        return b""


def _read(untrusted_body: bytes) -> Record | None:
    # What is wrong would repeat what was said, so the error ends here and is nobody's context.
    try:
        fields = from_json(untrusted_body)
        adapter = _ADAPTERS[fields.pop("record")]
        if fields.pop("format") != FORMAT:
            return None
        return adapter.validate_json(to_json(fields), strict=True)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
