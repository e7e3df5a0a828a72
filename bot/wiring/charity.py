"""The charity's offline key: `sidelight keys charity-new`, and `sidelight lock` with its three.

`lock letter` and `lock admit` are for the server; `keys charity-new` and `lock open` for a computer
that is not on any network. Nothing here contacts anybody.
"""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot import copies, logs
from bot.config import Config
from bot.core.steps.spoken import RECOVERY
from bot.errors import CharityProblem, ConfigError, SidelightError, Unsealable, UsageError
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_opening import founded_as
from bot.vault import charity, charity_files, keyfiles, locks, references, words
from bot.vault.charity import Appeals
from bot.vault.charity_files import PRIVATE_NAME, PUBLIC_NAME, Kind
from bot.vault.deployment import open_vault
from bot.vault.lockbox import Lockbox
from bot.vault.locks import WEEK, Stretch
from bot.vault.stretcher import Stretcher
from bot.vault.words import NotWords
from bot.wiring.keys import keyring, settings
from bot.wiring.world import SystemWorld

PASSPHRASE = 8
"""So many words protect the private key, which lies in a file for years."""
TRIES = 3
YES = "yes"


def public_key(config: Config) -> bytes | None:
    """The charity's key that the settings name; None where they name none."""
    if (path := config.lock.charity_key) is None:
        return None
    try:
        return charity_files.read_public(path)
    except CharityProblem as problem:
        raise ConfigError(f"lock.charity_key: {problem.reason}") from None


# sidelight keys charity-new


def run_charity_new(folder: Path) -> int:
    """Make the charity's pair of keys, on a computer that is not the server."""
    copies.check_folder(folder)
    if any(folder.glob(keyfiles.INDEX_FILE)):
        raise UsageError(
            f"{folder} holds the keys of a server: do this on another computer, which is not on "
            "any network."
        )
    if (folder / PRIVATE_NAME).exists() or (folder / PUBLIC_NAME).exists():
        raise UsageError(f"{folder} has such a pair already: nothing was made.")
    passphrase = words.some(PASSPHRASE)
    pair = asyncio.run(_pair(passphrase))
    charity_files.write_pair(folder, *pair)
    print(f"The charity's keys are in {folder}.")
    print(f"{PUBLIC_NAME} goes to the server. {PRIVATE_NAME} must never be there.")
    print("These eight words open the private key. They are shown this once: write them on paper,")
    print("and keep that in another place than the key.")
    print()
    print(f"    {' '.join(passphrase)}")
    return 0


async def _pair(passphrase: tuple[str, ...]) -> tuple[bytes, bytes]:
    stretcher = Stretcher()
    try:
        return await charity.new_pair(words.secret(passphrase), stretcher)
    finally:
        stretcher.close()


# sidelight lock letter, on the server


def run_letter(path: Path, untrusted_reference: str) -> int:
    """Print an appeal for whoever has a reference, sealed to the charity's key."""
    config = settings(path)
    logs.set_up(config.logs.level, sys.stderr)
    public = public_key(config)
    if public is None:
        raise UsageError("The settings name no key of a charity: see lock.charity_key.")
    reference = _reference(untrusted_reference)
    sealed = asyncio.run(_asked(config, reference, public))
    print(charity_files.text_of(Kind.APPEAL, sealed), end="")
    logs.log("lock_letter_written")
    return 0


def _reference(untrusted_text: str) -> str:
    try:
        return references.read(untrusted_text)
    except references.NotReference:
        raise UsageError(
            "This is no reference: it has ten letters and digits, as in 7KQ2M-9XDA0. One may be "
            "wrong or missing: ask her to read it out again."
        ) from None


async def _asked(config: Config, reference: str, public: bytes) -> bytes:
    async with _appeals(config) as appeals:
        appeal = await appeals.ask(reference, _now())
        return charity.sealed_appeal(appeal, public)


@asynccontextmanager
async def _appeals(config: Config) -> AsyncIterator[Appeals]:
    """What asks the charity and takes its grants, beside a bot that may run."""
    if founded_as(config.store.file) is None:
        raise UsageError(f"There is no store at {config.store.file}: nobody has a lock here.")
    keys, stretcher = keyring(config), Stretcher()
    store = SqliteStore.open(config.store.file)
    try:
        vault = await open_vault(store, keys)
        yield Appeals(store, vault, Lockbox(store, vault, stretcher))
    finally:
        stretcher.close()
        await store.close()


def _now() -> int:
    return int(SystemWorld().now().timestamp())


# sidelight lock open, offline


class Desk(Protocol):
    """Where the worker sits who opens a lock."""

    def say(self, line: str) -> None:
        """Show a line."""

    def ask(self, question: str) -> str:
        """Ask for a line."""

    def ask_hidden(self, question: str) -> str:
        """Ask for a line that is not shown."""


class Terminal:
    """The terminal of this computer."""

    def say(self, line: str) -> None:
        """Show a line."""
        print(line)

    def ask(self, question: str) -> str:
        """Ask for a line."""
        return input(question)

    def ask_hidden(self, question: str) -> str:
        """Ask for a line that is not shown."""
        return getpass.getpass(question)


def run_open(file: Path, folder: Path, target: Path | None, desk: Desk | None = None) -> int:
    """Open an appeal with the charity's key, and write a grant with new words."""
    target = target or file.with_name(f"{file.name}.grant")
    if target.exists():
        raise UsageError(f"{target} is there already: move it away, or name another with --to.")
    sealed = charity_files.read(file, Kind.APPEAL)
    kept = charity_files.read(folder / PRIVATE_NAME, Kind.PRIVATE)
    try:
        asyncio.run(_Opening(desk or Terminal()).run(sealed, kept, target))
    except EOFError:
        raise UsageError("Nothing was opened: this needs a terminal to type into.") from None
    return 0


class _Opening:
    """One appeal at the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stretcher = Stretcher()

    async def run(self, sealed: bytes, kept: bytes, target: Path) -> None:
        """Open an appeal, have it confirmed, and write the grant."""
        try:
            key = await self._private(kept, self._stretcher)
            await self._answer(sealed, key, target)
        finally:
            self._stretcher.close()

    async def _private(self, kept: bytes, stretch: Stretch) -> bytes:
        for _ in range(TRIES):
            typed = self._desk.ask_hidden("The eight words of the private key: ")
            try:
                passphrase = words.secret(words.read(typed, PASSPHRASE))
                return await charity.private_half(kept, passphrase, stretch)
            except NotWords as wrong:
                self._desk.say(_not_words(wrong))
            except Unsealable:
                self._desk.say("These words do not open this key.")
        raise CharityProblem("The private key was not opened: nothing was written.")

    async def _answer(self, sealed: bytes, key: bytes, target: Path) -> None:
        try:
            appeal = charity.opened_appeal(sealed, key)
            private, code_word = locks.entrusted_to(appeal.lock, key)
        except Unsealable:
            raise CharityProblem(
                "This appeal can't be opened: it was altered, or is for another key of the "
                "charity. Nothing was written."
            ) from None
        self._desk.say(f"Reference: {appeal.reference}. Written {_day(appeal.at)}.")
        self._desk.say(f"Code word: {_printable(code_word)}")
        self._desk.say("Ask her for both. Do not read either of them to her.")
        if self._desk.ask(f"Did she say both? Type {YES}: ").strip().casefold() != YES:
            raise CharityProblem("Nothing was opened, and nothing was written.")
        chosen = words.some(RECOVERY)
        grant = await charity.grant_for(appeal, private, words.secret(chosen), self._stretcher)
        charity_files.write(target, charity_files.grant_text(grant))
        self._tell(chosen, target, appeal.at + WEEK)

    def _tell(self, chosen: tuple[str, ...], target: Path, until: int) -> None:
        self._desk.say("Read her these eight words, twice. They are shown this once:")
        for number, word in enumerate(chosen, 1):
            self._desk.say(f"    {number}  {word}")
        self._desk.say(f"The grant is {target}. It has none of the words in it. On the server:")
        self._desk.say(f"sidelight lock admit {target.name}")
        self._desk.say(f"After that the words work until {_day(until)}. Write them down nowhere.")


def _printable(code_word: str) -> str:
    """What she chose, without signs that would tell the terminal to do something."""
    return "".join(sign if sign.isprintable() else "?" for sign in code_word)


def _not_words(wrong: NotWords) -> str:
    if wrong.place is None:
        return "There have to be eight words."
    return f"Word {wrong.place} is not in the list of words: look at how it is written."


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(0, UTC) + timedelta(seconds=at):%Y-%m-%d %H:%M} UTC"


# sidelight lock admit, on the server


def run_admit(path: Path, file: Path) -> int:
    """Let in what a grant holds: words that open her lock for a week, besides her own."""
    config = settings(path)
    logs.set_up(config.logs.level, sys.stderr)
    grant = charity_files.read_grant(file)
    try:
        asyncio.run(_admitted(config, grant))
    except SidelightError as problem:
        logs.warn("lock_admit_refused", kind=type(problem).__name__)
        raise
    logs.log("lock_admitted")
    print(f"The words work until {_day(grant.at + WEEK)}. Her own words still work too.")
    print("Tell her to type the eight words into the bot, and then to make new ones there.")
    return 0


async def _admitted(config: Config, grant: charity.Grant) -> None:
    async with _appeals(config) as appeals:
        await appeals.admit(grant, _now())
