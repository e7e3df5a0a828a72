"""Check-ins through service and scheduler: outages, clocks that jump, and two words alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from bot.core import session as sessions
from bot.core.agenda import Agenda, CheckIn
from bot.core.effects import Effect, Remind
from bot.core.events import Changed, Said
from bot.core.hours import EVERY_DAY, Hours, second_of, weekday, zone_of
from bot.core.session import Session
from bot.ports import Change, Chat, Note, Row
from bot.scheduler import Chats, Scheduler
from bot.service import Service
from bot.store.memory import MemoryStore
from bot.vault.vault import NOTHING_HELD, Vault
from bot.workshop.rehearsal import BEGINNING
from tests.core.stage import base
from tests.ports.fakes import KEYRING, FixedWorld, NotedChannel

CHAT = Chat("test", "she")
WORDS = "Water the plants"
ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
OUTAGES = 1_000
MINUTE, HOUR, DAY = 60, 3600, 86_400
LIVED = 21 * DAY


@dataclass
class Reminding(NotedChannel):
    """Notes when her words were sent, and every effect."""

    world: FixedWorld = field(default_factory=FixedWorld)
    sent: list[int] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    async def act(self, chat: Chat, note: Note, effects: Sequence[Effect]) -> None:
        self.effects += effects
        self.sent += [int(self.world.at.timestamp()) for one in effects if isinstance(one, Remind)]
        await super().act(chat, note, effects)


class Counting(MemoryStore):
    """Notes what is asked of it, without what is sealed in that."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[object, ...]] = []

    async def load(self, idx: bytes) -> Row:
        self.asked.append(("load", idx))
        return await super().load(idx)

    async def commit(self, change: Change) -> bool:
        row = change.row
        lengths = (len(row.session), len(row.slate))
        self.asked.append(("commit", change.idx, change.version, change.due, *lengths))
        return await super().commit(change)


async def never(_: Chat) -> None:
    """Wipe nothing."""


@dataclass
class Bot:
    """A bot whose clock is turned by hand; while it is down, nothing is looked at."""

    store: MemoryStore = field(default_factory=MemoryStore)
    world: FixedWorld = field(default_factory=FixedWorld)

    def __post_init__(self) -> None:
        self.vault = Vault(self.store, KEYRING, b"here")
        self.channel = Reminding(world=self.world)
        self.service = Service(self.vault, self.channel, base, idles=True)
        chats = Chats(lambda chat: False, never)
        self.scheduler = Scheduler(self.service, self.vault, self.world, chats)

    async def remember(self, session: Session) -> None:
        """Begin with a session."""
        assert session.due is not None
        due, data = session.due // MINUTE, sessions.dump(session)
        assert await self.vault.commit(CHAT, NOTHING_HELD, data, b"", due=due)

    async def wake(self, second: float) -> None:
        """Look at what is due at a UTC second."""
        self.world.at = datetime.fromtimestamp(second, UTC)
        await self.scheduler.wake()

    async def due(self) -> int:
        """The next UTC second at which somebody would look."""
        row = await self.service.peek(CHAT)
        assert row.due is not None
        return row.due // MINUTE * MINUTE


def asked(check_in: CheckIn, zone: str, now: int) -> Session:
    """Somebody who asked for a check-in."""
    agenda = Agenda(WORDS, zone, Hours(EVERY_DAY, 0, 0)).with_check_in(check_in, now)
    return Session(used=now // DAY, agendas={"hers": agenda})


def occurrences(check_in: CheckIn, zone: str, first: int, last: int) -> Iterator[int]:
    """All UTC seconds between two at which it should come."""
    known = zone_of(zone)
    start = datetime.fromtimestamp(first, known).toordinal()
    for day in range(start, start + (last - first) // DAY + 2):
        second = second_of(day, check_in.at, known)
        if weekday(day) in check_in.days and first < second < last:
            yield second


@dataclass(frozen=True)
class Outage:
    """When nobody looks, and what she asked for."""

    check_in: CheckIn
    zone: str
    begins: int
    ends: int

    @classmethod
    def drawn(cls, seed: int) -> Outage:
        """An outage over a due time."""
        chance = Random(seed)
        days = tuple(sorted(chance.sample(range(7), chance.randint(1, 7))))
        late = chance.choice([15, 60, 180])
        check_in = CheckIn("x", days, chance.randrange(1440), late, word="fine")
        zone, now = chance.choice(ZONES), int(BEGINNING.timestamp())
        over = chance.choice(list(occurrences(check_in, zone, now, now + 10 * DAY)))
        length = chance.choice([MINUTE, 10 * MINUTE, HOUR, 5 * HOUR, 23 * HOUR, 60 * HOUR])
        begins = over - chance.randrange(length)
        return cls(check_in, zone, begins, begins + length)


async def lived(outage: Outage) -> list[int]:
    """The UTC seconds at which her words were sent in three weeks, with an outage among them."""
    bot, now = Bot(), int(BEGINNING.timestamp())
    await bot.remember(asked(outage.check_in, outage.zone, now))
    while (due := max(now, await bot.due())) < BEGINNING.timestamp() + LIVED:
        now = due if not outage.begins <= due < outage.ends else outage.ends
        await bot.wake(now)
        await bot.wake(now + 10)  # the next wake finds nothing more to do
    return bot.channel.sent


@pytest.mark.parametrize("part", range(8))
async def test_over_a_thousand_outages_nothing_comes_late_or_twice_and_the_next_one_comes(
    part: int,
) -> None:
    for seed in range(part, OUTAGES, 8):
        outage = Outage.drawn(seed)
        late, now = outage.check_in.late * MINUTE, int(BEGINNING.timestamp())
        sent = await lived(outage)
        wanted = list(occurrences(outage.check_in, outage.zone, now, now + LIVED))
        for second in wanted:
            found = [one for one in sent if second <= one <= second + late]
            is_lost = outage.begins <= second and outage.ends > second + late
            is_held_up = outage.begins <= second < outage.ends and not is_lost
            # Of two that became due in one outage, the newer one alone is sent.
            replaced = any(second < other <= outage.ends for other in wanted) and is_held_up
            assert len(found) == (0 if is_lost or replaced else 1), (seed, second)
        assert len(sent) == len(set(sent))
        assert all(any(0 <= one - second <= late for second in wanted) for one in sent)
        assert [one for one in sent if one > outage.ends + late]  # the next one comes


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DAY, -DAY])
@pytest.mark.parametrize("hour", range(0, 48, 3))
async def test_when_the_clock_of_the_machine_jumps_nothing_is_doubled(jump: int, hour: int) -> None:
    bot, begun = Bot(), int(BEGINNING.timestamp())
    check_in = CheckIn("x", at=9 * 60, late=120, word="fine")
    await bot.remember(asked(check_in, "UTC", begun))
    days = []
    for minutes in range(0, 5 * 24 * 60, 20):
        shown = begun + minutes * 60 + (jump if minutes >= hour * 60 else 0)
        before = len(bot.channel.sent)
        await bot.wake(shown)
        if len(bot.channel.sent) > before:
            days.append(shown // DAY)
            assert 0 <= shown - (shown // DAY * DAY + 9 * HOUR) <= 120 * 60
    assert len(days) == len(set(days))
    assert len(days) >= 3


async def test_a_waking_store_is_asked_the_same_for_her_word_and_for_the_other() -> None:
    told = []
    for word in ("fine", "busy"):
        store = Counting()
        bot = Bot(store)
        begun = int(BEGINNING.timestamp())
        check_in = CheckIn("x", at=13 * 60, word="fine", second="busy")
        await bot.remember(asked(check_in, "UTC", begun))
        await bot.wake(await bot.due())
        bot.world.at += timedelta(minutes=2)
        store.asked.clear()
        bot.channel.effects.clear()
        bot.channel.shown.clear()
        event = Said(word, bot.world.at, bot.world.chance(), message=7, sent=int(begun))
        played = await bot.service.handle(CHAT, event)
        told.append((store.asked, bot.channel.effects, bot.channel.shown, played))
    first, second = told
    assert first == second
    assert any(call[0] == "commit" for call in first[0])


async def test_what_she_answered_is_found_later_and_told_apart() -> None:
    bot = Bot()
    check_in = CheckIn("x", at=13 * 60, word="fine", second="busy")
    await bot.remember(asked(check_in, "UTC", int(BEGINNING.timestamp())))
    for word in ("fine", "busy"):
        await bot.wake(await bot.due())
        await bot.service.handle(CHAT, Said(word, bot.world.at, bot.world.chance()))
    notes = (await bot.service.peek(CHAT)).agendas["hers"].notes
    assert [which for _, which in notes] == ["1", "2"]


async def test_two_workers_that_wake_at_once_send_it_once() -> None:
    store: Any = MemoryStore()
    bots = Bot(store), Bot(store)
    await bots[0].remember(
        asked(CheckIn("x", at=780, word="fine"), "UTC", int(BEGINNING.timestamp()))
    )
    due = await bots[0].due()
    bots[1].world.at = bots[0].world.at = datetime.fromtimestamp(due, UTC)
    for bot in bots:
        await bot.scheduler.wake()
    assert sum(len(bot.channel.sent) for bot in bots) == 1


def test_an_outage_that_is_drawn_lies_over_a_due_time() -> None:
    outage = Outage.drawn(3)
    now = int(BEGINNING.timestamp())
    due = occurrences(outage.check_in, outage.zone, now, now + LIVED)
    assert any(outage.begins <= second < outage.ends for second in due)


async def test_while_paused_nothing_is_sent_whatever_event_finds_that_it_is_due() -> None:
    for is_paused in (True, False):
        bot = Bot()
        bot.service = Service(
            bot.vault, bot.channel, base, idles=True, is_paused=partial(bool, is_paused)
        )
        await bot.remember(asked(CheckIn("nine", word="fine"), "UTC", int(BEGINNING.timestamp())))
        bot.world.at = datetime.fromtimestamp(await bot.due() + MINUTE, UTC)
        await bot.service.handle(CHAT, Changed("hm", 7, bot.world.now(), "x"))
        assert len(bot.channel.sent) == (not is_paused)
