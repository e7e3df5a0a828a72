"""Weeks as ISO 8601 counts them, in UTC: the finest time that numbers of people are kept by."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


def week_of(at: datetime) -> int:
    """The week of a moment, as a number such as 202648: later weeks have greater ones."""
    return _number(at.astimezone(UTC).date())


def earlier(at: datetime, weeks: int) -> int:
    """The week so many weeks before that of a moment."""
    return week_of(at - timedelta(weeks=weeks))


def first_day(week: int) -> date:
    """The Monday of a week."""
    return date.fromisocalendar(week // 100, week % 100, 1)


def _number(day: date) -> int:
    year, week, _ = day.isocalendar()
    return year * 100 + week
