"""Reads one mapping of an author's file key by key, and complains in plain words.

What comes from a file is text, a list or a mapping, and untrusted until a sheet has read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from bot.core import conditions, templates
from bot.core.complaint import MOST_ERRORS, Complaint, Path, guess
from bot.core.conditions import Condition
from bot.core.templates import Template

Untrusted = object
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_TARGET = re.compile(r"[a-z][a-z0-9_]{0,39}(/[a-z][a-z0-9_]{0,39})?\Z")
ARROW = " -> "
_ARROWS = re.compile(r"-+ ?>|[=–—] ?>|[→⇒➔⟶]")
"""What an author may write, or a word processor may make of it, instead of the arrow."""
_SHAPES: dict[type, str] = {
    str: "a text",
    list: "a list",
    dict: "a mapping (lines of `key: value`)",
}


class Sheet:
    """A mapping being read; a complaint knows its file and its place."""

    def __init__(
        self, tree: Mapping[str, Untrusted], file: str, path: Path, complaints: list[Complaint]
    ) -> None:
        self.tree = tree
        self.file = file
        self.path = path
        self.complaints = complaints

    @property
    def is_full(self) -> bool:
        """Whether enough is wrong already."""
        return len(self.complaints) >= MOST_ERRORS

    def __contains__(self, key: str) -> bool:
        return key in self.tree

    def complain(self, code: str, message: str, *more: str | int) -> None:
        """Note a complaint about this mapping, or a place below it; of too many, only the first."""
        if self.is_full:
            return
        self.complaints.append(Complaint(code, message, self.file, (*self.path, *more)))

    def only(self, known: Iterable[str], what: str) -> None:
        """Complain about every key that is not known."""
        if self.tree.keys() <= (keys := set(known)) or self.is_full:
            return
        for key in [key for key in self.tree if key not in keys][:MOST_ERRORS]:
            hint = guess(key, keys) or " Take it out."
            self.complain("F101", f'{what} knows no key "{key[:40]}".{hint}', key)

    def text(self, key: str, *, needed: bool = False) -> str:
        """A text, or "" where there is none."""
        value = self.tree.get(key)
        if isinstance(value, str) and (value.strip() or not needed):
            return value.strip()
        if value is not None:
            self._wrong(key, value, "a text")
        elif needed:
            self.complain("F102", f'"{key}" is missing here: add a line "{key}: …".')
        return ""

    def _wrong(self, key: str, value: Untrusted, wanted: str, *more: str | int) -> None:
        found = "nothing" if value == "" else _SHAPES.get(type(value), "something else")
        name = next((str(part) for part in reversed(more) if isinstance(part, str)), key)
        self.complain("F102", f'"{name}" should be {wanted}, but it is {found}.', key, *more)

    def name(self, key: str, *, needed: bool = False) -> str:
        """An id: small letters, digits and _."""
        text = self.text(key, needed=needed)
        if text and not _ID.match(text):
            self.complain("F102", f'"{text}" is not an id: use small letters, digits and _.', key)
            return ""
        return text

    def names(self, key: str) -> tuple[str, ...]:
        """One word or a list of words."""
        return tuple(text for _, text in self.texts(key))

    def texts(self, key: str) -> list[tuple[Path, str]]:
        """One text or a list of texts, each with its place."""
        value = self.tree.get(key)
        if isinstance(value, str):
            return [((key,), value.strip())] if value.strip() else []
        return [((key, index), text) for index, text in self._items(key, value)]

    def _items(self, key: str, value: Untrusted) -> Iterator[tuple[int, str]]:
        if value is not None and not isinstance(value, list):
            self._wrong(key, value, "a text or a list of texts")
            return
        for index, item in enumerate(value or []):
            if isinstance(item, str) and item.strip():
                yield index, item.strip()
            else:
                self.complain("F102", "each line of this list should be a text.", key, index)

    def entries(self, key: str) -> list[tuple[str, Untrusted]]:
        """The lines of a mapping whose keys are ids."""
        value = self.tree.get(key)
        if value is None:
            return []
        if not isinstance(value, dict) or not value:
            self._wrong(key, value, "lines of `id: text`")
            return []
        for name in value:
            if not _ID.match(name):
                message = f'"{name}" is not an id: use small letters, digits and _.'
                self.complain("F102", message, key, name)
        return list(value.items())

    def sheet(self, key: str, *more: str | int, tree: Untrusted = None) -> Sheet | None:
        """The mapping under a key, as a sheet of its own."""
        value = self.tree.get(key) if tree is None else tree
        if isinstance(value, dict):
            return Sheet(value, self.file, (*self.path, key, *more), self.complaints)
        if value is not None:
            self._wrong(key, value, "lines of `key: value`", *more)
        return None

    def template(self, text: str, *more: str | int) -> Template:
        """A text with `{names}`; complain about braces that hold no name."""
        template = templates.parse(text)
        for name in template.names:
            if not templates.is_name(name):
                message = f"{{{name}}} can't be filled in: write only a saved name in braces."
                self.complain("F204", message, *more)
        return template

    def condition(self, text: str, *more: str | int) -> Condition | None:
        """A condition, or None after a complaint."""
        try:
            return conditions.parse(text)
        except conditions.ConditionError as problem:
            self.complain("F117", f"this condition can't be read: {problem}.", *more)
            return None

    def target(self, text: str, *more: str | int) -> str:
        """Where to go: `step` or `flow/step`."""
        if _TARGET.match(text):
            return text
        message = f'"{text}" is not a place to go to: write a step, or another_flow/step.'
        self.complain("F102", message, *more)
        return ""

    def words(self, text: str, *more: str | int) -> str:
        """The words of a button, which hold no arrow; complain about one."""
        if _ARROWS.search(text) is None:
            return text
        message = 'an arrow is written "->", with a space on both sides, once, before its step.'
        self.complain("F118", f"{message} Write it so, or take it out.", *more)
        return _ARROWS.sub(" ", text)

    def label(self, text: str, *more: str | int) -> tuple[Template, str]:
        """Split `Label -> step`; the target is "" where there is none."""
        label, arrow, target = text.rpartition(ARROW)
        if not arrow:
            label, target = text, ""
        elif not _TARGET.match(target.strip()):
            message = f'after "->" should be a step, and there is "{target.strip()}".'
            self.complain("F118", message, *more)
            label, target = _ARROWS.sub(" ", text), ""
        label = self.words(label, *more)
        if not label.strip():
            self.complain("F102", "the words of this button are missing.", *more)
        return self.template(label, *more), target.strip()
