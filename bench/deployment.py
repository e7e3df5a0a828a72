"""The bot as an operator runs it: the command, settings, keys, and a token in a file."""

from __future__ import annotations

import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.rows import NotMeasured
from bench.sides import ROOT

SIDELIGHT = Path(sys.executable).with_name("sidelight")
STUB_TOKEN = "1000000000:" + 35 * "A"
PATIENCE = 30.0
SETTINGS = """
telegram:
  token_file: token
  base_url: {address}/bot
  base_file_url: {address}/file/bot
store:
  url: sqlite:///data/notes.sqlite
keys:
  directory: keys
flows: "{flows}"
"""


class Stub:
    """A process that answers as the Bot API (see `http_stub.py`)."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.address = self._line()

    def wait_for_poll(self) -> None:
        """Wait until it is asked for updates for the first time."""
        self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        if not select.select((self._process.stdout,), (), (), PATIENCE)[0]:
            raise NotMeasured("nobody asked for updates")
        return self._process.stdout.readline().strip()


@contextmanager
def stub() -> Iterator[Stub]:
    """The stub, running."""
    command = (sys.executable, "-m", "bench.http_stub")
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe) as process:
        try:
            yield Stub(process)
        finally:
            process.kill()


@contextmanager
def deployment(address: str, token: str = STUB_TOKEN, flows: Path | str = "") -> Iterator[Path]:
    """A folder with all that the command needs; its settings file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").mkdir()
        config = folder / "config.yaml"
        config.write_text(SETTINGS.format(address=address, flows=flows))
        (folder / "token").write_text(f"{token}\n")
        (folder / "token").chmod(0o600)
        subprocess.run(
            (SIDELIGHT, "keys", "new", "--config", config), check=True, stdout=subprocess.DEVNULL
        )
        yield config


@contextmanager
def started(*command: Path | str) -> Iterator[int]:
    """A process at work; its id."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet) as process:
        try:
            yield process.pid
            if process.poll() is not None:
                raise NotMeasured(f"{Path(command[-1]).name} has stopped by itself")
        finally:
            process.terminate()


def bot(config: Path) -> tuple[Path | str, ...]:
    """The command that runs our bot."""
    return SIDELIGHT, "run", "--config", config
