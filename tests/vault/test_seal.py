"""Seals: what comes back, what is refused, and that the tests would see a seal that is weaker."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Unsealable
from bot.vault.seal import PADDING, Seal, bind, derive, key_version, padded, stripped

KEY, BOUND = bytes(range(32)), bind(b"deployment", b"table", b"column", b"uid", b"row")
OVERHEAD = 2 + 12 + 16
PARTS = st.lists(st.binary(max_size=6), max_size=5)


def refused(action: Callable[[], bytes]) -> bool:
    try:
        action()
    except Unsealable:
        return True
    return False


@given(plain=st.binary(max_size=2000), bound=st.binary(max_size=50))
def test_what_is_sealed_can_be_opened(plain: bytes, bound: bytes) -> None:
    assert Seal(KEY).open(Seal(KEY).seal(plain, bound), bound) == plain


@given(plain=st.binary(max_size=2000))
def test_what_was_padded_is_stripped_and_its_length_is_a_multiple(plain: bytes) -> None:
    assert stripped(padded(plain)) == plain
    assert len(padded(plain)) % PADDING == 0
    assert len(padded(plain)) - len(plain) <= PADDING + 3


@pytest.mark.parametrize("untrimmed", [b"", b"\x00", b"\x00\x00\x00\x05four", b"\xff" * 256])
def test_what_was_never_padded_is_refused(untrimmed: bytes) -> None:
    assert refused(lambda: stripped(untrimmed))


@given(one=st.binary(max_size=252), other=st.binary(max_size=252))
def test_short_texts_of_any_length_look_alike(one: bytes, other: bytes) -> None:
    seal = Seal(KEY)
    assert len(seal.seal(one, b"")) == len(seal.seal(other, b"")) == PADDING + OVERHEAD


def test_the_same_words_are_never_the_same_record() -> None:
    seal = Seal(KEY)
    assert len({seal.seal(b"words", BOUND) for _ in range(100)}) == 100


def test_a_record_says_its_format_and_the_version_of_its_key() -> None:
    record = Seal(KEY, 7, chance=bytes).seal(b"words", BOUND)
    assert record[:2] == b"\x01\x07"
    assert record[2:14] == bytes(12)
    assert key_version(record) == 7
    assert b"words" not in record


@given(one=PARTS, other=PARTS)
def test_only_the_same_parts_are_bound_alike(one: list[bytes], other: list[bytes]) -> None:
    assert (bind(*one) == bind(*other)) == (one == other)
    assert bind(*one) + bind(*other) == bind(*one, *other)


def flips_accepted(count: int, chance: random.Random) -> int:
    """How many of so many records with one bit flipped are opened all the same."""
    seal, accepted = Seal(KEY), 0
    for _ in range(count):
        record = bytearray(seal.seal(chance.randbytes(chance.randrange(600)), BOUND))
        record[chance.randrange(len(record))] ^= 1 << chance.randrange(8)
        accepted += not refused(lambda record=record: seal.open(bytes(record), BOUND))  # type: ignore[misc]
    return accepted


def test_a_record_with_any_bit_flipped_is_refused() -> None:
    assert flips_accepted(2_000, random.Random(1)) == 0


def test_every_single_bit_of_a_record_counts() -> None:
    seal = Seal(KEY)
    record = seal.wrap(KEY, BOUND)
    for bit in range(8 * len(record)):
        flipped = bytearray(record)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unsealable):
            seal.unwrap(bytes(flipped), BOUND)


@given(cut=st.integers(0, PADDING + OVERHEAD - 1))
def test_a_record_that_was_cut_is_refused(cut: int) -> None:
    record = Seal(KEY).seal(b"words", BOUND)
    assert refused(lambda: Seal(KEY).open(record[:cut], BOUND))
    assert refused(lambda: Seal(KEY).open(record + record[:cut] + b"x", BOUND))


def test_another_key_opens_nothing() -> None:
    record = Seal(KEY).seal(b"words", BOUND)
    assert refused(lambda: Seal(KEY[::-1]).open(record, BOUND))
    assert refused(lambda: Seal(KEY, 2).open(record, BOUND))


def test_keys_for_other_deployments_and_purposes_are_other_keys() -> None:
    keys = {derive(KEY, salt, purpose) for salt in (b"a", b"b") for purpose in (b"c", b"d")}
    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}


def test_the_derivation_is_the_one_of_the_standard() -> None:
    # RFC 5869, test case 1, the first 32 bytes
    known = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    salt, purpose = bytes(range(13)), bytes(range(0xF0, 0xFA))
    assert derive(b"\x0b" * 22, salt, purpose).hex() == known


def test_nothing_of_a_key_or_a_record_shows_itself() -> None:
    seal = Seal(KEY)
    assert KEY.hex()[:8] not in repr(seal)
    assert "\\x01" not in repr(seal)
    with pytest.raises(Unsealable) as caught:
        seal.open(b"\x01\x01" + b"canary " * 20, BOUND)
    assert "canary" not in f"{caught.value!r}{caught.value.reason}"
    assert caught.value.__cause__ is None
