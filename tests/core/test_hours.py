"""Her own clock, in every zone and over every change of clocks until 2032."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.agenda import CheckIn
from bot.core.hours import (
    EVERY_DAY,
    MINUTES,
    Hours,
    day_of,
    iso_of,
    minute_of,
    ordinal_of,
    second_of,
    shown,
    weekday,
    zone_of,
)

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2033, 1, 1, tzinfo=UTC)
ALL_DAY = Hours(EVERY_DAY, 0, 0)


@cache
def changes(name: str) -> tuple[int, ...]:
    """The UTC seconds, to a quarter of an hour, at which clocks of a zone are changed."""
    zone, found = ZoneInfo(name), list[int]()

    def offset(second: int) -> timedelta | None:
        return datetime.fromtimestamp(second, zone).utcoffset()

    def narrow(low: int, high: int) -> None:
        if offset(low) == offset(high):
            return
        if high - low <= 900:
            found.append(high)
            return
        middle = (low + high) // 2
        narrow(low, middle)
        narrow(middle, high)

    step, second = 10 * 86_400, int(FIRST.timestamp())
    while second < LAST.timestamp():
        narrow(second, second + step)
        second += step
    return tuple(found)


def test_there_are_zones_whose_clocks_change_and_one_whose_change_goes_over_midnight() -> None:
    changing = [name for name in available_timezones() if changes(name)]
    assert len(changing) > 100
    assert len(available_timezones()) > 400
    assert changes("America/Nuuk")


def comes(check_in: CheckIn, zone: ZoneInfo, since: int, days: int) -> list[tuple[int, int]]:
    """When it comes, each with the local day it is for, where somebody looks in time."""
    found = []
    end = since + days * 86_400
    while (due := check_in.due(zone, 0)) < end:
        check_in, is_sent = check_in.come(due, zone, ALL_DAY, 0)
        assert is_sent
        found.append((due, check_in.day))
    return found


@pytest.mark.parametrize("part", range(8))
def test_each_day_has_its_check_in_once_at_her_hour_in_every_zone_over_every_change(
    part: int,
) -> None:
    looked_at = 0
    for name in sorted(available_timezones())[part::8]:
        zone = zone_of(name)
        for change in changes(name):
            for minute in _minutes_around(change, zone):
                _once_a_day(zone, change, minute)
                looked_at += 1
    assert looked_at > 100


def _minutes_around(change: int, zone: ZoneInfo) -> set[int]:
    """Minutes of the day before, in and after a change; and one far from it."""
    around = (change + shift for shift in (-3600, -1800, -60, 0, 60, 1800, 3600))
    local = (datetime.fromtimestamp(second, zone) for second in around)
    return {moment.hour * 60 + moment.minute for moment in local} | {540}


def _once_a_day(zone: ZoneInfo, change: int, minute: int) -> None:
    first = day_of(change, zone) - 3
    check_in = CheckIn("x", at=minute, late=0, day=first - 1)
    found = comes(check_in, zone, second_of(first, 0, zone), 6)
    days = [day for _, day in found]
    assert days == list(range(first, first + len(days)))
    assert len(days) >= 5
    for second, day in found:
        local = datetime.fromtimestamp(second, zone)
        on_time = local.hour * 60 + local.minute == minute and local.toordinal() == day
        assert on_time or _is_passed_over(day, minute, zone)
        assert not local.fold


def _is_passed_over(day: int, minute: int, zone: ZoneInfo) -> bool:
    """Whether clocks never show that minute on that day: then it comes as much later."""
    wall = datetime.fromordinal(day) + timedelta(minutes=minute)
    back = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return back > wall


def test_an_hour_that_is_passed_over_comes_later_and_one_that_comes_twice_comes_first() -> None:
    london = zone_of("Europe/London")
    spring, autumn = ordinal_of("2027-03-28"), ordinal_of("2027-10-31")
    assert spring is not None
    assert autumn is not None
    assert _utc(second_of(spring, 90, london)) == "2027-03-28 01:30"  # shown as 02:30
    assert _utc(second_of(autumn, 90, london)) == "2027-10-31 00:30"  # the first of two 01:30


def _utc(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d %H:%M}"


def test_what_is_no_zone_is_utc() -> None:
    assert zone_of("Europe").key == zone_of("").key == zone_of("../etc").key == "UTC"


@pytest.mark.parametrize(
    ("text", "minute"),
    [("09:30", 570), ("00:00", 0), ("23:59", 1439), ("24:00", None), ("12:60", None), ("", None)],
)
def test_a_time_is_a_minute_of_the_day(text: str, minute: int | None) -> None:
    assert minute_of(text) == minute
    assert minute is None or shown(minute) == text


def test_a_day_is_read_and_written() -> None:
    assert ordinal_of("no day") is None
    assert iso_of(ordinal_of("2026-12-01") or 0) == "2026-12-01"
    assert weekday(ordinal_of("2026-11-23") or 0) == 0  # a Monday


hours = st.builds(
    Hours,
    st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    st.integers(0, MINUTES - 1),
    st.integers(0, MINUTES - 1),
)


@given(hours, st.integers(0, 6), st.integers(0, MINUTES - 1))
def test_hours_hold_from_their_start_for_as_long_as_they_last(
    hours: Hours, week_day: int, minute: int
) -> None:
    wanted = {
        ((day * MINUTES + hours.start + passed) // MINUTES % 7, (hours.start + passed) % MINUTES)
        for day in hours.days
        for passed in range(hours.length)
    }
    assert hours.take(week_day, minute) is ((week_day, minute) in wanted)


@given(hours, st.integers(738_000, 740_000))
def test_the_next_day_is_the_first_of_her_days(hours: Hours, day: int) -> None:
    found = hours.next_day(day)
    assert day <= found < day + 7
    assert weekday(found) in hours.days
    assert not any(weekday(other) in hours.days for other in range(day, found))
