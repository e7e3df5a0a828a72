"""Characters that an eye can't see, and how a line is shown that holds them."""

from __future__ import annotations

import re

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u2028-\u202e\u2060\u2066-\u2069"
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Control characters, marks that turn text round, breaks and spaces without width."""
LONGEST_SHOWN = 160


def visible(text: str) -> str:
    """A line as it may be printed: not too long, and with a sign for what can't be seen."""
    return UNSEEN.sub("\ufffd", text[:LONGEST_SHOWN])


def with_plain_ends(text: str) -> str:
    """A text whose lines all end in the same way, whichever editor wrote it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
