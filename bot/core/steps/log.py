"""`log`: what she keeps is shown to her, and she says what is to become of an entry.

What entries say is hidden until one is opened: a list names days and numbers only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from bot.core import entry_lines, week_lines
from bot.core.chain import Log, short
from bot.core.document import Selection, document
from bot.core.elements import Element, elements
from bot.core.records import Record, Said
from bot.core.requests import Claim, DrawPattern, EraseEntry, FindPlaces, Outcome, Request
from bot.core.sheet import Sheet
from bot.core.standing import Placed, Standing, belonging, records, removed, standings
from bot.core.steps.base import Key, Postponed, Prompt, Spared, Stay, Took, Verdict, View
from bot.core.steps.one_screen import go_on
from bot.core.steps.releases import Releases
from bot.core.steps.shown import Listed, Shown, headed, newest
from bot.core.templates import Template
from bot.core.values import show_day

DONE = "(done)"
LAW = "law_elements"
"""The table of what laws ask for."""


@dataclass(frozen=True, slots=True)
class Look(Shown):
    """A view of her log, or something done about an entry of it, as an author writes it."""

    @classmethod
    def read(cls, sheet: Sheet) -> Shown:
        """Read `log`, what is shown or done, and `of`, the answer that names an entry."""
        name = sheet.text("log", needed=True)
        kind = SHOWN.get(name)
        if kind is None:
            message = f'"log: {name[:40]}" is not known. Write one of: {", ".join(SHOWN)}.'
            sheet.complain("F102", message, "log")
            return Head()
        return kind(sheet.name("of", needed=kind.NEEDS_ENTRY))


@dataclass(frozen=True, slots=True)
class Head(Shown):
    """Shows the four times five signs that all of the log comes down to."""

    def lines(self, view: View, log: Log) -> tuple[str, ...]:
        return (short(log.head),) if log.links else ()


@dataclass(frozen=True, slots=True)
class Entry(Shown):
    """Shows one entry as it stands, with what was added to it."""

    NEEDS_ENTRY: ClassVar[bool] = True

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        verdict = Shown.resolve(self, view, outcome)
        number = str(_number(view, self.of))
        if outcome.hers and isinstance(verdict, Stay):
            return replace(verdict, keyed=(*verdict.keyed, *_until(view, number)))
        return verdict

    def lines(self, view: View, log: Log) -> tuple[str, ...]:
        found = _entry(view, self.of, records(log))
        if found is None:
            return (view.phrases("entry_gone"),)
        return entry_lines.lines(found, view.phrases)


@dataclass(frozen=True, slots=True)
class Weeks(Shown):
    """Shows when things happened, as a picture and in words."""

    def request(self, view: View) -> Request:
        return DrawPattern()

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        log = outcome.log
        if log is None or not log.links:
            return Stay(keyed=("", view.phrases("log_empty")))
        shown = week_lines.lines(document(Selection(log, "")), view.phrases)
        return Stay(keyed=(outcome.words[0] if outcome.words else "", *shown))

    def prompt(self, view: View) -> Prompt:
        path, *told = view.keyed or ("",)
        return Prompt((go_on(view),), Template(("\n".join(told),)), picture=path)


@dataclass(frozen=True, slots=True)
class Law(Shown):
    """Shows what the law of her country asks for, and which entries speak of it."""

    def lines(self, view: View, log: Log) -> tuple[str, ...]:
        rows = law_of(view)
        if not rows:
            return (view.phrases("no_law"),)
        found = elements(document(Selection(log, "")), rows)
        return tuple(_element(view, one) for one in found)


def law_of(view: View) -> tuple[Mapping[str, str], ...]:
    """The rows about what the law of her country asks for."""
    country = view.look("country")
    return tuple(row for row in view.rows(LAW) if row["country"] == country)


def _element(view: View, one: Element) -> str:
    if not one.numbers:
        return view.phrases("element_none", text=one.text)
    return view.phrases("element_said", text=one.text, numbers=", ".join(map(str, one.numbers)))


@dataclass(frozen=True, slots=True)
class Unconfirmed(Listed):
    """Lists the entries of which she has not said yet whether they are hers."""

    def items(self, view: View, log: Log) -> tuple[str, ...]:
        return headed(view, (one for one in newest(log) if one.is_open))


@dataclass(frozen=True, slots=True)
class Files(Listed):
    """Lists the files of one entry."""

    NEEDS_ENTRY: ClassVar[bool] = True

    def items(self, view: View, log: Log) -> tuple[str, ...]:
        found = records(log)
        entry, (_, gone) = _entry(view, self.of, found), removed(found)
        placed = [one for one in entry.exhibits if one.file not in gone] if entry else []
        return tuple(f"{one.file}|{_file(view, one)}" for one in placed)


@dataclass(frozen=True, slots=True)
class LeftOut(Listed):
    """Lets her tick the entries that are to be left out of a package."""

    def key(self, view: View, item: str, words: str) -> Key:
        return Key(item, Template((words,)), "tick", item in _ticked(view))

    def closing(self, view: View) -> Key:
        return Key(DONE, Template((view.phrases("done"),)), "done")

    def chosen(self, view: View, item: str, *, wanted: bool) -> Verdict:
        ticked = _ticked(view)
        if item == DONE:
            return Took(tuple(sorted(ticked, key=int)))
        after = ticked | {item} if wanted else ticked - {item}
        return Stay(answer=tuple(sorted(after, key=int)), keyed=view.keyed)


@dataclass(frozen=True, slots=True)
class Done(Shown):
    """Does something about an entry, and goes on by itself."""

    NEEDS_ENTRY: ClassVar[bool] = True

    def prompt(self, view: View) -> Prompt:
        return Prompt((go_on(view),))

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        return Took(None)


@dataclass(frozen=True, slots=True)
class Places(Shown):
    """Counts the pictures that hold the place where they were taken, and goes on with the number.

    `of` names the answer that says which entries a package leaves out.
    """

    def prompt(self, view: View) -> Prompt:
        return Prompt((go_on(view),))

    def request(self, view: View) -> Request:
        return FindPlaces(numbers(view, self.of))

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        return Took(len(outcome.words))


@dataclass(frozen=True, slots=True)
class Whose(Done):
    """Notes what she says of an entry that was made while her lock was shut."""

    SAID: ClassVar[Said] = "later"

    def request(self, view: View) -> Request:
        return Claim(_number(view, self.of), self.SAID)


class Mine(Whose):
    """Notes that an entry is hers."""

    SAID: ClassVar[Said] = "mine"


class NotMine(Whose):
    """Notes that an entry is not hers."""

    SAID: ClassVar[Said] = "not mine"


@dataclass(frozen=True, slots=True)
class Erased(Done):
    """Erases an entry, or one file of it: at once, or in a week."""

    def request(self, view: View) -> Request:
        name = view.look(self.of)
        file = name if isinstance(name, str) else ""
        return EraseEntry(_number(view, self.of), file)

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        name = view.look(self.of)
        if outcome.hers and outcome.control == "in_a_week" and name is not None:
            return Postponed(outcome.words or (str(name),))
        return Took(None)


@dataclass(frozen=True, slots=True)
class Kept(Done):
    """Keeps an entry that was to be erased."""

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        name = view.look(self.of)
        if not outcome.hers:  # what is to be erased is of hers, whose numbers mean nothing here
            return Took(None)
        if isinstance(name, str) or outcome.log is None:
            return Spared((str(name),))
        numbers = belonging(records(outcome.log), _number(view, self.of))
        return Spared(tuple(map(str, numbers)))


SHOWN: dict[str, type[Shown]] = {
    "entries": Listed,
    "unconfirmed": Unconfirmed,
    "entry": Entry,
    "files": Files,
    "leave_out": LeftOut,
    "releases": Releases,
    "places": Places,
    "weeks": Weeks,
    "law": Law,
    "head": Head,
    "mine": Mine,
    "not_mine": NotMine,
    "later": Whose,
    "erase": Erased,
    "keep": Kept,
}
"""What a step can show or do, by the word an author writes."""


def _ticked(view: View) -> set[str]:
    return set(view.answer) if isinstance(view.answer, tuple) else set()


def numbers(view: View, name: str) -> tuple[int, ...]:
    """The numbers of the entries that she ticked."""
    found = view.look(name) if name else ()
    return tuple(int(one) for one in found) if isinstance(found, tuple) else ()


def _number(view: View, name: str) -> int:
    """The number of the entry that an answer names, or of the entry of a file."""
    found = view.look(name)
    if isinstance(found, str):
        found = int(found.partition("_")[0]) if found[:1].isdecimal() else 0
    return found if isinstance(found, int) else 0


def _entry(view: View, name: str, found: Mapping[int, Record]) -> Standing | None:
    number = _number(view, name)
    return next((one for one in standings(found) if one.number == number), None)


def _file(view: View, one: Placed) -> str:
    return f"{one.file} · {one.exhibit.media or view.phrases('file_of_a_kind')}"


def _until(view: View, what: str) -> tuple[str, ...]:
    """When an entry is to be erased, if it is."""
    if what not in view.removals:
        return ()
    return (view.phrases("erased_on", day=show_day(view.removals[what], view.phrases)),)
