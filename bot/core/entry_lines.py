"""An entry in lines, as the person reads it who wrote it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.incident import IMPACT, Filing, Incident, Occurred
from bot.core.standing import Standing
from bot.core.values import Phrases, show_date

WORDS = ("channel", "account", "quoted", "who", "witnesses", "did", "order")


def heading(entry: Standing, phrases: Phrases) -> str:
    """An entry in a list: its number, its day, and no word of it."""
    days = entry.incident.occurred.days
    day = show_date(days[0].isoformat(), phrases) if days else phrases("no_day")
    parts = [str(entry.number), day]
    if entry.exhibits:
        parts.append(phrases("files_count", count=len(entry.exhibits)))
    if entry.claim != "hers":
        parts.append(phrases(_claimed(entry)))
    return " · ".join(parts)


def lines(entry: Standing, phrases: Phrases) -> tuple[str, ...]:
    """All that an entry says."""
    return tuple(_lines(entry, phrases))


def when(occurred: Occurred, phrases: Phrases) -> str:
    """When something happened, as she stated it."""
    more = (_stated(occurred, phrases), occurred.words, occurred.often, _zone(occurred))
    return " · ".join(part for part in more if part)


def _stated(occurred: Occurred, phrases: Phrases) -> str:
    start, end = _moment(occurred.start, phrases), _moment(occurred.end, phrases)
    if occurred.precision == "exact":
        return start
    if occurred.precision == "about":
        return phrases("when_about", start=start)
    if start and end:
        return phrases("when_between", start=start, end=end)
    if start or end:
        return phrases("when_after" if start else "when_before", start=start or end)
    return phrases("no_day")


def _lines(entry: Standing, phrases: Phrases) -> Iterator[str]:
    incident = entry.incident
    yield phrases("entry_number", number=entry.number)
    if entry.claim != "hers":
        yield phrases(_claimed(entry))
    yield phrases("entry_when", text=when(incident.occurred, phrases))
    yield phrases("entry_what", text=incident.what)
    yield from _fields(incident, phrases)
    for filing in incident.filings:
        yield phrases("entry_filing", text=_filed(filing, phrases))
    if entry.exhibits:
        yield phrases("files_count", count=len(entry.exhibits))
    written = _written(incident, phrases)
    yield phrases("entry_late" if incident.is_late else "entry_written", day=written)
    for one in entry.amendments:
        yield phrases("entry_added", number=one.number, text=one.incident.what)
        if one.claim == "not confirmed":  # what it states anew stands nowhere above
            yield phrases("claim_open")
            yield from _fields(one.incident, phrases)


def _fields(incident: Incident, phrases: Phrases) -> Iterator[str]:
    for name in WORDS:
        if text := getattr(incident, name):
            yield phrases(f"entry_{name}", text=text)
    for name in IMPACT:
        if text := getattr(incident.impact, name):
            yield phrases("entry_impact", text=text)


def _filed(filing: Filing, phrases: Phrases) -> str:
    on = _moment(filing.on, phrases)
    due = phrases("filing_due", day=_moment(filing.next_on, phrases)) if filing.next_on else ""
    parts = (filing.to, on, filing.number, filing.officer, filing.answer, due)
    return " · ".join(part for part in parts if part)


def _claimed(entry: Standing) -> str:
    return "claim_not_hers" if entry.claim == "not hers" else "claim_open"


def _written(incident: Incident, phrases: Phrases) -> str:
    return show_date(incident.recorded[:10], phrases)


def _moment(stated: str, phrases: Phrases) -> str:
    if not stated:
        return ""
    day, _, time = stated.partition("T")
    return f"{show_date(day, phrases)}, {time}" if time else show_date(day, phrases)


def _zone(occurred: Occurred) -> str:
    return occurred.zone if occurred.has_hour else ""
