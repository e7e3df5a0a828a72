"""Every store there is, and what the tests of all of them put into one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.ports import Change, Envelope, Row, Store
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from tests.ports.fakes import SlowStore

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda folder: MemoryStore(),
    "a slow one": lambda folder: SlowStore(),
    "sqlite": lambda folder: SqliteStore.open(folder / "rows"),
}
ANA, BEA, CLO = b"ana's place", b"bea's place", b"clo's place"
NOTHING = Row()


def row(words: bytes = b"one", uid: bytes = b"uid") -> Row:
    return Row(0, uid, uid + b"'s key", uid + b"'s chat", words, b"slate of " + words)


def change(idx: bytes, version: int, words: bytes = b"one", *, uid: bytes | None = None) -> Change:
    return Change(idx, version, row(words, uid or idx))


async def holding(store: Store, *places: bytes) -> None:
    for idx in places:
        assert await store.commit(change(idx, 0))


async def due(store: Store, minute: int, most: int = 9) -> list[bytes]:
    """Where the chats lie that are due."""
    return [found.idx for found in await store.due(minute, most)]


def letter(
    update: int, idx: bytes | None = ANA, day: int = 20, *, poison: bool = False
) -> Envelope:
    return Envelope(update, day, b"letter %d" % update, idx, poison)
