"""Our bot put together as `sidelight run` does, from its public parts, with a stub for Telegram."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from bench.conversation import large_set
from bench.network import Network, Unjudged, Unlimited
from bot.content.library import Library
from bot.core.content import Content
from bot.ports import Store
from bot.store.sqlite import SqliteStore
from bot.vault.chance import Pool
from bot.vault.deployment import open_vault
from bot.vault.keyring import Keyring
from bot.vault.vault import Vault
from bot.wiring.telegram_bot import put_together
from bot.wiring.world import SystemWorld
from tests.support import TODAY, write_set

HOME = """
flow: home
title: Home
steps:
  start:
    say: Hello.
    choices:
      yes: Yes -> menu
      urgent: Urgent -> danger/start
  menu:
    say: This is the menu.
    choices:
      talk: Talk -> talk_0/start
      lines: Find a line -> lines/start
      first: First screen -> start
"""
"""A home whose first button leads to the conversation of the other sides."""

UNLIMITED, UNJUDGED = Unlimited(), Unjudged()

Opens = Callable[[Path], Any]
"""Opens a store in a file; it may have to be awaited."""


def content() -> Content:
    """The base set with the conversation in it, and a home that leads there."""
    with tempfile.TemporaryDirectory() as folder:
        files = large_set(1) | {"home.yaml": HOME}
        return Library(write_set(Path(folder), files), TODAY).load()


class Running:
    """A bot at work, and its people."""

    def __init__(self, network: Network, vault: Vault, polling: asyncio.Task[None]) -> None:
        self.network = network
        self._vault = vault
        self._polling = polling

    async def settle(self) -> None:
        """Wait until nothing is under way; whatever was not played would still wait here."""
        while await self._vault.waiting():  # noqa: ASYNC110  # nothing else says so
            await asyncio.sleep(0.01)
        assert not self._polling.done()


async def _opened(path: Path, opens: Opens) -> Store:
    opened = opens(path)
    return await opened if asyncio.iscoroutine(opened) else opened


@asynccontextmanager
async def running(
    network: Network,
    played: Content,
    opens: Opens = SqliteStore.open,
    *,
    pace: Any = UNLIMITED,
    floods: Any = UNJUDGED,
) -> AsyncIterator[Running]:
    """The bot over a new store in a real file."""
    with tempfile.TemporaryDirectory() as folder:
        store = await _opened(Path(folder) / "store.sqlite", opens)
        try:
            vault = await open_vault(store, Keyring.throwaway(), Pool())
            bot = put_together(
                network, vault, lambda: played, Path, SystemWorld(), pace=pace, floods=floods
            )
            async with bot.at_work(lambda: None):
                polling = asyncio.create_task(bot.intake.run())
                yield Running(network, vault, polling)
                polling.cancel()
                with suppress(asyncio.CancelledError):
                    await polling
        finally:
            await store.close()
