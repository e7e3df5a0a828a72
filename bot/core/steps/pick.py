"""`pick`: changes from a table, one on each screen, the least noticeable first.

Each is put on her list or left as it is, and she can stop at any of them. A button names its row,
so that a press that arrives twice decides nothing of the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from bot.core.conditions import Condition
from bot.core.noticing import by_notice
from bot.core.sheet import Sheet
from bot.core.steps.base import (
    Exit,
    Key,
    Press,
    Prompt,
    Stay,
    Took,
    Typed,
    Verdict,
    View,
    Wording,
    kind_of,
)
from bot.core.steps.choices import folded
from bot.core.steps.plain import Plain
from bot.core.templates import Template

TAKE, LEAVE, STOP = "(take)", "(leave_it)", "(stop)"
_KEYS = {TAKE: "take", LEAVE: "leave_it", STOP: "stop"}
MANNER = "one_by_one"
"""The one way to pick."""
NEEDED = ("id", "notice")
"""The columns that a table needs so that one can pick from it."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pick(Plain):
    """Asks of one row after another if she wants it; the answer is the ids of those she took."""

    table: str
    where: Condition | None
    labels: dict[str, Template]
    target: str
    """Where it leads to stop ("" for the step's own `goto`)."""
    KEYS: ClassVar[tuple[str, ...]] = ("pick", *_KEYS.values())

    @classmethod
    def read(cls, sheet: Sheet) -> Pick:
        """Read `pick`, and the three buttons under each row."""
        if sheet.text("pick") != MANNER:
            sheet.complain("F102", f'write "pick: {MANNER}".', "pick")
        for key in ("show", "save"):
            if not sheet.text(key):
                sheet.complain("F102", f'"{key}" is missing here: add a line "{key}: …".', "pick")
        if "most" in sheet:
            sheet.complain("F102", '"pick" shows one row at a time: take "most" out.', "most")
        where = sheet.text("where")
        stop, target = sheet.label(sheet.text("stop", needed=True), "stop")
        labels = {item: _label(sheet, _KEYS[item]) for item in (TAKE, LEAVE)}
        condition = sheet.condition(where, "where") if where else None
        return cls(sheet.text("show"), condition, labels | {STOP: stop}, target)

    @property
    def waits(self) -> bool:
        return True

    def shape(self) -> str:
        return f"pick {self.table}"

    def among(self, view: View, rows: Iterable[Row]) -> Iterable[Row]:
        return _undecided(view, rows)[:1]

    def prompt(self, view: View) -> Prompt:
        row = next(iter(self._left(view)), None)
        named = f" {row['id']}" if row is not None else ""
        keys = (Key(f"{item}{named}", label, "choice") for item, label in self.labels.items())
        return Prompt(tuple(keys))

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press(item):
                return self._pressed(view, *item.split(" ")[:2])
            case Typed(text):
                for key in self.prompt(view).keys:
                    if folded(key.label.fill(view.show)) == folded(text):
                        return self._pressed(view, *key.item.split(" ")[:2])
                return Stay(notice=view.phrases("please_tap"), failed=True, keyed=view.keyed)

    def _pressed(self, view: View, item: str, row: str = "") -> Verdict:
        taken, left = _taken(view), self._left(view)
        if item == STOP:
            return Took(taken, self.target)
        if not left:
            return Took(taken)
        if row != left[0]["id"]:
            return Stay(notice=view.phrases("changed"), keyed=view.keyed)
        taken = (*taken, row) if item == TAKE else taken
        if len(left) == 1:
            return Took(taken)
        return Stay(answer=taken, keyed=(*view.keyed, row))

    def _left(self, view: View) -> list[Row]:
        where = self.where
        fitting = (
            row
            for row in view.rows(self.table)
            if where is None or where.holds(row.get, view.look) is True
        )
        return _undecided(view, fitting)

    def exits(self) -> Iterator[Exit]:
        if self.target:
            kind = kind_of(self.target, "choice")
            yield Exit(self.target, kind, ("stop",), self.labels[STOP].source)

    def values(self) -> frozenset[str] | None:
        return None

    def wordings(self) -> Iterator[Wording]:
        for item, label in self.labels.items():
            yield Wording(label, (_KEYS[item],), "button")


def _label(sheet: Sheet, key: str) -> Template:
    return sheet.template(sheet.words(sheet.text(key, needed=True), key), key)


def _taken(view: View) -> tuple[str, ...]:
    return view.answer if view.begun and isinstance(view.answer, tuple) else ()


def _undecided(view: View, rows: Iterable[Row]) -> list[Row]:
    """The rows she said nothing of yet, the least noticeable first."""
    decided = {*view.keyed, *_taken(view)}
    return [row for row in by_notice(rows) if row["id"] not in decided]
