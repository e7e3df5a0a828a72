"""A start goes on with what is open, and takes up what is only due as slowly as it can be said."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from bot.channels.telegram.channel import NAME
from bot.channels.telegram.painter import MOST_ONCE
from bot.core.agenda import DAY, Agenda, CheckIn, Place
from bot.core.hours import Hours
from bot.core.session import Session, dump
from bot.ports import Chat
from bot.store.memory import MemoryStore
from bot.vault.vault import NOTHING_HELD, Vault
from bot.wiring.telegram_bot import Bot, put_together
from tests.core.stage import base
from tests.ports.fakes import FixedWorld, vault_over
from tests.telegram.test_outage import Moody

MINUTE = 60
NOON = FixedWorld().at
PEOPLE = MOST_ONCE + 20


class NearlyNoon(FixedWorld):
    """A clock that shows noon from the second look on."""

    def now(self) -> datetime:
        """The time."""
        before, self.at = self.at, NOON
        return before


def bot_over(vault: Vault, telegram: Moody) -> Bot:
    """A bot that has polled once, half a minute before noon."""
    world = NearlyNoon(NOON - timedelta(seconds=MINUTE // 2))
    bot = put_together(telegram, vault, base, lambda: Path("flows"), world)
    bot.intake.polled.set()
    return bot


async def settled() -> None:
    """Give a start the time it takes here, several times over."""
    await asyncio.sleep(0.5)


async def ask(vault: Vault) -> None:
    """Let many people ask for a word at noon."""
    second = int(NOON.timestamp())
    check_in = CheckIn("one", at=second % DAY // MINUTE, word="fine")
    agenda = Agenda("Water the plants", "UTC", Hours(start=0, end=0))
    asked: dict[Place, Agenda] = {"hers": agenda.with_check_in(check_in, second - MINUTE)}
    session = Session(agendas=asked, used=second // DAY)
    for number in range(PEOPLE):
        chat = Chat(NAME, str(number))
        assert await vault.commit(chat, NOTHING_HELD, dump(session), b"", due=second // MINUTE)


async def test_where_their_minute_comes_during_a_start_no_more_wait_than_can_be_told_soon() -> None:
    vault, telegram = vault_over(MemoryStore()), Moody()
    await ask(vault)
    bot = bot_over(vault, telegram)
    resuming = asyncio.create_task(bot.resume())
    await settled()
    assert bot.channel.painter.waiting == MOST_ONCE
    assert len(await vault.due(int(NOON.timestamp()) // MINUTE, PEOPLE)) == PEOPLE - MOST_ONCE
    resuming.cancel()
    await bot.channel.stop(0)


async def test_a_start_calls_nothing_for_chats_in_which_nothing_is_left_to_do() -> None:
    vault, telegram = vault_over(MemoryStore()), Moody()
    await ask(vault)
    bot = bot_over(vault, telegram)
    resuming = asyncio.create_task(bot.resume())
    await settled()
    assert {*telegram.asked} == {"sendMessage"}
    resuming.cancel()
    await bot.channel.stop(0)
