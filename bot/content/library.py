"""Holds the last good set of flows, and takes up what was edited once all of it is right.

A file is read again only if it changed, and a flow checked again only if it, or what others show of
themselves, changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from zoneinfo import available_timezones

from bot.content import tables, yaml_tree
from bot.content.tables import TableReading, read_table
from bot.content.yaml_tree import Lines
from bot.core import check
from bot.core.complaint import Complaint
from bot.core.content import Content, Table
from bot.core.flow import Flow
from bot.core.phrases import read_phrases, read_snippets
from bot.core.reading import read_flow
from bot.core.templates import Template
from bot.errors import FlowSetError, UsageError

SERVED = ("GB", "IE", "US")
"""The countries served where an operator names none: the shipped words are English."""
SNIPPETS, PHRASES = "snippets.yaml", "phrases.yaml"
Stamp = tuple[int, int]


def shipped() -> Path:
    """The flows that come with Sidelight: in the package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "flows"
    return inside if inside.is_dir() else package.parent / "flows"


@dataclass(slots=True)
class Source:
    """One YAML file as it was last read."""

    stamp: Stamp
    lines: Lines
    tree: object
    complaints: list[Complaint]
    allowed: frozenset[tuple[int, str]]
    flow: Flow | None = None
    checked: tuple[object, tuple[Complaint, ...]] = (None, ())


@dataclass(slots=True)
class TableSource:
    """One table as it was last read."""

    stamp: Stamp
    reading: TableReading


@dataclass(slots=True)
class Library:
    """A folder of flows; `content` is always a set without errors, or None before the first."""

    folder: Path
    today: date
    served: tuple[str, ...] = SERVED
    content: Content | None = None
    complaints: tuple[Complaint, ...] = ()
    version: int = 0
    served_version: int = 0
    _sources: dict[str, Source] = field(default_factory=dict)
    _tables: dict[str, TableSource] = field(default_factory=dict)
    _zones: frozenset[str] = frozenset()

    def load(self) -> Content:
        """Read the set for the first time; raise `FlowSetError` if it has errors."""
        if not self.folder.is_dir():
            raise UsageError(f"{self.folder} is not a folder of flows.")
        self.refresh()
        if self.content is None:
            raise FlowSetError
        return self.content

    def refresh(self) -> bool:
        """Take up what changed on disk; True if anything was read again."""
        changed = self._read_sources() | self._read_tables()
        if not changed and self.version:
            return False
        self.version += 1
        candidate, complaints = self._assemble()
        found = [*complaints, *self._own_complaints(), *self._checked(candidate)]
        self.complaints = tuple(self._located(found))
        if not any(complaint.severity == "error" for complaint in self.complaints):
            self.content, self.served_version = candidate, self.version
        return True

    def where(self, flow: str, step: str) -> tuple[str, int]:
        """The file and the line of a step, as they were read last."""
        name = f"{flow}.yaml"
        source = self._sources.get(name)
        if source is None or source.tree is None:
            return name, 0
        return name, source.lines.find(("steps", step))

    # Reading

    def _read_sources(self) -> bool:
        files = {path.name: path for path in self.folder.glob("*.yaml")}
        gone = self._sources.keys() - files.keys()
        for name in gone:
            del self._sources[name]
        fresh = [name for name, path in files.items() if self._is_new(self._sources, name, path)]
        for name in fresh:
            self._sources[name] = self._read_source(files[name])
        return bool(gone or fresh)

    def _is_new(
        self, known: dict[str, Source] | dict[str, TableSource], name: str, path: Path
    ) -> bool:
        return name not in known or known[name].stamp != _stamp(path)

    def _read_source(self, path: Path) -> Source:
        stamp, data, name = _stamp(path), _bytes(path, self.folder, yaml_tree.LARGEST), path.name
        reading = yaml_tree.read(data, name)
        if reading.tree is None:
            return Source(stamp, Lines(data), None, list(reading.complaints), frozenset())
        allowed, complaints = yaml_tree.allowed(data, name)
        found = [*complaints, *yaml_tree.cut_off(data, name)]
        source = Source(stamp, Lines(data), reading.tree, found, allowed)
        if name not in (SNIPPETS, PHRASES):
            source.flow = read_flow(reading.tree, name, source.complaints)
        return source

    def _read_tables(self) -> bool:
        files = {path.stem: path for path in (self.folder / "data").glob("*.csv")}
        gone = self._tables.keys() - files.keys()
        for name in gone:
            del self._tables[name]
        fresh = [name for name, path in files.items() if self._is_new(self._tables, name, path)]
        for name in fresh:
            stamp, data = _stamp(files[name]), _bytes(files[name], self.folder, tables.LARGEST)
            reading = read_table(data, name, f"data/{name}.csv", self.served)
            self._tables[name] = TableSource(stamp, reading)
        return bool(gone or fresh)

    # Putting together

    def _assemble(self) -> tuple[Content, list[Complaint]]:
        complaints: list[Complaint] = []
        read: dict[str, Table] = {name: t.reading.table for name, t in sorted(self._tables.items())}
        self._zones = self._zones or frozenset(available_timezones())
        content = Content(
            flows=self._flows(complaints),
            tables=read,
            snippets=self._shared(SNIPPETS, complaints),
            phrases=self._shared(PHRASES, complaints),
            places=tables.places(read, self._zones, self.served),
            alarms=tables.alarms(read, complaints),
            words=tables.words(read, complaints),
            media=frozenset(self._media()),
        )
        return content, complaints

    def _flows(self, complaints: list[Complaint]) -> dict[str, Flow]:
        flows: dict[str, Flow] = {}
        for name, source in sorted(self._sources.items()):
            flow = source.flow
            if flow is None or not flow.id:
                continue
            if f"{flow.id}.yaml" != name:
                message = f'the file should be called "{flow.id}.yaml", as its flow is.'
                complaints.append(Complaint("F119", message, name, ("flow",)))
            flows.setdefault(flow.id, flow)
        return flows

    def _shared(self, name: str, complaints: list[Complaint]) -> dict[str, Template]:
        source = self._sources.get(name)
        tree = source.tree if source is not None else {}
        read = read_snippets if name == SNIPPETS else read_phrases
        return read(tree, name, complaints) if tree is not None else {}

    def _media(self) -> Iterator[str]:
        root = self.folder / "media"
        for path in root.rglob("*"):
            if path.is_file() and path.resolve().is_relative_to(self.folder.resolve()):
                yield path.relative_to(self.folder).as_posix()

    # Checking

    def _own_complaints(self) -> Iterator[Complaint]:
        for source in self._sources.values():
            yield from source.complaints
        for table in self._tables.values():
            yield from table.reading.complaints
            yield from tables.overdue(table.reading.table, self.today)

    def _checked(self, content: Content) -> Iterator[Complaint]:
        surroundings = check.surroundings(content)
        by_flow = {s.flow.id: s for s in self._sources.values() if s.flow is not None}
        for flow in content.flows.values():
            source = by_flow[flow.id]
            key = (id(flow), surroundings[flow.id])
            if source.checked[0] != key:
                source.checked = (key, tuple(check.check_flow(flow, content)))
            yield from source.checked[1]
        yield from check.check_set(content)

    def _located(self, complaints: Iterable[Complaint]) -> list[Complaint]:
        """Give every complaint its line, and leave out those the author allowed."""
        located = set()
        for complaint in complaints:
            source = self._sources.get(complaint.file)
            if source is None:
                located.add(complaint)
                continue
            line = complaint.line or (
                source.lines.find(complaint.path) if source.tree is not None else 1
            )
            if (line, complaint.code) not in source.allowed:
                located.add(replace(complaint, line=line, source_line=source.lines.text(line)))
        return sorted(located, key=lambda c: (c.file, c.line, c.code, c.message))


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


def _bytes(path: Path, folder: Path, most: int) -> bytes:
    """The bytes of a file of the set, and one more than allowed if there are too many."""
    if not path.resolve().is_relative_to(folder.resolve()):
        return b"\x00"
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError:
        return b"\x00"
