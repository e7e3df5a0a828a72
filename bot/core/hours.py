"""A person's own clock: local days and minutes, and the hours in which a message may come.

What she chose is kept as it is on her clock, and turned into seconds with the zone database when it
is needed: so it stays right when clocks are changed, and when a country changes its rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WEEK_DAYS = 7
MINUTES = 24 * 60
EVERY_DAY = tuple(range(WEEK_DAYS))
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The ids of the days of the week, where she can tick them."""


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name; UTC where the name is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):  # "Europe" is a folder of zones
        return ZoneInfo("UTC")


def second_of(day: int, minute: int, zone: ZoneInfo) -> int:
    """The UTC second at which clocks of a zone show a minute of a day (an ordinal).

    A minute that is passed over comes as much later; of one that comes twice it is the first.
    """
    shown = datetime.fromordinal(day) + timedelta(minutes=minute)
    return int(shown.replace(tzinfo=zone).timestamp())


def day_of(second: float, zone: ZoneInfo) -> int:
    """The local day, as an ordinal, of a UTC second."""
    return datetime.fromtimestamp(second, zone).toordinal()


def weekday(day: int) -> int:
    """The day of the week of an ordinal; Monday is 0."""
    return (day - 1) % WEEK_DAYS


def minute_of(time: str) -> int | None:
    """The minute of the day of a time such as 09:30; None where it is none."""
    hour, colon, minute = time.partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal()):
        return None
    found = int(hour) * 60 + int(minute)
    return found if found < MINUTES and int(minute) < 60 else None


def shown(minute: int) -> str:
    """A minute of the day as a clock shows it."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def ordinal_of(iso: str) -> int | None:
    """The ordinal of a day such as 2026-12-01; None where it is none."""
    try:
        return date.fromisoformat(iso).toordinal()
    except ValueError:
        return None


def iso_of(day: int) -> str:
    """The day of an ordinal, such as 2026-12-01."""
    return date.fromordinal(day).isoformat()


@dataclass(frozen=True, slots=True)
class Hours:
    """From which minute to which a message may come, on which days of the week (Monday is 0).

    Where `end` is not after `start`, they go on past midnight.
    """

    days: tuple[int, ...] = EVERY_DAY
    start: int = 9 * 60
    end: int = 21 * 60

    @property
    def length(self) -> int:
        """How many minutes they last."""
        return (self.end - self.start) % MINUTES or MINUTES

    def hold(self, second: float, zone: ZoneInfo) -> bool:
        """Whether they hold at a UTC second."""
        local = datetime.fromtimestamp(second, zone)
        return self.take(local.weekday(), local.hour * 60 + local.minute)

    def take(self, week_day: int, minute: int) -> bool:
        """Whether a minute of a day of the week lies within them."""
        since = minute - self.start
        if since >= 0:
            return week_day in self.days and since < self.length
        return (week_day - 1) % WEEK_DAYS in self.days and since + MINUTES < self.length

    def next_day(self, day: int) -> int:
        """The first day, from one on, that is one of theirs; all are, where none was named."""
        days = self.days or EVERY_DAY
        return next(day + ahead for ahead in range(WEEK_DAYS) if weekday(day + ahead) in days)
