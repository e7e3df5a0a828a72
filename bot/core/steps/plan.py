"""`plan`: her own plan is shown to her alone, and changed item by item.

What she keeps is kept before it is said to be. Her words are dropped from the conversation then:
they are in her plan, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from bot.core import plan_lines
from bot.core.plan import LONGEST, MOST_ITEMS, PIECES, Add, Edit, Item, Order, Plan, Remove, Reword
from bot.core.requests import EditPlan, MakeFile, Outcome, ReadPlan, Request
from bot.core.sheet import Sheet
from bot.core.steps.base import (
    Key,
    Kind,
    Planned,
    Press,
    Prompt,
    Requested,
    Stay,
    Took,
    Typed,
    Verdict,
    View,
)
from bot.core.steps.choices import folded
from bot.core.steps.entries import AGAIN, REFUSED
from bot.core.steps.one_screen import GO_ON, OneScreen, go_on, handed, sealed
from bot.core.steps.shown import MOST_LISTED, Listed
from bot.core.templates import Template

FILE = "list.txt"
"""What a plan is called as a file: its name may be seen by anybody."""
PLACED = "(placed)"
"""What the button means that ends putting things in order."""
A_SCREEN, A_TEXT = 1200, 3400
"""So many letters of a plan stand on one screen, or in one text to copy, at most."""
MOST_OFFERED = 8
"""So many items can be tapped at a time while they are put in order; the others come after."""
A_LABEL = 30
REST = "notes"
"""What words are about of which nobody said what they are about."""
_REFUSALS = {"too_full": "plan_full", "too_long": "item_long", "gone": "item_gone"}


@dataclass(frozen=True, slots=True)
class Planning(OneScreen):
    """A view of her plan, or something done about an item of it, as an author writes it."""

    piece: str = ""
    words: str = ""
    item: str = ""
    KEYS: ClassVar[tuple[str, ...]] = ("plan", "piece", "words", "item")

    @classmethod
    def read(cls, sheet: Sheet) -> Kind:
        """Read `plan`, what is shown or done, and of which piece, words or item."""
        name = sheet.text("plan", needed=True)
        kind = SHOWN.get(name)
        if kind is None:
            message = f'"plan: {name[:40]}" is not known. Write one of: {", ".join(SHOWN)}.'
            sheet.complain("F102", message, "plan")
            return Whole()
        needed = NEEDS.get(name, ())
        for key in cls.KEYS[1:]:
            if key in sheet and key not in (needed or ("piece",)):
                sheet.complain("F102", f'"{key}" does not go with "plan: {name}".', key)
        piece, words, item = (sheet.name(key, needed=key in needed) for key in cls.KEYS[1:])
        return kind(piece, words, item)

    def shape(self) -> str:
        return f"plan {type(self).__name__.lower()}"

    def request(self, view: View) -> Request:
        return ReadPlan()

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        return Stay(keyed=(view.phrases("log_unreadable"),))

    def uses(self) -> Iterator[str]:
        return _used(self.piece, self.words, self.item)

    def about(self, view: View) -> str:
        """The piece that is meant, by its name or by an answer; "" for all."""
        return _about(view, self.piece)

    def found(self, view: View, plan: Plan) -> Item | None:
        """The item that an answer names, if it is there."""
        return plan.find(_said(view, self.item))


# Shown


@dataclass(frozen=True, slots=True)
class One(Planning):
    """Shows one item, whole."""

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        if outcome.plan is None:
            return Planning.resolve(self, view, outcome)
        item = self.found(view, outcome.plan)
        if item is None:
            return Stay(keyed=(view.phrases("item_gone"),))
        return Stay(
            keyed=(view.phrases(f"piece_{item.piece}"), *plan_lines.told(item, view.phrases))
        )


@dataclass(frozen=True, slots=True)
class List(Listed):
    """Lists the items about one thing, or all, of which she can choose one."""

    piece: str = ""
    KEYS: ClassVar[tuple[str, ...]] = Planning.KEYS
    ONWARD: ClassVar[tuple[str, str]] = ("next_ones", "ones_before")

    def shape(self) -> str:
        return "plan list"

    def request(self, view: View) -> Request:
        return ReadPlan()

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        items = outcome.plan.of(_about(view, self.piece)) if outcome.plan is not None else ()
        return Stay(keyed=("0", *map(_listed, items[:MOST_LISTED])))

    def chosen(self, view: View, item: str, *, wanted: bool) -> Verdict:
        return Took(None if item == GO_ON else item)

    def uses(self) -> Iterator[str]:
        return _used(self.piece)


@dataclass(frozen=True, slots=True)
class Whole(Planning):
    """Shows all of it, screen after screen; `keyed` is which one, and all."""

    SIZE: ClassVar[int] = A_SCREEN

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        if outcome.plan is None:
            return Planning.resolve(self, view, outcome)
        lines = plan_lines.lines(outcome.plan.of(self.about(view)), view.phrases)
        if not lines:
            return Stay(keyed=(view.phrases("log_empty"),))
        return Stay(keyed=("0", *plan_lines.pages(lines, self.SIZE)))

    def prompt(self, view: View) -> Prompt:
        return Prompt((go_on(view),), Template((_shown(view),)))

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        if isinstance(given, Typed) or len(view.keyed) < 2:
            return Planning.receive(self, view, given)
        number, *pages = view.keyed
        after = int(number) + 1
        return Stay(keyed=(str(after), *pages)) if after < len(pages) else Took(None)


@dataclass(frozen=True, slots=True)
class Text(Whole):
    """Gives it as a text that she can copy, in several parts where it is long."""

    SIZE: ClassVar[int] = A_TEXT

    def prompt(self, view: View) -> Prompt:
        if len(view.keyed) < 2:
            return Whole.prompt(self, view)
        below = Template((view.phrases("copy_above"),))
        return Prompt((go_on(view),), below, to_copy=_shown(view))


@dataclass(frozen=True, slots=True)
class File(Planning):
    """Hands it over as a sealed file, and shows the words that open it."""

    def prompt(self, view: View) -> Prompt:
        return handed(view) or Planning.prompt(self, view)

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        if (made := sealed(view, outcome)) is not None:
            return made
        if outcome.plan is None:
            return Planning.resolve(self, view, outcome)
        lines = plan_lines.lines(outcome.plan.of(self.about(view)), view.phrases)
        if not lines:
            return Stay(keyed=(view.phrases("log_empty"),))
        return Requested(MakeFile(FILE, "\n".join(lines) + "\n"))


# Changed


@dataclass(frozen=True, slots=True)
class Changing(Planning):
    """Changes her plan by itself, or says that it could not, and can be tried again."""

    def request(self, view: View) -> Request:
        return EditPlan(self.edit(view))

    def edit(self, view: View) -> Edit:
        """What is to be changed."""
        raise NotImplementedError

    def prompt(self, view: View) -> Prompt:
        again = Key(AGAIN, Template((view.phrases("try_again"),)), "choice")
        return Prompt((again, go_on(view)))

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press(item) if item == AGAIN:
                return Requested(self.request(view))
            case _:
                return Planning.receive(self, view, given)

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        match outcome.came:
            case "kept":
                return Planned(view.phrases("saved"), self.words)
            case "done":
                return Took(None)
            case came:
                phrase = _REFUSALS.get(came, "not_kept")
                notice = view.phrases(phrase, **_LIMITS.get(phrase, {}))
                return Stay(notice=notice, failed=True, keyed=REFUSED)


_LIMITS: dict[str, dict[str, int]] = {
    "plan_full": {"most": MOST_ITEMS},
    "item_long": {"most": LONGEST},
}


@dataclass(frozen=True, slots=True)
class Added(Changing):
    """Adds what she said as an item, or each thing she ticked as one."""

    def edit(self, view: View) -> Edit:
        piece, found = self.about(view) or REST, view.look(self.words)
        if isinstance(found, tuple):  # the same tick is the same item, however often it is set
            said = zip(found, view.worded(self.words), strict=True)
            return Add(tuple(Item(f"{piece}/{one}", piece, words) for one, words in said))
        words = view.show(self.words) if found is not None else ""
        return Add((Item(view.visit, piece, words.strip()),))


@dataclass(frozen=True, slots=True)
class Reworded(Changing):
    """Has an item say what she said."""

    def edit(self, view: View) -> Edit:
        said = view.show(self.words) if view.look(self.words) is not None else ""
        return Reword(_said(view, self.item), said.strip())


@dataclass(frozen=True, slots=True)
class Removed(Changing):
    """Takes an item out, at once and for good."""

    def edit(self, view: View) -> Edit:
        return Remove(_said(view, self.item))


@dataclass(frozen=True, slots=True)
class Ordered(Planning):
    """Lets her tap the items about one thing in her order; `keyed` is how many, and all."""

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        if outcome.came == "kept":
            return Planned(view.phrases("saved"))
        items = outcome.plan.of(self.about(view)) if outcome.plan is not None else ()
        if len(items) < 2:
            return Took(None)
        return Stay(keyed=("0", *map(_listed, items)))

    def prompt(self, view: View) -> Prompt:
        tapped, left = _dealt(view)
        keys = [_key(one) for one in left[:MOST_OFFERED]]
        so_far = "\n".join(f"{place}. {_words(one)}" for place, one in enumerate(tapped, 1))
        question = Template((so_far,)) if so_far else None
        return Prompt((*keys, Key(PLACED, Template((view.phrases("done"),)), "done")), question)

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press(item):
                return self._pressed(view, item)
            case Typed(text):
                for key in self.prompt(view).keys:
                    if folded(text) == folded(key.label.fill(view.show)):
                        return self._pressed(view, key.item)
                return Stay(notice=view.phrases("please_tap"), failed=True, keyed=view.keyed)

    def _pressed(self, view: View, name: str) -> Verdict:
        tapped, left = _dealt(view)
        moved = [one for one in left if _id(one) == name]
        rest = [one for one in left if _id(one) != name]
        if name == PLACED or len(rest) < 2:  # where the last one stands is known by then
            ids = tuple(map(_id, (*tapped, *moved, *rest)))
            return Requested(EditPlan(Order(self.about(view), ids)))
        return Stay(keyed=(str(len(tapped) + len(moved)), *tapped, *moved, *rest))


SHOWN: dict[str, Callable[[str, str, str], Kind]] = {
    "add": Added,
    "list": lambda piece, *_: List(piece=piece),
    "one": One,
    "reword": Reworded,
    "remove": Removed,
    "order": Ordered,
    "whole": Whole,
    "text": Text,
    "file": File,
}
"""What a step can show or do, by the word an author writes."""
NEEDS: dict[str, tuple[str, ...]] = {
    "add": ("piece", "words"),
    "one": ("item",),
    "reword": ("words", "item"),
    "remove": ("item",),
    "order": ("piece",),
}
"""The lines that each of them needs; the others may have a piece."""


# What stands on a screen


def _shown(view: View) -> str:
    """The page that is to be shown, or what is said in its place."""
    number, *pages = view.keyed or ("",)
    return pages[int(number)] if pages else number


def _listed(item: Item) -> str:
    return f"{item.id}|{_shortened(item.words)}"


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= A_LABEL else line[: A_LABEL - 1] + "…"


def _id(listed: str) -> str:
    return listed.partition("|")[0]


def _words(listed: str) -> str:
    return listed.partition("|")[2]


def _key(listed: str) -> Key:
    return Key(_id(listed), Template((_words(listed),)), "choice")


def _dealt(view: View) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was tapped so far, in order, and what is left."""
    number, *items = view.keyed or ("0",)
    return tuple(items[: int(number)]), tuple(items[int(number) :])


# What answers name


def _said(view: View, name: str) -> str:
    found = view.look(name) if name else None
    return found if isinstance(found, str) else ""


def _about(view: View, name: str) -> str:
    piece = name if name in PIECES else _said(view, name)
    return piece if piece in PIECES else ""


def _used(*names: str) -> Iterator[str]:
    return (name for name in names if name and name not in PIECES)
