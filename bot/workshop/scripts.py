"""Reads the tests that authors write; whatever is wrong in them becomes a complaint with a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.core.check.names import names
from bot.core.complaint import Complaint, guess
from bot.core.complaint import Path as Place
from bot.core.content import Content
from bot.core.flow import Flow
from bot.core.reading import read_flow
from bot.core.session import PERSONAL
from bot.core.sheet import Sheet, Untrusted
from bot.workshop.verbs import VERBS, Edits, Read, Verb

TESTS = "*.test.yaml"
_KEYS = ("test", "flow", "given", "talk")
_EXAMPLE = 'write lines such as "- me: Yes" or "- bot: words".'


@dataclass(frozen=True, slots=True)
class Page:
    """A YAML file as texts, lists and mappings; `line` says where a place in it is.

    The tree is None where the file can't be read, and then the complaints say why.
    """

    tree: Untrusted
    line: Callable[[Place], int]
    complaints: tuple[Complaint, ...] = ()


Parse = Callable[[bytes, str], Page]
"""Reads the bytes of a file of this name."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a talk, and where it stands."""

    verb: Verb
    number: int


@dataclass(frozen=True, slots=True)
class Script:
    """One test as its author wrote it."""

    test: str
    file: str
    number: int
    flow: str
    given: Mapping[str, str]
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Scripts:
    """The tests of one folder."""

    folder: Path
    content: Content
    parse: Parse
    complaints: list[Complaint] = field(default_factory=list)

    def read(self) -> list[Script]:
        """Read every test; one with complaints is left out."""
        return [script for path in sorted(self.folder.glob(TESTS)) for script in self._file(path)]

    def _file(self, path: Path) -> list[Script]:
        page = self._page(path)
        tree = page.tree if page.tree is not None else []
        if not isinstance(tree, list):
            message = 'a file of tests is a list: begin each test with "- test: what it shows".'
            self.complaints.append(Complaint("F102", message, path.name, line=1))
            return []
        found = (self._script(path.name, page, index, item) for index, item in enumerate(tree))
        return [script for script in found if script is not None]

    def _page(self, path: Path) -> Page:
        page = self.parse(path.read_bytes(), path.name)
        self.complaints += page.complaints
        return page

    def _script(self, file: str, page: Page, index: int, tree: Untrusted) -> Script | None:
        complaints: list[Complaint] = []
        sheet = Sheet(tree if isinstance(tree, dict) else {}, file, (index,), complaints)
        sheet.only(_KEYS, "a test")
        script = Script(
            sheet.text("test", needed=True),
            file,
            page.line((index,)),
            self._flow(sheet),
            dict(self._given(sheet)),
            tuple(self._lines(sheet, page)),
        )
        self.complaints += [replace(c, line=c.line or page.line(c.path)) for c in complaints]
        return None if complaints else script

    def _flow(self, sheet: Sheet) -> str:
        name = sheet.text("flow", needed=True)
        if name and name not in self.content.flows:
            known = guess(name, self.content.flows)
            sheet.complain("F107", f'there is no flow "{name}".{known}', "flow")
        return name

    def _given(self, sheet: Sheet) -> Iterator[tuple[str, str]]:
        flow = self.content.flows.get(sheet.text("flow"))
        given = sheet.sheet("given")
        if given is None or flow is None:
            return
        known = names(flow, self.content).values
        for name in given.tree:
            value = given.text(name, needed=True)
            if name not in known:
                hint = guess(name, known)
                given.complain("F201", f'"{flow.id}" never looks at "{name}".{hint}', name)
            elif name in PERSONAL and value not in (allowed := known[name] or {value}):
                hint = guess(value, allowed) or f" It can be: {', '.join(sorted(allowed)[:8])}."
                given.complain("F202", f'"{name}" is never "{value}".{hint}', name)
            yield name, value

    # Lines

    def _lines(self, sheet: Sheet, page: Page) -> Iterator[Line]:
        talk = sheet.tree.get("talk")
        if not isinstance(talk, list) or not talk:
            sheet.complain("F102", f'"talk" is missing or empty: {_EXAMPLE}', "talk")
            return
        for number, item in enumerate(talk):
            tree = {item: ""} if isinstance(item, str) else item
            path = (*sheet.path, "talk", number)
            below = Sheet(
                tree if isinstance(tree, dict) else {}, sheet.file, path, sheet.complaints
            )
            if (verb := self._verb(below)) is not None:
                yield Line(verb, page.line(path))

    def _verb(self, sheet: Sheet) -> Verb | None:
        readers: dict[str, Read] = {**VERBS, "edit": self._edit}
        sheet.only(readers, "a talk")
        if len(sheet.tree) != 1:
            sheet.complain("F102", f"each line of a talk has one verb: {_EXAMPLE}")
            return None
        name, before = next(iter(sheet.tree)), len(sheet.complaints)
        verb = readers[name](sheet) if name in readers else None
        if verb is None and len(sheet.complaints) == before:
            sheet.complain("F102", f'nothing stands after "{name}".', name)
        return verb

    def _edit(self, sheet: Sheet) -> Verb | None:
        name = sheet.text("edit", needed=True)
        path = self.folder / name
        if not name or not self._is_inside(path):
            sheet.complain("F109", f'there is no file "{name}" beside the tests.', "edit")
            return None
        flow = self._other_version(path)
        if flow is None:
            sheet.complain("F102", f'"{name}" can\'t take the place of a flow.', "edit")
            return None
        return Edits(flow)

    def _is_inside(self, path: Path) -> bool:
        return path.is_file() and path.resolve().is_relative_to(self.folder.resolve())

    def _other_version(self, path: Path) -> Flow | None:
        """Read a flow; it has to replace one that is there, and to be without complaints."""
        page = self._page(path)
        complaints: list[Complaint] = []
        flow = read_flow(page.tree, path.name, complaints) if page.tree is not None else None
        self.complaints += [replace(c, line=c.line or page.line(c.path)) for c in complaints]
        return flow if flow and flow.id in self.content.flows and not complaints else None
