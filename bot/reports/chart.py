"""The pattern of a log as a picture and as lines: no word of the person is in either.

Each kind has a shape and a shade of its own, so that nobody needs colours to tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.core.document import Count, Document, Gap
from bot.core.pattern import Pattern, Row, pattern
from bot.reports.entries import kind
from bot.reports.wording import Wording

SHAPES = 12
"""So many the typesetter can draw; the last is for all kinds beyond."""
MOST_MARKS = 12
"""With more acts of a kind in one row, one mark and a number stand for them."""


def chart(document: Document, words: Wording) -> dict[str, Any]:
    """What is to be drawn, and what is said instead to those who can't see it."""
    seen = pattern(document)
    shapes = {name: min(place, SHAPES - 1) for place, name in enumerate(seen.kinds)}
    return {
        "legend": [*_legend(seen, words)],
        "rows": [
            {"label": when, "marks": [_mark(count, shapes[count.name], words) for count in counts]}
            for when, counts in _rows(seen, words)
        ],
        "by_month": seen.by_month,
        "gaps": gaps(seen.gaps, words),
        "alt": "\n".join(lines(document, words)),
    }


def lines(document: Document, words: Wording) -> tuple[str, ...]:
    """The same in words, for those who listen."""
    seen = pattern(document)
    rows = (
        words["line"].format(when=when, what=told(counts, words) or words["line_none"])
        for when, counts in _rows(seen, words)
    )
    return (*rows, *gaps(seen.gaps, words), words["no_score"])


def gaps(found: Iterable[Gap], words: Wording) -> list[str]:
    """What is not stated, in how many entries of how many."""
    return [
        words["gap"].format(name=words[f"gap_{gap.name}"], entries=gap.entries, of=gap.of)
        for gap in found
        if gap.entries
    ]


def _legend(seen: Pattern, words: Wording) -> Iterator[list[Any]]:
    beyond = len(seen.kinds) > SHAPES
    own = SHAPES - 1 if beyond else SHAPES
    yield from ([place, kind(name, words)] for place, name in enumerate(seen.kinds[:own]))
    if beyond:
        yield [own, words["other_kinds"]]


def _rows(seen: Pattern, words: Wording) -> Iterator[tuple[str, tuple[Count, ...]]]:
    for row in seen.rows:
        yield _label(row, words, by_month=seen.by_month), row.counts
    if seen.long:
        yield words["several_weeks"], seen.long
    if seen.undated:
        yield words["no_day"], seen.undated


def _label(row: Row, words: Wording, *, by_month: bool) -> str:
    if not row.counts and row.weeks > 1:
        return words["quiet"].format(weeks=row.weeks)
    if by_month:
        return f"{row.first:%Y-%m}"
    return words["days"].format(first=row.first, last=row.last)


def _mark(count: Count, shape: int, words: Wording) -> dict[str, Any]:
    many = count.acts > MOST_MARKS
    return {
        "shape": shape,
        "times": 1 if many else count.acts,
        "more": words["times"].format(acts=count.acts) if many else "",
        "several": min(count.uncounted, MOST_MARKS),
    }


def told(counts: Iterable[Count], words: Wording) -> str:
    """How many acts of which kind: messages 3; phone calls 1 and several more."""
    return "; ".join(
        words[_form(count)].format(kind=kind(count.name, words), acts=count.acts)
        for count in counts
    )


def _form(count: Count) -> str:
    if not count.uncounted:
        return "line_kind"
    return "line_several" if count.acts else "line_only_several"
