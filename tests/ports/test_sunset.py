"""Who asked is found, and nobody else touched; and at the end nothing of anybody is left."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.announcing import Announcing
from bot.core import session as sessions
from bot.core.agenda import Agenda
from bot.core.content import Content
from bot.core.effects import Text
from bot.core.events import Said
from bot.core.hours import EVERY_DAY, Hours
from bot.core.session import Session
from bot.core.sunset import Sunset
from bot.errors import StoreBusy
from bot.keeping import ExhibitRow, LinkRow, ReleaseRow
from bot.ports import Chat, Row, Store
from bot.scheduler import Chats, Scheduler
from bot.service import Service
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from bot.vault.clearing import BATCH, erase_everybody
from bot.vault.ledger import Ledger
from bot.vault.vault import NOTHING_HELD
from bot.wiring.machine import Machine
from tests.core.stage import base
from tests.ports.fakes import FixedWorld, vault_over
from tests.ports.stores import change, holding, letter
from tests.ports.test_check_ins import Reminding, never

BEGUN = date(2026, 11, 23)
SUNSET = Sunset(BEGUN, date(2027, 6, 30))
WORDS = "Water the plants"
DAY = 86_400


@dataclass
class Bot:
    """A bot that is told when the service ends, and whose clock is turned by hand."""

    store: Store
    sunset: Sunset | None = SUNSET
    world: FixedWorld = field(default_factory=FixedWorld)

    def __post_init__(self) -> None:
        self.vault = vault_over(self.store)
        self.channel = Reminding(world=self.world)
        content = Machine(sunset=lambda: self.sunset).ending(base)
        self.service = Service(self.vault, self.channel, content, idles=True)
        chats = Chats(lambda chat: False, never)
        self.scheduler = Scheduler(self.service, self.vault, self.world, chats)
        self.looked: set[str] = set()
        self.announcing = Announcing(self.vault, self.look, lambda: self.sunset)

    async def look(self, chat: Chat) -> None:
        """Note who is looked at."""
        self.looked.add(chat.id)
        await self.scheduler.look(chat)

    async def remember(self, name: str, session: Session) -> None:
        """Hold somebody."""
        data = sessions.dump(session)
        assert await self.vault.commit(Chat("test", name), NOTHING_HELD, data, b"")

    async def day(self, day: date) -> None:
        """Live through a day: go through everybody, and look twice at what is due."""
        for hour, work in ((2, self.announcing.announce), (9, self.scheduler.wake)):
            self.world.at = datetime(day.year, day.month, day.day, hour, 1, tzinfo=UTC)
            await work()
            await self.scheduler.wake()


def held(*, notice: bool) -> Session:
    agenda = Agenda(WORDS, "UTC", Hours(EVERY_DAY, 9 * 60, 10 * 60), notice=notice)
    return Session(used=BEGUN.toordinal() - 719_163, keeps=True, agendas={"hers": agenda})


async def rows(store: Store) -> dict[bytes, Row]:
    return dict(await store.rows(b"", 1000))


async def test_each_who_asked_is_sent_her_words_once_and_no_other_row_is_touched(
    store: Store,
) -> None:
    bot = Bot(store)
    asked, others = [f"ana{n}" for n in range(5)], [f"bea{n}" for n in range(5)]
    for name in asked:
        await bot.remember(name, held(notice=True))
    before = await rows(store)
    for name in others:
        await bot.remember(name, held(notice=False))
    silent = {idx: row for idx, row in (await rows(store)).items() if idx not in before}
    for days in range(3):
        await bot.day(BEGUN + timedelta(days=days))
    assert len(bot.channel.sent) == len(asked)
    assert bot.looked == set(asked)
    after = await rows(store)
    assert {idx: after[idx] for idx in silent} == silent


async def test_she_is_told_again_a_month_and_a_week_before_also_by_a_bot_that_starts_anew(
    store: Store,
) -> None:
    await Bot(store).remember("ana", held(notice=True))
    told = []
    for before in (SUNSET.ends - BEGUN, *(timedelta(days) for days in (60, 30, 29, 8, 7, 6, 0))):
        bot = Bot(store)
        await bot.day(SUNSET.ends - before)
        told.append(len(bot.channel.sent))
    assert told == [1, 0, 1, 0, 0, 1, 0, 0]


@pytest.mark.parametrize("sunset", [None, replace(SUNSET, is_over=True)])
async def test_where_nothing_ends_or_all_has_ended_nobody_is_looked_at(
    sunset: Sunset | None,
) -> None:
    bot = Bot(MemoryStore(), sunset)
    await bot.remember("ana", held(notice=True))
    before = await rows(bot.store)
    await bot.day(BEGUN)
    assert not bot.channel.sent
    assert await rows(bot.store) == before


async def test_what_is_called_off_on_the_way_is_told_to_nobody_after_that() -> None:
    bot, looked = Bot(MemoryStore()), list[Chat]()
    for name in ("ana", "bea", "clo"):
        await bot.remember(name, held(notice=True))

    async def look(chat: Chat) -> None:
        looked.append(chat)
        bot.sunset = None

    await Announcing(bot.vault, look, lambda: bot.sunset).announce()
    assert len(looked) == 1


async def test_whoever_can_not_be_opened_or_read_hides_nobody_else() -> None:
    store = MemoryStore()
    bot = Bot(store)
    await bot.remember("ana", held(notice=True))
    assert await bot.vault.commit(Chat("test", "bea"), NOTHING_HELD, b"broken", b"")
    assert await bot.vault.commit(Chat("test", "clo"), NOTHING_HELD, None, b"")
    await holding(store, b"\x00", b"\xff")  # sealed by nobody
    await bot.announcing.announce()
    await bot.day(BEGUN)
    assert len(bot.channel.sent) == 1
    assert bot.vault.unopened


class Refusing(MemoryStore):
    """A store that is held by somebody else."""

    async def rows(self, after: bytes, most: int) -> list[tuple[bytes, Row]]:
        raise StoreBusy


async def test_a_store_that_refuses_is_asked_again_the_next_day() -> None:
    await Bot(Refusing()).announcing.announce()


async def test_a_running_bot_takes_up_what_was_announced_and_what_is_over() -> None:
    bot = Bot(MemoryStore(), None)
    ana = Chat("test", "ana")
    told = []
    for sunset in (None, SUNSET, replace(SUNSET, is_over=True)):
        bot.sunset = sunset
        await bot.service.handle(ana, Said("/start", bot.world.now(), bot.world.chance()))
        screen = bot.channel.shown[ana][-1]
        assert screen is not None
        told.append(" ".join(part.text for part in screen.parts if isinstance(part, Text)))
    assert told[0] == told[1] != told[2]
    assert told[2].startswith("This service has ended")


def test_the_content_is_made_anew_only_where_something_changed() -> None:
    sunset: list[Sunset | None] = [None]
    content: Content = base()
    told = Machine(sunset=lambda: sunset[0]).ending(lambda: content)
    assert told() is content
    sunset[0] = SUNSET
    first = told()
    assert (first.told["sunset"], told()) == ("2027-06-30", first)
    assert told() is first


# The end


async def full(store: Store, names: list[bytes]) -> None:
    """People with all that a person can have here."""
    for name in names:
        assert await store.commit(change(name, 0))
        assert await store.keep_lock(name, 0, b"lock", [b"words of " + name])
        assert await store.keep_plan(name, 0, b"plan")
        file, package = b"file of " + name, b"package of " + name
        assert await store.add_piece(name, file, 0, b"piece")
        exhibit = ExhibitRow(1, 0, file, b"twin", b"key")
        assert await store.add_link(name, LinkRow(1, b"mark", b"chain", b"content"), [exhibit])
        assert await store.add_piece(name, package, 0, b"piece")
        assert await store.add_release(name, ReleaseRow(b"idx" + name, package, 9, b"t", b"to"))
    await store.receive([letter(1, names[0]), letter(2, None), letter(3, None, poison=True)])
    await store.add_day_key(20, b"key")


def ledger_in(folder: Path) -> Ledger:
    (folder / "data").mkdir()
    return Ledger(folder / "ledger", folder / "data" / "rows")


AT = datetime(2027, 7, 1, tzinfo=UTC)


async def is_empty(store: Store, names: list[bytes]) -> bool:
    """Whether nothing of anybody is left."""
    found: list[object] = [await store.rows(b"", 9), await store.people_keys(b"", 9)]
    found += [await store.waiting(), await store.day_keys(), await store.loose_files()]
    for name in names:
        found += [await store.links(name), await store.pieces(b"file of " + name)]
        found += [await store.pieces(b"package of " + name), await store.releases(name)]
        found += [(await store.lock(name))[1], (await store.plan(name))[1]]
        found += [await store.find_lock(b"words of " + name)]
    return not any(found)


async def test_after_the_end_nothing_of_anybody_is_left_and_the_ledger_knows_them(
    store: Store, tmp_path: Path
) -> None:
    names = [b"ana", b"bea", b"clo"]
    await full(store, names)
    assert not await is_empty(store, names)
    ledger = ledger_in(tmp_path)
    await erase_everybody(store, ledger, AT)
    assert await is_empty(store, names)
    assert {erasure.uid for erasure in ledger.read() or ()} == set(names)


class Cut(SqliteStore):
    """A store that refuses after so many erasures."""

    left = BATCH + 7

    async def erase(self, idx: bytes, day: int) -> None:
        if not self.left:
            raise StoreBusy
        self.left -= 1
        await super().erase(idx, day)


async def test_what_was_cut_short_goes_on_and_the_ledger_forgets_nobody(tmp_path: Path) -> None:
    names = [b"%04d" % number for number in range(2 * BATCH + 1)]
    store, ledger = Cut.open(tmp_path / "rows", synchronous="OFF"), ledger_in(tmp_path)
    await asyncio.gather(*(holding(store, name) for name in names))
    with pytest.raises(StoreBusy):
        await erase_everybody(store, ledger, AT)
    assert 0 < len(await store.rows(b"", 1000)) < len(names)
    store.left = len(names)
    await erase_everybody(store, ledger, AT)
    assert not await store.rows(b"", 1)
    assert {erasure.uid for erasure in ledger.read() or ()} == set(names)
    await store.close()
