"""Keys to tap a PIN on, so that it is never typed and never stands in the chat."""

from __future__ import annotations

from bot.core.pins import LONGEST, SHORTEST
from bot.core.steps.base import Key, View
from bot.core.templates import Template

UNDO, OK = "(undo)", "(ok)"
_LAYOUT = ("1", "2", "3", "4", "5", "6", "7", "8", "9", UNDO, "0", OK)
FEW = 1
DIGITS = frozenset(_LAYOUT) - {UNDO, OK}
_PHRASES = {UNDO: "undo", OK: "ok"}


def keys(view: View) -> tuple[Key, ...]:
    """The keys, in three columns as on a telephone."""
    return tuple(_key(view, item) for item in _LAYOUT)


def _key(view: View, item: str) -> Key:
    label = view.phrases(_PHRASES[item]) if item in _PHRASES else item
    return Key(item, Template((label,)), "digit")


def after(entered: str, item: str) -> str:
    """What is entered after a key was pressed."""
    if item == UNDO:
        return entered[:-1]
    return (entered + item)[:LONGEST]


def is_long_enough(entered: str) -> bool:
    """Whether it has the digits of a PIN."""
    return len(entered) >= SHORTEST


def is_key(item: str) -> bool:
    """Whether an item is a key that changes what is entered."""
    return item in DIGITS or item == UNDO


def tapped(view: View, entered: str) -> str:
    """How much is entered, in a sentence that does not say what."""
    return view.phrases("tapped", dots="●" * len(entered) or "–")


def looks_typed(text: str) -> bool:
    """Whether a typed text is a PIN that should have been tapped, perhaps with a word beside it."""
    digits, letters = (sum(map(kind, text)) for kind in (str.isdecimal, str.isalpha))
    return digits > FEW and letters <= digits
