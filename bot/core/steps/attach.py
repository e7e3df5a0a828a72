"""`attach`: waits for files, the one step at which any is ever fetched; each is kept at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from bot.core.exhibits import instant
from bot.core.incident import Incident
from bot.core.requests import KeepFile, Outcome
from bot.core.sheet import Sheet
from bot.core.steps.base import (
    Exit,
    Key,
    Press,
    Prompt,
    Requested,
    Stay,
    Took,
    Typed,
    Verdict,
    View,
    Wording,
    kind_of,
)
from bot.core.steps.choices import folded
from bot.core.steps.entries import saved
from bot.core.steps.plain import Plain
from bot.core.templates import Template
from bot.core.uploads import FETCHED, MOST_BYTES, WHOLE, Upload

KINDS = (*FETCHED, *WHOLE)
ANYTHING = "anything"
ENOUGH = "(enough)"
"""What the button that ends it means."""
FILE = "file"
"""What a screen awaits that waits for files."""
_REFUSED = {
    "too_big": "file_too_big",
    "too_much": "file_too_much",
    "no_room": "file_no_room",
    "gone": "file_gone",
}


@dataclass(frozen=True, slots=True)
class Attach(Plain):
    """Adds each file that is sent to an entry; a tap ends it."""

    kinds: frozenset[str]
    to: str
    label: Template
    target: str
    KEYS: ClassVar[tuple[str, ...]] = ("attach", "to", "enough")

    @classmethod
    def read(cls, sheet: Sheet) -> Attach:
        """Read `attach`, the kinds of file; `to`, the entry; and `enough`, the button."""
        kinds = sheet.names("attach")
        for kind in kinds:
            if kind not in (*KINDS, ANYTHING):
                message = f'no file is a "{kind[:40]}". Write: {ANYTHING}, or {", ".join(KINDS)}.'
                sheet.complain("F102", message, "attach")
        label, target = sheet.label(sheet.text("enough", needed=True), "enough")
        known = frozenset(KINDS if ANYTHING in kinds else kinds)
        return cls(known, sheet.name("to", needed=True), label, target)

    @property
    def waits(self) -> bool:
        return True

    def shape(self) -> str:
        return "attach"

    def prompt(self, view: View) -> Prompt:
        return Prompt((Key(ENOUGH, self.label, "done"),), typing=FILE)

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press():
                return Took(None, self.target)
            case Typed(text) if folded(text) == folded(self.label.fill(view.show)):
                return Took(None, self.target)
            case Typed():
                return Stay(notice=view.phrases("send_file"), failed=True)

    def offered(self, view: View, upload: Upload) -> Verdict:
        entry = view.look(self.to)
        if upload.kind not in self.kinds or not isinstance(entry, str | int):
            return Stay(notice=view.phrases("file_refused"), failed=True)
        if upload.size > MOST_BYTES:
            return Stay(notice=view.phrases("file_too_big"), failed=True)
        what = upload.caption.strip() or view.phrases("file_added")
        incident = Incident(what, instant(int(view.at.timestamp())), instant(upload.sent))
        return Requested(KeepFile(upload, incident, view.chance, entry))

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        match outcome.came:
            case "kept":
                return Stay(notice=saved(view, outcome), takes_file=True)
            case "twice":
                return Stay(notice=view.phrases("file_twice"), takes_file=True)
            case "too_often":
                notice = view.phrases("not_kept_wait", minutes=outcome.minutes)
                return Stay(notice=notice, failed=True)
            case came:
                return Stay(notice=view.phrases(_REFUSED.get(came, "not_kept")), failed=True)

    def exits(self) -> Iterator[Exit]:
        if self.target:
            yield Exit(self.target, kind_of(self.target, "choice"), ("enough",), self.label.source)

    def leans_on_goto(self) -> bool:
        return not self.target

    def wordings(self) -> Iterator[Wording]:
        yield Wording(self.label, ("enough",), "button")

    def uses(self) -> Iterator[str]:
        yield self.to
