"""Changes the master secret of many people, and kills that at any moment: nobody is lost."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.errors import KeyProblem, Unsealable
from bot.ports import Chat
from bot.store.sqlite import SqliteStore
from bot.vault import keyfiles
from bot.vault.deployment import open_vault
from bot.vault.vault import Held, Vault
from proof.ground import ROOT, Ground
from proof.rows import Proof, Row, Values

COMMAND = (sys.executable, "-m", "bot")
LATE = (sys.executable, "-m", "proof.late_key")
"""The same command, broken: it keeps the new secret only at the end."""
TOGETHER = 1000
ROUND = 50
"""Kills in one deployment: a master secret has 255 versions."""
KILLED_PEOPLE = 3_000
"""People of a deployment that is killed: enough that half of the time goes into their keys."""
FEW, MANY = 50, 500
"""Time and memory are taken with so many people for each kill that is asked for."""
GLANCE = 0.02
SHARE_AT_WRITES = 0.8
LONGEST = 30


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
        try:
            vault = await open_vault(store, keyfiles.read(self.keys, self.store))
            found = [await _is_read(vault, at) for at in range(count)]
        except KeyProblem:
            return count
        finally:
            await store.close()
        return found.count(False)

    def files(self) -> set[str]:
        """What lies with the keys and with the data."""
        return {path.name for folder in (self.keys, self.store.parent) for path in folder.iterdir()}

    def begin(self, command: tuple[str, ...] = COMMAND, *more: str) -> subprocess.Popen[bytes]:
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


# Kills


def _killed(count: int, folder: Path, ground: Ground, command: tuple[str, ...]) -> Counter[str]:
    """Kill so many changes of one deployment, bring the last to its end, and read everybody."""
    archive, tally = Archive(folder), Counter[str]()
    asyncio.run(archive.fill(KILLED_PEOPLE))
    begun = time.monotonic()
    process = archive.begin()
    writing = _seconds_until_it_writes(archive, LONGEST)
    tally["unfinished"] += process.wait() != 0
    whole = time.monotonic() - begun
    for _ in range(count):
        process = archive.begin(command)
        if ground.chance.random() < SHARE_AT_WRITES:
            _seconds_until_it_writes(archive, whole)
            time.sleep(ground.chance.uniform(0, whole - writing))
        else:
            time.sleep(ground.chance.uniform(0, whole))
        process.kill()
        process.wait()
        tally["unread"] += asyncio.run(archive.unread(KILLED_PEOPLE))
    for more in ((), ("--finish",)):
        tally["unfinished"] += archive.begin(COMMAND, *more).wait() != 0
    tally["unfinished"] += len(list(archive.keys.iterdir())) != len(("the newest", "the index"))
    tally["unread"] += asyncio.run(archive.unread(KILLED_PEOPLE))
    return tally


def _seconds_until_it_writes(archive: Archive, longest: float) -> float:
    before, begun = archive.files(), time.monotonic()
    while archive.files() == before and time.monotonic() - begun < longest:
        time.sleep(GLANCE / 20)
    return time.monotonic() - begun


# Time and memory


@dataclass(frozen=True, slots=True)
class Taken:
    """What one change took."""

    status: int
    seconds: float
    megabytes: float


def _taken(people: int, folder: Path) -> Taken:
    archive = Archive(folder)
    asyncio.run(archive.fill(people))
    begun, most = time.monotonic(), 0.0
    process = archive.begin()
    while process.poll() is None:
        most = max(most, _megabytes(process.pid))
        time.sleep(GLANCE)
    return Taken(process.returncode, time.monotonic() - begun, most)


def _megabytes(process: int) -> float:
    """The most memory that a process had so far; 0 if it has just ended, or can't be looked at."""
    try:
        told = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    lines = [line.split() for line in told.splitlines() if line.startswith("VmHWM:")]
    return int(lines[0][1]) / 1024 if lines else 0


def rotation(count: int, ground: Ground, *, command: tuple[str, ...] = COMMAND) -> Values:
    """Kill so many changes; and take the time and the memory of some that nobody kills."""
    tally = Counter[str]()
    for done in range(0, count, ROUND):
        with _folder(ground) as folder:
            tally += _killed(min(ROUND, count - done), folder, ground, command)
    with _folder(ground) as folder:
        few = _taken(FEW * count, folder)
    with _folder(ground) as folder:
        many = _taken(MANY * count, folder)
    return {
        "rotation-unread": tally["unread"],
        "rotation-unfinished": tally["unfinished"] + bool(few.status) + bool(many.status),
        "rotation-seconds": many.seconds,
        "rotation-growth": max(0, many.megabytes - few.megabytes),
    }


@contextmanager
def _folder(ground: Ground) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=ground.folder) as folder:
        yield Path(folder)


PROOF = Proof(
    "rotation",
    (
        Row("rotation-unread", "people who could not be read any more after a kill", "people"),
        Row("rotation-unfinished", "changes that could not be brought to an end", "changes"),
        Row(
            "rotation-seconds",
            f"seconds of a change that nobody kills, with {MANY} people for each of these kills",
            "s",
            60,
        ),
        Row(
            "rotation-growth",
            f"megabytes that this takes more than one with {FEW} people for each",
            "MB",
            8,
        ),
    ),
    rotation,
    small=4,
    full=200,
    shows="The master secret was changed over and over, and the program that does it was ended "
    "without warning at any moment: everybody could still be read, and at last without any older "
    "secret.",
    leaves_open="Whoever has an old copy of the data and the old secret can still read that copy.",
)
