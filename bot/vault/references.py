"""Short names of people that can be read out on a telephone; only the server can tell whose.

Ten signs, of which the last is a check: one wrong sign is noticed, and so are two that changed
places, but for a few pairs.
"""

from __future__ import annotations

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are taken for others."""
_TAKEN_FOR = str.maketrans("ILO", "110", " -\t\n")
_BITS = 5
_LENGTH = 9


class NotReference(ValueError):
    """What was typed is no reference: a sign is wrong, missing, or too many."""


def spelled(digest: bytes) -> str:
    """The reference that a digest stands for."""
    number = int.from_bytes(digest, "big")
    signs = "".join(SIGNS[number >> _BITS * place & 31] for place in range(_LENGTH))
    whole = signs + SIGNS[-_sum(signs + "0") % len(SIGNS)]
    return f"{whole[:5]}-{whole[5:]}"


def read(untrusted_text: str) -> str:
    """The reference that was meant; raises `NotReference`."""
    typed = untrusted_text.upper().translate(_TAKEN_FOR)
    if len(typed) != _LENGTH + 1 or set(typed) - set(SIGNS) or _sum(typed) % len(SIGNS):
        raise NotReference
    return f"{typed[:5]}-{typed[5:]}"


def _sum(signs: str) -> int:
    """By Luhn's rule for so many signs: every second one counts twice, its digits added."""
    total = 0
    for place, sign in enumerate(reversed(signs)):
        twice = SIGNS.index(sign) * (1 + place % 2)
        total += twice // len(SIGNS) + twice % len(SIGNS)
    return total
