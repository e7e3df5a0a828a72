"""Characters that an eye can't see, and how a line is shown that holds them."""

from __future__ import annotations

import re

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u2028-\u202e\u2060\u2066-\u2069"
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Control characters, marks that turn text round, and breaks that only a machine sees.

A space without width (U+200B) is not among them: Khmer puts it between words.
"""
LONGEST_SHOWN = 160
_UNSHOWN = re.compile(f"{UNSEEN.pattern}|[\n\r]")


def visible(text: str) -> str:
    """A line as it may be printed: not too long, and with a sign for what can't be seen."""
    return _UNSHOWN.sub("\ufffd", text[:LONGEST_SHOWN])


def with_plain_ends(text: str) -> str:
    """A text whose lines all end in the same way, whichever editor wrote it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def long_line(text: str, most: int) -> int | None:
    """The number (from 0) of a line with more characters than that, found without reading each."""
    half = most // 2
    for at in range(0, len(text), half):
        if text.find("\n", at, at + half) < 0:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            if (end if end >= 0 else len(text)) - start > most:
                return text.count("\n", 0, start)
    return None
