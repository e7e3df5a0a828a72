"""A store that holds everything in memory and nothing anywhere else."""

from __future__ import annotations

from bot.ports import Chat, Stored


class MemoryStore:
    """Sessions in a dictionary, gone with the process."""

    def __init__(self) -> None:
        self._stored: dict[Chat, Stored] = {}

    async def load(self, chat: Chat) -> Stored:
        return self._stored.get(chat, Stored())

    async def commit(self, chat: Chat, version: int, data: bytes) -> bool:
        if self._stored.get(chat, Stored()).version != version:
            return False
        self._stored[chat] = Stored(version + 1, data)
        return True

    async def erase(self, chat: Chat) -> None:
        self._stored.pop(chat, None)
