"""When things happened, in lines: how often in each week, and what entries do not say."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.document import SEVERAL_WEEKS, Count, Document, monday
from bot.core.values import Phrases, show_date

MOST_WEEKS = 26
"""So many of the last weeks are told one by one."""
GAPS = ("day", "hour", "channel", "who", "witnesses", "impact", "exhibits", "filings")


def lines(document: Document, phrases: Phrases) -> tuple[str, ...]:
    """The weeks in which something happened, the newest last, and then what is missing.

    It counts, and it never judges.
    """
    return (*_weeks(document, phrases), *_gaps(document, phrases))


def _weeks(document: Document, phrases: Phrases) -> Iterator[str]:
    for week, counts in document.weeks[-MOST_WEEKS:]:
        acts = _acts(counts, phrases)
        if week == SEVERAL_WEEKS:
            yield phrases("over_weeks", acts=acts)
        else:
            first = show_date(monday(week).isoformat(), phrases)
            yield phrases("week_of", day=first, acts=acts)


def _acts(counts: tuple[Count, ...], phrases: Phrases) -> str:
    acts, uncounted = sum(one.acts for one in counts), sum(one.uncounted for one in counts)
    return phrases("acts_and_more", acts=acts) if uncounted else phrases("acts", acts=acts)


def _gaps(document: Document, phrases: Phrases) -> Iterator[str]:
    for gap in document.gaps:
        if gap.name in GAPS and gap.entries:
            yield phrases(f"gap_{gap.name}", entries=gap.entries, of=gap.of)
