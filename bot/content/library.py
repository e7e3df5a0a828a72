"""Holds the last good set of flows, and takes up what was edited once all of it is right.

A file is read again only if it changed, and a flow checked again only if it, or what others show of
themselves, changed.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import chain, islice
from pathlib import Path
from zoneinfo import available_timezones

from bot.content import changes, law, tables, yaml_tree
from bot.content.characters import visible
from bot.content.tables import TableReading, read_table
from bot.content.yaml_tree import Lines
from bot.core import check
from bot.core.alarms import Alarms
from bot.core.complaint import MOST_ERRORS, Complaint
from bot.core.content import Content, Table
from bot.core.flow import Flow
from bot.core.interrupts import Words
from bot.core.phrases import read_phrases, read_snippets
from bot.core.places import Places
from bot.core.reading import read_flow
from bot.core.templates import Template
from bot.errors import FlowSetError, UsageError
from bot.vault.words import wordlist

SERVED = ("GB", "IE", "US")
"""The countries served where an operator names none: the shipped words are English."""
SNIPPETS, PHRASES = "snippets.yaml", "phrases.yaml"
LONGEST_MESSAGE = 199
Stamp = tuple[int, ...]
"""What changes whenever a file does, also where its size and its date stay as they were."""


def shipped() -> Path:
    """The flows that come with Sidelight: in the package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "flows"
    return inside if inside.is_dir() else package.parent / "flows"


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector still: what is read stays, and looking it over is a third more."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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
    lines: Lines
    reading: TableReading


@dataclass(frozen=True, slots=True)
class Digest:
    """What all tables come to together: worked out again only when one of them changes."""

    tables: dict[str, Table]
    places: Places
    alarms: Alarms
    words: Words
    complaints: tuple[Complaint, ...]


@dataclass(slots=True)
class Library:
    """A folder of flows; `content` is always a set without errors, or None before the first."""

    folder: Path
    today: date
    served: tuple[str, ...] = SERVED
    told: Mapping[str, str] = field(default_factory=dict)
    content: Content | None = None
    complaints: tuple[Complaint, ...] = ()
    version: int = 0
    served_version: int = 0
    _sources: dict[str, Source] = field(default_factory=dict)
    _tables: dict[str, TableSource] = field(default_factory=dict)
    _digest: Digest | None = None
    _media: frozenset[str] = frozenset()

    def load(self) -> Content:
        """Read the set for the first time; raise `FlowSetError` if it has errors."""
        if not self.folder.is_dir():
            raise UsageError(f"{self.folder} is not a folder of flows.")
        self.refresh()
        if self.content is None:
            raise FlowSetError
        return self.content

    @_uncollected()
    def refresh(self) -> bool:
        """Take up what changed on disk; True if anything was read again."""
        changed = self._read_sources() | self._read_tables() | self._list_media()
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
        files = {visible(path.name): path for path in _listed(self.folder, "*.yaml")}
        gone = self._sources.keys() - files.keys()
        for name in gone:
            del self._sources[name]
        fresh = [name for name, path in files.items() if self._is_new(self._sources, name, path)]
        for name in fresh:
            self._sources[name] = self._read_source(name, files[name])
        return bool(gone or fresh)

    def _is_new(
        self, known: dict[str, Source] | dict[str, TableSource], name: str, path: Path
    ) -> bool:
        return name not in known or known[name].stamp != _stamp(path)

    def _read_source(self, name: str, path: Path) -> Source:
        stamp, data = _stamp(path), _bytes(path, self.folder, yaml_tree.LARGEST)
        if data is None:
            return Source(stamp, Lines(b""), None, [_unopened(name)], frozenset())
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
        files = {visible(path.stem): path for path in _listed(self.folder / "data", "*.csv")}
        gone = self._tables.keys() - files.keys()
        for name in gone:
            del self._tables[name]
        fresh = [name for name, path in files.items() if self._is_new(self._tables, name, path)]
        for name in fresh:
            self._tables[name] = self._read_table(name, files[name])
        if gone or fresh:
            self._digest = None
        return bool(gone or fresh)

    def _read_table(self, name: str, path: Path) -> TableSource:
        stamp, data = _stamp(path), _bytes(path, self.folder, tables.LARGEST)
        file = f"data/{name}.csv"
        if data is None:
            reading = tables.unreadable(name, file, _unopened(file))
        else:
            reading = read_table(data, name, file, self.served)
        return TableSource(stamp, Lines(data or b""), reading)

    def _list_media(self) -> bool:
        """Look which media there are; a link that leads out of the folder is none of them."""
        root, found = self.folder.resolve(), set()
        for path in (self.folder / "media").rglob("*"):
            if path.is_file() and path.resolve().is_relative_to(root):
                found.add(path.relative_to(self.folder).as_posix())
        before, self._media = self._media, frozenset(found)
        return before != self._media

    # Putting together

    def _assemble(self) -> tuple[Content, list[Complaint]]:
        digest = self._digest = self._digest or self._digested()
        complaints = [*digest.complaints]
        content = Content(
            flows=self._flows(complaints),
            tables=digest.tables,
            snippets=self._shared(SNIPPETS, complaints),
            phrases=self._shared(PHRASES, complaints),
            places=digest.places,
            alarms=digest.alarms,
            words=digest.words,
            media=self._media,
            wordlist=wordlist(),
            told=self.told,
        )
        return content, complaints

    def _digested(self) -> Digest:
        readings = {name: source.reading for name, source in sorted(self._tables.items())}
        read = {name: reading.table for name, reading in readings.items()}
        counted = islice(chain(law.complaints(read), changes.complaints(read)), MOST_ERRORS)
        complaints = [*tables.missing(readings), *counted]
        return Digest(
            tables=read,
            places=tables.places(read, _zones(), self.served),
            alarms=tables.alarms(read, complaints),
            words=tables.words(read, complaints),
            complaints=tuple(complaints),
        )

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
        # What is missing in a file that can't be read at all is no complaint of its own.
        return read(tree, name, complaints if tree is not None else [])

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
        yield from check.check_set(content, self.today)

    def _located(self, complaints: Iterable[Complaint]) -> list[Complaint]:
        """Give every complaint its line, and leave out those the author allowed."""
        located = set()
        for complaint in complaints:
            source = self._sources.get(complaint.file)
            line = complaint.line or self._line(source, complaint)
            if source is None or (line, complaint.code) not in source.allowed:
                located.add(
                    replace(
                        complaint,
                        line=line,
                        message=_shortened(complaint.message),
                        source_line=self._text(complaint.file, line),
                    )
                )
        return sorted(located, key=lambda c: (c.file, c.line, c.code, c.message))

    def _line(self, source: Source | None, complaint: Complaint) -> int:
        if source is None or source.tree is None:
            return 1
        return source.lines.find(complaint.path)

    def _text(self, file: str, line: int) -> str:
        name = file.removeprefix("data/").removesuffix(".csv")
        source = self._sources.get(file) or self._tables.get(name)
        return source.lines.text(line) if source is not None else ""


def _shortened(message: str) -> str:
    return message if len(message) <= LONGEST_MESSAGE else f"{message[: LONGEST_MESSAGE - 1]}…"


def _unopened(file: str) -> Complaint:
    message = "this can't be opened: put a plain file here that may be read."
    return Complaint("F012", message, file, line=1)


def _listed(folder: Path, pattern: str) -> list[Path]:
    """The files of a kind; editors leave hidden ones, which are nobody's flow."""
    return [path for path in sorted(folder.glob(pattern)) if not path.name.startswith(".")]


@cache
def _zones() -> frozenset[str]:
    """The time zones this machine knows."""
    return frozenset(available_timezones())


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def _bytes(path: Path, folder: Path, most: int) -> bytes | None:
    """The bytes of a file, one more than allowed if there are too many; None if it is no file."""
    try:
        # A pipe would keep us waiting, and a link can lead anywhere or back to itself.
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(most + 1)
    except (OSError, RuntimeError):
        return None
