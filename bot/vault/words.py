"""Words that people can write down and type again: recovery codes and passphrases.

They come from a list of 2,048 common words of which no two begin with the same four letters, so a
word that is cut off, or ends otherwise, is still told from all others (BIP 39, English).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

from mnemonic import Mnemonic

from bot.core.steps.spoken import BEGINNING, beginnings

_BYTES = 2


class NotWords(ValueError):
    """What was typed is not as many words of the list; `place` counts the wrong one, from 1."""

    def __init__(self, place: int | None = None) -> None:
        super().__init__()
        self.place = place


@cache
def _words() -> tuple[str, ...]:
    return tuple(Mnemonic("english").wordlist)


@cache
def wordlist() -> frozenset[str]:
    """The beginnings by which the words are told apart."""
    return frozenset(beginnings(_words()))


@cache
def _by_beginning() -> dict[str, str]:
    return {word[:BEGINNING]: word for word in _words()}


def some(count: int, chance: Callable[[int], bytes] = os.urandom) -> tuple[str, ...]:
    """So many words by chance, each as likely as any other."""
    words = _words()
    numbers = (int.from_bytes(chance(_BYTES), "big") % len(words) for _ in range(count))
    return tuple(words[number] for number in numbers)


def read(untrusted_text: str, count: int) -> tuple[str, ...]:
    """The words that were meant; raises `NotWords`."""
    apart = "".join(sign if sign.isalpha() else " " for sign in untrusted_text.casefold())
    typed = apart.split()
    if len(typed) != count:
        raise NotWords
    meant = [_by_beginning().get(word[:BEGINNING]) for word in typed]
    if None in meant:
        raise NotWords(meant.index(None) + 1)
    return tuple(word for word in meant if word is not None)


def secret(words: tuple[str, ...]) -> bytes:
    """The words as what opens a lock."""
    return " ".join(words).encode()
