"""Words that open something: how they are told from all else, and how they are shown."""

from __future__ import annotations

from collections.abc import Sequence

PASSPHRASE, RECOVERY = 5, 8
"""So many words are a passphrase, and so many bring back what a lost PIN keeps closed."""
BEGINNING = 4
"""So many letters tell a word from all others."""
LONGEST = 30
WORDS = "words"
"""What a step asks for that takes such words."""


def looks_like_words(text: str, wordlist: frozenset[str]) -> bool:
    """Whether a text is a single word, or as many known ones as open something."""
    words = _words(text)
    if len(words) == 1:
        return words[0].isalpha() and BEGINNING <= len(words[0]) <= LONGEST
    return len(words) in (PASSPHRASE, RECOVERY) and beginnings(words) <= wordlist


def are_words(text: str, wordlist: frozenset[str]) -> bool:
    """Whether a text is as many known words as open something."""
    return len(_words(text)) > 1 and looks_like_words(text, wordlist)


def _words(text: str) -> list[str]:
    """The words of a text, without the numbers they may be written down with."""
    apart = "".join(sign if sign.isalpha() else " " for sign in text.casefold())
    return apart.split()


def beginnings(words: Sequence[str]) -> set[str]:
    """What tells each word from all others."""
    return {word[:BEGINNING] for word in words}


def is_same(text: str, word: str) -> bool:
    """Whether a typed text means a word."""
    return text.casefold().strip()[:BEGINNING] == word[:BEGINNING]


def listed(words: Sequence[str]) -> str:
    """Words with their numbers, one on each line, to be written down."""
    return "\n".join(f"{number}. {word}" for number, word in enumerate(words, 1))
