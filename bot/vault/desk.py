"""What a person's log is written and handed over at: the tools, and what is asked of reporters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.chain import Log
from bot.core.document import Selection
from bot.core.requests import MakePackage, MakeRelease
from bot.errors import NotMade, PackageProblem
from bot.vault.exhibits import Exhibits
from bot.vault.lockbox import Lockbox
from bot.vault.logbook import Logbook
from bot.vault.releases import Releases
from bot.vault.stamps import Stamp, Stamps

Fetch = Callable[[str], Awaitable[bytes]]
"""Fetches a file by what its channel calls it; raises `FileGone` or `FileTooBig`."""
UNMADE = (PackageProblem, NotMade)
"""What says that a report, a picture or a package could not be made."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A package as it leaves: where it lies, the words that open it, and the log with its link."""

    path: str
    words: tuple[str, ...] = field(repr=False)
    log: Log = field(repr=False)


@dataclass(frozen=True, slots=True)
class Whole:
    """A package as it is before anything seals it: its bytes, and the log with its link."""

    content: bytes = field(repr=False)
    log: Log = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a package is made of: what was selected, the bytes of its files, and its stamps."""

    selection: Selection
    originals: Mapping[str, bytes] = field(repr=False)
    stamps: tuple[Stamp, ...] = ()


class Reporter(Protocol):
    """Makes what can be looked at or handed over; raises `NotMade` or `PackageProblem`."""

    async def draw(self, log: Log) -> str:
        """A picture of when things happened; gives where it lies."""

    async def places(self, parcel: Parcel) -> tuple[str, ...]:
        """The files that are pictures, and hold the place where they were taken."""

    async def pack(self, parcel: Parcel, request: MakePackage) -> Packed:
        """A package that leaves, sealed."""

    async def bind(self, parcel: Parcel, request: MakeRelease) -> Whole:
        """A package that nothing seals yet; where `bare` is set, without places in pictures."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a scribe works with: `has_room` tells whether the disk has room for files."""

    logbook: Logbook
    exhibits: Exhibits
    lockbox: Lockbox
    stamps: Stamps
    releases: Releases
    fetch: Fetch | None = None
    reporter: Reporter | None = None
    has_room: Callable[[], bool] = lambda: True
