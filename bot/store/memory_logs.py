"""People's logs and releases in memory, as a part of the store that holds everything there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.keeping import ExhibitRow, LinkRow, ReleaseRow


@dataclass(slots=True)
class _Log:
    links: list[LinkRow] = field(default_factory=list)
    exhibits: list[ExhibitRow] = field(default_factory=list)


class MemoryLogs(ABC):
    """The logs of people who are known to the store."""

    def __init__(self) -> None:
        self._logs: dict[bytes, _Log] = {}
        self._pieces: dict[bytes, tuple[bytes, dict[int, bytes]]] = {}
        self._releases: dict[bytes, tuple[bytes, ReleaseRow]] = {}

    @abstractmethod
    def is_known(self, uid: bytes) -> bool:
        """Whether somebody of that name is known."""

    def drop_log(self, uid: bytes) -> None:
        """Forget all of a person's log, and her releases."""
        self._logs.pop(uid, None)
        self._pieces = {file: one for file, one in self._pieces.items() if one[0] != uid}
        self._releases = {idx: one for idx, one in self._releases.items() if one[0] != uid}

    async def last_link(self, uid: bytes) -> LinkRow | None:
        links = self._log(uid).links
        return replace(links[-1], content=b"") if links else None

    async def links(self, uid: bytes) -> list[LinkRow]:
        return list(self._log(uid).links)

    async def chains(self) -> list[tuple[bytes, int, bytes]]:
        ends = ((uid, log.links[-1]) for uid, log in sorted(self._logs.items()))
        return [(uid, link.number, link.chain) for uid, link in ends]

    async def marked(self, uid: bytes, mark: bytes) -> int:
        return next((link.number for link in self._log(uid).links if link.mark == mark), 0)

    async def add_link(self, uid: bytes, link: LinkRow, exhibits: Sequence[ExhibitRow]) -> bool:
        log = self._log(uid)
        follows = link.number == len(log.links) + 1
        if not self.is_known(uid) or not follows or await self.marked(uid, link.mark):
            return False
        kept = [replace(one, number=link.number) for one in exhibits]
        self._logs[uid] = _Log([*log.links, link], [*log.exhibits, *kept])
        return True

    async def erase_link(
        self, uid: bytes, removal: LinkRow, number: int, place: int | None
    ) -> bool:
        if not await self.add_link(uid, removal, ()):
            return False
        log = self._logs[uid]
        if place is None:
            log.links[number - 1] = replace(log.links[number - 1], content=b"")
        gone = [one for one in log.exhibits if one.number == number and place in (None, one.place)]
        log.exhibits = [one for one in log.exhibits if one not in gone]
        await self.drop_files([one.file for one in gone])
        return True

    async def exhibits(self, uid: bytes) -> list[ExhibitRow]:
        return sorted(self._log(uid).exhibits, key=lambda one: (one.number, one.place))

    async def add_piece(self, uid: bytes, file: bytes, number: int, content: bytes) -> bool:
        if self.is_known(uid):
            self._pieces.setdefault(file, (uid, {}))[1].setdefault(number, content)
        return self.is_known(uid)

    async def pieces(self, file: bytes) -> list[bytes]:
        _, pieces = self._pieces.get(file, (b"", {}))
        return [pieces[number] for number in sorted(pieces)]

    async def loose_files(self) -> list[bytes]:
        held = {one.file for log in self._logs.values() for one in log.exhibits}
        held |= {release.file for _, release in self._releases.values()}
        return [file for file in self._pieces if file not in held]

    async def drop_files(self, files: Sequence[bytes]) -> None:
        loose = await self.loose_files()
        for file in files:
            if file in loose:
                del self._pieces[file]

    async def add_release(self, uid: bytes, release: ReleaseRow) -> bool:
        if not self.is_known(uid) or release.idx in self._releases:
            return False
        self._releases[release.idx] = uid, release
        return True

    async def releases(self, uid: bytes) -> list[ReleaseRow]:
        hers = (release for whose, release in self._releases.values() if whose == uid)
        return sorted(hers, key=lambda release: (release.day, release.idx))

    async def find_release(self, idx: bytes) -> tuple[bytes, ReleaseRow] | None:
        return self._releases.get(idx)

    async def drop_release(self, file: bytes) -> bool:
        found = [idx for idx, (_, release) in self._releases.items() if release.file == file]
        for idx in found:
            del self._releases[idx]
        await self.drop_files([file])
        return bool(found)

    async def prune_releases(self, day: int) -> None:
        for _, release in list(self._releases.values()):
            if release.day < day:
                await self.drop_release(release.file)

    def _log(self, uid: bytes) -> _Log:
        return self._logs.get(uid, _Log())
