"""Finds the bot's token where the settings say it is, and keeps it from showing itself."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from bot.config.settings import Config
from bot.errors import ConfigError

VARIABLE = "SIDELIGHT_TOKEN"
_FILE = "the file under telegram.token_file"
LARGEST = 1_000
"""Bytes of a token's file that are looked at."""
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]{30,}")


class Secret:
    """A text that shows itself only when it is asked to."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Secret(…)"

    def reveal(self) -> str:
        """The text itself: for the one place that needs it."""
        return self._text


def read_token(config: Config, environment: Mapping[str, str], *, system: str = os.name) -> Secret:
    """The bot's token, from where the settings say it is and from nowhere else."""
    if config.telegram.token_from_environment:
        name = f"{VARIABLE} (telegram.token_from_environment is yes)"
        return _token(environment.get(VARIABLE, ""), name)
    return _token(_private(config.telegram.token_file, environment, system), _FILE)


def _private(file: Path, environment: Mapping[str, str], system: str) -> str:
    try:
        if not file.is_file():
            raise ConfigError(f"{_FILE} is not there: make it, with only the token in it.")
        with file.open("rb") as opened:
            mode, untrusted = os.fstat(opened.fileno()).st_mode, opened.read(LARGEST)
    except OSError:
        raise ConfigError(f"{_FILE} can't be read: let this account read it.") from None
    if system != "nt" and stat.S_IMODE(mode) & 0o077 and not _is_handed_over(file, environment):
        raise ConfigError(f"{_FILE} can be read by other accounts: take that away with chmod 600.")
    return untrusted.decode("ascii", "replace")


def _is_handed_over(file: Path, environment: Mapping[str, str]) -> bool:
    """Whether systemd keeps the file for this service alone, whatever its mode says."""
    folder = Path(environment.get("CREDENTIALS_DIRECTORY", ""))
    return folder.is_absolute() and file.resolve().is_relative_to(folder.resolve())


def _token(untrusted: str, name: str) -> Secret:
    text = untrusted.strip()
    if not text:
        raise ConfigError(f"{name} is empty: put the token from @BotFather there.")
    if not _TOKEN.fullmatch(text):
        raise ConfigError(f"{name} holds no token: put there only what @BotFather gave, on a line.")
    return Secret(text)
