"""Reads what a person typed as a value, or says that it can't be one.

Each reader answers with every value the text can mean: none is a bad try, one is the answer, and
several are asked back with buttons. Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from bot.core.hours import zone_of

Found = tuple[str | int, ...]

LONGEST = 200
"""How many characters a value other than a text may have."""
_EARLIEST = 1900
_DATE_NUMBERS = re.compile(r"(\d{1,4})\s*[-./ ]\s*(\d{1,2})\s*[-./ ]\s*(\d{1,4})\Z")
_DATE_SHORT = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{1,2})\Z")
_DATE_WORDS = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([^\W\d_]{3,12})\.?,?(?:\s+(\d{4}))?\Z"
)
_DATE_MONTH_FIRST = re.compile(
    r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?\Z"
)
_TIME = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?\Z")
_PHONE = re.compile(r"[+#*]?[\d\s().*#/-]{2,30}\Z")
# A part of the name never holds a dot itself, so that no address is tried in two ways.
_URL = re.compile(
    r"(https?://)?[^\s/@:.]+(\.[^\s/@:.]+)+\.?(:\d{1,5})?([/?#]\S*)?\Z", re.IGNORECASE
)
Words = Callable[[str], str]
"""Gives the words for `today`, `yesterday` and the `months` in the person's language."""
Near = Callable[[date, int, int], tuple[date, ...]]
"""Gives the day of a month and a day that is nearest to a date."""
Phrases = Callable[..., str]
"""Gives the words for any name of ours, with its holes filled in."""


def read_number(text: str, low: int, high: int) -> Found:
    """A whole number from `low` to `high`."""
    bare = text.strip().replace(" ", "")
    if not re.fullmatch(r"[+-]?\d{1,9}", bare):
        return ()
    value = int(bare)
    return (value,) if low <= value <= high else ()


def read_date(text: str, at: datetime, zone: str, words: Words, *, ahead: bool = False) -> Found:
    """A date as ISO text; 03/04 can mean two. Without a year: the last, or `ahead` the next."""
    today = at.astimezone(zone_of(zone)).date()
    near = _next if ahead else _latest
    bare = " ".join(text.casefold().split())
    if bare == words("today").casefold():
        return (today.isoformat(),)
    if bare == words("yesterday").casefold() and not ahead:
        return ((today - timedelta(days=1)).isoformat(),)
    found = (
        _date_by_numbers(bare)
        or _date_without_year(bare, today, near)
        or _date_by_words(bare, today, _months(words), near)
    )
    first = today if ahead else date(_EARLIEST, 1, 1)
    return tuple(sorted({day.isoformat() for day in found if day >= first}))


def show_date(iso: str, words: Words) -> str:
    """A date as a person reads it, such as 3 April 2026; what is no date stays as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso  # The question was for something else before its flow was edited.
    return f"{day.day} {_months(words)[day.month - 1]} {day.year}"


def show_day(second: int, phrases: Phrases) -> str:
    """The UTC day of a second, as a person reads it."""
    return show_date(datetime.fromtimestamp(second, UTC).date().isoformat(), phrases)


def _months(words: Words) -> list[str]:
    return [name.strip() for name in words("months").split(",")]


def _day(year: int, month: int, day: int) -> tuple[date, ...]:
    try:
        return (date(year + 2000 if year < 100 else year, month, day),)
    except ValueError:
        return ()


def _date_by_numbers(text: str) -> tuple[date, ...]:
    match = _DATE_NUMBERS.match(text)
    if match is None:
        return ()
    first, second, third = match.groups()
    if len(first) == 4:
        return _day(int(first), int(second), int(third))
    if len(first) > 2 or len(third) not in (2, 4):
        return ()
    return _day(int(third), int(second), int(first)) + _day(int(third), int(first), int(second))


def _date_without_year(text: str, today: date, near: Near) -> tuple[date, ...]:
    match = _DATE_SHORT.match(text)
    if match is None:
        return ()
    first, second = int(match[1]), int(match[2])
    return near(today, second, first) + near(today, first, second)


def _date_by_words(text: str, today: date, names: list[str], near: Near) -> tuple[date, ...]:
    match = _DATE_WORDS.match(text)
    if match is not None:
        day, month, year = match.groups()
    elif (match := _DATE_MONTH_FIRST.match(text)) is not None:
        month, day, year = match.groups()
    else:
        return ()
    months = [n for n, name in enumerate(names, 1) if name.casefold().startswith(month)]
    if len(months) != 1:
        return ()
    if year:
        return _day(int(year), months[0], int(day))
    return near(today, months[0], int(day))


def _latest(today: date, month: int, day: int) -> tuple[date, ...]:
    """The last such day up to today: what is told here has happened."""
    for year in range(today.year, today.year - 9, -1):
        found = _day(year, month, day)
        if found and found[0] <= today:
            return found
    return ()


def _next(today: date, month: int, day: int) -> tuple[date, ...]:
    """The first such day from today on."""
    for year in range(today.year, today.year + 9):
        found = _day(year, month, day)
        if found and found[0] >= today:
            return found
    return ()


def read_time(text: str) -> Found:
    """A time of day as HH:MM; "2:30" can mean two."""
    match = _TIME.match(text.strip().casefold())
    if match is None:
        return ()
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").replace(".", "")
    if minute > 59 or hour > (12 if half else 24) or (half and hour == 0):
        return ()
    if half:
        return (_clock(hour % 12 + (12 if half == "pm" else 0), minute),)
    if 0 < hour < 12 and not match[1].startswith("0"):
        return (_clock(hour, minute), _clock(hour + 12, minute))
    return (_clock(hour % 24, minute),) if hour < 24 or minute == 0 else ()


def _clock(hour: int, minute: int) -> str:
    return f"{hour:02}:{minute:02}"


def read_phone(text: str) -> Found:
    """A phone number as it was typed, with 2 to 15 digits."""
    bare = " ".join(text.split())
    digits = sum(mark.isdigit() for mark in bare)
    return (bare,) if _PHONE.match(bare) and 2 <= digits <= 15 else ()


def read_url(text: str) -> Found:
    """A web address as it was typed."""
    bare = text.strip()
    return (bare,) if _URL.match(bare) else ()
