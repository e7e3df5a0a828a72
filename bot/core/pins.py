"""Which PINs are too easy to guess for whoever knows her: dates, runs and patterns."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

SHORTEST, LONGEST = 6, 12
_COLUMNS = ("147", "258", "369")
_CENTURIES = (1900, 2000)


def is_pin(untrusted_text: str) -> bool:
    """Whether a text is a PIN at all: six to twelve digits."""
    return (
        untrusted_text.isascii()
        and untrusted_text.isdecimal()
        and SHORTEST <= len(untrusted_text) <= LONGEST
    )


def is_weak(pin: str) -> bool:
    """Whether a PIN is one of those that are tried first."""
    return _repeats(pin) or _runs(pin) or _is_date(pin) or _draws_lines(pin) or pin == pin[::-1]


def _repeats(pin: str) -> bool:
    """A part of at most half its length, over and over; or hardly any different digits."""
    parts = (pin[:length] for length in range(1, len(pin) // 2 + 1))
    return len(set(pin)) < 3 or any((part * len(pin))[: len(pin)] == pin for part in parts)


def _runs(pin: str) -> bool:
    """Digits that all go up or down by one, also across nine and zero, or in two halves."""
    half = len(pin) // 2
    return _is_run(pin) or (_is_run(pin[:half]) and _is_run(pin[half:]))


def _is_run(digits: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    return len(steps) == 1 and steps <= {0, 1, 2, 8, 9}


def _draws_lines(pin: str) -> bool:
    """Columns of the keypad, each up or down."""
    thirds = [pin[at : at + 3] for at in range(0, len(pin), 3)]
    return len(pin) % 3 == 0 and all(part in _COLUMNS or part[::-1] in _COLUMNS for part in thirds)


def _is_date(pin: str) -> bool:
    """A day of a life, in any usual order of day, month and year."""
    match len(pin):
        case 6:
            a, b, c = (int(pin[at : at + 2]) for at in (0, 2, 4))
            orders = ((c, b, a), (c, a, b), (a, b, c), (a, c, b))
            return any(
                _is_day(century + year, month, day)
                for year, month, day in orders
                for century in _CENTURIES
            )
        case 8:
            first, last = int(pin[:4]), int(pin[4:])
            a, b, c, d = (int(pin[at : at + 2]) for at in (0, 2, 4, 6))
            return any((_is_day(last, b, a), _is_day(last, a, b), _is_day(first, c, d)))
        case _:
            return False


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return _CENTURIES[0] <= year < _CENTURIES[-1] + 100
