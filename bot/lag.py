"""By how much what is due is late."""

from __future__ import annotations

from datetime import datetime

MINUTE = 60
TOLERATED = 60
"""Seconds by which something may be late before an operator is told."""


def behind(oldest: int | None, now: datetime) -> int:
    """The seconds that have passed since the end of a UTC minute; None is one that never comes.

    Whatever is due in a minute may be done until that is over.
    """
    if oldest is None:
        return 0
    return max(0, int(now.timestamp()) - (oldest + 1) * MINUTE)
