"""Where proofs are played: one stand-in for Telegram, and deployments whose files are searched."""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from tests.fakegram.person import Fakegram
from tests.support import write_set
from tests.telegram.running import RunningBot
from tests.telegram.scan import findings, secrets_of

ROOT = Path(__file__).parents[1]
MOST_SECRETS = 1_000
"""So many words are looked for in what one deployment left."""
MOST_PEOPLE = 40


class Ground:
    """A server and folders; `leaks` says where something stood that may stand nowhere."""

    def __init__(self, server: Fakegram | None = None, seed: int = 1) -> None:
        self._own = server is None
        self.fakegram = server or Fakegram()
        self.folder = Path()
        self.chance = random.Random(seed)
        self.leaks: list[str] = []
        self.searched = 0

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="proof-"))
        if self._own:
            self.fakegram.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._own:
            self.fakegram.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def deploy(
        self,
        flows: Mapping[str, str] | None = None,
        *,
        wrapper: tuple[str, ...] = (),
        turns_clock: bool = False,
        starts: bool = True,
    ) -> Iterator[RunningBot]:
        """A bot of its own with these flows, or those that ship; at the end it is searched."""
        self.fakegram.reset()
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        settings = f"flows: {write_set(folder / 'flows', flows)}\n" if flows else ""
        bot = RunningBot(folder / "bot", self.fakegram, settings=settings)
        bot.wrapper = wrapper
        bot.environment = {"PYTHONPATH": str(ROOT), "TMPDIR": str(_made(folder / "bot" / "tmp"))}
        if not turns_clock:
            bot.environment["LD_PRELOAD"] = ""
        try:
            if starts:
                bot.start()
            yield bot
            if bot.process is not None:
                bot.stop()
            self.search(bot)
            self._assert_clean()
        finally:
            bot.kill()
            self.fakegram.forgive()
            shutil.rmtree(folder, ignore_errors=True)

    def _assert_clean(self) -> None:
        self.fakegram.assert_clean()

    def search(self, bot: RunningBot) -> None:
        """Look for what people are and said in every file that the bot left."""
        bot.people[MOST_PEOPLE:] = []
        secrets = sorted(secrets_of(bot))
        chosen = self.chance.sample(secrets, min(len(secrets), MOST_SECRETS))
        self.leaks += findings(bot.folder, chosen)
        self.searched += 1


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def broken(how: str) -> tuple[str, ...]:
    """What runs a bot that is broken in one way: a proof has to find that out."""
    return (sys.executable, "-m", "proof.broken", how)


def is_root() -> bool:
    """Whether disks can be mounted."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
