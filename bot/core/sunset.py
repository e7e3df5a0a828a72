"""That the whole service ends on a day: what was announced, and when those are told who asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

NOTICE = timedelta(days=90)
"""So long ahead the last day is announced, at least."""
TOLD_BEFORE = (30, 7)
"""So many days before the last one, whoever asked for it is told again."""
_FILE = re.compile(r"begun ([\d-]{10})\nends ([\d-]{10})\n(over\n)?")


@dataclass(frozen=True, slots=True)
class Sunset:
    """The UTC day on which it was announced, the last day, and whether all was erased since."""

    begun: date
    ends: date
    is_over: bool = False

    @property
    def days(self) -> tuple[int, ...]:
        """The days, as ordinals, on which whoever asked for it is told."""
        last = self.ends.toordinal()
        return (self.begun.toordinal(), *(last - before for before in TOLD_BEFORE))

    def newest(self, today: int, *, late: int) -> int:
        """The last of these days that has come and is at most so many days late; 0 for none."""
        return max((day for day in self.days if today - late <= day <= today), default=0)


def written(sunset: Sunset) -> str:
    """A sunset as its file holds it."""
    over = "over\n" if sunset.is_over else ""
    return f"begun {sunset.begun}\nends {sunset.ends}\n{over}"


def read(untrusted_text: str) -> Sunset:
    """Read a sunset back; `ValueError` where the file holds none."""
    found = _FILE.fullmatch(untrusted_text)
    if found is None:
        raise ValueError("this file says of no day that the service ends")
    begun, ends = date.fromisoformat(found[1]), date.fromisoformat(found[2])
    return Sunset(begun, ends, is_over=found[3] is not None)
