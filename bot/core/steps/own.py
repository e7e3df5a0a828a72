"""`own`: shows a person what is held about her, once it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.core.requests import ListOpenings, Outcome, Request, TellReference
from bot.core.sheet import Sheet
from bot.core.steps.base import Key, Press, Prompt, Stay, Took, Typed, Verdict, View
from bot.core.steps.plain import Plain
from bot.core.templates import Template
from bot.core.values import show_date, zone_of

GO_ON = "(on)"
SHOWN: dict[str, Request] = {"openings": ListOpenings(), "reference": TellReference()}
"""What can be shown, by the word an author writes."""
_HOW = {"hers": "opened_by_her", "empty": "opened_empty", "wrong": "tried_wrong"}


@dataclass(frozen=True, slots=True)
class Own(Plain):
    """Shows when what she keeps was opened, or tried; or by what the charity can find her."""

    what: str

    KEYS: ClassVar[tuple[str, ...]] = ("own",)

    @classmethod
    def read(cls, sheet: Sheet) -> Own:
        """Read `own`: what is shown."""
        name = sheet.text("own", needed=True)
        if name and name not in SHOWN:
            message = f'"own: {name[:40]}" is not known. Write one of: {", ".join(SHOWN)}.'
            sheet.complain("F102", message, "own")
        return cls(name if name in SHOWN else "openings")

    @property
    def waits(self) -> bool:
        return True

    def shape(self) -> str:
        return f"own {self.what}"

    def first(self, view: View) -> Request | None:
        return None if view.keyed else SHOWN[self.what]

    def prompt(self, view: View) -> Prompt:
        key = Key(GO_ON, Template((view.phrases("go_on"),)), "choice")
        return Prompt((key,), Template(("\n".join(view.keyed),)))

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press():
                return Took(None)
            case Typed():
                return Stay(notice=view.phrases("please_tap"), failed=True, keyed=view.keyed)

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        if self.what == "reference":
            return Stay(keyed=(view.phrases("reference_is", reference=" ".join(outcome.words)),))
        lines = tuple(_line(view, opening) for opening in outcome.words)
        return Stay(keyed=lines or (view.phrases("never_opened"),))


def _line(view: View, opening: str) -> str:
    how, _, second = opening.partition(" ")
    at = datetime.fromtimestamp(int(second), zone_of(view.zone))
    day = show_date(at.date().isoformat(), view.phrases)
    when = f"{day}, {at:%H:%M}" if view.zone else f"{day}, {at:%H:%M} UTC"
    return view.phrases(_HOW[how], when=when)
