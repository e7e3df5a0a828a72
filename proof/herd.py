"""Lets 3,000 be due in one minute, and kills their sweep over and over: each is claimed once."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench.crowd import KEYS, SLATE, STORE, chat, opened, session
from bot.vault import keyfiles
from bot.vault.vault import NOTHING_HELD
from proof.ground import ROOT, Ground
from proof.rows import Proof, Row, Values

HERD = 3_000
DUE = 9
"""The minute in which all of them are due."""
LONGEST = 800
"""So many claims a process may tell at most before it is killed."""
CLAIMED = 2
"""The version of a row that was begun, and then claimed once."""
COMMAND = (sys.executable, "-m", "proof.claiming")


class Herd:
    """People who are all due at once, in a store of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.told: Counter[str] = Counter()

    async def come(self) -> None:
        """Let all of them be due."""
        (self._folder / STORE).parent.mkdir()
        keyfiles.create(self._folder / KEYS, self._folder / STORE)
        async with opened(self._folder) as (_, vault):
            coming = (
                vault.commit(chat(number), NOTHING_HELD, session(), SLATE, due=DUE)
                for number in range(HERD)
            )
            assert all(await asyncio.gather(*coming))

    def swept(self, most: int, *options: str) -> bool:
        """Sweep, and kill that after so many claims; whether it came to its end before."""
        command = (*COMMAND, str(self._folder), *options)
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for line in process.stdout:
                self.told[line] += 1
                if self.told.total() % most == 0:
                    process.kill()
        return process.returncode == 0

    async def versions(self) -> Counter[int]:
        """How many rows were written how often."""
        async with opened(self._folder) as (_, vault):
            return Counter([(await vault.load(chat(number))).version for number in range(HERD)])


def herd(count: int, ground: Ground, *options: str) -> Values:
    """Kill so many sweeps, with a new herd whenever nobody of the last is due any more."""
    kills, tally = 0, Counter[str]()
    while kills < count:
        with tempfile.TemporaryDirectory(dir=ground.folder) as folder:
            people = Herd(Path(folder))
            asyncio.run(people.come())
            while not people.swept(_patience(ground, left=count - kills), *options):
                kills += 1
            versions = asyncio.run(people.versions())
        tally["missed"] += versions[CLAIMED - 1]
        tally["again"] += sum(n for version, n in versions.items() if version > CLAIMED)
        tally["told"] += sum(times > 1 for times in people.told.values())
    return {
        "herd-missed": tally["missed"],
        "herd-again": tally["again"],
        "herd-told-again": tally["told"],
    }


def _patience(ground: Ground, left: int) -> int:
    """The claims after which a sweep is killed; the last one comes to its end."""
    return ground.chance.randint(1, LONGEST) if left > 0 else sys.maxsize


PROOF = Proof(
    "herd",
    (
        Row("herd-missed", "people of 3,000 due at once whom no sweep claimed", "people"),
        Row("herd-again", "people who were claimed twice in the store", "people"),
        Row("herd-told-again", "people of whom two sweeps said that they claimed them", "people"),
    ),
    herd,
    small=2,
    full=40,
    shows="3,000 people were due in the same minute, two sweeps went on at a time, and both were "
    "ended without warning over and over: everybody was claimed, and nobody twice.",
    leaves_open="It was the program that ended, not the machine. What a claim leads to, such as a "
    "message, is not part of it.",
)
