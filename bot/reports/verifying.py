"""Checks a package against itself, as `sidelight verify` does.

`verify.py`, which lies in every package, is written apart from this and has to agree: a mistake in
one of the two is found by the other.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from bot.core.chain import Fault, Log, check, short
from bot.core.incident import Incident
from bot.core.merkle import Neighbour, climbed
from bot.core.records import Handover, Record, about
from bot.core.standing import records, removed, standings
from bot.errors import PackageProblem, UnreadableRecord
from bot.reports import manifest
from bot.reports.manifest import SHIPPED, SUMS, Contents, sums

FAULTS: dict[Fault, str] = {
    "number": "Link {}: it has another number. Links were dropped, added or moved.",
    "leaf": "Link {}: what it says was changed.",
    "head": "Link {}: it does not follow from the one before.",
}
IMPRINT = b"\x04\x20"
"""What stands before 32 bytes in a time stamp (an OCTET STRING in DER)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at a package found; it holds together if there are no problems."""

    problems: tuple[str, ...]
    head: str = ""
    entries: int = 0
    withheld: tuple[int, ...] = ()
    erased: tuple[int, ...] = ()
    stamps: tuple[tuple[str, str], ...] = ()
    """The time stamps, and the digests they have to be of."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A package that could be read so far."""

    files: Mapping[str, bytes] = field(repr=False)
    log: Log = field(repr=False)
    contents: Contents = field(repr=False)
    found: dict[int, Record] = field(repr=False)

    @property
    def handover(self) -> Handover | None:
        """The last record, if it is what it has to be."""
        last = self.found.get(len(self.log.links))
        return last if isinstance(last, Handover) else None

    @property
    def bare(self) -> frozenset[int]:
        """The links of which only the leaf is there."""
        return frozenset(link.number for link in self.log.links if link.is_bare)


# Reading


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def read_zip(content: bytes) -> dict[str, bytes]:
    """Every file in a ZIP; raises `PackageProblem` if it is damaged, or has two of one name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            if len(names) != len(set(names)):
                raise PackageProblem("The package has two files of one name: it was altered.")
            return {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        raise PackageProblem("The package is damaged or was altered: it can't be read.") from None


# Judging


def verdict(files: Mapping[str, bytes]) -> Verdict:
    """What holds of a package, and what does not."""
    written = manifest.read(files.get(manifest.NAME, b""))
    if written is None:
        return Verdict(("manifest.json is missing, or was changed so that it can't be read.",))
    log, contents = written
    if not log.links:
        return Verdict(("The log has no links.",))
    broken = tuple(FAULTS[fault.fault].format(fault.place) for fault in check(log))
    try:
        case = _Case(files, log, contents, records(log))
    except UnreadableRecord:
        return Verdict((*broken, "A link holds something that can't be understood."))
    return _judged(case, broken)


def _judged(case: _Case, broken: tuple[str, ...]) -> Verdict:
    erased, _ = removed(case.found)
    problems = (
        *broken,
        *_end(case),
        *_bare(case, erased),
        *_references(case),
        *_exhibits(case),
        *_files(case),
        *_stamps(case),
    )
    return Verdict(
        tuple(dict.fromkeys(problems)),
        short(case.log.head),
        sum(isinstance(record, Incident) for record in case.found.values()),
        tuple(sorted(case.bare - erased)),
        tuple(sorted(case.bare & erased)),
        tuple((stamp.name, _root(case, stamp.number, stamp.neighbours)) for stamp in _held(case)),
    )


def _end(case: _Case) -> Iterator[str]:
    """The last link has to be this handover, of these contents."""
    if case.handover is None:
        yield "The last link is no handover: the end of the log was cut off."
    elif case.handover.contents != manifest.digest_of(case.contents):
        yield "The handover is of other contents than these."
    before = case.log.links[-2].head if len(case.log.links) > 1 else bytes(32)
    if case.contents.before != before:
        yield "The head before the handover is another one."


def _bare(case: _Case, erased: frozenset[int]) -> Iterator[str]:
    """What is not there was withheld, and the handover says so, or erased, and a link says so."""
    withheld = frozenset(case.handover.withheld if case.handover else ())
    for number in sorted(case.bare - withheld - erased):
        yield f"Link {number} is not there, and nothing says why."
    for number in sorted((withheld | erased) - case.bare):
        yield f"Link {number} is there, but is said to be withheld or erased."
    for number in sorted(withheld & erased):
        yield f"Link {number} is said to be both withheld and erased."


def _references(case: _Case) -> Iterator[str]:
    for number, record in case.found.items():
        of = about(record)
        is_entry = of in case.bare or isinstance(case.found.get(of), Incident)
        if of and not (of < number and is_entry):
            yield f"Link {number} is about an entry that is not before it."


def _exhibits(case: _Case) -> Iterator[str]:
    """Each exhibit that is not withheld or erased is there, and each file is one of them."""
    _, erased = removed(case.found)
    withheld = frozenset(case.handover.withheld_files if case.handover else ())
    placed = {one.file: one for entry in standings(case.found) for one in entry.exhibits}
    held = {one.name: (one.sha256, one.size) for one in case.contents.files}
    for file, one in placed.items():
        wanted = [] if file in withheld | erased else [(one.exhibit.sha256, one.exhibit.size)]
        names = [name for name in held if name.rpartition(".")[0] == f"originals/{file}"]
        if [held.pop(name) for name in names] != wanted:
            yield f"The file of exhibit {file} is not what the log says."
    known = {one.name for one in case.contents.derived}
    known |= {one.name for one in case.contents.stamps}
    strange = set(held) - known - {*SHIPPED, "log.csv", "log.pdf"}
    yield from (f"{name} belongs to nothing in the log." for name in sorted(strange))
    if withheld - set(placed) or {one.of for one in case.contents.derived} - set(placed):
        yield "A file is spoken of that is no exhibit."


def _files(case: _Case) -> Iterator[str]:
    held = {one.name: one for one in case.contents.files}
    if len(held) != len(case.contents.files):
        yield "A file is listed twice."
    here = set(case.files) - {manifest.NAME, SUMS}
    yield from (f"{name} is missing." for name in sorted(set(held) - here))
    yield from (f"{name} was added." for name in sorted(here - set(held)))
    for name in sorted(here & set(held)):
        content = case.files[name]
        if (sha256(content).hexdigest(), len(content)) != (held[name].sha256, held[name].size):
            yield f"{name} was changed."
    others = {name: content for name, content in case.files.items() if name != SUMS}
    if case.files.get(SUMS) != sums(others):
        yield f"{SUMS} is missing, or does not fit the files."


def _stamps(case: _Case) -> Iterator[str]:
    for stamp in case.contents.stamps:
        content = case.files.get(stamp.name, b"")
        if stamp.number >= len(case.log.links):
            yield f"{stamp.name} is of a link that was not there before the handover."
        elif IMPRINT + bytes.fromhex(_root(case, stamp.number, stamp.neighbours)) not in content:
            yield f"{stamp.name} is a time stamp of something else."


def _held(case: _Case) -> Iterator[manifest.Stamped]:
    """The time stamps whose root can be told."""
    for stamp in case.contents.stamps:
        if stamp.number < len(case.log.links):
            yield stamp


def _root(case: _Case, number: int, way: Sequence[Neighbour]) -> str:
    return climbed(case.log.links[number - 1].head, way).hex()
