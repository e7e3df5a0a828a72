"""log.csv: the entries as a table, for whoever likes to sort them; manifest.json is what counts.

Programs for tables execute a cell that begins like a formula. What she was sent can begin so, and
on purpose: such a cell gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io

from bot.core.document import Document
from bot.core.incident import Filing, Incident
from bot.core.standing import Amendment, Standing

NOTE = "For convenience only. The record is manifest.json: where the two differ, that one counts."
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = (
    *(
        "entry",
        "whose",
        "written down (UTC)",
        "sent",
        "days late",
        "how exactly",
        "from",
        "to",
        "zone",
    ),
    *("how often", "acts", "when, in words", "kind", "channel", "account", "what", "quoted", "who"),
    *("how known", "witnesses", "fear", "sleep", "work", "money", "other effect", "did", "order"),
    *("same person as", "reported", "exhibits", "amended by", "amends"),
)


def table(document: Document) -> bytes:
    """The entries as they stand, and a line for each that is not there."""
    text = io.StringIO()
    lines = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerow([NOTE])
    lines.writerow(COLUMNS)
    for entry in document.timeline:
        lines.writerow([_harmless(cell) for cell in _cells(entry)])
    for number, absence in document.absent:
        lines.writerow([str(number), absence])
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    cell = cell.replace("\0", "\ufffd")
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _cells(entry: Standing) -> list[str]:
    stands = entry.incident
    return [
        *(str(entry.number), entry.claim, stands.recorded, stands.sent, _late(stands)),
        *_when(stands),
        *(stands.kind, stands.channel, stands.account, stands.what, stands.quoted, stands.who),
        *(stands.how_known, stands.witnesses),
        *(stands.impact.fear, stands.impact.sleep, stands.impact.work, stands.impact.money),
        *(stands.impact.other, stands.did, stands.order),
        ", ".join(map(str, stands.same_person_as)),
        "; ".join(map(_filing, stands.filings)),
        ", ".join(placed.file for placed in entry.exhibits),
        "; ".join(map(_amendment, entry.amendments)),
        str(entry.amends or ""),
    ]


def _late(incident: Incident) -> str:
    return str(incident.days_late) if incident.is_late else ""


def _when(incident: Incident) -> tuple[str, ...]:
    when = incident.occurred
    acts = str(when.acts or "several")
    return (when.precision, when.start, when.end, when.zone, when.often, acts, when.words)


def _amendment(amendment: Amendment) -> str:
    said = f"{amendment.number} ({amendment.claim})"
    reason = amendment.incident.reason
    return f"{said}: {reason}" if reason else said


def _filing(filing: Filing) -> str:
    said = (filing.to, filing.on, filing.number, filing.officer, filing.answer, filing.next_on)
    return ", ".join(word for word in said if word)
