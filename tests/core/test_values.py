"""Typed answers as values: every value a text can mean, and nothing guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core import values
from tests.core.stage import MANY

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WORDS = {
    "today": "today",
    "yesterday": "yesterday",
    "months": "January, February, March, April, May, June, July, August, September, October, "
    "November, December",
}.__getitem__
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2999, 12, 31))


def days(text: str, zone: str = "", at: datetime = NOON) -> tuple[str | int, ...]:
    return values.read_date(text, at, zone, WORDS)


# Numbers


@MANY
@given(st.integers(-999_999_999, 999_999_999), st.integers(-50, 50), st.integers(0, 100))
def test_a_number_is_read_exactly_if_it_is_within_its_limits(
    number: int, low: int, span: int
) -> None:
    found = values.read_number(f" {number} ", low, low + span)
    assert found == ((number,) if low <= number <= low + span else ())


@pytest.mark.parametrize("text", ["", "1.5", "1e3", "--1", "one", "0x10", "1" * 10, "½", "²"])
def test_what_is_no_whole_number_is_not_read_as_one(text: str) -> None:
    assert values.read_number(text, -100, 10**9) == ()


def test_a_number_can_have_a_sign_spaces_and_any_digits() -> None:
    assert values.read_number("+7", 0, 9) == (7,)
    assert values.read_number("1 000", 0, 9999) == (1000,)
    assert values.read_number("٤٢", 0, 99) == (42,)


# Dates


@MANY
@given(DAYS)
def test_a_date_is_read_the_way_it_is_shown(day: date) -> None:
    assert days(values.show_date(day.isoformat(), WORDS)) == (day.isoformat(),)
    assert days(day.isoformat()) == (day.isoformat(),)


@MANY
@given(DAYS, st.sampled_from(["{d}/{m}/{y}", "{m}/{d}/{y}", "{d}. {m}. {y}", "{d} - {m} - {y}"]))
def test_a_date_in_numbers_can_mean_what_its_writer_meant(day: date, form: str) -> None:
    found = days(form.format(d=day.day, m=day.month, y=day.year))
    assert day.isoformat() in found
    assert len(found) == (2 if day.day <= 12 and day.day != day.month else 1)


@MANY
@given(DAYS)
def test_no_date_before_1900_and_none_that_is_not_in_the_calendar_is_read(day: date) -> None:
    assert days(f"31/2/{day.year}") == ()
    assert days(f"{day.day}/{day.month}/{day.year - 1100}") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3 April 2026", "2026-04-03"),
        ("3rd of April 2026", "2026-04-03"),
        ("april 3rd, 2026", "2026-04-03"),
        ("3 apr. 2026", "2026-04-03"),
        ("Apr 3 2026", "2026-04-03"),
        ("3 April", "2026-04-03"),
        ("3 December", "2025-12-03"),
        ("29 February", "2024-02-29"),
        ("  TODAY ", "2026-11-21"),
        ("Yesterday", "2026-11-20"),
        ("25/12", "2025-12-25"),
        ("2026/4/3", "2026-04-03"),
        ("25.12.25", "2025-12-25"),
    ],
)
def test_a_date_can_be_written_as_people_write_dates(text: str, found: str) -> None:
    assert days(text) == (found,)


@pytest.mark.parametrize(
    "text",
    ["", "3 Ju 2026", "3 Foo 2026", "last week", "123/4/2026", "3/4/202", "3/4/5/6", "30 February",
     "32/13", "31 April", "0/0/0", "2026-13-01"],
)  # fmt: skip
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert days(text) == ()


def test_03_04_can_mean_two_days_and_both_have_happened() -> None:
    assert days("03/04") == ("2026-03-04", "2026-04-03")
    assert days("11.12") == ("2025-12-11", "2026-11-12")


def test_today_is_the_person_s_day_and_an_unknown_zone_counts_as_utc() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert days("today", "Europe/Berlin", late) == ("2026-11-22",)
    assert days("today", "America/Los_Angeles", late) == ("2026-11-21",)
    for zone in ("", "Mars/Base", "Europe", "../etc/passwd", "x" * 300):
        assert days("today", zone, late) == ("2026-11-21",)


@MANY
@given(st.sampled_from(sorted(available_timezones())), st.datetimes(timezones=st.just(UTC)))
def test_yesterday_is_always_the_day_before_today(zone: str, at: datetime) -> None:
    at = max(at, datetime(1900, 1, 3, tzinfo=UTC))
    at = min(at, datetime(9999, 12, 29, tzinfo=UTC))
    (today,), (yesterday,) = days("today", zone, at), days("yesterday", zone, at)
    gap = date.fromisoformat(str(today)) - date.fromisoformat(str(yesterday))
    assert gap == timedelta(days=1)


# Times


@MANY
@given(st.times())
def test_a_time_with_two_digits_is_read_exactly(time: object) -> None:
    text = f"{time:%H:%M}"
    found = values.read_time(text)
    assert text in found
    assert len(found) == 1 or 10 <= int(text[:2]) < 12


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("14:30", ("14:30",)),
        ("2:30", ("02:30", "14:30")),
        ("2", ("02:00", "14:00")),
        ("2:30 pm", ("14:30",)),
        ("2.30 p.m.", ("14:30",)),
        ("12 am", ("00:00",)),
        ("12pm", ("12:00",)),
        ("0:15", ("00:15",)),
        ("24:00", ("00:00",)),
        ("12:05", ("12:05",)),
        ("9h15", ("09:15", "21:15")),
        ("02:30", ("02:30",)),
    ],
)
def test_a_time_is_read_as_all_it_can_mean(text: str, found: tuple[str, ...]) -> None:
    assert values.read_time(text) == found


@pytest.mark.parametrize("text", ["", "25", "24:01", "13 pm", "0 am", "7:60", "noon", "1:2:3"])
def test_what_is_no_time_is_not_read_as_one(text: str) -> None:
    assert values.read_time(text) == ()


# Phones and addresses


@pytest.mark.parametrize("text", ["999", "+44 808 802 0300", "(0808) 802-0300", "*31#123", "١١٢"])
def test_a_phone_number_is_kept_as_it_was_typed(text: str) -> None:
    assert values.read_phone(text) == (text,)


@pytest.mark.parametrize("text", ["", "9", "call 999", "1" * 16, "----", "++44 20"])
def test_what_is_no_phone_number_is_not_read_as_one(text: str) -> None:
    assert values.read_phone(text) == ()


@pytest.mark.parametrize(
    "text",
    ["example.com", "https://example.com", "HTTP://EXAMPLE.COM/a?b=c#d", "münchen.de/straße",
     "sub.example.co.uk:8080/x", "example.com.", "https://t.me/someone?x=@y"],
)  # fmt: skip
def test_a_web_address_is_kept_as_it_was_typed(text: str) -> None:
    assert values.read_url(f" {text} ") == (text,)


@pytest.mark.parametrize(
    "text",
    ["", "example", "a b.com", "user@example.com", "javascript:alert(1)", "http://", "..", "a..b"],
)
def test_what_is_no_web_address_is_not_read_as_one(text: str) -> None:
    assert values.read_url(text) == ()


def test_no_address_takes_long_to_refuse() -> None:
    for text in ("a." * 100 + "@", "." * 200, "a" * 200, "http://" + "a.a" * 60 + " x"):
        assert values.read_url(text) == ()


# Whatever is typed

READERS: dict[str, Callable[[str], values.Found]] = {
    "number": lambda text: values.read_number(text, -10, 10),
    "date": days,
    "time": values.read_time,
    "phone": values.read_phone,
    "url": values.read_url,
}


@MANY
@given(
    st.sampled_from(sorted(READERS)),
    st.text(max_size=200)
    | st.text(alphabet="0123456789٠١٢/.-: apm+#*()", max_size=20)
    | st.from_regex(r"\A\d{1,4}[-/. ]\d{1,4}([-/. ]\d{1,4})?\Z"),
)
@example("date", "0/0/0000")
@example("date", "9999-12-31")
@example("time", "٢٤:٠٠")
def test_no_text_breaks_a_reader_and_none_is_read_twice(name: str, text: str) -> None:
    found = READERS[name](text)
    assert len(found) <= 2
    assert len(set(found)) == len(found)
