"""Writes a file of settings for a test, and says what reading it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Config, load
from bot.content import yaml_tree
from bot.errors import ConfigError

TOKEN = "1234567890:" + "AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
"""Looks like a token, and is nobody's."""


def read(folder: Path, text: str) -> Config:
    """The settings that a file has which stands in this folder."""
    file = folder / "config.yaml"
    file.write_text(text, encoding="utf-8")
    return load(file, yaml_tree.read)


def refusal(folder: Path, text: str) -> str:
    """Why a file is refused, without its path."""
    with pytest.raises(ConfigError) as refused:
        read(folder, text)
    assert refused.value.status == 78
    said = refused.value.reason
    assert said.startswith(str(folder / "config.yaml"))
    return said.removeprefix(str(folder / "config.yaml")).removeprefix(": ")
