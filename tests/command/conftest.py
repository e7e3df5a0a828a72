"""What the tests of commands may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakegram.fixtures import bot, fakegram, server
from tests.fakegram.person import Fakegram
from tests.telegram.running import RunningBot

__all__ = ["bot", "fakegram", "server"]


@pytest.fixture
def deployment(fakegram: Fakegram, tmp_path: Path) -> RunningBot:
    """The files of a bot that does not run."""
    return RunningBot(tmp_path / "bot", fakegram)
