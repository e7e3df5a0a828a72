"""`python -m proof.claiming FOLDER [hasty|blind]`: two sweeps of a herd that is due.

Each claims a chat by writing that it was seen to, and tells its number once that is on the disk.
With `hasty` it is told before that, with `blind` nobody looks whether another sweep was quicker:
both are broken, and a proof has to find it out.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.crowd import opened
from bench.sweeping import TOGETHER, claim, put_off
from bot.ports import Chat
from bot.vault.vault import Vault
from proof.herd import DUE

Claim = Callable[[Vault, Chat], Awaitable[None]]


async def claims(vault: Vault, chat: Chat) -> None:
    """Write, then tell."""
    if await claim(vault, chat):
        _tell(chat)


async def hasty(vault: Vault, chat: Chat) -> None:
    """Tell, and write some time after that."""
    _tell(chat)
    await asyncio.sleep(0.05)
    await claim(vault, chat)


async def blind(vault: Vault, chat: Chat) -> None:
    """Write whatever stands there by now, then tell."""
    if await put_off(vault, chat):
        _tell(chat)


CLAIMS = {"": claims, "hasty": hasty, "blind": blind}


def _tell(chat: Chat) -> None:
    sys.stdout.write(f"{chat.id}\n")
    sys.stdout.flush()


async def sweep(vault: Vault, do: Claim) -> None:
    """Claim whoever is due until nobody is."""
    while chats := await vault.due(DUE, TOGETHER):
        await asyncio.gather(*(do(vault, chat) for chat in chats))


async def main(folder: Path, do: Claim) -> None:
    """Let two sweeps go on at the same time, each with a store of its own over the file."""
    async with opened(folder) as (_, one), opened(folder) as (_, other):
        await asyncio.gather(sweep(one, do), sweep(other, do))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), CLAIMS["".join(sys.argv[2:])]))
