"""Composes any message of a private chat that the Bot API describes, for hypothesis."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as some

from bot.channels.telegram.sent import FILES
from tests.fakegram.check import ARRAY, alternatives
from tests.fakegram.spec import Field, bot_api

HER = 77
DEEP = 3
"""So many objects inside each other; what is deeper has only what it must have."""
AT_ONCE = 5
"""So many fields of an object that may be left out."""
SPEC = bot_api()
QUOTED = re.compile(r"'(\w+)'")
LOOKED_AT = (
    *("text", "caption", "forward_origin", "media_group_id", "edit_date"),
    *(kind for kind in FILES if kind in SPEC.types["Message"].fields),
)
"""What is read of a message: each comes now and then, and not once in ninety times."""
TEXT = some.text(some.characters(exclude_categories=["Cs"]), max_size=12)
SCALARS: dict[str, some.SearchStrategy[Any]] = {
    "String": TEXT,
    "Integer": some.integers(-(2**52), 2**52),
    "Float": some.floats(-90, 90),
    "Boolean": some.booleans(),
    "True": some.just(True),  # noqa: FBT003  # a value like the others
}
Draw = some.DrawFn


@some.composite
def messages(draw: Draw) -> dict[str, Any]:
    """A message of hers."""
    fields = SPEC.types["Message"].fields
    looked_at = draw(some.lists(some.sampled_from(LOOKED_AT), min_size=1, max_size=3, unique=True))
    told = composed(draw, "Message", 0)
    told |= {name: valued(draw, fields[name], 0) for name in looked_at}
    told["chat"] = {"id": HER, "type": "private", "first_name": draw(TEXT)}
    return told


def composed(draw: Draw, kind: str, depth: int) -> dict[str, Any]:
    """An object of a type, with all it must have and some of what it may have."""
    fields = SPEC.types[kind].fields.values()
    may = [field for field in fields if not field.required]
    most = AT_ONCE if depth < DEEP else 0
    chosen = draw(some.lists(some.sampled_from(may), max_size=most, unique_by=id)) if may else []
    must = [field for field in fields if field.required]
    return {field.name: valued(draw, field, depth) for field in (*must, *chosen)}


def valued(draw: Draw, field: Field, depth: int) -> Any:
    """A value for a field; what says which of several types this is says so."""
    if field.name == "type" and (named := QUOTED.findall(field.description)):
        return draw(some.sampled_from(named))
    return of_type(draw, field.type, depth)


def of_type(draw: Draw, kind: str, depth: int) -> Any:
    """A value of a type."""
    if kind.startswith(ARRAY):
        inner, most = kind.removeprefix(ARRAY), 2 if depth < DEEP else 0
        return [of_type(draw, inner, depth + 1) for _ in range(draw(some.integers(0, most)))]
    if kind in SCALARS:
        return draw(SCALARS[kind])
    kinds = alternatives(kind, SPEC)
    if len(kinds) > 1:
        return of_type(draw, draw(some.sampled_from(kinds)), depth)
    return composed(draw, kind, depth + 1)
