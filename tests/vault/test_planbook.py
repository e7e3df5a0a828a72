"""Plans in the vault: sealed to her, changed once whatever comes, another one in an empty place."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.plan import Add, Edit, Item, Plan, Remove, Reword
from bot.core.requests import (
    HERS,
    EditPlan,
    MakePackage,
    Outcome,
    ReadLog,
    ReadPlan,
    TellHers,
)
from bot.errors import SidelightError, StoreBusy
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from bot.vault.deployment import open_vault
from bot.vault.moving import Outcome as Moving
from bot.vault.opened import Open
from bot.vault.planbook import Planbook
from bot.vault.seal import PADDING
from tests.store.rows import contents
from tests.vault.test_lockbox import ANA, BEA, Quickly
from tests.vault.test_locksmith import DURESS, PIN, Home
from tests.vault.test_moving import World, a_world
from tests.vault.test_rotation import OLD as BEGUN
from tests.vault.test_scribe import WHAT, Desk

SAM = Item("one", "people", "canary: Sam has a car")
SHOP = Item("two", "places", "canary: the shop")


async def kept(home: Home, *items: Item) -> Outcome:
    """Add items where it is open."""
    return await home.ask(EditPlan(Add(items)))


async def plan(home: Home) -> Plan | None:
    return (await home.ask(ReadPlan())).plan


async def unlocked() -> Home:
    """Somebody without a lock, who has opened what she keeps."""
    home = await Home().open_up()
    await home.freely()
    return home


async def locked() -> Home:
    """Somebody with a plan, a PIN and a duress PIN, who has closed it."""
    home = await unlocked()
    await kept(home, SAM)
    home.smith.shut(ANA)
    await home.set_up()
    return home


# Kept


async def test_what_she_plans_is_kept_and_read_back() -> None:
    home = await unlocked()
    assert (await kept(home, SAM)).came == "kept"
    assert (await kept(home, SHOP)).plan == Plan((SAM, SHOP))
    home.smith = home.new_smith()
    await home.freely()
    assert await plan(home) == Plan((SAM, SHOP))


async def test_where_it_is_shut_a_plan_is_neither_read_nor_changed() -> None:
    home = await locked()
    assert await home.ask(ReadPlan()) == await kept(home, SHOP) == Outcome("closed")
    await home.with_pin(PIN)
    assert await plan(home) == Plan((SAM,))


async def test_a_turn_that_is_played_twice_adds_once() -> None:
    home = await unlocked()
    first, second = await kept(home, SAM), await kept(home, SAM)
    assert first.plan == second.plan == Plan((SAM,))
    assert (first.came, second.came) == ("kept", "kept")


async def test_a_plan_is_something_she_keeps_until_nothing_is_in_it() -> None:
    home = await unlocked()
    assert not await home.smith.keeps(ANA)
    assert {"plan", "waits"} <= set((await kept(home, SAM)).facts)
    assert await home.smith.keeps(ANA)
    outcome = await home.ask(EditPlan(Remove("one")))
    assert HERS.isdisjoint(outcome.facts)
    assert not await home.smith.keeps(ANA)
    assert (await home.store.plan((await home.box.of(ANA)).uid))[1] == b""


async def test_how_much_is_planned_is_told_with_all_that_is_held() -> None:
    home = await unlocked()
    await kept(home, SAM, SHOP)
    amounts = (await home.ask(TellHers())).amounts
    assert amounts is not None
    assert amounts.items == 2


async def test_a_write_that_fails_leaves_the_plan_as_it_was_and_can_be_tried_again() -> None:
    home = await unlocked()
    await kept(home, SAM)
    book = Planbook(home.box._vault, home.box)
    place = home.smith._open[ANA]

    class Refusing(MemoryStore):
        async def keep_plan(self, uid: bytes, version: int, content: bytes) -> bool:
            raise StoreBusy

    refusing = Refusing()
    refusing.__dict__.update(home.store.__dict__)
    book._store = refusing
    with pytest.raises(StoreBusy):
        await book.within(ANA, EditPlan(Add((SHOP,))), place)
    assert await plan(home) == Plan((SAM,))
    assert (await kept(home, SHOP)).plan == Plan((SAM, SHOP))


# Two at once


EDITS = st.lists(
    st.one_of(
        st.builds(
            lambda one, words: Add((Item(one, "notes", words),)),
            st.sampled_from("abc"),
            st.sampled_from(("x", "y")),
        ),
        st.builds(Remove, st.sampled_from("abc")),
        st.builds(Reword, st.sampled_from("abc"), st.sampled_from(("x", "z"))),
    ),
    max_size=4,
)


class Yielding(MemoryStore):
    """Lets the other worker go on between reading a plan and writing it."""

    async def plan(self, uid: bytes) -> tuple[int, bytes]:
        found = await super().plan(uid)
        await asyncio.sleep(0)
        return found


@given(EDITS, EDITS)
@settings(max_examples=25, deadline=None)
def test_two_workers_always_leave_one_legal_plan(one: list[Edit], other: list[Edit]) -> None:
    async def played() -> Plan | None:
        world = World(store := Yielding(), await open_vault(store, BEGUN), Quickly())
        await world.come(ANA)
        place = Open(2e9, (await world.box.of(ANA)).private)
        books = [Planbook(world.vault, world.box) for _ in range(2)]

        async def ask(edits: list[Edit], book: Planbook) -> None:
            for edit in edits:
                await book.within(ANA, EditPlan(edit), place)

        await asyncio.gather(ask(one, books[0]), ask(other, books[1]))
        return (await books[0].within(ANA, ReadPlan(), place))[0].plan

    found = asyncio.run(played())
    assert found is not None
    ids = [item.id for item in found.items]
    assert len(ids) == len(set(ids))
    added = {item.id for edit in (*one, *other) if isinstance(edit, Add) for item in edit.items}
    removed = {edit.id for edit in (*one, *other) if isinstance(edit, Remove)}
    assert added - removed <= set(ids) <= added


async def test_whoever_is_always_overtaken_is_told_to_try_again() -> None:
    home = await unlocked()

    class Overtaken(MemoryStore):
        async def keep_plan(self, uid: bytes, version: int, content: bytes) -> bool:
            return False

    store = Overtaken()
    store.__dict__.update(home.store.__dict__)
    book = Planbook(home.box._vault, home.box)
    book._store = store
    with pytest.raises(SidelightError, match="try again"):
        await book.within(ANA, EditPlan(Add((SAM,))), home.smith._open[ANA])


# The empty place


@pytest.mark.parametrize("pin", [DURESS, ""])
async def test_an_empty_place_has_another_plan_and_looks_the_same(pin: str) -> None:
    home = await locked()
    await (home.with_pin(pin) if pin else home.freely())
    assert await plan(home) == Plan()
    outcome = await kept(home, SHOP)
    assert (outcome.came, outcome.plan) == ("kept", Plan((SHOP,)))
    assert "plan" in outcome.facts
    assert await plan(home) == Plan((SHOP,))
    amounts = (await home.ask(TellHers())).amounts
    assert amounts is not None
    assert amounts.items == 1
    home.smith.shut(ANA)
    await home.with_pin(PIN)
    assert await plan(home) == Plan((SAM,))


async def test_under_duress_nothing_tells_that_there_is_a_plan() -> None:
    home = await locked()
    assert "plan" not in (await home.with_pin(DURESS)).facts
    assert "plan" not in (await home.freely()).facts
    assert "plan" in (await home.with_pin(PIN)).facts


async def test_as_long_is_taken_for_hers_as_for_an_empty_place() -> None:
    home = await locked()
    taken = []
    for pin in (PIN, DURESS):
        await home.with_pin(pin)
        for request in (ReadPlan(), EditPlan(Add((SHOP,)))):
            begun = home.clock.now
            await home.ask(request)
            taken.append(round(home.clock.now - begun, 6))
    assert taken[:2] == taken[2:]


# Sealed


async def test_no_word_of_a_plan_is_in_the_file_of_the_store(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "rows")
    world = World(store, await open_vault(store, BEGUN), Quickly())
    await world.come(ANA)
    await world.lock(sets=False)
    book = Planbook(world.vault, world.box)
    place = Open(2e9, world.private)
    await book.within(ANA, EditPlan(Add((SAM, SHOP))), place)
    found = contents(tmp_path / "rows")
    assert b"canary" not in found
    assert b"people" not in found
    content = (await store.plan(world.uid))[1]
    assert content in found, "or else this test is none"
    await store.close()


async def test_a_length_tells_little_of_what_is_in_a_plan() -> None:
    home = await unlocked()
    uid, sizes = (await home.box.of(ANA)).uid, set()
    for number in range(4):
        await kept(home, Item(str(number), "notes", "x" * number * 9 + "x"))
        sizes.add(len((await home.store.plan(uid))[1]))
    assert len({size % PADDING for size in sizes}) == 1
    assert len(sizes) < 4


async def test_a_record_that_is_moved_or_is_an_earlier_one_can_not_be_read() -> None:
    home = await unlocked()
    uid = (await home.box.of(ANA)).uid
    await kept(home, SAM)
    _, earlier = await home.store.plan(uid)
    await kept(home, SHOP)
    version, later = await home.store.plan(uid)
    other = later[:-1] + bytes([later[-1] ^ 1])
    for content in (earlier, other):
        home.store._plans[uid] = version, content
        assert await plan(home) is None
        assert (await home.ask(EditPlan(Add((SHOP,))))).plan is None
        assert (await home.ask(TellHers())).amounts is None
        assert await home.store.plan(uid) == (version, content), "what can't be read is not lost"
    home.store._plans[uid] = version, later
    assert await plan(home) == Plan((SAM, SHOP))


async def test_another_persons_record_can_not_be_read() -> None:
    world = await a_world()
    await world.lock(BEA, b"other words", sets=False)
    private = (await world.box.of(BEA)).private
    book, place = Planbook(world.vault, world.box), Open(2e9, private)
    await book.within(BEA, EditPlan(Add((SAM,))), place)
    hers = await world.store.plan((await world.vault.load(BEA)).uid)
    ana = (await world.vault.load(ANA)).uid
    assert await world.store.keep_plan(ana, 0, hers[1])
    assert (await book.within(ANA, ReadPlan(), place))[0].plan is None


# Moving, and what others get


async def test_a_plan_follows_her_recovery_words_to_another_chat() -> None:
    world = await a_world()
    book, place = Planbook(world.vault, world.box), Open(2e9, world.private)
    await book.within(ANA, EditPlan(Add((SAM,))), place)
    assert (await world.move(BEA)).outcome is Moving.MOVED
    assert (await book.within(BEA, ReadPlan(), place))[0].plan == Plan((SAM,))
    assert not await book.holds(ANA)


async def test_a_plan_in_the_other_chat_is_not_lost_by_moving_there() -> None:
    world = await a_world()
    private = (await world.box.of(BEA)).private
    book = Planbook(world.vault, world.box)
    await book.within(BEA, EditPlan(Add((SAM,))), Open(2e9, private))
    assert (await world.move(BEA)).outcome is Moving.KEEPS
    assert await book.holds(BEA)


async def test_nothing_of_a_plan_is_in_her_log_or_in_a_package_of_it() -> None:
    desk = Desk()
    await desk.open_up()
    await desk.freely()
    await kept(desk, SAM, SHOP)
    await desk.write()
    log = (await desk.ask(ReadLog())).log
    assert log is not None
    assert (await desk.ask(MakePackage(""))).came == "done"
    selection, originals = desk.reporter.packed[-1]
    packed = b"".join(link.body for link in selection.log.links) + b"".join(originals.values())
    assert WHAT.what.encode() in packed, "or else this test is none"
    assert b"canary" not in packed + b"".join(link.body for link in log.links)
