"""`sidelight release`: collects a package that waits, once, with the eight words that open it.

Rules of this file: the words are typed, and never stand in a command. Whatever is wrong with them
is said in one sentence, after the same time. That a package is collected is noted for her before a
byte of it is written, and it can't be collected again once it is whole in its folder.
"""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot import copies, files, logs
from bot.config import Config
from bot.core.steps.spoken import RECOVERY
from bot.errors import PackageProblem, SidelightError, Unsealable, UsageError
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_opening import erasures_in, founded_as
from bot.vault import words
from bot.vault.deployment import open_vault
from bot.vault.inbox import day_of
from bot.vault.ledger import Ledger
from bot.vault.lockbox import Lockbox
from bot.vault.locks import Stretch
from bot.vault.locksmith import Time
from bot.vault.pieces import Pieces
from bot.vault.releases import Found, Releases
from bot.vault.stretcher import Stretcher
from bot.wiring.keys import keyring, settings
from bot.wiring.world import SystemWorld

Ask = Callable[[str], str]
PACKAGES = copies.Kind("package-", ".zip", 0)
"""What packages are called: by the time at which they were collected, and nobody's name."""
TRIES = 3
WRONG_SECONDS = 2.0
"""So long after words that open nothing nobody is asked again."""
QUESTION = "The eight words of the code: "
NOTHING = (
    "These words open nothing, or not now. Look at how they are written. Ask the person who gave "
    "them from when and until when they work, and whether they were used before."
)


def typed(question: str) -> str:
    """A line that somebody types, which does not show, or that another program gives."""
    return getpass.getpass(question) if sys.stdin.isatty() else input()


def _now() -> datetime:
    return SystemWorld().now()


@dataclass(frozen=True, slots=True)
class Counter:
    """Where a package is collected: who types there, how time passes, and what stretches words."""

    ask: Ask = typed
    now: Callable[[], datetime] = _now
    passing: Time = field(default_factory=Time)
    stretch: Stretch = field(default_factory=Stretcher)


def run_release(path: Path, folder: Path, counter: Counter | None = None) -> int:
    """Write the package that somebody's words open into a folder, and let them open no more."""
    config, counter = settings(path), counter or Counter()
    logs.set_up(config.logs.level, sys.stderr)
    _check(config, folder, counter.now())
    try:
        written = asyncio.run(_collected(config, folder, counter))
    except EOFError:
        raise UsageError("Nothing was opened: somebody has to type the eight words.") from None
    except SidelightError as problem:
        logs.warn("package_refused", kind=type(problem).__name__)
        raise
    logs.log("package_collected")
    print(f"The package is {written}. Only this account can read it.")
    print("The words open nothing any more, and she can see that it was collected. Now check it:")
    print(f"sidelight verify {written}")
    return 0


def _check(config: Config, folder: Path, now: datetime) -> None:
    copies.check_folder(folder)
    store = config.store.file
    if founded_as(store) is None:
        raise UsageError(f"There is no store at {store}: no package waits here.")
    if folder.resolve().is_relative_to(store.parent.resolve()):
        raise UsageError(f"{folder} is where the data lie: take a folder elsewhere.")
    Ledger(config.store.ledger, store).check(erasures_in(store), store, day_of(now))


@asynccontextmanager
async def _opened(config: Config, stretch: Stretch) -> AsyncIterator[Releases]:
    """All releases of a store, beside a bot that may run."""
    keys = keyring(config)
    store = SqliteStore.open(config.store.file)
    try:
        vault = await open_vault(store, keys)
        yield Releases(vault, Lockbox(store, vault, stretch), stretch, Pieces(vault))
    finally:
        await store.close()


async def _collected(config: Config, folder: Path, counter: Counter) -> Path:
    async with _opened(config, counter.stretch) as releases:
        for _ in range(TRIES):
            found = await _found(releases, counter)
            if found is not None:
                return await _written(releases, found, folder, counter.now())
            print(NOTHING)
            await counter.passing.sleep(WRONG_SECONDS)
    raise PackageProblem("Nothing was opened, and nothing was written.")


async def _found(releases: Releases, counter: Counter) -> Found | None:
    secret = _meant(counter.ask(QUESTION))
    begun = counter.passing.clock()
    try:
        return await releases.find(secret, int(counter.now().timestamp()))
    except Unsealable:
        raise PackageProblem(
            "What these words open is damaged, and nothing was written: ask her for a new code."
        ) from None
    finally:
        await counter.passing.even_out(begun)


def _meant(untrusted_text: str) -> bytes:
    """The words that were meant; what is none is tried as it is, and takes as long."""
    try:
        return words.secret(words.read(untrusted_text, RECOVERY))
    except words.NotWords:
        return untrusted_text.encode()


async def _written(releases: Releases, found: Found, folder: Path, at: datetime) -> Path:
    path = folder / PACKAGES.name(PACKAGES.free(folder, at))
    part = path.with_name(f"{path.name}.part")
    try:
        files.make(part)
        await releases.note(found, int(at.timestamp()))
        files.write(part, found.content)
        files.move(part, path)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise PackageProblem(
            f"{folder} can't be written: {problem.strerror}. The words still open the package."
        ) from None
    if not await releases.drop(found):
        path.unlink()
        raise PackageProblem(NOTHING)
    return path
