"""The tests of the stand-in use the same fixtures as those of the bot."""

from __future__ import annotations

from tests.fakegram.fixtures import ana, bot, fakegram, server

__all__ = ["ana", "bot", "fakegram", "server"]
