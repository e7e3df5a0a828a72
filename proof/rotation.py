"""Changes the master secret of many people, and kills that at any moment: nobody is lost."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.errors import Unsealable
from bot.ports import Chat
from bot.store.sqlite import SqliteStore
from bot.vault import keyfiles
from bot.vault.deployment import needed, open_vault
from bot.vault.vault import Held, Vault
from proof.ground import ROOT, Ground
from proof.rows import Proof, Row, Values

COMMAND = (sys.executable, "-m", "bot")
LATE = (sys.executable, "-m", "proof.late_key")
"""The same command, broken: it keeps the new secret only at the end."""
TOGETHER = 1000
ROUND = 50
"""Kills in one deployment: a master secret has 255 versions."""
KILLED_PEOPLE = 1_500
"""People of a deployment that is killed: enough that half of the time goes into their keys."""
PEOPLE_TO_A_KILL = 500
"""The time is taken with so many people for each kill that is asked for."""
FEW, MANY = 20, 100
"""Memory is taken with so many people for each kill."""
MEGABYTE = 1 << 20


class Archive:
    """A deployment in a folder whose people are there from the start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = folder / "keys"
        self.store = folder / "data" / "notes.sqlite"
        self.store.parent.mkdir()
        self.config = folder / "config.yaml"
        self.config.write_text("store: {url: 'sqlite:///data/notes.sqlite'}\n")
        keyfiles.create(self.keys, self.store)

    async def fill(self, count: int) -> None:
        """Let so many people begin."""
        store = SqliteStore.open(self.store, synchronous="OFF")
        vault = await open_vault(store, keyfiles.read(self.keys, self.store))
        for first in range(0, count, TOGETHER):
            numbers = range(first, min(first + TOGETHER, count))
            await asyncio.gather(
                *(vault.commit(chat(at), Held(), words(at), b"slate") for at in numbers)
            )
        await store.close()

    async def unread(self, count: int) -> int:
        """How many of them can't be read any more, with all the keys that there are."""
        store = SqliteStore.open(self.store)
        vault = await open_vault(store, keyfiles.read(self.keys, self.store))
        found = [await _is_read(vault, at) for at in range(count)]
        await store.close()
        return found.count(False)

    async def versions(self) -> tuple[int, ...]:
        """The master secrets that the store asks for."""
        store = SqliteStore.open(self.store)
        deployment = await store.deployment()
        await store.close()
        assert deployment is not None
        return needed(deployment, keyfiles.read(self.keys, self.store))

    def begin(
        self, command: tuple[str, ...] = COMMAND, *more: str
    ) -> subprocess.Popen[bytes]:
        """Begin to change the master secret, or go on with it."""
        told = (*command, "keys", "rotate", *more, "--config", str(self.config))
        quiet = subprocess.DEVNULL
        return subprocess.Popen(told, cwd=ROOT, stdout=quiet, stderr=quiet)


def chat(number: int) -> Chat:
    """Somebody."""
    return Chat("tg", str(number))


def words(number: int) -> bytes:
    """What she said."""
    return b"words of %d" % number


async def _is_read(vault: Vault, number: int) -> bool:
    try:
        return (await vault.load(chat(number))).session == words(number)
    except Unsealable:
        return False
