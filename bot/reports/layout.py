"""What a report says, in the order in which it says it, as data for the typesetter.

Words of the person are values in it, and never part of anything that is executed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from bot.core.chain import short
from bot.core.document import SEVERAL_WEEKS, Access, Count, Document, Listed, monday
from bot.core.elements import Element
from bot.core.records import Removal
from bot.reports import chart, entries
from bot.reports.signs import apart, on_one_line, paragraphs
from bot.reports.wording import Wording

Data = dict[str, Any]


def layout(
    document: Document,
    words: Wording,
    pictures: Collection[str] = (),
    law: Sequence[Element] = (),
) -> Data:
    """All of a report; `pictures` are the places of those that can be shown."""
    return {
        "words": dict(words),
        "at": _made(document).at,
        "facts": [[words[name], paragraphs(said)] for name, said in _facts(document, words)],
        "notice": [words[name] for name in sorted(words) if name.startswith("notice_")],
        "kinds": [[_kind(count, words), *_numbers(count)] for count in document.kinds],
        "weeks": list(_weeks(document, words)),
        "gaps": chart.gaps(document.gaps, words),
        "chart": chart.chart(document, words),
        "laws": _laws(law, words),
        "entries": [entries.entry(one, words, pictures) for one in document.timeline],
        "absent": [
            words[f"absent_{absence}"].format(number=number) for number, absence in document.absent
        ],
        "files": [_file(one, document.exhibits, words) for one in document.exhibits],
        **_custody(document, words),
    }


def _made(document: Document) -> Access:
    """The handover of this package: it is the last."""
    return document.custody.handovers[-1]


def _facts(document: Document, words: Wording) -> Iterator[tuple[str, str]]:
    made = _made(document)
    absences = [absence for _, absence in document.absent]
    yield "made", entries.moment(made.at, words)
    yield "for", made.who or words["nobody"]
    yield "entries", str(len(document.timeline))
    yield "withheld_count", str(absences.count("withheld"))
    yield "erased_count", str(absences.count("erased"))
    yield "files_count", str(len(document.exhibits))
    yield "log", document.log_id.hex()
    yield "head", short(document.head)
    yield "software", f"Sidelight {document.software}".strip()


def _kind(count: Count, words: Wording) -> str:
    return entries.kind(count.name, words)


def _numbers(count: Count) -> list[str]:
    return [str(count.entries), str(count.acts), str(count.uncounted or "–")]


def _weeks(document: Document, words: Wording) -> Iterator[list[str]]:
    for name, counts in document.weeks:
        entries_of_it = sum(count.entries for count in counts)
        yield [name or "–", _days(name, words), str(entries_of_it), chart.told(counts, words)]


def _days(week: str, words: Wording) -> str:
    if week == SEVERAL_WEEKS:
        return words["several_weeks"]
    first = monday(week)
    return words["days"].format(first=first, last=first + timedelta(days=6))


def _laws(law: Sequence[Element], words: Wording) -> list[Data]:
    """What each law asks for, and the entries that speak of it: never whether that is enough."""
    return [
        {
            "law": name,
            "elements": [[one.text, _speaking(one, words)] for one in law if one.law == name],
        }
        for name in dict.fromkeys(one.law for one in law)
    ]


def _speaking(one: Element, words: Wording) -> str:
    if not one.numbers:
        return words["law_none"]
    return words["law_entries"].format(numbers=", ".join(map(str, one.numbers)))


def _file(one: Listed, others: tuple[Listed, ...], words: Wording) -> Data:
    said = [*_about(one, others, words)]
    if one.absence is not None:
        said.append(words[f"file_{one.absence}"])
    digest = one.placed.exhibit.sha256
    return {
        "place": one.placed.file,
        "about": [each for line in said for each in paragraphs(line)],
        "digest": [digest[place : place + 16] for place in range(0, len(digest), 16)],
    }


def _about(one: Listed, others: tuple[Listed, ...], words: Wording) -> Iterator[str]:
    exhibit = one.placed.exhibit
    if exhibit.name:
        yield words["file_name"].format(name=apart(on_one_line(exhibit.name)))
    if exhibit.media:
        yield words["file_media"].format(media=exhibit.media)
    yield words["file_size"].format(size=exhibit.size)
    if exhibit.sent:
        yield words["file_sent"].format(time=entries.plain(exhibit.sent))
    if exhibit.origin:
        yield words["file_origin"].format(origin=apart(exhibit.origin))
    if exhibit.shows:
        yield words["file_shows"].format(shows=apart(exhibit.shows))
    if beside := _beside(one, others):
        yield words["file_together"].format(files=", ".join(beside))


def _beside(one: Listed, others: tuple[Listed, ...]) -> list[str]:
    together = one.placed.exhibit.together
    return [
        other.placed.file
        for other in others
        if together and other is not one and other.placed.exhibit.together == together
    ]


def _custody(document: Document, words: Wording) -> Data:
    custody = document.custody
    *before, this = custody.handovers
    given = [
        *(_row(access) for access in before),
        _row(Access(this.at, words["this_one"].format(to=apart(this.who) or words["nobody"]))),
    ]
    return {
        "accesses": [_row(access) for access in custody.accesses],
        "handovers": given,
        "removals": [*map(partial(_removal, words=words), custody.removals)],
    }


def _row(access: Access) -> list[Any]:
    return [entries.plain(access.at), paragraphs(access.who)]


def _removal(removal: Removal, words: Wording) -> list[Any]:
    name = "removed_file" if removal.file else "removed_entry"
    what = words[name].format(number=removal.of, file=removal.file)
    return [entries.plain(removal.recorded), paragraphs(what)]
