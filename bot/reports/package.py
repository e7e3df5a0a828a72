"""A package: everything that others need to read a log and to check it, as one ZIP in memory.

manifest.json counts. Names of files are ours; what a file was called where it came from stands in
the manifest only. The handover is noted as the last link of the log, bound to all that is in the
package: whoever has its head can tell whether one byte of it was changed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from importlib.resources import files as parts_of

from bot.core.chain import Log
from bot.core.document import Document, Listed, Selection, absent, document, listed
from bot.core.incident import Incident
from bot.core.merkle import Neighbour
from bot.core.records import Handover, noted
from bot.core.standing import records
from bot.errors import PackageProblem
from bot.reports import manifest, table
from bot.reports.manifest import SHIPPED, SUMS, Beside, Contents, Derived, Held, Stamped, sums
from bot.reports.verifying import verdict

ENDINGS = {
    "application/pdf": "pdf",
    "audio/aac": "aac",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "image/gif": "gif",
    "image/heic": "heic",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "message/rfc822": "eml",
    "text/csv": "csv",
    "text/plain": "txt",
    "video/3gpp": "3gp",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
}
"""What is named after its kind; all else ends in .bin, so that no double click executes it."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made of an exhibit, and how."""

    content: bytes = field(repr=False)
    how: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp as its authority gave it, of the head of one link, and the way to its root."""

    content: bytes = field(repr=False)
    number: int
    way: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class Files:
    """The bytes that go into a package; exhibits by their place, such as 0007_a."""

    originals: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    made: Mapping[str, Made] = field(default_factory=dict, repr=False)
    stamps: tuple[Stamp, ...] = ()
    pdf: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Package:
    """The ZIP, and the log with the handover noted, which has to be kept before it is given."""

    content: bytes = field(repr=False)
    log: Log = field(repr=False)


def package(selection: Selection, given: Files, salt: bytes) -> Package:
    """Make a package of what was selected; raises `PackageProblem` where that can't be right."""
    _check(selection)
    shown = document(selection)
    files = dict(_files(shown, given))
    contents = _contents(selection, given, files)
    handover = Handover(
        selection.at,
        manifest.digest_of(contents),
        selection.to,
        tuple(sorted(selection.withheld)),
        tuple(sorted(selection.withheld_files)),
    )
    files[manifest.NAME] = manifest.write(noted(selection.shown, handover, salt), contents)
    files[SUMS] = sums(files)
    for problem in verdict(files).problems:  # what does not hold is given to nobody
        raise PackageProblem(f"The package would not hold together. {problem}")
    return Package(_zipped(files, selection.at), noted(selection.log, handover, salt))


def original(one: Listed) -> str:
    """What the file of an exhibit is called in a package."""
    return f"originals/{one.placed.file}.{_ending(one)}"


def _ending(one: Listed) -> str:
    return ENDINGS.get(one.placed.exhibit.media, "bin")


def _check(selection: Selection) -> None:
    found = records(selection.log)
    for number in selection.withheld:
        if not isinstance(found.get(number), Incident):
            raise PackageProblem(f"Entry {number} can't be withheld: it is no entry that is there.")
    for number, absence in absent(selection):
        if absence == "withheld" and number not in selection.withheld:
            raise PackageProblem(f"Entry {number} is missing, and nothing says that it was erased.")
    known = {one.placed.file for one in listed(selection)}
    if unknown := selection.withheld_files - known:
        raise PackageProblem(f"There is no file {min(unknown)} that could be withheld.")


def _files(shown: Document, given: Files) -> Iterator[tuple[str, bytes]]:
    here = {one.placed.file: one for one in shown.exhibits if one.absence is None}
    if unknown := set(given.originals) - set(here):
        raise PackageProblem(f"The file {min(unknown)} does not belong into this package.")
    for file, one in here.items():
        yield original(one), _checked(one, given.originals.get(file))
    for listed_one in shown.exhibits:
        if (made := given.made.get(listed_one.placed.file)) is not None:
            yield _derived(listed_one), made.content
    for stamp in given.stamps:
        yield _stamp(stamp), stamp.content
    yield "log.csv", table.table(shown)
    if given.pdf is not None:
        yield "log.pdf", given.pdf
    for name in SHIPPED:
        yield name, parts_of("bot.reports").joinpath(name).read_bytes()


def _derived(one: Listed) -> str:
    return f"derived/{one.placed.file}.{_ending(one)}"


def _stamp(stamp: Stamp) -> str:
    return f"stamps/{stamp.number:04}.tsr"


def _checked(one: Listed, content: bytes | None) -> bytes:
    if content is None:
        raise PackageProblem(f"The file {one.placed.file} is missing: withhold it, or find it.")
    if sha256(content).hexdigest() != one.placed.exhibit.sha256:
        raise PackageProblem(f"The file {one.placed.file} is not the one that was kept.")
    return content


def _contents(selection: Selection, given: Files, files: Mapping[str, bytes]) -> Contents:
    known = {one.placed.file: one for one in listed(selection)}
    if unknown := set(given.made) - set(known):
        raise PackageProblem(f"There is no file {min(unknown)} that something was made of.")
    return Contents(
        selection.software,
        selection.log.head,
        tuple(
            Held(name, sha256(files[name]).hexdigest(), len(files[name])) for name in sorted(files)
        ),
        tuple(
            Derived(_derived(known[of]), of, made.how) for of, made in sorted(given.made.items())
        ),
        tuple(Stamped(_stamp(stamp), stamp.number, _way(stamp)) for stamp in given.stamps),
        selection.accesses,
    )


def _way(stamp: Stamp) -> tuple[Beside, ...]:
    return tuple(Beside(beside.side, beside.digest) for beside in stamp.way)


def _zipped(files: Mapping[str, bytes], at: str) -> bytes:
    """The ZIP; its files bear the time of the handover and rights that any system understands."""
    stated = datetime.fromisoformat(at)
    moment = (stated.year, stated.month, stated.day, stated.hour, stated.minute, stated.second)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name in sorted(files):
            part = zipfile.ZipInfo(name, moment)
            part.external_attr = 0o644 << 16
            # Pictures and films are packed already, and packing them again takes seconds.
            packed = zipfile.ZIP_STORED if "/" in name else zipfile.ZIP_DEFLATED
            archive.writestr(part, files[name], packed)
    return whole.getvalue()
