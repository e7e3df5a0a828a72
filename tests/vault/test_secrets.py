"""What people remember: words, PINs, and how often they may be tried."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import pins
from bot.vault import words
from bot.vault.attempts import A_DAY, AT_ONCE, DAY, QUARTER, Attempts
from bot.vault.words import NotWords

NOW = 1_795_000_000

# Words


def test_words_are_as_many_as_asked_and_differ_each_time() -> None:
    first, second = words.some(8), words.some(8)
    assert len(first) == len(second) == 8
    assert first != second


def test_every_word_of_the_list_can_come() -> None:
    given_bytes = iter(range(2048))
    chosen = words.some(2048, lambda count: next(given_bytes).to_bytes(count, "big"))
    assert len(set(chosen)) == 2048


@given(seed=st.binary(min_size=16, max_size=16), style=st.sampled_from((" ", "-", ", ", "\n")))
def test_words_are_read_back_however_they_are_typed(seed: bytes, style: str) -> None:
    parts = iter([seed[at : at + 2] for at in range(0, 16, 2)])
    chosen = words.some(8, lambda _: next(parts))
    assert words.read(style.join(chosen).upper(), 8) == chosen
    assert words.read(style.join(word[:4] for word in chosen), 8) == chosen


def test_a_word_that_is_none_is_told_by_its_place() -> None:
    with pytest.raises(NotWords) as wrong:
        words.read("abandon ability xyzzy able about", 5)
    assert wrong.value.place == 3
    assert "xyzzy" not in repr(wrong.value)


@pytest.mark.parametrize("text", ["", "abandon", "abandon ability able about above absent"])
def test_too_few_or_too_many_words_are_refused(text: str) -> None:
    with pytest.raises(NotWords) as wrong:
        words.read(text, 5)
    assert wrong.value.place is None


# PINs


@pytest.mark.parametrize("text", ["12345", "1234567890123", "12345a", "", "１２３４５６", "-12345"])
def test_what_is_no_pin_is_told(text: str) -> None:
    assert not pins.is_pin(text)


@pytest.mark.parametrize(
    "pin",
    [
        *("111111", "121212", "123123", "112211", "123321", "111222", "000001"),
        *("123456", "654321", "234567", "890123", "135791", "123789", "246802"),
        *("147258", "147369", "963852", "147741"),
        *("240791", "072491", "910724", "19910724", "24071991", "07241991"),
    ],
)
def test_pins_that_are_tried_first_are_weak(pin: str) -> None:
    assert pins.is_pin(pin)
    assert pins.is_weak(pin)


@pytest.mark.parametrize("pin", ["739254", "846039", "58203914", "4906271", "917364258039"])
def test_other_pins_are_not(pin: str) -> None:
    assert not pins.is_weak(pin)


def test_most_pins_can_be_chosen() -> None:
    weak = sum(pins.is_weak(f"{number:06}") for number in range(0, 1_000_000, 37))
    assert weak * 37 / 1_000_000 < 0.2


# Tries


def test_five_tries_are_free_and_then_each_waits_twice_as_long() -> None:
    attempts, waits, now = Attempts(), [], NOW
    for _ in range(A_DAY):
        waits.append(attempts.wait(now))
        now += attempts.wait(now)
        attempts = attempts.tried(now)
    assert waits == [0] * AT_ONCE + [QUARTER << number for number in range(A_DAY - AT_ONCE)]
    assert attempts.wait(now) > DAY // 2


@given(st.lists(st.integers(0, 3_000), max_size=1_000))
def test_never_more_than_ten_a_day_whoever_tries_however_fast(pauses: list[int]) -> None:
    attempts, now, taken = Attempts(), NOW, []
    for pause in pauses:
        now += pause
        if attempts.wait(now) == 0:
            attempts = attempts.tried(now)
            taken.append(now)
    assert all(later - first >= DAY for first, later in zip(taken, taken[A_DAY:], strict=False))


@given(times=st.lists(st.integers(-DAY * 400, DAY * 400), max_size=30), ahead=st.integers(0, DAY))
def test_nobody_is_kept_out_for_good_whatever_the_clock_did(times: list[int], ahead: int) -> None:
    attempts = Attempts(tuple(sorted(NOW + at for at in times)))
    later = NOW + 3 * DAY + ahead
    kept = Attempts(tuple(at for at in attempts.times if at <= NOW + DAY))
    assert kept.wait(later) == 0
    assert attempts.wait(NOW) <= DAY


def test_after_a_day_tries_are_free_again() -> None:
    attempts = Attempts()
    for _ in range(AT_ONCE):
        attempts = attempts.tried(NOW)
    assert attempts.wait(NOW) == QUARTER
    assert attempts.wait(NOW + DAY) == 0
