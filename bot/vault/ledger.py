"""Who was erased, in a file away from the data, so that no older copy brings anybody back.

The store notes an erasure in the transaction that erases; the file then takes over what it lacks. A
line is a UTC day and the random name that a person had: nobody can be told from it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from bot import files
from bot.copies import DATA
from bot.errors import LedgerProblem
from bot.ports import Erasure, Store

LEDGER_DAYS = DATA.days + 10
"""So long an erasure is remembered: as long as copies live, and longer than any letter waits."""
_HEAD = "Sidelight: who was erased, so that no older copy of the data brings anybody back."
_LINE = re.compile(r"(\d{4}-\d\d-\d\d) ([0-9a-f]{2,64})")
_FIRST_DAY = date(1970, 1, 1)


def oldest_day(today: int) -> int:
    """The first UTC day of which erasures are still remembered."""
    return today - LEDGER_DAYS + 1


class Ledger:
    """The file; it belongs to one store and to one process at a time."""

    def __init__(self, path: Path, store: Path) -> None:
        if path.resolve().is_relative_to(store.resolve().parent):
            raise LedgerProblem(
                f"{path} lies with the data, and would be lost with it: name another place under "
                "store.ledger."
            )
        self.path = path
        self._turn = asyncio.Lock()
        self._asked = self._settled = 0

    # With a store that is at work

    async def settle(self, store: Store) -> None:
        """Take over the erasures that a store has noted and the file lacks.

        Where many ask at once, it is done for all of them together.
        """
        self._asked += 1
        mine = self._asked
        async with self._turn:
            if self._settled < mine:
                asked = self._asked
                await asyncio.to_thread(self.add, await store.erasures())
                self._settled = asked

    async def prune(self, store: Store, today: int) -> None:
        """Forget what is older than any copy may be: here first, so that nothing seems unknown."""
        async with self._turn:
            await asyncio.to_thread(self._drop, oldest_day(today))
            await store.prune_erasures(oldest_day(today))

    # Before a store is opened

    def check(self, noted: Sequence[Erasure], store: Path, today: int) -> None:
        """Refuse a store that does not know of an erasure, and a file that was lost."""
        known, found = {erasure.uid for erasure in noted}, self.read()
        if found is None and known:
            raise LedgerProblem(
                f"There is no ledger of erasures at {self.path}, though people were erased: bring "
                'it back. If it is lost, see "Copies, and bringing them back" in docs/operating.md.'
            )
        unknown = {erasure.uid for erasure in found or () if erasure.day >= oldest_day(today)}
        if lacking := len(unknown - known):
            raise LedgerProblem(
                f"{store} is an older copy, or a new store: it does not know of {lacking} people "
                f"who were erased and stand in {self.path}. Bring a copy back with "
                "`sidelight restore`, so that they stay erased."
            )

    def read(self) -> list[Erasure] | None:
        """Every erasure in the file; None if there is no file, or nothing in it."""
        return self._parsed(self._whole())

    def add(self, erasures: Iterable[Erasure]) -> None:
        """Append the erasures that the file lacks, durably; it is made if there is none."""
        whole = self._whole()
        known = {erasure.uid for erasure in self._parsed(whole) or ()}
        lines = [_line(erasure) for erasure in erasures if erasure.uid not in known]
        if not whole:
            lines.insert(0, f"{_HEAD}\n")
        if lines:
            self._write("".join(lines), whole)

    # The file

    def _whole(self) -> bytes:
        """All lines that were written to their ends: a kill may have left half a one behind."""
        try:
            untrusted = self.path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as problem:
            raise LedgerProblem(f"{self.path} can't be read: {problem.strerror}.") from None
        return untrusted[: untrusted.rfind(b"\n") + 1]

    def _parsed(self, whole: bytes) -> list[Erasure] | None:
        if not whole:
            return None
        first, *lines = whole.decode("ascii", "replace").splitlines()
        if first != _HEAD:
            raise self._damaged(1)
        return [self._erasure(line, number) for number, line in enumerate(lines, 2)]

    def _erasure(self, line: str, number: int) -> Erasure:
        if (found := _LINE.fullmatch(line)) is None:
            raise self._damaged(number)
        try:
            return Erasure(
                bytes.fromhex(found[2]), (date.fromisoformat(found[1]) - _FIRST_DAY).days
            )
        except ValueError:
            raise self._damaged(number) from None

    def _damaged(self, number: int) -> LedgerProblem:
        return LedgerProblem(
            f"{self.path}:{number} was not written by Sidelight: bring back the file as it was."
        )

    def _write(self, text: str, whole: bytes) -> None:
        try:
            files.write(self.path, text.encode(), len(whole))
            if not whole:
                files.sync_folder(self.path.parent)
        except OSError as problem:
            raise self._unwritable(problem) from None

    def _drop(self, day: int) -> None:
        found = self.read() or []
        kept = [erasure for erasure in found if erasure.day >= day]
        if len(kept) < len(found):
            try:
                files.replace(self.path, "".join([f"{_HEAD}\n", *map(_line, kept)]).encode())
            except OSError as problem:
                raise self._unwritable(problem) from None

    def _unwritable(self, problem: OSError) -> LedgerProblem:
        return LedgerProblem(
            f"{self.path} can't be written: {problem.strerror}. Let this account write there, or "
            "name another place under store.ledger."
        )


def _line(erasure: Erasure) -> str:
    return f"{_FIRST_DAY + timedelta(days=erasure.day)} {erasure.uid.hex()}\n"
