"""Limits that the Bot API only tells in its descriptions: lengths, counts, and the words allowed.

Characters are UTF-16 code units and bytes are UTF-8, so an emoji counts two and one Cyrillic letter
of callback data two as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.fakegram.spec import Field

LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)")
COUNT = re.compile(r"list of (\d+)-(\d+) |[Aa]t most (\d+) \w+ can be specified")
RANGE = re.compile(r"Values between (\d+)-(\d+) are accepted|update delivery, (\d+)-(\d+)")
CONSTANT = re.compile(r"(?:, |^)(?:always|must be) '?(\w+)'?$")
CHOICE = re.compile(r"(?:can be|one of) .*'\w+'.*", re.DOTALL)
ACTIONS = re.compile(r"[:,] (?:or )?(?:(\w+) or )?(\w+) for ")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LANGUAGE = re.compile(r"|[a-z]{2}")


def utf16(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def breaches(field: Field, value: Any, *, parsed_later: bool = False) -> Iterator[str]:
    """What is wrong with the size or the words of a value that has the right type.

    Texts with a parse mode are counted after parsing, by whoever parses them.
    """
    if isinstance(value, str):
        if not (parsed_later and "pars" in field.description):
            yield from _length(field, value)
        yield from _words(field, value)
    elif isinstance(value, list):
        yield from _count(field, value)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from _range(field, value)


def _length(field: Field, value: str) -> Iterator[str]:
    found = LENGTH.search(field.description)
    if found is None:
        return
    low, high, unit = int(found[1]), int(found[2]), found[3]
    length = len(value.encode()) if unit == "bytes" else utf16(value)
    if not low <= length <= high:
        yield f"{length} {unit}, allowed are {low}-{high}"


def _count(field: Field, value: list[Any]) -> Iterator[str]:
    found = COUNT.search(field.description)
    if found is None:
        return
    low, high = (0, int(found[3])) if found[3] else (int(found[1]), int(found[2]))
    if not low <= len(value) <= high:
        yield f"{len(value)} items, allowed are {low}-{high}"


def _range(field: Field, value: int) -> Iterator[str]:
    found = RANGE.search(field.description)
    if found is None:
        return
    low, high = (int(group) for group in found.groups() if group is not None)
    if not low <= value <= high:
        yield f"{value}, allowed are {low}-{high}"


def _words(field: Field, value: str) -> Iterator[str]:
    allowed = choices(field)
    if allowed and value not in allowed:
        yield f"{value!r} is none of {', '.join(sorted(allowed))}"
    pattern = _pattern(field)
    if pattern is not None and not pattern.fullmatch(value):
        yield f"{value!r} has characters that are not allowed here"


@cache
def choices(field: Field) -> frozenset[str]:
    """The only words a field may hold; empty where any word will do."""
    constant = CONSTANT.search(field.description)
    if constant is not None:
        return frozenset({constant[1]})
    if field.name == "action":
        return frozenset(w for pair in ACTIONS.findall(field.description) for w in pair if w)
    if field.name not in ("type", "style"):
        return frozenset()
    listed = CHOICE.search(field.description)
    return frozenset(re.findall(r"'(\w+)'", listed[0])) if listed else frozenset()


def _pattern(field: Field) -> re.Pattern[str] | None:
    if "only lowercase English letters, digits and underscores" in field.description:
        return COMMAND
    if field.name == "secret_token":
        return SECRET
    return LANGUAGE if field.name == "language_code" and "two-letter" in field.description else None
