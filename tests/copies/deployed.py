"""A deployment in a folder, as an operator's commands find it: settings, keys, data, ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from bot.cli import main
from bot.errors import Unsealable
from bot.ports import Chat
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_opening import erasures_in
from bot.vault import keyfiles
from bot.vault.deployment import open_vault
from bot.vault.inbox import day_of
from bot.vault.keyring import Keyring
from bot.vault.ledger import Ledger
from bot.vault.vault import Held, Vault

R = TypeVar("R")
Work = Callable[[Vault], Awaitable[R]]


def now() -> datetime:
    """The time of this machine, by which the commands go."""
    return datetime.now(UTC)  # noqa: TID251


def chat(name: str) -> Chat:
    """Somebody's chat."""
    return Chat("tg", name)


def words(name: str) -> bytes:
    """What somebody said."""
    return f"the words of {name} ".encode() * 20


class Deployed:
    """Its store is opened only while something is done with it, as the bot would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "data" / "rows"
        self.config = folder / "config.yaml"
        self.copies, self.key_copies = folder / "copies", folder / "key-copies"
        self.ledger_file = folder / "erasures.ledger"

    def make(self) -> Deployed:
        """Make all of it but the store."""
        for path in (self.store.parent, self.copies, self.key_copies):
            path.mkdir(parents=True)
        self.config.write_text("store:\n  url: sqlite:///data/rows\n")
        keyfiles.create(self.folder / "keys", self.store)
        return self

    @property
    def ring(self) -> Keyring:
        """Its keys."""
        return keyfiles.read(self.folder / "keys", self.store)

    @property
    def ledger(self) -> Ledger:
        """Its list of who was erased."""
        return Ledger(self.ledger_file, self.store)

    # What the bot does

    async def use(self, work: Work[R], store_file: Path | None = None) -> R:
        """Do something with the vault over the store."""
        store = SqliteStore.open(store_file or self.store)
        try:
            return await work(await open_vault(store, self.ring, ledger=self.ledger))
        finally:
            await store.close()

    def hold(self, names: Iterable[str]) -> None:
        """Let people say something each."""

        async def work(vault: Vault) -> None:
            for name in names:
                assert await vault.commit(chat(name), Held(), words(name), b"slate")

        asyncio.run(self.use(work))

    def erase(self, names: Iterable[str]) -> None:
        """Erase people: every other one at once, the others as who writes anew."""

        async def work(vault: Vault) -> None:
            for number, name in enumerate(names):
                if number % 2:
                    await vault.erase(chat(name), now())
                else:
                    held = await vault.load(chat(name))
                    assert await vault.commit(chat(name), held, None, b"", anew=now())

        asyncio.run(self.use(work))

    def opened(self, names: Iterable[str]) -> set[str]:
        """Whose words can be read."""

        async def work(vault: Vault) -> set[str]:
            return {name for name in names if await _reads(vault, name)}

        return asyncio.run(self.use(work))

    def check(self) -> None:
        """Refuse what `sidelight run` refuses about erasures."""
        self.ledger.check(erasures_in(self.store), self.store, day_of(now()))

    # What the operator does

    def command(self, *told: str | Path) -> int:
        """Give a command; gives its exit status."""
        return main([*map(str, told), "--config", str(self.config)])

    def backup(self) -> Path:
        """Copy the data; gives the newest copy."""
        assert self.command("backup", "data", "--to", self.copies) == 0
        return max(self.copies.glob("*.sqlite"))

    def restore(self, file: Path, *more: str) -> int:
        """Bring a copy back; gives the exit status."""
        return self.command("restore", file, *more)


async def _reads(vault: Vault, name: str) -> bool:
    try:
        return (await vault.load(chat(name))).session == words(name)
    except Unsealable:
        return False
