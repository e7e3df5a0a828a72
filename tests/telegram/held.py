"""What a bot that was stopped holds of a person, opened with its keys."""

from __future__ import annotations

import asyncio

from bot.channels.telegram import slate as slates
from bot.channels.telegram.channel import NAME
from bot.channels.telegram.slate import Slate
from bot.core import session as sessions
from bot.core.session import Session
from bot.ports import Chat
from bot.store.sqlite import SqliteStore
from bot.vault import keyfiles
from bot.vault.deployment import open_vault
from tests.fakegram.person import Person
from tests.telegram.running import RunningBot


def held(bot: RunningBot, person: Person) -> tuple[Session, Slate]:
    """Her conversation, and what the channel knows of her chat."""
    return asyncio.run(_held(bot, person))


async def _held(bot: RunningBot, person: Person) -> tuple[Session, Slate]:
    keyring = keyfiles.read(bot.folder / "keys", bot.store)
    store = SqliteStore.open(bot.store)
    try:
        vault = await open_vault(store, keyring)
        found = await vault.load(Chat(NAME, str(person.id)))
    finally:
        await store.close()
    session = sessions.load(found.session) if found.session else Session()
    return session, slates.load(found.slate)
