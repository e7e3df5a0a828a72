"""References: read back however they are read out, and a slip is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vault import references
from bot.vault.references import SIGNS, NotReference

DIGESTS = st.binary(min_size=32, max_size=32)


@given(digest=DIGESTS)
def test_a_reference_is_read_back_however_it_is_typed(digest: bytes) -> None:
    spelled = references.spelled(digest)
    assert len(spelled) == 11
    for typed in (
        spelled,
        spelled.lower(),
        spelled.replace("-", ""),
        " ".join(spelled),
        spelled.replace("0", "o").replace("1", "l"),
    ):
        assert references.read(typed) == spelled


@given(digest=DIGESTS, place=st.integers(0, 9), sign=st.sampled_from(SIGNS))
def test_one_wrong_sign_is_always_noticed(digest: bytes, place: int, sign: str) -> None:
    signs = list(references.spelled(digest).replace("-", ""))
    if signs[place] != sign:
        signs[place] = sign
        with pytest.raises(NotReference):
            references.read("".join(signs))


def test_nearly_all_neighbours_that_changed_places_are_noticed() -> None:
    unnoticed = tried = 0
    for number in range(400):
        signs = references.spelled(number.to_bytes(4, "big") * 8).replace("-", "")
        for place in range(9):
            swapped = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
            if swapped != signs:
                tried += 1
                unnoticed += _is_read(swapped)
    assert tried > 1_000
    assert unnoticed / tried < 0.01


def _is_read(text: str) -> bool:
    try:
        references.read(text)
    except NotReference:
        return False
    return True


@pytest.mark.parametrize("text", ["", "7KQ2M", "7KQ2M-9XDA0-7", "7KQ2M-9XD!4", "ꙮ" * 10, "İ" * 10])
def test_what_is_no_reference_is_told(text: str) -> None:
    with pytest.raises(NotReference):
        references.read(text)


def test_people_have_different_references() -> None:
    assert len({references.spelled(bytes([n]) * 32) for n in range(256)}) > 30
    assert len({references.spelled(n.to_bytes(32, "big")) for n in range(5_000)}) == 5_000


def test_the_reference_that_is_shown_as_an_example_is_one() -> None:
    assert references.read("7kq2m 9xda0") == "7KQ2M-9XDA0"
