"""`lay_out` and `planned`: chosen changes become items of her plan, each with a day she can move.

An item's id and day are all that a reminder of it needs. Nothing here carries a change out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from bot.core.hours import WEEKDAYS, zone_of
from bot.core.noticing import Chosen, FreeDays, laid_out, put_off
from bot.core.plan import LONGEST, Add, DropDays, Edit, Item, Mark, Plan, SetDay
from bot.core.requests import EditPlan, Outcome, ReadPlan, Request
from bot.core.sheet import Sheet
from bot.core.steps.base import Requested, Stay, Took, Verdict, View
from bot.core.steps.entries import REFUSED
from bot.core.steps.plan import Changing
from bot.core.templates import Template, parse

PIECE = "changes"
"""What such items are about."""
APART = {"a_day": 1, "few_days": 3, "a_week": 7, "unsure": 3}
"""How many days lie between two changes, by the ids of the choices for it."""
NO_DAYS = "no_days"
"""The choice by which changes stand in order, and none of them has a day."""
STATES = {"done": "done", "left": "left as it is", "open": ""}
"""What can be noted of a change, by the word an author writes; it stays open until then."""
WEEKS = {"a_week": 1, "two_weeks": 2}
"""By how much a change can be put off, by the word an author writes."""
NO_DAY, NONE_DATED = "no_day", "none_dated"
DECIDED = (*STATES, *WEEKS, NO_DAY, NONE_DATED)

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Reading(Changing):
    """Looks at her plan first, and then changes it."""

    def request(self, view: View) -> Request:
        return ReadPlan()

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        if outcome.plan is None:
            return Stay(notice=view.phrases("not_kept"), failed=True, keyed=REFUSED)
        if outcome.came != "done":
            return Changing.resolve(self, view, outcome)
        edit = self.change(view, outcome.plan)
        return Took(None) if edit is None else Requested(EditPlan(edit))

    def change(self, view: View, plan: Plan) -> Edit | None:
        """What is to be changed, if anything."""
        raise NotImplementedError


# Laid out


@dataclass(frozen=True, slots=True)
class LayOut(_Reading):
    """Puts the changes that she picked into her plan, over days of hers."""

    picked: tuple[str, ...] = ()
    table: str = ""
    wording: Template = field(default_factory=lambda: parse(""))
    weekdays: str = ""
    apart: str = ""
    KEYS: ClassVar[tuple[str, ...]] = ("lay_out", "from_table", "as_item", "weekdays", "apart")

    @classmethod
    def read(cls, sheet: Sheet) -> LayOut:
        """Read `lay_out`, and where the changes, their words and her days come from."""
        if not sheet.names("lay_out"):
            sheet.complain("F102", "name the answers that hold what she picked.", "lay_out")
        return cls(
            picked=sheet.names("lay_out"),
            table=sheet.name("from_table", needed=True),
            wording=sheet.template(sheet.text("as_item", needed=True), "as_item"),
            weekdays=sheet.name("weekdays", needed=True),
            apart=sheet.name("apart", needed=True),
        )

    def change(self, view: View, plan: Plan) -> Edit | None:
        standing = _standing(plan)
        known = {item.words for item in standing}
        wanted = {row: words for row, words in self._wanted(view) if words not in known}
        notice = {row["id"]: row["notice"] for row in view.rows(self.table)}
        chosen = [Chosen(row, notice[row]) for row in wanted]
        laid = laid_out(chosen, self._free_days(view, standing))
        items = tuple(self._item(view, row, wanted[row], day) for row, day in laid)
        return Add(items) if items else None

    def _wanted(self, view: View) -> Iterator[tuple[str, str]]:
        """The rows that she picked and that are still there, each as an item says it."""
        rows = {row["id"]: row for row in view.rows(self.table)}
        for name in self.picked:
            found = view.look(name)
            for row in found if isinstance(found, tuple) else ():
                if row in rows:
                    yield row, self.wording.fill(rows[row].__getitem__)[:LONGEST]

    def _free_days(self, view: View, standing: tuple[Item, ...]) -> FreeDays:
        ticked, apart = view.look(self.weekdays), view.look(self.apart)
        hers = ticked if isinstance(ticked, tuple) else ()
        return FreeDays(
            _today(view),
            tuple(WEEKDAYS.index(one) for one in hers if one in WEEKDAYS),
            APART.get(str(apart), APART["unsure"]),
            _busy(standing),
        )

    def _item(self, view: View, row: str, words: str, day: date) -> Item:
        dated = view.look(self.apart) != NO_DAYS
        return Item(_id(view.visit, row), PIECE, words, day.isoformat() if dated else "")

    def uses(self) -> Iterator[str]:
        return iter((*self.picked, self.weekdays, self.apart))


# Decided


@dataclass(frozen=True, slots=True)
class Decided(_Reading):
    """Notes what became of a change in her plan, or has it come later, or on no day."""

    what: str = ""
    KEYS: ClassVar[tuple[str, ...]] = ("planned", "which")

    @classmethod
    def read(cls, sheet: Sheet) -> Decided:
        """Read `planned`, what she decided, and `which` change it is about."""
        what = sheet.text("planned")
        if what not in DECIDED:
            message = f'"planned: {what[:40]}" is not known. Write one of: {", ".join(DECIDED)}.'
            sheet.complain("F102", message, "planned")
        if what == NONE_DATED and "which" in sheet:
            sheet.complain("F102", f'"which" does not go with "planned: {NONE_DATED}".', "which")
        return cls(item=sheet.name("which", needed=what != NONE_DATED), what=what)

    def shape(self) -> str:
        return f"planned {self.what}"

    def change(self, view: View, plan: Plan) -> Edit | None:
        if self.what == NONE_DATED:
            return DropDays(PIECE)
        item = self.found(view, plan)
        if item is None:
            return None
        if self.what in STATES:
            return Mark(item.id, STATES[self.what])
        return SetDay(item.id, "" if self.what == NO_DAY else self._later(view, plan, item))

    def _later(self, view: View, plan: Plan, item: Item) -> str:
        others = tuple(one for one in _standing(plan) if one is not item)
        today = _today(view)
        free = FreeDays(today, busy=_busy(others))
        return put_off(_date(item.day) or today, WEEKS[self.what], free).isoformat()


def _standing(plan: Plan) -> tuple[Item, ...]:
    """The changes in a plan of which nothing was decided yet."""
    return tuple(item for item in plan.of(PIECE) if not item.state)


def _busy(items: tuple[Item, ...]) -> frozenset[date]:
    return frozenset(day for item in items if (day := _date(item.day)) is not None)


def _date(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def _today(view: View) -> date:
    return view.at.astimezone(zone_of(view.zone)).date()


def _id(visit: str, row: str) -> str:
    """An id that the same visit gives the same row again, and that tells nothing of it."""
    return hashlib.sha256(f"{visit} {row}".encode()).hexdigest()[:16]
