"""`sidelight sunset` beside a running bot: people are told at once, and after the end no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.sunset import Sunset, written
from bot.wiring.machine import sunset_file
from bot.wiring.world import SystemWorld
from tests.fakegram.person import Fakegram
from tests.http.test_health import ask
from tests.telegram.conftest import failures
from tests.telegram.scan import findings, secrets_of
from tests.telegram.talk import TICKS, alone, begin, leave, tap
from tests.telegram.test_pause import Watchable

ENDS = "This service ends on "
OVER = "This service has ended"


@pytest.fixture
def bot(fakegram: Fakegram, tmp_path: Path) -> Iterator[Watchable]:
    """A bot, running."""
    bot = Watchable(tmp_path / "bot", fakegram)
    try:
        bot.start()
        yield bot
        bot.stop()
    finally:
        bot.kill()
    assert failures(bot) == []
    assert list(findings(bot.folder, secrets_of(bot))) == []


def becomes(bot: Watchable, told: str) -> None:
    """Wait until the bot knows of it."""
    bot.fakegram.until(lambda: told in ask(bot.port, "/health")[1], 5)


def test_a_running_bot_tells_the_day_and_after_the_end_that_it_has_ended(bot: Watchable) -> None:
    she, other = bot.person(1), bot.person(2)
    today = SystemWorld().now().date()
    begun = bot.command("sunset", "begin", "--on", str(today + timedelta(days=100)))
    assert begun.returncode == 0
    becomes(bot, "its last day is")
    begin(she)
    tap(she, "Yes", TICKS)
    tap(she, "None, or skip", ENDS)
    over = Sunset(today - timedelta(days=200), today - timedelta(days=1), is_over=True)
    sunset_file(bot.store).write_text(written(over))
    becomes(bot, "has ended")
    she.say("/start")
    other.start()
    for person in (she, other):
        assert "United Kingdom: 999" in alone(person, OVER).text
        leave(person)
    sunset_file(bot.store).unlink()
    bot.fakegram.until(lambda: ask(bot.port, "/health")[1].strip() == "ok", 5)
    begin(other)
    leave(other)
    assert [bot.lines(f"sunset outcome={one}") for one in ("set", "over", "none")] == [1, 1, 1]
