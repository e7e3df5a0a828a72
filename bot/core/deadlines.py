"""How long somebody who was told has to answer, as a row of `deadlines` says it.

A duty is what a law asks of them, and no promise that they will act. A wait is after how long the
next one can be asked.
"""

from __future__ import annotations

import re

MEANINGS = ("duty", "wait")
"""What a row of `deadlines` can be."""
_HOURS = re.compile("[1-9][0-9]{0,3}")


def are_hours(text: str) -> bool:
    """Whether a row says in whole hours how long it takes."""
    return _HOURS.fullmatch(text) is not None
