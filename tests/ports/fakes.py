"""Channels, stores and a world for tests: each implements its port and shows what it was told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.at_once import AtOnce
from bot.core.effects import Screen
from bot.ports import Change, Chat, Envelope, Row, Store
from bot.store.memory import MemoryStore
from bot.vault.keyring import Keyring
from bot.vault.vault import Vault
from bot.workshop.rehearsal import BEGINNING


@dataclass
class FixedWorld:
    """A clock that stands, and chance that counts."""

    at: datetime = BEGINNING
    taken: int = 0

    def now(self) -> datetime:
        """The time at which all of this happens."""
        return self.at

    def chance(self) -> str:
        """A name nobody had before."""
        self.taken += 1
        return f"visit{self.taken:06}"


@dataclass
class NotedChannel(AtOnce):
    """Notes what every chat was shown; None stands for a cleared chat."""

    shown: dict[Chat, list[Screen | None]] = field(default_factory=dict)

    async def show(self, chat: Chat, screen: Screen) -> None:
        self.shown.setdefault(chat, []).append(screen)

    async def clear(self, chat: Chat) -> None:
        self.shown.setdefault(chat, []).append(None)


@dataclass
class SlowChannel(NotedChannel):
    """Takes its time, and notes how many were served at once: in one chat, and in all."""

    busy: dict[Chat, int] = field(default_factory=dict)
    most: int = 0
    together: int = 0

    async def show(self, chat: Chat, screen: Screen) -> None:
        await self._wait(chat)
        await super().show(chat, screen)

    async def clear(self, chat: Chat) -> None:
        await self._wait(chat)
        await super().clear(chat)

    async def _wait(self, chat: Chat) -> None:
        self.busy[chat] = self.busy.get(chat, 0) + 1
        self.most = max(self.most, self.busy[chat])
        self.together = max(self.together, sum(self.busy.values()))
        for _ in range(3):
            await asyncio.sleep(0)
        self.busy[chat] -= 1


@dataclass
class GatedChannel(NotedChannel):
    """Serves one chat only after a gate was opened."""

    slow: Chat = field(default_factory=lambda: Chat("test", "slow"))
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def show(self, chat: Chat, screen: Screen) -> None:
        if chat == self.slow:
            await self.gate.wait()
        await super().show(chat, screen)


class BrokenChannel(NotedChannel):
    """Breaks down the first time it has to show something."""

    async def show(self, chat: Chat, screen: Screen) -> None:
        if chat not in self.shown:
            self.shown[chat] = []
            raise ConnectionError
        await super().show(chat, screen)


class SlowStore(MemoryStore):
    """A store that others can use while it works, as one over a network."""

    async def load(self, idx: bytes) -> Row:
        await asyncio.sleep(0)
        return await super().load(idx)

    async def commit(self, change: Change) -> bool:
        await asyncio.sleep(0)
        return await super().commit(change)

    async def receive(self, envelopes: Sequence[Envelope]) -> frozenset[int]:
        await asyncio.sleep(0)
        return await super().receive(envelopes)


class RivalStore(MemoryStore):
    """Another worker is quicker: before so many commits it writes the row itself.

    What it writes is what was there, or what would have been; a test can give it words of its own:
    `store.rival = lambda: vault.commit(...)`, with a vault over this same store.
    """

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times
        self.refused = 0
        self.rival: Callable[[], Awaitable[object]] | None = None
        self._is_acting = False

    async def commit(self, change: Change) -> bool:
        if self._is_acting:
            return await super().commit(change)
        if self.times > 0:
            self.times -= 1
            await self._act(change)
        committed = await super().commit(change)
        self.refused += not committed
        return committed

    async def _act(self, change: Change) -> None:
        self._is_acting = True
        if self.rival is not None:
            await self.rival()
        else:
            row = await self.load(change.idx)
            await super().commit(
                Change(change.idx, row.version, row if row.version else change.row)
            )
        self._is_acting = False


KEYRING = Keyring.throwaway()


def vault_over(store: Store) -> Vault:
    """A vault whose keys are those of all these tests."""
    return Vault(store, KEYRING, b"these tests")
