"""Until when somebody who was told has to answer, counted on her own clock.

A duty is what a law asks of them, and no promise that they will act. A wait is after how long the
next one can be asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta

MEANINGS = ("duty", "wait")
"""What a row of `deadlines` can be."""
_HOURS = re.compile("[1-9][0-9]{0,3}")
_LAST_MINUTE = time(23, 59)


def are_hours(text: str) -> bool:
    """Whether a row says in whole hours how long it takes."""
    return _HOURS.fullmatch(text) is not None


def due(on: str, row: Mapping[str, str]) -> str:
    """When an answer is due to what was filed on a day, or at a minute of it; "" if nobody knows.

    Of a day alone, the last of its minutes counts: nobody is said to be late who is not. Where a
    clock change lies between, it may be an hour off.
    """
    if not on:
        return ""
    is_minute = "T" in on
    filed = datetime.fromisoformat(on)
    if not is_minute:
        filed = datetime.combine(filed, _LAST_MINUTE)
    try:
        answered = filed + timedelta(hours=int(row["hours"]))
    except OverflowError:  # what was typed lies at the end of all calendars
        return ""
    return answered.isoformat(timespec="minutes")[: len(on)]
