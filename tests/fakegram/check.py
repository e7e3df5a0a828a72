"""Checks values against the Bot API: what bots ask, and what this server answers and reports."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from tests.fakegram.limits import breaches
from tests.fakegram.spec import Entry, Field, Spec

ARRAY = "Array of "
ATTACH = "attach://"
SCALARS: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
    "True": (bool,),
}
LOOKS = frozenset({"text", "icon_custom_emoji_id", "style"})
"""The fields of a button that do not say what it does."""
NEVER_ALONE = frozenset({"String", "Integer", "Float", "Boolean", "True", "InputFile"})


@dataclass(frozen=True, slots=True)
class Checker:
    """Finds what is wrong; `parts` are the names of the files that came along."""

    spec: Spec
    parts: Collection[str] = ()

    def call(self, method: Entry, values: dict[str, Any]) -> Iterator[str]:
        """Complaints about the parameters of a call."""
        given = {**values, **{part: None for part in self.parts if part in method.fields}}
        yield from self._fields(method, given, method.name)
        named = {*method.fields, *re.findall(rf"{ATTACH}([^\"]+)", json.dumps(values))}
        for part in sorted(set(self.parts) - named):
            yield f"{method.name}: nothing speaks of the file {part!r}"

    def value(self, kind: str, value: Any, path: str) -> Iterator[str]:
        """Complaints about a value that should be of a type."""
        if kind.startswith(ARRAY):
            yield from self._array(kind.removeprefix(ARRAY), value, path)
        elif kind == "InputFile" or is_attached(kind, value, path):
            yield from self._file(value, path)
        elif len(kinds := alternatives(kind, self.spec)) > 1:
            yield from self._closest(kinds, value, path)
        elif kind in SCALARS:
            yield from _scalar(kind, value, path)
        elif not isinstance(value, dict):
            yield f"{path}: expected {kind}"
        else:
            yield from self._object(self.spec.types[kind], value, path)

    def _array(self, kind: str, value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path}: expected an array"
            return
        for index, item in enumerate(value):
            yield from self.value(kind, item, f"{path}[{index}]")

    def _closest(self, kinds: Collection[str], value: Any, path: str) -> Iterator[str]:
        """The complaints of the alternative that fits best; none if one fits.

        The one with the right fields fits better than one with fewer complaints deep inside.
        """
        tried = [tuple(self.value(kind, value, path)) for kind in kinds]
        own = f"{path}: "
        yield from min(tried, key=lambda found: (sum(c.startswith(own) for c in found), len(found)))

    def _file(self, value: Any, path: str) -> Iterator[str]:
        named = path.rpartition(".")[2] if value is None else str(value).removeprefix(ATTACH)
        if named not in self.parts:
            yield f"{path}: no file came along"

    def _object(self, entry: Entry, value: dict[str, Any], path: str) -> Iterator[str]:
        yield from self._fields(entry, value, path)
        yield from _shape(entry, value, path)

    def _fields(self, entry: Entry, values: dict[str, Any], path: str) -> Iterator[str]:
        for name, field in entry.fields.items():
            if field.required and name not in values:
                yield f"{path}: {name} is missing"
        for name, value in values.items():
            if name not in entry.fields:
                yield f"{path}: {entry.name} has no {name!r}"
                continue
            yield from self._field(entry.fields[name], value, f"{path}.{name}", values)

    def _field(self, field: Field, value: Any, path: str, beside: dict[str, Any]) -> Iterator[str]:
        yield from self.value(field.type, value, path)
        parsed_later = bool(beside.get("parse_mode"))
        for breach in breaches(field, value, parsed_later=parsed_later):
            yield f"{path}: {breach}"


def is_attached(kind: str, value: Any, path: str) -> bool:
    """Whether a value names a file that comes along with the call."""
    takes_files = kind == "InputFile or String" or path.endswith(".media")
    return takes_files and isinstance(value, str) and value.startswith(ATTACH)


def alternatives(kind: str, spec: Spec) -> tuple[str, ...]:
    """The types that a type may be: `A or B`, `A, B and C`, or the members of a union."""
    listed = tuple(part.strip() for part in re.split(r" or | and |, ", kind))
    if len(listed) > 1 or kind in NEVER_ALONE:
        return listed
    return spec.types[kind].members or listed


def _scalar(kind: str, value: Any, path: str) -> Iterator[str]:
    fits = isinstance(value, SCALARS[kind])
    if not fits or (isinstance(value, bool) and kind not in ("Boolean", "True")):
        yield f"{path}: expected {kind}, got {type(value).__name__}"
    elif kind == "True" and value is not True:
        yield f"{path}: may only be true, or left out"


def _shape(entry: Entry, value: dict[str, Any], path: str) -> Iterator[str]:
    if entry.name == "InlineKeyboardButton":
        yield from _button(value, path, at_least=1)
    elif entry.name == "KeyboardButton":
        yield from _button(value, path, at_least=0)
    elif entry.name == "Update" and len(value) != 2:
        yield f"{path}: an update has its id and exactly one field"
    elif entry.name == "CallbackQuery" and ("data" in value) == ("game_short_name" in value):
        yield f"{path}: exactly one of data and game_short_name is there"


def _button(value: dict[str, Any], path: str, at_least: int) -> Iterator[str]:
    actions = sorted(set(value) - LOOKS)
    if not at_least <= len(actions) <= 1:
        yield f"{path}: a button does exactly one thing, not {', '.join(actions) or 'nothing'}"
    if not str(value.get("text", "")).strip():
        yield f"{path}: a button needs a label"
    # A telephone number is no URL for Telegram: it is copied, or shown in the text.
    if "url" in value and not re.match(r"(https?|tg)://|[\w-]+\.\w", str(value["url"])):
        yield f"{path}.url: not an HTTP or tg:// URL"
