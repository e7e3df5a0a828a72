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
    Remind,
    Screen,
    Show,
    ShutVault,
    TakeFile,
    Text,
)
from bot.errors import FileGone
from bot.ports import Chat, Heard, Note

REMINDED = "reminded"
"""The visit of what is no screen, but her own words: nothing can be pressed there."""


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

    async def fetch(self, ref: str) -> bytes:
        """Nothing can be sent here."""
        raise FileGone

    async def act(self, chat: Chat, note: Note, effects: Sequence[Effect]) -> None:
        """Show or clear."""
        for effect in effects:
            match effect:
                case Show(screen):
                    await self.show(chat, screen)
                case Remind(words):
                    await self.show(chat, Screen(REMINDED, (Text(words),), (), (), fresh=True))
                case Clear():
                    await self.clear(chat)
                case DropFile() | TakeFile() | LeaveWords():
                    pass  # What she sends is not part of what she sees here.
                case EraseAll() | ShutVault() | Consult():
                    pass  # These are the service's.
