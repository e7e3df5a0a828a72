"""Receipts of erasures: four words made of the random name a person had, and of nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from io import BytesIO

from bot.ports import Erasure
from bot.vault import words
from bot.vault.seal import bind

COUNT = 4


def receipt(uid: bytes) -> tuple[str, ...]:
    """The words of a person's erasure."""
    return _words(bind(b"sidelight receipt", uid))


def of_nothing(uid: bytes, at: int) -> tuple[str, ...]:
    """Words that no erasure has, for an empty place; they differ once it was hidden anew."""
    return _words(bind(b"sidelight receipt of nothing", uid, str(at).encode()))


def noted(untrusted_words: str, erasures: Iterable[Erasure]) -> Erasure | None:
    """The erasure that has these words; raises `NotWords`."""
    meant = words.read(untrusted_words, COUNT)
    return next((erasure for erasure in erasures if receipt(erasure.uid) == meant), None)


def _words(of: bytes) -> tuple[str, ...]:
    return words.some(COUNT, BytesIO(hashlib.sha256(of).digest()).read)
