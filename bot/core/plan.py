"""A person's own plan: a list of short items, and what can be done to it; nothing in it is judged.

It is no part of her log: no link stands for it, and no package holds it. An edit is a value that
says all of itself, so that the same one, played twice, changes nothing the second time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

PIECES = (
    *("priorities", "people", "places", "signals", "code_words", "documents"),
    *("children", "pets", "devices", "changes", "notes"),
)
"""What an item can be about, in the order in which a plan is read."""
MOST_ITEMS, LONGEST = 100, 300
"""So many items has a plan, and so many letters an item, at most."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a plan, in her words; `id` is its own for ever, and says nothing.

    `day` is the date it is meant for, as 2026-11-28, and `state` a word for what became of it; both
    are "" where nobody said so.
    """

    id: str
    piece: str
    words: str = field(repr=False)
    day: str = ""
    state: str = ""

    def __post_init__(self) -> None:
        if self.piece not in PIECES:
            raise ValueError(f"an item is about one of: {', '.join(PIECES)}")


@dataclass(frozen=True, slots=True)
class Plan:
    """All items of a plan, in her order."""

    items: tuple[Item, ...] = ()

    def of(self, piece: str = "") -> tuple[Item, ...]:
        """The items about one thing, in her order; without one, all, piece by piece."""
        wanted = (piece,) if piece else PIECES
        return tuple(item for one in wanted for item in self.items if item.piece == one)

    def find(self, wanted: str) -> Item | None:
        """The item of an id, if it is there."""
        return next((item for item in self.items if item.id == wanted), None)


# Edits


@dataclass(frozen=True, slots=True)
class Add:
    """Add items at the end; those whose id is there stay as they are."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Reword:
    """Have an item say something else."""

    id: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Remove:
    """Take an item out, with nothing left of it."""

    id: str


@dataclass(frozen=True, slots=True)
class Order:
    """Put the items about one thing in this order; those that are not named come after them."""

    piece: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Note what became of an item, in a word of the flow's."""

    id: str
    state: str


@dataclass(frozen=True, slots=True)
class SetDay:
    """Have an item meant for a date, or for none."""

    id: str
    day: str


@dataclass(frozen=True, slots=True)
class DropDays:
    """Have nothing about one thing meant for a date, where nothing was noted of it yet."""

    piece: str


Edit = Add | Reword | Remove | Order | Mark | SetDay | DropDays
Edited = Literal["kept", "done", "too_full", "too_long", "gone"]
"""What came of an edit: the plan is as was asked, there was nothing to do, it would have too many
items, an item would be too long, or the item is not there. Only the first changes it."""


def edited(plan: Plan, edit: Edit) -> tuple[Plan, Edited]:
    """The plan after an edit, and what came of that."""
    match edit:
        case Add(items):
            return _with(plan, items)
        case Remove():
            return Plan(tuple(item for item in plan.items if item.id != edit.id)), "kept"
        case Order():
            return _ordered(plan, edit), "kept"
        case DropDays():
            return Plan(tuple(_undated(item, edit.piece) for item in plan.items)), "kept"
        case Reword() | Mark() | SetDay():
            return _changed(plan, edit)


def _with(plan: Plan, items: tuple[Item, ...]) -> tuple[Plan, Edited]:
    new = {item.id: item for item in items if item.words.strip() and not plan.find(item.id)}
    if not any(item.words.strip() for item in items):
        return plan, "done"
    if any(len(item.words) > LONGEST for item in new.values()):
        return plan, "too_long"
    if len(plan.items) + len(new) > MOST_ITEMS:
        return plan, "too_full"
    return Plan((*plan.items, *new.values())), "kept"


def _ordered(plan: Plan, order: Order) -> Plan:
    """Only the places that items about this thing have are dealt out anew."""
    places = {name: place for place, name in enumerate(order.ids)}
    hers = sorted(plan.of(order.piece), key=lambda item: places.get(item.id, len(places)))
    dealt = iter(hers)
    return Plan(tuple(next(dealt) if one.piece == order.piece else one for one in plan.items))


def _undated(item: Item, piece: str) -> Item:
    return replace(item, day="") if item.piece == piece and not item.state else item


def _changed(plan: Plan, edit: Reword | Mark | SetDay) -> tuple[Plan, Edited]:
    item = plan.find(edit.id)
    if item is None:
        return plan, "gone"
    if isinstance(edit, Reword) and len(edit.words) > LONGEST:
        return plan, "too_long"
    after = _as_edited(item, edit)
    return Plan(tuple(after if one is item else one for one in plan.items)), "kept"


def _as_edited(item: Item, edit: Reword | Mark | SetDay) -> Item:
    match edit:
        case Reword(words=words):
            return replace(item, words=words) if words.strip() else item
        case Mark(state=state):
            return replace(item, state=state)
        case SetDay(day=day):
            return replace(item, day=day)
