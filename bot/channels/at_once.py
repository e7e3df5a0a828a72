"""What channels share that show things at once, in a place of their own: nothing to remember."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.effects import (
    Clear,
    Consult,
    DropFile,
    Effect,
    EraseAll,
    LeaveWords,
    Screen,
    Show,
    ShutVault,
)
from bot.ports import Chat, Heard, Note


class AtOnce:
    """Shows and clears as soon as a turn is committed."""

    async def show(self, chat: Chat, screen: Screen) -> None:
        """Make this screen the one that is seen."""
        raise NotImplementedError

    async def clear(self, chat: Chat) -> None:
        """Remove everything that can be removed, and say nothing."""
        raise NotImplementedError

    def note(self, chat: Chat, slate: bytes, heard: Heard, effects: Sequence[Effect]) -> Note:
        """Nothing has to be remembered."""
        return Note()

    def remains(self, slate: bytes) -> int:
        """Nothing remains."""
        return 0

    def cleared(self, slate: bytes) -> bytes:
        """Nothing has to be remembered."""
        return b""

    async def act(self, chat: Chat, note: Note, effects: Sequence[Effect]) -> None:
        """Show or clear."""
        for effect in effects:
            match effect:
                case Show(screen):
                    await self.show(chat, screen)
                case Clear():
                    await self.clear(chat)
                case DropFile() | LeaveWords() | EraseAll() | ShutVault() | Consult():
                    pass  # No file was taken, and the rest is the service's.
