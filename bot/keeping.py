"""What a store has of people's logs: links, the files that belong to them, and what waits to leave.

It is a part of the port of a store, which `bot/ports.py` draws as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link of a person's log as it is stored; `content` is empty once it was erased.

    `mark` is random and its own, so that nothing is kept twice. `chain` is sealed with her service
    key, `content` to the public half of her pair of keys.
    """

    number: int
    mark: bytes
    chain: bytes = field(repr=False)
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class ExhibitRow:
    """That a file belongs to a link: its place there, its name in the store, and its sealed key.

    `twin` is the same for the same bytes of one person, and tells nobody else anything. `size` is
    in bytes, sealed or not.
    """

    number: int
    place: int
    file: bytes
    twin: bytes = field(repr=False)
    key: bytes = field(repr=False)
    size: int = 0


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A package that waits to be collected, sealed, in the file of that name.

    `idx` is a keyed code of the words that open it. `day` is the UTC day on which it ends. `terms`
    is sealed with her service key, and `told` to the public half of her pair of keys: for whom it
    is can't be read by anybody else.
    """

    idx: bytes = field(repr=False)
    file: bytes
    day: int
    terms: bytes = field(repr=False)
    told: bytes = field(repr=False)


class LogStore(Protocol):
    """Keeps logs. Raises `StoreBusy` or `StoreFull`, and then nothing was written."""

    async def last_link(self, uid: bytes) -> LinkRow | None:
        """The last link of a person's log, without its content."""

    async def links(self, uid: bytes) -> Sequence[LinkRow]:
        """A person's log, in order."""

    async def chains(self) -> Sequence[tuple[bytes, int, bytes]]:
        """Of all logs the last link: whose it is, its number, and its `chain`."""

    async def marked(self, uid: bytes, mark: bytes) -> int:
        """The number of the link that was kept under a mark; 0 if none was."""

    async def add_link(self, uid: bytes, link: LinkRow, exhibits: Sequence[ExhibitRow]) -> bool:
        """Keep a link with its files; False, and nothing written, unless it follows the last one.

        It is refused too where its mark is known, or nobody of that name is.
        """

    async def erase_link(
        self, uid: bytes, removal: LinkRow, number: int, place: int | None
    ) -> bool:
        """Forget what a link holds and its files, or one file, and keep the link that says so.

        False, and nothing written, unless the removal follows the last link.
        """

    async def exhibits(self, uid: bytes) -> Sequence[ExhibitRow]:
        """The files of a person's log, in order."""

    async def add_piece(self, uid: bytes, file: bytes, number: int, content: bytes) -> bool:
        """Keep a piece of a file; False if nobody of that name is known."""

    async def pieces(self, file: bytes) -> Sequence[bytes]:
        """A file, piece by piece; nothing where it is not there."""

    async def loose_files(self) -> Sequence[bytes]:
        """The files that belong to no link and no release: they were never kept as a whole."""

    async def drop_files(self, files: Sequence[bytes]) -> None:
        """Forget files, of those that belong to no link and no release."""

    async def add_release(self, uid: bytes, release: ReleaseRow) -> bool:
        """Keep a release whose file is there; False if nobody of that name is known."""

    async def releases(self, uid: bytes) -> Sequence[ReleaseRow]:
        """A person's releases, those that end first at the top."""

    async def find_release(self, idx: bytes) -> tuple[bytes, ReleaseRow] | None:
        """The release that words of this code open, and the name of the person whose it is."""

    async def drop_release(self, file: bytes) -> bool:
        """Forget a release with its file, all at once; False if it was gone."""

    async def prune_releases(self, day: int) -> None:
        """Forget the releases that ended before a UTC day, with their files."""
