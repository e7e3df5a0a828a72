"""Runs the bot as an operator would: the command, a settings file, keys, and a token in a file.

Only the addresses differ from a real one. The clock is turned from outside, with libfaketime, so
that the program itself is the one that ships.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

from tests.fakegram.person import Fakegram, Person

SIDELIGHT = Path(sys.executable).with_name("sidelight")
FAKETIME = tuple(map(str, Path("/usr/lib").glob("*/faketime/libfaketime.so.1")))
STARTED = "started"
CUT = "ClientDisconnect"
"""What the stand-in says of a call that was half sent."""
FIRST_PERSON = 7_301_946_000
SETTINGS = """
logs:
  level: turns
telegram:
  token_file: token
  base_url: {fakegram.base_url}
  base_file_url: {fakegram.base_file_url}
store:
  url: sqlite:///data/notes.sqlite
keys:
  directory: keys
operator:
  name: The Lamp House
"""


@cache
def _new_keys() -> Path:
    """Keys as the command makes them, made once for all, since a process takes its second."""
    folder = Path(tempfile.mkdtemp())
    (folder / "config.yaml").write_text("keys: {directory: keys}\n")
    told = (str(SIDELIGHT), "keys", "new", "--config", str(folder / "config.yaml"))
    subprocess.run(told, check=True, stdout=subprocess.DEVNULL, timeout=60)
    return folder / "keys"


class RunningBot:
    """One deployment in a folder: its files stay while its process comes and goes."""

    def __init__(self, folder: Path, fakegram: Fakegram, *, settings: str = "") -> None:
        self.folder = folder
        self.fakegram = fakegram
        self.log = folder / "log"
        self.clock = folder / "clock"
        self.store = folder / "data" / "notes.sqlite"
        self.process: subprocess.Popen[bytes] | None = None
        self.shift = 0.0
        self.wrapper: tuple[str, ...] = ()
        self.environment: dict[str, str] = {}
        self.people: list[Person] = []
        folder.mkdir(exist_ok=True)
        (folder / "data").mkdir(exist_ok=True)
        (folder / "config.yaml").write_text(SETTINGS.format(fakegram=fakegram) + settings)
        (folder / "token").write_text(fakegram.token + "\n")
        (folder / "token").chmod(0o600)
        shutil.copytree(_new_keys(), folder / "keys", dirs_exist_ok=True)
        self.turn_clock(0)

    def person(self, number: int = 1) -> Person:
        """Somebody with a number and a name that can be looked for."""
        person_id = FIRST_PERSON + number
        person = self.fakegram.person(person_id, first_name=f"Name{person_id}")
        self.people.append(person)
        return person

    # Commands

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the program to its end."""
        told = (str(SIDELIGHT), *words, "--config", str(self.folder / "config.yaml"))
        return subprocess.run(told, capture_output=True, text=True, timeout=60, check=False)

    def start(self, *, waits: bool = True) -> None:
        """Start the bot, and wait until it says so."""
        assert self.process is None
        lines = self.lines(STARTED)
        words = (str(SIDELIGHT), "run", "--config", str(self.folder / "config.yaml"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                (*self.wrapper, *words), stderr=log, stdout=log, env=self._environment()
            )
        if waits:
            self.fakegram.until(lambda: self.lines(STARTED) > lines or self._has_ended(), 60)
            assert not self._has_ended(), self.log.read_text()

    def _has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def kill(self) -> None:
        """End it as a power cut would, as far as the process is concerned."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
            self.forgive_cuts()

    def stop(self) -> float:
        """Ask it to stop; gives the seconds that took."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=30)
        self.process = None
        assert status == 0, self.log.read_text()
        seconds = time.monotonic() - begun
        self.forgive_cuts()
        return seconds

    def forgive_cuts(self) -> None:
        """A call that was cut off half sent, because the process ended, is nobody's mistake."""
        broken = [what for what in self.fakegram.forgive() if CUT not in what]
        assert broken == []

    # The clock

    def advance(self, seconds: float) -> None:
        """Let time pass at once, here and at Telegram."""
        self.fakegram.advance(seconds)
        self.turn_clock(self.shift + seconds)

    def turn_clock(self, shift: float) -> None:
        """Set the clock of the bot so many seconds ahead."""
        self.shift = shift
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(f"+{shift:.3f}\n")
        fresh.replace(self.clock)

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        faked = {
            "FAKETIME_TIMESTAMP_FILE": str(self.clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",  # else its threads wait for each other
        }
        preloaded = (
            {"LD_PRELOAD": library, **faked} if (library := next(iter(FAKETIME), "")) else {}
        )
        return kept | preloaded | self.environment

    # What it left behind

    def lines(self, event: str) -> int:
        """How often an event stands in the log."""
        text = self.log.read_text() if self.log.exists() else ""
        return sum(f" {event}" in line for line in text.splitlines())
