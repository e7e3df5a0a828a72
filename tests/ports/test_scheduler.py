"""Who is looked at when: screens on their second, and many with the same hour one after another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.core.agenda import DAY, Agenda, CheckIn
from bot.core.effects import Screen
from bot.core.events import Said
from bot.core.hours import Hours
from bot.core.session import Session, dump
from bot.ports import Chat
from bot.scheduler import MOST, TOGETHER, Chats, Scheduler
from bot.service import Service
from bot.store.memory import MemoryStore
from bot.vault.vault import NOTHING_HELD
from tests.core.stage import base
from tests.ports.fakes import FixedWorld, NotedChannel, vault_over
from tests.telegram.short_seconds import ShortSeconds

MINUTE = 60
ANA = Chat("test", "ana")
NOON = FixedWorld().at
FOREVER = Agenda("Water the plants", "UTC", Hours(start=0, end=0))


@dataclass
class Narrow(NotedChannel):
    """Has room for so many chats, until what they were told is said."""

    most: int = TOGETHER
    waiting: set[Chat] = field(default_factory=set)
    fullest: int = 0
    hears: Callable[[], object] = lambda: None

    @property
    def room(self) -> int:
        """In how many chats more something can be said."""
        return max(0, self.most - len(self.waiting))

    async def show(self, chat: Chat, screen: Screen) -> None:
        await super().show(chat, screen)
        self.waiting.add(chat)
        self.fullest = max(self.fullest, len(self.waiting))
        self.hears()


class Day:
    """A scheduler with all it needs; its clock stands, and nobody writes but as a test says."""

    def __init__(self, *, most: int = TOGETHER) -> None:
        self.world = FixedWorld()
        self.channel = Narrow(most=most)
        self.vault = vault_over(MemoryStore())
        self.service = Service(self.vault, self.channel, base, idles=True)
        self.writing: set[Chat] = set()
        room = Chats(self.writing.__contains__, self._wipe, lambda: self.channel.room)
        self.scheduler = Scheduler(self.service, self.vault, self.world, room)

    async def _wipe(self, chat: Chat) -> None:
        raise AssertionError(chat)

    async def asked(self, *chats: Chat, after: int = 0) -> None:
        """Let people ask for a word at noon, or so many minutes after it."""
        second = int(NOON.timestamp()) + after * MINUTE
        check_in = CheckIn("one", at=second % DAY // MINUTE, word="fine")
        agenda = FOREVER.with_check_in(check_in, second - MINUTE)
        session = dump(Session(agendas={"hers": agenda}, used=second // DAY))
        for chat in chats:
            due = second // MINUTE
            assert await self.vault.commit(chat, NOTHING_HELD, session, b"", due=due)

    async def due(self) -> int:
        """How many are due."""
        return len(await self.vault.due(int(self.world.at.timestamp()) // MINUTE, 10 * MOST))

    def told(self) -> list[Chat]:
        """Who was told something, in order."""
        return list(self.channel.shown)


def people(count: int) -> list[Chat]:
    return [Chat("test", f"person {number:03}") for number in range(count)]


def in_a_hurry(talk: Coroutine[Any, Any, None]) -> None:
    """Run something whose seconds are short."""
    with asyncio.Runner(loop_factory=ShortSeconds) as runner:
        runner.run(talk)


async def settled(count: int, day: Day) -> None:
    """Wait until so many were told something, and a moment in which more could be."""
    for _ in range(200):
        await asyncio.sleep(0.01)
        if len(day.told()) >= count:
            break
    await asyncio.sleep(0.1)


# Many with the same hour


async def test_nobody_is_always_the_last_of_those_who_are_due() -> None:
    orders = []
    for taken in (0, 1):
        day = Day()
        day.world.taken = taken
        await day.asked(*people(30))
        await day.scheduler.wake()
        orders.append(day.told())
    assert set(orders[0]) == set(orders[1]) == set(people(30))
    assert orders[0] != orders[1]
    assert orders[0] != people(30)


async def test_only_as_many_are_looked_at_as_can_be_told_and_the_others_after_them() -> None:
    day = Day(most=10)
    await day.asked(*people(25))
    wake = asyncio.create_task(day.scheduler.wake())
    await settled(10, day)
    assert (len(day.told()), await day.due()) == (10, 15)
    while not wake.done():
        day.channel.waiting.clear()
        await asyncio.sleep(0.01)
    assert set(day.told()) == set(people(25))
    assert all(len(shown) == 1 for shown in day.channel.shown.values())
    assert (day.channel.fullest, await day.due()) == (10, 0)


async def test_a_stop_in_the_middle_leaves_the_others_due_for_the_next_start() -> None:
    day = Day(most=10)
    await day.asked(*people(25))
    wake = asyncio.create_task(day.scheduler.wake())
    await settled(10, day)
    wake.cancel()
    await asyncio.gather(wake, return_exceptions=True)
    assert await day.due() == 15
    day.channel.most = TOGETHER
    await day.scheduler.wake()
    assert (len(day.told()), await day.due()) == (25, 0)
    assert all(len(shown) == 1 for shown in day.channel.shown.values())


async def test_what_becomes_due_while_many_are_looked_at_is_looked_at_after_them() -> None:
    day = Day(most=MOST + 1)
    await day.asked(*people(MOST))
    await day.asked(ANA, after=1)
    day.channel.hears = lambda: setattr(day.world, "at", NOON + timedelta(seconds=MINUTE))
    await day.scheduler.wake()
    assert len(day.told()) == MOST + 1
    assert day.told()[-1] == ANA


async def test_who_writes_at_that_moment_is_not_looked_at() -> None:
    day = Day()
    await day.asked(ANA, *people(2))
    day.writing.add(ANA)
    await day.scheduler.wake()
    assert set(day.told()) == set(people(2))
    assert await day.due() == 1


# Screens, on their second


def test_a_screen_is_covered_on_its_second_while_many_wait_for_their_word() -> None:
    async def talk() -> None:
        day = Day(most=0)
        await day.asked(*people(5))
        played = await day.service.handle(ANA, Said("hello", NOON, "visit"))
        assert played.due is not None
        wake = asyncio.create_task(day.scheduler.wake())
        day.world.at += timedelta(seconds=played.due - NOON.timestamp() - 1)
        day.scheduler.later(ANA, played)
        await asyncio.sleep(0.5)
        assert len(day.channel.shown[ANA]) == 1
        day.world.at += timedelta(seconds=1)
        await asyncio.sleep(1)
        assert len(day.channel.shown[ANA]) == 2
        assert day.told() == [ANA]
        wake.cancel()

    in_a_hurry(talk())


def test_whoever_waits_for_a_word_has_no_timer_beside_the_others() -> None:
    async def talk() -> None:
        day = Day()
        await day.asked(ANA)
        day.world.at -= timedelta(seconds=1)
        await day.scheduler.look(ANA)
        day.world.at += timedelta(seconds=1)
        await asyncio.sleep(2)
        assert day.told() == []
        await day.scheduler.wake()
        assert day.told() == [ANA]

    in_a_hurry(talk())


# What operators are told


@pytest.mark.parametrize(("minutes", "is_told"), [(0, False), (2, False), (3, True)])
async def test_operators_are_told_when_what_is_due_lags_by_more_than_a_minute(
    minutes: int, caplog: pytest.LogCaptureFixture, *, is_told: bool
) -> None:
    day = Day()
    await day.asked(ANA)
    day.world.at += timedelta(minutes=minutes)
    await day.scheduler.wake()
    assert ("due_lags" in caplog.text) is is_told
    assert day.told() == [ANA]
