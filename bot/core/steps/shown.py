"""What steps that show her something of her log are made of: lines with a button, or a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from bot.core import entry_lines
from bot.core.chain import Log
from bot.core.requests import Outcome, ReadLog, Request
from bot.core.standing import Standing, records, standings
from bot.core.steps.base import Key, Press, Prompt, Stay, Took, Typed, Verdict, View
from bot.core.steps.choices import folded
from bot.core.steps.one_screen import GO_ON, OneScreen, go_on
from bot.core.templates import Template

EARLIER, LATER = "(earlier)", "(later)"
A_PAGE = 6
MOST_LISTED = 300
"""So many of the newest entries can be chosen from."""


@dataclass(frozen=True, slots=True)
class Shown(OneScreen):
    """A view of her log, or something done about an entry of it."""

    of: str = ""
    KEYS: ClassVar[tuple[str, ...]] = ("log", "of")
    NEEDS_ENTRY: ClassVar[bool] = False

    def shape(self) -> str:
        return f"log {type(self).__name__.lower()}"

    def request(self, view: View) -> Request:
        return ReadLog()

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        if outcome.log is None:
            return Stay(keyed=(view.phrases("log_unreadable"),))
        return Stay(keyed=self.lines(view, outcome.log) or (view.phrases("log_empty"),))

    def lines(self, view: View, log: Log) -> tuple[str, ...]:
        """What is shown of a log."""
        return ()

    def uses(self) -> Iterator[str]:
        if self.of:
            yield self.of


@dataclass(frozen=True, slots=True)
class Listed(Shown):
    """Lists entries, or files of one, of which she can choose one; `keyed` is the page, and all."""

    EMPTY: ClassVar[str] = "log_empty"
    ONWARD: ClassVar[tuple[str, str]] = ("earlier", "later")
    """What is said on the buttons that turn the page, there and back."""

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        found = self.items(view, outcome.log) if outcome.log is not None else ()
        return Stay(keyed=("0", *found[:MOST_LISTED]))

    def items(self, view: View, log: Log) -> tuple[str, ...]:
        """What can be chosen, each with its words: "7|7 · 20 November 2026"."""
        return headed(view, newest(log))

    def prompt(self, view: View) -> Prompt:
        page, items = _page(view)
        shown = items[page * A_PAGE : (page + 1) * A_PAGE]
        keys = [self.key(view, *item.split("|", 1)) for item in shown]
        if (page + 1) * A_PAGE < len(items):
            keys.append(Key(EARLIER, Template((view.phrases(self.ONWARD[0]),)), "choice"))
        if page:
            keys.append(Key(LATER, Template((view.phrases(self.ONWARD[1]),)), "choice"))
        question = None if items else Template((view.phrases(self.EMPTY),))
        return Prompt((*keys, self.closing(view)), question)

    def key(self, view: View, item: str, words: str) -> Key:
        """The button of one of them."""
        return Key(item, Template((words,)), "choice")

    def closing(self, view: View) -> Key:
        """The button that ends it."""
        return go_on(view)

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press(item, wanted):
                return self._pressed(view, item, wanted=wanted)
            case Typed(text):
                wanted_key = folded(text)
                for key in self.prompt(view).keys:
                    if folded(key.label.fill(view.show)) == wanted_key:
                        return self._pressed(view, key.item, wanted=not key.on)
                return Stay(notice=view.phrases("please_tap"), failed=True, keyed=view.keyed)

    def _pressed(self, view: View, item: str, *, wanted: bool) -> Verdict:
        page, items = _page(view)
        if item in (EARLIER, LATER):
            turned = page + (1 if item == EARLIER else -1)
            return Stay(keyed=(str(turned), *items))
        return self.chosen(view, item, wanted=wanted)

    def chosen(self, view: View, item: str, *, wanted: bool) -> Verdict:
        """What follows from a choice."""
        if item == GO_ON:
            return Took(None)
        return Took(int(item) if item.isdecimal() else item)

    def values(self) -> frozenset[str] | None:
        return None


def _page(view: View) -> tuple[int, tuple[str, ...]]:
    page, *items = view.keyed or ("0",)
    return int(page), tuple(items)


def headed(view: View, entries: Iterable[Standing]) -> tuple[str, ...]:
    """Entries that can be chosen, each by its number and with its heading."""
    return tuple(f"{one.number}|{entry_lines.heading(one, view.phrases)}" for one in entries)


def newest(log: Log) -> list[Standing]:
    """The entries of a log as they stand, the newest first."""
    return list(standings(records(log)))[::-1]
