"""`own`: shows a person what is held about her, once it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from bot.core.hours import zone_of
from bot.core.requests import (
    ListOpenings,
    MakeFile,
    MakeReceipt,
    Outcome,
    Request,
    TellHers,
    TellReference,
)
from bot.core.session import WEEK
from bot.core.sheet import Sheet
from bot.core.steps.base import Prompt, Requested, Stay, Verdict, View
from bot.core.steps.one_screen import OneScreen, handed, sealed
from bot.core.values import show_date

FILE = "held.json"
_HOW = {
    "hers": "opened_by_her",
    "empty": "opened_empty",
    "wrong": "tried_wrong",
    "asked": "control_asked",
    "collected": "code_used",
}


@dataclass(frozen=True, slots=True)
class Own(OneScreen):
    """Shows her something of her own, for as long as the screen stands."""

    KEYS: ClassVar[tuple[str, ...]] = ("own",)

    @classmethod
    def read(cls, sheet: Sheet) -> Own:
        """Read `own`: what is shown."""
        name = sheet.text("own", needed=True)
        if name and name not in SHOWN:
            message = f'"own: {name[:40]}" is not known. Write one of: {", ".join(SHOWN)}.'
            sheet.complain("F102", message, "own")
        return SHOWN.get(name) or Openings()

    def shape(self) -> str:
        return f"own {type(self).__name__.lower()}"

    def request(self, view: View) -> Request:
        return TellHers()


@dataclass(frozen=True, slots=True)
class Openings(Own):
    """Shows when what she keeps was opened, or tried."""

    def request(self, view: View) -> Request:
        return ListOpenings()

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        lines = tuple(_line(view, opening) for opening in outcome.words)
        return Stay(keyed=lines or (view.phrases("never_opened"),))


@dataclass(frozen=True, slots=True)
class Receipt(Own):
    """Shows four words and a day, by which an operator can look up an erasure."""

    def request(self, view: View) -> Request:
        return MakeReceipt(view.hidden.at if view.hidden is not None else 0)

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        later = timedelta(seconds=WEEK if "waits" in outcome.facts else 0)
        day = (view.at.astimezone(UTC) + later).date()
        return Stay(keyed=(" ".join(outcome.words), show_date(day.isoformat(), view.phrases)))


@dataclass(frozen=True, slots=True)
class Reference(Own):
    """Shows by what the charity can find her."""

    def request(self, view: View) -> Request:
        return TellReference()

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        return Stay(keyed=(view.phrases("reference_is", reference=" ".join(outcome.words)),))


@dataclass(frozen=True, slots=True)
class Everything(Own):
    """Shows all that is held about her."""

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        return Stay(keyed=view.held(outcome).lines())


@dataclass(frozen=True, slots=True)
class File(Own):
    """Hands over all that is held as a sealed file, and shows the words that open it."""

    def prompt(self, view: View) -> Prompt:
        return handed(view) or Own.prompt(self, view)

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        return sealed(view, outcome) or Requested(MakeFile(FILE, view.held(outcome).as_json()))


SHOWN: dict[str, Own] = {
    "openings": Openings(),
    "receipt": Receipt(),
    "reference": Reference(),
    "everything": Everything(),
    "file": File(),
}
"""What a step can show, by the word an author writes."""


def _line(view: View, opening: str) -> str:
    how, _, second = opening.partition(" ")
    return view.phrases(_HOW[how], when=moment(view, int(second)))


def moment(view: View, second: int) -> str:
    """A UTC second as she reads it, on her own clock where that is known."""
    at = datetime.fromtimestamp(second, zone_of(view.zone))
    day = show_date(at.date().isoformat(), view.phrases)
    return f"{day}, {at:%H:%M}" if view.zone else f"{day}, {at:%H:%M} UTC"
