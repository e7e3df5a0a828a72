"""Erases everybody, once the service has ended; may be ended at any moment, and taken up again.

Nothing has to be opened for it, so it works for what no key opens any more.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.ports import Store
from bot.vault.inbox import day_of
from bot.vault.ledger import Ledger

BATCH = 200


async def erase_everybody(store: Store, ledger: Ledger, at: datetime) -> None:
    """Forget all people with all that is theirs, and every letter; the ledger knows who it was."""
    day = day_of(at)
    while rows := await store.rows(b"", BATCH):
        await asyncio.gather(*(store.erase(idx, day) for idx, _ in rows))
        await ledger.settle(store)
    await store.prune(day + 1, day + 1)
    await ledger.settle(store)
