"""The ports: what the service asks of a store, a channel and a clock, on one page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.core.effects import Screen


@dataclass(frozen=True, slots=True)
class Chat:
    """The address of a conversation in a channel."""

    channel: str
    id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stored:
    """A session as it lies in a store, and the version a commit has to name."""

    version: int = 0
    data: bytes | None = field(default=None, repr=False)


class Store(Protocol):
    """Keeps sessions; a commit succeeds only on the version it was made from."""

    async def load(self, chat: Chat) -> Stored:
        """What is stored for a chat; version 0 and no data where there is nothing."""

    async def commit(self, chat: Chat, version: int, data: bytes) -> bool:
        """Store data on top of a version; False if another turn was quicker."""

    async def erase(self, chat: Chat) -> None:
        """Forget everything about a chat."""


class Channel(Protocol):
    """Makes a chat equal to what a turn wants."""

    async def show(self, chat: Chat, screen: Screen) -> None:
        """Make this screen the one that is seen."""

    async def clear(self, chat: Chat) -> None:
        """Remove everything that can be removed, and say nothing."""


class World(Protocol):
    """Time and chance, which the core may only receive."""

    def now(self) -> datetime:
        """The time, aware and in UTC."""

    def chance(self) -> str:
        """Eight fresh random bytes as base64url text."""
