"""What a line of an author's test can say or do. A new verb is a class here and a name in `VERBS`.

`play` does or checks what the line says, and raises `Unmet` where it is not so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.core import session as sessions
from bot.core.complaint import guess
from bot.core.conditions import plain
from bot.core.flow import Flow
from bot.core.reading import days
from bot.core.session import Answer
from bot.core.sheet import Sheet
from bot.core.steps import attach
from bot.core.steps.keypad import OK
from bot.workshop.rehearsal import CONTENT
from bot.workshop.stage import Stage, Unmet, holds

_LIVED = re.compile(r"(\d{1,2}) (minute|hour)s?\Z")
"""Spans in which what is due happens when it is due; longer ones pass at once."""
KINDS = (*attach.KINDS, "sticker")
"""The kinds of file that a person in a test can send."""
UNSURE = "unsure"
"""Skipped, "I don't know" and never asked are one value."""


class Verb(Protocol):
    """One line of a test."""

    def play(self, stage: Stage) -> None:
        """Do or check what the line says."""


Read = Callable[[Sheet], Verb | None]
"""Makes a verb of a line; None after a complaint."""


# What the person does


@dataclass(frozen=True, slots=True)
class Taps:
    """`me: words`: taps the button of this meaning or these words; where none is, types them.

    Digits are tapped on a keypad, if there is one, and then OK.
    """

    words: str

    def play(self, stage: Stage) -> None:
        button = None if self.words.startswith("/") else stage.find(self.words)
        if button is not None:
            stage.press(button)
        elif self.words.isdecimal() and stage.has_keypad:
            for digit in self.words:
                stage.press(stage.button(digit))
            stage.press(stage.button(OK))
        else:
            stage.type(self.words)


@dataclass(frozen=True, slots=True)
class Ticks:
    """`me: [one, two]`: ticks them, then taps Done."""

    items: tuple[str, ...]

    def play(self, stage: Stage) -> None:
        for item in self.items:
            button = stage.button(item)
            if button.role != "tick":
                raise Unmet(f'"{item}" can\'t be ticked here: write it without brackets.')
            if not button.on:
                stage.press(button)
        stage.press(stage.button("done"))


@dataclass(frozen=True, slots=True)
class Sends:
    """`me: {file: photo}`: sends a file of this kind; `name`, `bytes` and `caption` may be told."""

    kind: str
    content: bytes = CONTENT
    name: str = ""
    caption: str = ""

    def play(self, stage: Stage) -> None:
        stage.rehearsal.send(self.kind, self.content, self.name, self.caption)
        stage.listen()


def _me(sheet: Sheet) -> Verb | None:
    if isinstance(sheet.tree["me"], list):
        return Ticks(items) if (items := sheet.names("me")) else None
    if not isinstance(sheet.tree["me"], dict):
        return Taps(words) if (words := sheet.text("me", needed=True)) else None
    below = sheet.sheet("me")
    assert below is not None
    below.only(("file", "name", "bytes", "caption"), '"me"')
    kind = below.text("file", needed=True)
    if kind and kind not in KINDS:
        hint = guess(kind, KINDS) or f" There are: {', '.join(KINDS)}."
        below.complain("F102", f'there is no kind of file "{kind[:40]}".{hint}', "file")
    content = below.text("bytes").encode() or CONTENT
    return Sends(kind, content, below.text("name"), below.text("caption"))


# What should be so


@dataclass(frozen=True, slots=True)
class Says:
    """`bot: words`: some line said after the last `me` holds these words."""

    words: str

    def play(self, stage: Stage) -> None:
        if not any(holds(line, self.words) for line in stage.said):
            raise Unmet(f"the bot should have said: {self.words}")


@dataclass(frozen=True, slots=True)
class Never:
    """`not: words`: no line of the whole talk holds these words; it is judged at the end."""

    words: str

    def play(self, stage: Stage) -> None:
        for line in stage.ever_said:
            if holds(line, self.words):
                raise Unmet(f"the bot should never say: {self.words}\n  but it said: {line}")


@dataclass(frozen=True, slots=True)
class Stands:
    """`at: step`: the person stands at this step, of the flow under test or `flow/step`."""

    place: str

    def play(self, stage: Stage) -> None:
        place = self.place if "/" in self.place else f"{stage.flow}/{self.place}"
        if stage.rehearsal.place != place:
            raise Unmet(f"the person should be at {place}")


@dataclass(frozen=True, slots=True)
class Ends:
    """`ends: outcome`: the flow under test has ended so."""

    outcome: str

    def play(self, stage: Stage) -> None:
        if stage.outcome != self.outcome:
            raise Unmet(f'"{stage.flow}" should have ended with: {self.outcome}')


@dataclass(frozen=True, slots=True)
class Saved:
    """`saved: {name: value}`: these answers are saved."""

    answers: Mapping[str, str | tuple[str, ...]]

    def play(self, stage: Stage) -> None:
        for name, wanted in self.answers.items():
            found = stage.answer(name)
            if not _same(found, wanted):
                held = UNSURE if found is None else plain(found) or "nothing ticked"
                raise Unmet(f"{name} should be saved as {plain(wanted)}, but it is {held}")


def _same(found: Answer | None, wanted: str | tuple[str, ...]) -> bool:
    if found is None:
        return wanted == UNSURE
    return found == wanted if isinstance(wanted, tuple) else plain(found) == wanted


def _saved(sheet: Sheet) -> Verb | None:
    below = sheet.sheet("saved")
    if below is None or not below.tree:
        return None
    tree = below.tree
    return Saved(
        {
            name: below.names(name) if isinstance(tree[name], list) else below.text(name)
            for name in tree
        }
    )


# What happens meanwhile


@dataclass(frozen=True, slots=True)
class Waits:
    """`wait: 3 days`: time passes; in `3 minutes` or `3 hours`, what is due meanwhile happens."""

    span: timedelta
    lives: bool = False

    def play(self, stage: Stage) -> None:
        if self.lives:
            stage.rehearsal.live(self.span)
            stage.listen()
        else:
            stage.rehearsal.wait(self.span)


@dataclass(frozen=True, slots=True)
class Restarts:
    """`restart`: the bot stops and starts again, and knows only what it stored."""

    def play(self, stage: Stage) -> None:
        stage.rehearsal.session = sessions.load(sessions.dump(stage.rehearsal.session))


@dataclass(frozen=True, slots=True)
class Edits:
    """`edit: other_version.yaml`: another version of a flow takes the place of the first."""

    flow: Flow

    def play(self, stage: Stage) -> None:
        stage.edit(self.flow)


def _waits(sheet: Sheet) -> Verb | None:
    text = sheet.text("wait", needed=True)
    if (lived := _LIVED.match(text)) is not None:
        return Waits(timedelta(**{f"{lived[2]}s": int(lived[1])}), lives=True)
    return Waits(timedelta(days=days(sheet, "wait", text))) if text else None


def _restarts(_: Sheet) -> Verb:
    return Restarts()


def _language(sheet: Sheet) -> None:
    sheet.complain("F102", "tests can't change the language yet: there is only one.", "language")


def _words(key: str, verb: Callable[[str], Verb]) -> Read:
    def read(sheet: Sheet) -> Verb | None:
        words = sheet.text(key, needed=True)
        return verb(words) if words else None

    return read


VERBS: Mapping[str, Read] = {
    "me": _me,
    "bot": _words("bot", Says),
    "not": _words("not", Never),
    "at": _words("at", Stands),
    "ends": _words("ends", Ends),
    "saved": _saved,
    "wait": _waits,
    "restart": _restarts,
    "language": _language,
}
"""Every verb but `edit`, which needs a file."""
