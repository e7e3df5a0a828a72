"""Finds what Telegram makes tappable by itself: a text a bot repeats may grow a link this way.

Close to the server's rules, not equal to them: top-level domains are a short list here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.fakegram.limits import utf16
from tests.fakegram.texts import Entity, Formatted

DOMAINS = "com|org|net|info|io|me|edu|gov|int|app|dev|online|site|xyz|example|[a-z]{2}"
KINDS = {
    "url": re.compile(
        rf"(?i)(?<![\w@.])(?:(?:https?|tg)://[^\s<>\"]+|(?:[\w-]+\.)+(?:{DOMAINS})\b(?:/[^\s<>\"]*)?)"
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-zA-Z]{2,}"),
    "mention": re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}\b"),
    "hashtag": re.compile(r"(?<![\w#])#\w*[^\W\d_]\w*"),
    "cashtag": re.compile(r"(?<![\w$])\$[A-Z]{3,8}\b"),
    "bot_command": re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])"),
}
CLOSED = frozenset({"code", "pre", "text_link", "text_mention"})
"""Inside these nothing is found."""


def with_found(formatted: Formatted) -> Formatted:
    """The text with the entities that a reader's app shows without being asked."""
    taken = [entity for entity in formatted.entities if entity["type"] in CLOSED]
    fresh: list[Entity] = []
    for entity in _candidates(formatted.text):
        if not any(_touch(entity, other) for other in (*taken, *fresh)):
            fresh.append(entity)
    everything = (*formatted.entities, *fresh)
    in_order = sorted(everything, key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(formatted.text, tuple(in_order))


def _candidates(text: str) -> Iterator[Entity]:
    for kind, pattern in KINDS.items():
        for match in pattern.finditer(text):
            offset, length = utf16(text[: match.start()]), utf16(match[0].rstrip(".,:;!?)"))
            yield {"type": kind, "offset": offset, "length": length}


def _touch(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )
