"""People's words, made ready to be printed: in paragraphs, each with its direction.

They are printed as they were typed. What no font of ours can show, and what would do something
instead of being seen, is shown by its number; marks of direction do what they do on any screen.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.resources import files as parts_of
from itertools import pairwise
from typing import Literal, TypedDict

Direction = Literal["ltr", "rtl"]
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_ENDS = re.compile("\r\n|[\n\r\u2028\u2029]")
_HIDING = re.compile("[\n\r\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LONG = re.compile(r"\S{24,}")
_PIECE = 12
_PICTURES = 0x2400
"""From here on stand signs for the control characters: ␀, ␁ …"""
_UNSEEN = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x180B, 0x180E), (0x200B, 0x200F)),
    *((0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xE0000, 0xE0FFF)),
)
"""What shapes the signs around it, and is never seen itself."""
_FORBIDDEN = "\ufeff"
"""What a font has, and an accessible PDF must not hold."""


class Paragraph(TypedDict):
    """A paragraph for the typesetter: pieces between which a line may end, and a direction."""

    pieces: list[str]
    dir: Direction


def paragraphs(words: str) -> list[Paragraph]:
    """Words as paragraphs, one for each line that was typed."""
    return [Paragraph(pieces=_pieces(line), dir=direction(line)) for line in _ENDS.split(words)]


def on_one_line(words: str) -> str:
    """A file's name, with ends of lines and turns of direction seen: it can hide behind them."""
    return _HIDING.sub(lambda sign: _shown(sign[0]), words)


def apart(words: str) -> str:
    """Words that can stand in a sentence of ours, and turn nothing but themselves around."""
    return words if words.isascii() else f"\u2068{words}\u2069"


def direction(line: str) -> Direction:
    """Where a line begins: its first letter says so, as in a chat."""
    strong = (_STRONG.get(unicodedata.bidirectional(sign)) for sign in line)
    return next((found for found in strong if found is not None), "ltr")


def visible(line: str) -> str:
    """A line in which everything can be shown; it is the same, but for what no font has."""
    if line.isascii() and line.isprintable():
        return line
    return "".join(sign if _can_be_shown(sign) else _shown(sign) for sign in line)


def _shown(sign: str) -> str:
    number = ord(sign)
    if sign == "\t":
        return "    "
    if number < 0x20:
        return chr(_PICTURES + number)
    return "␡" if number == 0x7F else f"⟨U+{number:04X}⟩"


def _can_be_shown(sign: str) -> bool:
    if sign == _FORBIDDEN or unicodedata.category(sign) == "Cc":
        return False
    starts, ends = _ranges()
    place = bisect_right(starts, ord(sign)) - 1
    return place >= 0 and ord(sign) <= ends[place]


@cache
def _ranges() -> tuple[list[int], list[int]]:
    lines = parts_of("bot.reports").joinpath("fonts", "characters.txt").read_text("utf-8")
    found = [
        (int(first, 16), int(last, 16))
        for line in lines.splitlines()
        for first, last in (span.split("-") for span in line.split()[1:])
    ]
    merged: list[list[int]] = []
    for first, last in sorted([*found, *_UNSEEN]):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return [first for first, _ in merged], [last for _, last in merged]


def _pieces(line: str) -> list[str]:
    """The line, cut where a very long word may go on below: none may leave the page."""
    seen = visible(line)
    cuts = [
        place
        for long in _LONG.finditer(seen)
        for place in range(long.start() + _PIECE, long.end(), _PIECE)
    ]
    places = [0, *(_apart(seen, place) for place in cuts), len(seen)]
    return [seen[a:b] for a, b in pairwise(places) if a < b] or [""]


def _apart(line: str, place: int) -> int:
    """The next place where two signs can be parted: no mark is taken from its letter."""
    while place < len(line) and (_belongs(line[place]) or line[place - 1] == "\u200d"):
        place += 1
    return place


def _belongs(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Mc", "Me", "Cf", "Sk"}
