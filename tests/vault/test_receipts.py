"""A receipt is found by the erasure it belongs to, and by no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports import Erasure
from bot.vault.receipts import COUNT, noted, of_nothing, receipt
from bot.vault.words import NotWords, wordlist

UID = st.binary(min_size=16, max_size=16)


@given(st.lists(UID, min_size=1, max_size=20, unique=True), st.integers(0, 10**10))
def test_a_receipt_finds_its_erasure_and_that_of_an_empty_place_finds_none(
    uids: list[bytes], at: int
) -> None:
    erasures = [Erasure(uid, number) for number, uid in enumerate(uids)]
    for erasure in erasures:
        assert noted(" ".join(receipt(erasure.uid)), erasures) == erasure
        assert noted(" ".join(of_nothing(erasure.uid, at)), erasures) is None
    assert noted(" ".join(receipt(uids[0])), erasures[1:]) is None


def test_it_is_four_words_of_the_list_that_stay_the_same() -> None:
    words = receipt(b"a" * 16)
    assert len(words) == COUNT
    assert all(word[:4] in wordlist() for word in words)
    assert receipt(b"a" * 16) == words != receipt(b"b" * 16)
    assert of_nothing(b"a" * 16, 1) == of_nothing(b"a" * 16, 1) != of_nothing(b"a" * 16, 2)


def test_its_beginnings_are_enough_and_anything_else_is_refused() -> None:
    uid = b"a" * 16
    cut = " ".join(word[:4].upper() for word in receipt(uid))
    assert noted(cut, [Erasure(uid, 3)]) == Erasure(uid, 3)
    with pytest.raises(NotWords):
        noted("no such words here", [])
    with pytest.raises(NotWords):
        noted("abandon", [])
