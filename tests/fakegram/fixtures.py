"""Fixtures for every folder of tests that needs Telegram: see README.md."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakegram.person import Fakegram, Person
from tests.fakegram.plain_bot import PlainBot

__all__ = ["ana", "bot", "fakegram", "server"]


@pytest.fixture(scope="session")
def server() -> Iterator[Fakegram]:
    """One process for all tests; for itself it keeps no rules."""
    running = Fakegram()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def fakegram(server: Fakegram) -> Iterator[Fakegram]:
    """An empty server that fails the test if a rule was broken."""
    server.reset()
    yield server
    server.assert_clean()


@pytest.fixture
def bot(fakegram: Fakegram) -> PlainBot:
    """A bot that does what the test says."""
    return fakegram.plain_bot()


@pytest.fixture
def ana(fakegram: Fakegram, bot: PlainBot) -> Person:
    """Somebody who has started the bot, which knows it already."""
    person = fakegram.person(77, first_name="Ana")
    person.start()
    bot.drain()
    return person
