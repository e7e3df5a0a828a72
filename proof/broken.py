"""Runs the bot broken in one way, to see that a proof finds it out: never for people.

One of them is not broken, but hears what the stand-in for Telegram can't say.

`python -m proof.broken HOW sidelight run --config FILE`; what is broken stands in `BROKEN`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot import logs
from bot.channels.telegram.api import Telegram
from bot.config import read_token
from bot.keeping import ExhibitRow, LinkRow
from bot.ports import Envelope
from bot.store.sqlite import SqliteStore
from bot.vault.chance import Pool
from bot.vault.deployment import open_vault
from bot.wiring import telegram as wiring
from bot.wiring.flows import library, loaded
from bot.wiring.keys import keyring, settings

LATER = 0.4
HALVES = {"<first half>": "\\ud800", "<second half>": "\\udfff"}


class Hasty(SqliteStore):
    """Says that letters are kept before they are."""

    async def receive(self, envelopes: Sequence[Envelope]) -> frozenset[int]:
        """Promise now, and keep later."""
        self._begun = asyncio.create_task(self._keep(envelopes))
        return frozenset(envelope.update for envelope in envelopes)

    async def _keep(self, envelopes: Sequence[Envelope]) -> None:
        await asyncio.sleep(LATER)
        await super().receive(envelopes)


class Forgetful(SqliteStore):
    """Takes every letter for a new one."""

    async def receive(self, envelopes: Sequence[Envelope]) -> frozenset[int]:
        """Keep what came, and say that none of it came before."""
        await super().receive(envelopes)
        return frozenset(envelope.update for envelope in envelopes if not envelope.poison)


class Careless(SqliteStore):
    """Says that a link with files is kept, and keeps none."""

    async def add_link(self, uid: bytes, link: LinkRow, exhibits: Sequence[ExhibitRow]) -> bool:
        """Keep what has no file."""
        return True if exhibits else await super().add_link(uid, link, exhibits)


class Untidy(Telegram):
    """Says that messages were removed, and removes none."""

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Call everything but what removes."""
        if method.startswith("deleteMessage"):
            return True
        return await super().call(method, parameters)


class Mute(Telegram):
    """Says that messages without buttons were sent, and sends none."""

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Call everything but what sends them."""
        markup = parameters.get("reply_markup")
        if method == "sendMessage" and markup is not None and not markup["inline_keyboard"]:
            return {"message_id": 1, "date": int(time.time())}
        return await super().call(method, parameters)


class Talkative(Telegram):
    """Writes down everything that is heard."""

    async def poll(self, offset: int | None, seconds: int) -> list[Any]:
        """Ask for updates, and log them."""
        found = await super().poll(offset, seconds)
        logging.getLogger("loud").warning("%s", found)
        return found


class Surrogates(Telegram):
    """Hears halves of characters where a mark stands: Telegram's JSON could hold them."""

    async def poll(self, offset: int | None, seconds: int) -> list[Any]:
        """Ask for updates, and put them in."""
        found = json.dumps(await super().poll(offset, seconds))
        for mark, half in HALVES.items():
            found = found.replace(mark, half)
        updates: list[Any] = json.loads(found)
        return updates


def _loudly() -> None:
    logging.getLogger("loud").addHandler(logging.StreamHandler(sys.stderr))


Open = Callable[[Path], SqliteStore]
Broken = tuple[Open, type[Telegram], Callable[[], None]]


def _quietly() -> None:
    """Leave the log as it is."""


BROKEN: dict[str, Broken] = {
    "hasty": (Hasty.open, Telegram, _quietly),
    "forgetful": (Forgetful.open, Telegram, _quietly),
    "careless": (Careless.open, Telegram, _quietly),
    "unsynced": (lambda path: SqliteStore.open(path, synchronous="OFF"), Telegram, _quietly),
    "mute": (SqliteStore.open, Mute, _quietly),
    "untidy": (SqliteStore.open, Untidy, _quietly),
    "surrogates": (SqliteStore.open, Surrogates, _quietly),
    "talkative": (SqliteStore.open, Talkative, _loudly),
}


async def run(how: str, path: Path) -> None:
    """Compose the bot as `sidelight run` does, but for one part."""
    open_store, kind, afterwards = BROKEN[how]
    config = settings(path)
    logs.set_up(config.logs.level, sys.stderr)
    afterwards()
    stopping = wiring.stop_signal()
    store = open_store(config.store.file)
    vault = await open_vault(store, keyring(config), Pool())
    flows = loaded(library(config.flows, ",".join(config.served)))
    token = read_token(config, os.environ).reveal()
    caller = kind(token, config.telegram.base_url, config.telegram.base_file_url)
    await wiring.poll(caller, vault, flows, stopping)
    await store.close()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], Path(sys.argv[-1])))
