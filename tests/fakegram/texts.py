"""What Telegram makes of a text: some characters vanish, and its ends are trimmed.

Told by td/telegram/misc.cpp (clean_input_string) and MessageEntity.cpp (fix_formatted_text).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.fakegram.errors import Breach, NotModelled, bad_request
from tests.fakegram.limits import utf16

Entity = dict[str, Any]
BLANK = str.maketrans({chr(code): " " for code in range(32) if chr(code) not in "\n\r"})
# Line separators, embeddings and overrides of direction, and three vertical lines are removed.
REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
MARKS = re.compile("[\u200e\u200f]+(?=[\u200e\u200f])")
INVISIBLE = re.compile("[\\s\u200b-\u200f\u202e\u2800\u3000\ufeff\ufffc\u180e\u1680]*")
EDGES = " \n"


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities, which count in UTF-16 units."""

    text: str
    entities: tuple[Entity, ...] = ()

    def wire(self, text_key: str, entities_key: str) -> dict[str, Any]:
        """As a message holds it; nothing where there is nothing."""
        shown: dict[str, Any] = {text_key: self.text} if self.text else {}
        return {**shown, entities_key: list(self.entities)} if self.entities else shown


def cleaned(text: str, entities: Iterable[Entity] = (), *, may_be_empty: bool = False) -> Formatted:
    """The text as it will be shown, with its entities moved along."""
    given = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    _refuse_wrong(text, given)
    kept = [(at, char) for at, char in _located(text) if not REMOVED.match(char)]
    first_entity = given[0]["offset"] if given else None
    kept = _trimmed(kept, first_entity)
    result = "".join(char for _, char in kept)
    if INVISIBLE.fullmatch(result):
        if may_be_empty:
            return Formatted("")
        raise bad_request("text must be non-empty")
    moved = (_moved(entity, kept) for entity in given)
    return Formatted(result, tuple(entity for entity in moved if entity["length"] > 0))


def _located(text: str) -> list[tuple[int, str]]:
    """Each character with the UTF-16 offset it had."""
    replaced = MARKS.sub(lambda run: "\u200c" * len(run[0]), text.translate(BLANK))
    located, at = [], 0
    for char in replaced:
        located.append((at, char))
        at += utf16(char)
    return located


def _trimmed(kept: list[tuple[int, str]], first_entity: int | None) -> list[tuple[int, str]]:
    """Without blanks at the ends; at the beginning an entity holds them."""
    start, end = 0, len(kept)
    while end > 0 and kept[end - 1][1] in EDGES:
        end -= 1
    while start < end and kept[start][1] in EDGES and kept[start][0] != first_entity:
        start += 1
    return kept[start:end]


def _moved(entity: Entity, kept: list[tuple[int, str]]) -> Entity:
    begins, ends = entity["offset"], entity["offset"] + entity["length"]
    before = sum(utf16(char) for at, char in kept if at < begins)
    inside = sum(utf16(char) for at, char in kept if begins <= at < ends)
    return {**entity, "offset": before, "length": inside}


def _refuse_wrong(text: str, entities: list[Entity]) -> None:
    length, borders = utf16(text), {at for at, _ in _located(text)} | {utf16(text)}
    for entity in entities:
        begins, ends = entity["offset"], entity["offset"] + entity["length"]
        if begins < 0 or entity["length"] < 0 or ends > length:
            raise Breach(f"entity beginning at UTF-16 offset {begins} ends after the text")
        if begins not in borders or ends not in borders:
            raise Breach(f"entity beginning at UTF-16 offset {begins} splits a character")
    for one, other in pairwise(entities):
        end = one["offset"] + one["length"]
        if one["offset"] < other["offset"] < end < other["offset"] + other["length"]:
            raise NotModelled("entities that overlap without being nested")
