"""JSON that can be written in one way only (RFC 8785), so that a hash of it means something.

Numbers are whole, and small enough for every program; names of fields are ASCII. With that, what
Python writes with sorted names is what the RFC asks for.
"""

from __future__ import annotations

import json

LARGEST = 2**53 - 1
"""Above that, programs that keep all numbers as fractions would read another one."""
Json = str | int | bool | list["Json"] | dict[str, "Json"]


class NotCanonical(ValueError):
    """A value that can't be written so that every program reads the same."""


def canonical(value: object) -> bytes:
    """Write texts, whole numbers, truths, lists and mappings; raises `NotCanonical`."""
    _check(value)
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        pass  # it holds what a person said, so it is nobody's context
    raise NotCanonical("half a sign")


def _check(value: object) -> None:
    match value:
        case str():
            pass
        case int():
            if abs(value) > LARGEST:
                raise NotCanonical("too large a number")
        case list():
            for item in value:
                _check(item)
        case dict():
            for name, item in value.items():
                _check_name(name)
                _check(item)
        case _:
            raise NotCanonical(type(value).__name__)


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not name.isascii():
        raise NotCanonical("a name that is not ASCII")
