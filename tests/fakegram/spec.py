"""The Bot API as data: what each method takes and what each type holds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("bot_api.json")
MEMBER = re.compile(r"^ ?- (\w+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a method, or a field of a type."""

    name: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A method or a type."""

    name: str
    description: str
    fields: Mapping[str, Field]

    @property
    def members(self) -> tuple[str, ...]:
        """The types this type is one of; a union has no fields of its own."""
        return () if self.fields else tuple(MEMBER.findall(self.description))


@dataclass(frozen=True, slots=True)
class Spec:
    """One version of the Bot API."""

    version: str
    methods: Mapping[str, Entry]
    types: Mapping[str, Entry]

    def method(self, untrusted_name: str) -> Entry | None:
        """A method by its name; the server does not look at upper and lower case."""
        wanted = untrusted_name.lower()
        return next((m for name, m in self.methods.items() if name.lower() == wanted), None)


@cache
def bot_api() -> Spec:
    """The version that is committed here."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return Spec(data["version"], _entries(data["methods"]), _entries(data["types"]))


def _entries(rows: list[dict[str, Any]]) -> dict[str, Entry]:
    return {row["name"]: _entry(row) for row in rows}


def _entry(row: dict[str, Any]) -> Entry:
    fields = {field["name"]: Field(**field) for field in row["fields"]}
    return Entry(row["name"], row["description"], fields)
