"""The tests of the channel talk to the stand-in for Telegram, most of them with the whole bot.

After every test with the bot all its files are searched for tokens, ids and people's words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from bot.content.library import Library
from bot.wiring.flows import library, loaded
from tests.fakegram.fixtures import ana, bot, fakegram, server
from tests.fakegram.person import Fakegram, Person
from tests.telegram.doors import telling
from tests.telegram.inside import Inside
from tests.telegram.running import RunningBot
from tests.telegram.scan import findings, secrets_of

__all__ = ["ana", "bot", "fakegram", "server"]


@pytest.fixture
def running(fakegram: Fakegram, tmp_path: Path) -> Iterator[RunningBot]:
    """The bot, running; whatever it leaves behind is searched."""
    deployment = RunningBot(tmp_path / "bot", fakegram)
    try:
        deployment.start()
        yield deployment
        if deployment.process is not None:
            deployment.stop()
    finally:
        deployment.kill()
    assert failures(deployment) == []
    deployment.forgive_cuts()
    assert list(findings(deployment.folder, secrets_of(deployment))) == []


@pytest.fixture(scope="module")
def flows() -> Library:
    """The shipped flows, for three countries."""
    return loaded(library(None, "GB, IE, US"))


@contextmanager
def at_work(folder: Path, fakegram: Fakegram, flows: Library, *words: str) -> Iterator[Inside]:
    """The bot in this process, with short seconds; what it leaves behind is searched for words."""
    bot = Inside(folder, fakegram, flows)
    bot.start()
    yield bot
    bot.stop()
    assert bot.problems == []
    secrets = telling(secrets_of(cast("RunningBot", bot))) | {*words}
    assert list(findings(bot.folder, secrets)) == []


def failures(bot: RunningBot) -> list[str]:
    """What went wrong inside; broken answers of Telegram's are told by its library."""
    lines = bot.log.read_text().splitlines()
    return [line for line in lines if " ERROR " in line and " telegram.request " not in line]


@pytest.fixture
def she(running: RunningBot) -> Person:
    """Somebody who has not written yet."""
    return running.person()
