"""Packages for tests, made by hand."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

from bot.core.chain import Log
from bot.core.document import Access, Selection
from bot.core.incident import Exhibit, Incident
from bot.core.records import Record, Removal
from bot.reports import verify, verifying
from bot.reports.package import Files, Package, package
from tests.core.logs import AT, entry, log_of, on

SALT = b"\x07" * 32
PICTURE, SOUND = b"a picture", b"a sound"


def exhibit(content: bytes, name: str = "IMG_1.jpg", media: str = "image/jpeg") -> Exhibit:
    """What the log keeps of a file."""
    return Exhibit(sha256(content).hexdigest(), len(content), name, media)


def with_files() -> Incident:
    """An entry with two files; the real name of the second could do harm."""
    sound = exhibit(SOUND, "../../évil\n.exe", "application/x-dosexec")
    return entry(exhibits=(exhibit(PICTURE), sound), occurred=on("2026-11-03T22:15"))


def five() -> Log:
    """Five entries, of which the fourth was erased, and so the third file."""
    log: tuple[Record, ...] = (
        *(entry("First."), with_files(), entry("Her new street."), entry("Erased.")),
        *(entry("Later.", amends=1, reason="I remembered."), Removal(4, AT)),
    )
    return log_of(*log)


def selection(log: Log | None = None, **fields: Any) -> Selection:
    """What is handed over to the police."""
    chosen = Selection(log or five(), "2026-11-28T10:00:00Z", "the police", software="1.0")
    return replace(chosen, accesses=(Access(AT, "her"),), **fields)


FILES = Files({"0002_a": PICTURE, "0002_b": SOUND})


def packed(chosen: Selection | None = None, files: Files = FILES) -> Package:
    """A package of five entries."""
    return package(chosen or selection(), files, SALT)


def unpacked(made: Package) -> dict[str, bytes]:
    """Its files by name."""
    return verifying.read_zip(made.content)


def problems(files: dict[str, bytes]) -> tuple[list[str], list[str]]:
    """What the two verifiers say of it."""
    shipped = verify.Package(files)
    shipped.check()
    return list(verifying.verdict(files).problems), shipped.problems
