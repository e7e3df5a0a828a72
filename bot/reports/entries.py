"""How an entry of the log is printed: its fields, and what was later said of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields
from typing import Any

from bot.core.incident import Filing, Incident, Occurred
from bot.core.standing import Amendment, Standing
from bot.reports.signs import apart, paragraphs
from bot.reports.wording import Wording

Said = Iterator[tuple[str, str]]
"""What a field is called in the wording, and what is said in it."""


SHORT = 500


def entry(standing: Standing, words: Wording, pictures: Collection[str]) -> dict[str, Any]:
    """One entry as it stands, as it was first, and all that was added."""
    stands = standing.incident
    anew = {
        name for one in standing.amendments if one.claim == "hers" for name in one.incident.restates
    }
    return {
        "heading": _heading(standing, words),
        "labels": [*_labels(standing, words)],
        "whole": _is_short(standing),
        "what": paragraphs(stands.what),
        "fields": _rows([*_fields(stands, words), *_kept(standing, words)], words),
        "photos": [
            [one.file, words["not_shown"].format(file=one.file)]
            for one in standing.exhibits
            if one.file in pictures
        ],
        "first_heading": words["first"].format(number=standing.number),
        "first": _rows(_restated(standing.first, sorted(anew), words), words),
        "amendments": [_amendment(one, words) for one in standing.amendments],
    }


def _is_short(standing: Standing) -> bool:
    """Whether an entry is so short that it can stand on one page whole."""
    return len(standing.first.what) < SHORT and not standing.exhibits and not standing.amendments


def moment(instant: str, words: Wording) -> str:
    """A time of the server's clock."""
    return words["utc"].format(time=plain(instant))


def plain(stated: str) -> str:
    """A time without the letters between its parts."""
    return stated.replace("T", " ").removesuffix("Z")


def kind(name: str, words: Wording) -> str:
    """What a kind of act is called."""
    return words.get(f"kind_{name}", name.replace("_", " ")) or words["no_kind"]


def _heading(standing: Standing, words: Wording) -> str:
    return words["entry"].format(number=standing.number)


def _labels(standing: Standing, words: Wording) -> Iterator[str]:
    if standing.claim != "hers":
        yield words[standing.claim]
    if standing.incident.is_late:
        yield words["late"].format(days=standing.incident.days_late)
    if standing.amends:
        yield words["alone"].format(number=standing.amends)


def _fields(incident: Incident, words: Wording) -> Said:
    yield from _when(incident.occurred, words)
    for name in ("quoted", "channel", "account", "who"):
        yield name, getattr(incident, name)
    yield "kind", kind(incident.kind, words) if incident.kind else ""
    yield "how_known", words[incident.how_known] if incident.how_known else ""
    yield "witnesses", incident.witnesses
    yield from _impact(incident)
    yield "did", incident.did
    yield "order", incident.order
    yield "same_person_as", _others(incident.same_person_as, words)
    yield from (("filing", _filing(filing, words)) for filing in incident.filings)


def _impact(incident: Incident) -> Said:
    for one in fields(incident.impact):
        yield one.name, getattr(incident.impact, one.name)


def _others(numbers: Iterable[int], words: Wording) -> str:
    return ", ".join(words["entry"].format(number=number) for number in numbers)


def _filing(filing: Filing, words: Wording) -> str:
    said = {
        "filing_on": {"day": plain(filing.on)},
        "filing_number": {"number": apart(filing.number)},
        "filing_officer": {"officer": apart(filing.officer)},
        "filing_answer": {"answer": apart(filing.answer)},
        "filing_next": {"day": plain(filing.next_on)},
    }
    told = [words[name].format(**value) for name, value in said.items() if any(value.values())]
    return ", ".join([part for part in (apart(filing.to), *told) if part])


def _kept(standing: Standing, words: Wording) -> Said:
    yield "exhibits", ", ".join(one.file for one in standing.exhibits)
    yield from _written(standing.first, words)


def _written(incident: Incident, words: Wording) -> Said:
    yield "recorded", moment(incident.recorded, words)
    yield "sent", moment(incident.sent, words) if incident.sent else ""


def _when(occurred: Occurred, words: Wording) -> Said:
    said = _stated(occurred, words)
    if occurred.zone:
        said = words["zone"].format(when=said, zone=occurred.zone)
    elif occurred.has_hour:
        said = words["no_zone"].format(when=said)
    yield "when", said
    yield "often", occurred.often
    if occurred.acts != 1:
        yield "acts", str(occurred.acts or words["acts_several"])
    yield "when_words", occurred.words


def _stated(occurred: Occurred, words: Wording) -> str:
    name: str = occurred.precision
    if name == "range":
        name = (
            "between" if occurred.start and occurred.end else "from" if occurred.start else "until"
        )
    return words[name].format(start=plain(occurred.start), end=plain(occurred.end))


def _amendment(amendment: Amendment, words: Wording) -> dict[str, Any]:
    incident = amendment.incident
    said = _restated(incident, incident.restates, words)
    if "what" not in incident.restates:
        said = [("note", incident.what), *said]
    more = (("filing", _filing(filing, words)) for filing in incident.filings)
    return {
        "heading": words["amendment"].format(number=amendment.number),
        "labels": [words[name] for name in _doubts(amendment)],
        "fields": _rows(
            [
                ("reason", incident.reason),
                ("restates", ", ".join(words[f"restated_{name}"] for name in incident.restates)),
                *said,
                *more,
                *_written(incident, words),
            ],
            words,
        ),
    }


def _doubts(amendment: Amendment) -> tuple[str, ...]:
    return () if amendment.claim == "hers" else (amendment.claim, "changes_nothing")


def _restated(incident: Incident, names: Iterable[str], words: Wording) -> list[tuple[str, str]]:
    """These fields as one incident states them; what it leaves empty is said to be so."""
    return [each for name in names for each in _one(incident, name, words)]


def _one(incident: Incident, name: str, words: Wording) -> list[tuple[str, str]]:
    match name:
        case "occurred":
            return [*_when(incident.occurred, words)]
        case "impact":
            return [(part, said) for part, said in _impact(incident) if said] or [
                ("gap_impact", words["emptied"])
            ]
        case "same_person_as":
            said = _others(incident.same_person_as, words)
        case "kind":
            said = kind(incident.kind, words)
        case "how_known":
            said = words[incident.how_known] if incident.how_known else ""
        case _:
            said = getattr(incident, name)
    return [(name, said or words["emptied"])]


def _rows(said: Iterable[tuple[str, str]], words: Wording) -> list[list[Any]]:
    """Label and words, of all that was said."""
    return [[words[name], paragraphs(text)] for name, text in said if text]
