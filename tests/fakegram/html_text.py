"""Reads texts with `parse_mode` HTML: the tags Telegram knows, and nothing else.

Told by the section on formatting options of the documentation, and MessageEntity.cpp (parse_html).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.fakegram.errors import Breach
from tests.fakegram.limits import utf16
from tests.fakegram.texts import Entity, Formatted

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
PIECE = re.compile(r"<(?P<end>/?)(?P<tag>[^\s>]*)(?P<rest>[^>]*)>|&(?P<name>#?\w+);|(?P<broken><)")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?""")


@dataclass(slots=True)
class _Page:
    """What was read so far; `open` holds the tags without an end."""

    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    open: list[tuple[str, Entity]] = field(default_factory=list)


def from_html(source: str) -> Formatted:
    """The text without its tags, and the entities they stood for."""
    page, at = _Page(), 0
    for piece in PIECE.finditer(source):
        page.text += source[at : piece.start()]
        at = piece.end()
        _take(page, piece)
    page.text += source[at:]
    if page.open:
        raise _cannot_parse(f'can\'t find end tag corresponding to start tag "{page.open[-1][0]}"')
    kept = (entity for entity in page.entities if entity["length"] > 0)
    return Formatted(page.text, tuple(kept))


def _take(page: _Page, piece: re.Match[str]) -> None:
    where = f"at byte offset {len(piece.string[: piece.start()].encode())}"
    if piece["broken"]:
        raise _cannot_parse(f"unclosed start tag {where}")
    if piece["name"]:
        page.text += _character(piece)
    elif piece["end"]:
        _close(page, piece["tag"].lower(), where)
    else:
        entity = {"offset": utf16(page.text), **_entity(piece["tag"].lower(), piece["rest"], where)}
        page.open.append((piece["tag"].lower(), entity))


def _character(piece: re.Match[str]) -> str:
    """A named or a numbered character; a name Telegram does not know stays as it is."""
    name = piece["name"]
    if not name.startswith("#"):
        return NAMED.get(name, piece[0])
    digits, base = (name[2:], 16) if name[1:2] in ("x", "X") else (name[1:], 10)
    try:
        return chr(int(digits, base))
    except (ValueError, OverflowError):
        return piece[0]


def _close(page: _Page, tag: str, where: str) -> None:
    if not page.open:
        raise _cannot_parse(f"unexpected end tag {where}")
    opened, entity = page.open.pop()
    if tag not in ("", opened):
        raise _cannot_parse(f'unmatched end tag {where}, expected "</{opened}>", found "</{tag}>"')
    entity["length"] = utf16(page.text) - entity["offset"]
    page.entities.append(entity)


def _entity(tag: str, rest: str, where: str) -> Entity:
    attributes = {m[1].lower(): m[2] or m[3] or m[4] or "" for m in ATTRIBUTE.finditer(rest)}
    if tag == "a" and attributes.get("href"):
        return {"type": "text_link", "url": attributes["href"]}
    if tag == "span" and attributes.get("class") == "tg-spoiler":
        return {"type": "spoiler"}
    if tag == "blockquote" and "expandable" in attributes:
        return {"type": "expandable_blockquote"}
    if tag not in TAGS:
        raise _cannot_parse(f'unsupported start tag "{tag}" {where}')
    return {"type": TAGS[tag]}


def _cannot_parse(what: str) -> Breach:
    return Breach(f"can't parse entities: {what}")
