"""What the tokens of buttons mean: a visit, and a number in the list that the session holds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.core.session import Session

MOST_DIGITS = 3


def meant(session: Session, token: str) -> str | None:
    """What a token of the current screen means; None for one that is old, or made up."""
    visit, _, rest = token.rpartition(".")
    number = rest.rstrip("+-")
    if not visit or visit != session.visit or not (number.isascii() and number.isdecimal()):
        return None
    known = len(number) <= MOST_DIGITS and int(number) < len(session.items)
    return session.items[int(number)] if known else None


def hidden(chance: str) -> str:
    """A visit that does not give away the chance it was made with."""
    return _digest("visit", chance)[: len(chance)]


def shuffled(items: Sequence[str], chance: str) -> tuple[str, ...]:
    """The items in an order that only who knows the chance can tell."""
    return tuple(sorted(items, key=lambda item: _digest(item, chance)))


def _digest(what: str, chance: str) -> str:
    return hashlib.sha256(f"{chance} {what}".encode()).hexdigest()
