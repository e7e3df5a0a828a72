"""A store in one SQLite file: reads on the loop, writes in a thread that commits in groups."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Self

from bot.keeping import ExhibitRow, LinkRow, ReleaseRow
from bot.ports import Change, Climb, Deployment, Due, Envelope, Erasure, Move, Rewrapped, Row
from bot.recent import Recent
from bot.store import sqlite_jobs as jobs
from bot.store import sqlite_logs as logs
from bot.store.sqlite_checkpoints import Checkpoints
from bot.store.sqlite_jobs import SQL
from bot.store.sqlite_opening import connect, empty_log, prepare
from bot.store.sqlite_reading import SqliteReader
from bot.store.writer import PATIENCE, Took, Writer, untold

NOTHING = Row()
_LOAD = SQL["load"]
_EMPTYING = 5.0


class SqliteStore(SqliteReader):
    """Rows and letters that outlive the process. It serves one event loop."""

    def __init__(self, path: Path, synchronous: str, patience: float, took: Took = untold) -> None:
        self._writing = connect(path, synchronous)
        super().__init__(connect(path))
        self._reading.execute("PRAGMA query_only = ON")
        self._checkpoints = Checkpoints(path, self._writing)
        self._recent: Recent[bytes, Row] = Recent()
        self.writer = Writer(self._writing, self._checkpoints.changed, patience, took)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        synchronous: str = "FULL",
        patience: float = PATIENCE,
        took: Took = untold,
    ) -> Self:
        """The store in a file, which is made if there is none; `StoreUnfit` if it can't be used.

        Anything but FULL loses what was committed when the power fails: it is for tests. `took`
        hears in how many seconds something was written.
        """
        prepare(path, patience)
        return cls(path, synchronous, patience, took)

    async def found(self, deployment: Deployment) -> bool:
        is_founded = await self.writer.submit(jobs.found, deployment)
        # Keys are checked before the log is opened: what they are checked against leaves it now.
        await asyncio.to_thread(self._checkpoints.empty, _EMPTYING)
        return is_founded

    # People

    async def load(self, idx: bytes) -> Row:
        row = self._recent.get(idx)
        if row is None:
            rows = self._read(_LOAD, (idx,))
            row = Row(*rows[0]) if rows else NOTHING
        return row

    async def commit(self, change: Change) -> bool:
        self._recent.drop(change.idx)
        written = await self.writer.submit(jobs.commit, change)
        if change.anew is not None:
            self._recent.clear()
            self._checkpoints.wipe()
        elif written:
            self._remember(change)
        return written

    def _remember(self, change: Change) -> None:
        """Hold a row ready, sealed as it is; should another process write it, a commit tells."""
        row = change.row
        version = change.version + 1
        held = Row(version, row.uid, row.key, row.chat, row.session, row.slate)
        self._recent.put(change.idx, held)

    async def erase(self, idx: bytes, day: int) -> None:
        await self.writer.submit(jobs.erase, (idx, day))
        self._recent.clear()
        self._checkpoints.wipe()

    async def erasures(self) -> list[Erasure]:
        return [Erasure(*row) for row in self._read(SQL["erasures"])]

    async def prune_erasures(self, day: int) -> None:
        await self.writer.submit(jobs.drop_old_erasures, day)

    async def prune_counts(self, week: int) -> None:
        await self.writer.submit(jobs.drop_old_counts, week)

    async def due(self, minute: int, most: int) -> list[Due]:
        return list(map(Due._make, self._read(SQL["due"], (minute, most))))

    async def oldest_due(self) -> int | None:
        ((oldest,),) = self._read(SQL["oldest_due"])
        found: int | None = oldest
        return found

    # Wrapped keys

    async def rewrap(self, keys: Sequence[Rewrapped]) -> int:
        count = await self.writer.submit(jobs.rewrap, keys)
        self._recent.clear()
        self._checkpoints.wipe()
        if any(key.place is None for key in keys):
            await asyncio.to_thread(self._checkpoints.empty, _EMPTYING)  # as when it was founded
        return count

    # Locks

    async def lock(self, uid: bytes) -> tuple[int, bytes]:
        rows = self._read(SQL["lock"], (uid,))
        return rows[0] if rows else (0, b"")

    async def keep_lock(
        self, uid: bytes, version: int, content: bytes, words: Collection[bytes]
    ) -> bool:
        return await self.writer.submit(jobs.keep_lock, (uid, version, content, words))

    async def find_lock(self, words: bytes) -> bytes | None:
        return self._first(SQL["find_lock"], words)

    # Plans

    async def plan(self, uid: bytes) -> tuple[int, bytes]:
        rows = self._read(SQL["plan"], (uid,))
        return rows[0] if rows else (0, b"")

    async def keep_plan(self, uid: bytes, version: int, content: bytes) -> bool:
        written = await self.writer.submit(jobs.keep_plan, (uid, version, content))
        self._checkpoints.wipe()
        return written

    # Stamps

    async def stamp(self, day: int) -> bytes | None:
        return self._first(SQL["stamp"], day)

    async def keep_stamp(self, day: int, stamp: bytes, climbs: Sequence[Climb]) -> bool:
        return await self.writer.submit(jobs.keep_stamp, (day, stamp, climbs))

    async def stamped(self) -> dict[bytes, int]:
        return dict(self._read(SQL["stamped"]))

    async def climbs(self, uid: bytes) -> list[Climb]:
        return [Climb(uid, *row) for row in self._read(SQL["climbs"], (uid,))]

    # Moves

    async def place(self, uid: bytes) -> bytes | None:
        return self._first(SQL["place"], uid)

    def _first(self, statement: str, value: bytes | int) -> bytes | None:
        rows = self._read(statement, (value,))
        return rows[0][0] if rows else None

    async def move(self, move: Move) -> bool:
        moved = await self.writer.submit(jobs.move, move)
        self._recent.clear()
        self._checkpoints.wipe()
        return moved

    # Logs

    async def last_link(self, uid: bytes) -> LinkRow | None:
        rows = self._read(SQL["last_link"], (uid,))
        return LinkRow(*rows[0]) if rows else None

    async def links(self, uid: bytes) -> list[LinkRow]:
        return [LinkRow(*row) for row in self._read(SQL["links"], (uid,))]

    async def chains(self) -> list[tuple[bytes, int, bytes]]:
        return self._read(SQL["chains"])

    async def marked(self, uid: bytes, mark: bytes) -> int:
        rows = self._read(SQL["marked"], (uid, mark))
        return rows[0][0] if rows else 0

    async def add_link(self, uid: bytes, link: LinkRow, exhibits: Sequence[ExhibitRow]) -> bool:
        return await self.writer.submit(logs.add_link, (uid, link, exhibits))

    async def erase_link(
        self, uid: bytes, removal: LinkRow, number: int, place: int | None
    ) -> bool:
        erased = await self.writer.submit(logs.erase_link, (uid, removal, number, place))
        self._checkpoints.wipe()
        return erased

    async def exhibits(self, uid: bytes) -> list[ExhibitRow]:
        return [ExhibitRow(*row) for row in self._read(SQL["exhibits"], (uid,))]

    async def add_piece(self, uid: bytes, file: bytes, number: int, content: bytes) -> bool:
        return await self.writer.submit(logs.add_piece, (file, number, content, uid))

    async def pieces(self, file: bytes) -> list[bytes]:
        return [content for (content,) in self._read(SQL["pieces"], (file,))]

    async def loose_files(self) -> list[bytes]:
        return [file for (file,) in self._read(SQL["loose_files"])]

    async def drop_files(self, files: Sequence[bytes]) -> None:
        await self.writer.submit(logs.drop_files, files)
        self._checkpoints.wipe()

    # Releases

    async def add_release(self, uid: bytes, release: ReleaseRow) -> bool:
        return await self.writer.submit(logs.add_release, (uid, release))

    async def releases(self, uid: bytes) -> list[ReleaseRow]:
        return [ReleaseRow(*row) for row in self._read(SQL["releases"], (uid,))]

    async def find_release(self, idx: bytes) -> tuple[bytes, ReleaseRow] | None:
        rows = self._read(SQL["find_release"], (idx,))
        return (rows[0][0], ReleaseRow(*rows[0][1:])) if rows else None

    async def drop_release(self, file: bytes) -> bool:
        dropped = await self.writer.submit(logs.drop_release, file)
        self._checkpoints.wipe()
        return dropped

    async def prune_releases(self, day: int) -> None:
        await self.writer.submit(logs.drop_old_releases, day)
        self._checkpoints.wipe()

    # The inbox

    async def receive(self, envelopes: Sequence[Envelope]) -> frozenset[int]:
        return await self.writer.submit(jobs.receive, envelopes)

    async def waiting(self) -> list[Envelope]:
        return [Envelope(*row) for row in self._read(SQL["waiting"])]

    async def done(self, updates: Sequence[int]) -> None:
        await self.writer.submit(jobs.done, updates)

    async def set_aside(self, envelopes: Sequence[Envelope]) -> None:
        await self.writer.submit(jobs.set_aside, envelopes)

    async def add_day_key(self, day: int, key: bytes) -> None:
        await self.writer.submit(jobs.add_day_key, (day, key))

    async def prune(self, inbox_day: int, poison_day: int) -> None:
        await self.writer.submit(jobs.drop_old, (inbox_day, poison_day))
        while await self.writer.submit(jobs.drop_old_letters, inbox_day):
            pass
        self._checkpoints.wipe()

    async def close(self) -> None:
        self.writer.stop()
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self.writer.join()
        self._checkpoints.stop()
        empty_log(self._writing)
        self._reading.close()
        self._writing.close()
