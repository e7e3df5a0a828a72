"""`python -m proof.claiming FOLDER [hasty]`: two sweeps of a herd that is due, in one process.

Each claims a chat by writing it for another minute, and tells its number once that is on the disk.
With `hasty` it is told before: that is broken, and a proof has to find it out.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.crowd import opened
from bench.sweeping import TOGETHER, put_off
from bot.ports import Chat
from bot.vault.vault import Vault
from proof.herd import DUE

Claim = Callable[[Vault, Chat], Awaitable[None]]


async def claims(vault: Vault, chat: Chat) -> None:
    """Write, then tell."""
    if await put_off(vault, chat):
        _tell(chat)


async def hasty(vault: Vault, chat: Chat) -> None:
    """Tell, and write some time after that."""
    _tell(chat)
    await asyncio.sleep(0.05)
    await put_off(vault, chat)


def _tell(chat: Chat) -> None:
    sys.stdout.write(f"{chat.id}\n")
    sys.stdout.flush()


async def sweep(vault: Vault, claim: Claim) -> None:
    """Claim whoever is due until nobody is."""
    while chats := await vault.due(DUE, TOGETHER):
        await asyncio.gather(*(claim(vault, chat) for chat in chats))


async def main(folder: Path, claim: Claim) -> None:
    """Let two sweeps go on at the same time."""
    async with opened(folder) as (_, vault):
        await asyncio.gather(sweep(vault, claim), sweep(vault, claim))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), hasty if sys.argv[2:] == ["hasty"] else claims))
