"""A process that commits rows and says each number once it was told that it is kept."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from bot.store.sqlite import SqliteStore
from tests.store.rows import change

IN_FLIGHT = 16


def place(number: int) -> bytes:
    """The place of the row with a number, which can be found in what is written."""
    return b"row-%06d." % number


async def commit_rows(path: Path, synchronous: str, first: int, count: int) -> None:
    """Commit so many rows, several at once."""
    store = SqliteStore.open(path, synchronous=synchronous)
    numbers = iter(range(first, first + count))

    async def worker() -> None:
        for number in numbers:
            assert await store.commit(change(place(number), words=place(number) * 20))
            os.write(1, b"kept %d\n" % number)

    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
    await store.close()


if __name__ == "__main__":
    asyncio.run(commit_rows(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
