"""Recovery words move a vault to another chat: whole, at once, to one chat, and with no others."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.session import Frame, Kept, Session, Terms, dump, load
from bot.errors import SidelightError
from bot.ports import Chat, Move, Store
from bot.store import sqlite_copies, sqlite_restoring
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from bot.vault import locks
from bot.vault.attempts import A_DAY, AT_ONCE
from bot.vault.deployment import open_vault
from bot.vault.lockbox import By, Lockbox, Tried
from bot.vault.locks import Opened
from bot.vault.moving import Moved, Mover, Outcome
from bot.vault.vault import NOTHING_HELD, Vault
from tests.vault.test_lockbox import ANA, BEA, DURESS, PIN, WORDS, Quickly
from tests.vault.test_rotation import NEW, OLD, begin

CLO, DEA, EVA = Chat("tg", "clo"), Chat("tg", "dea"), Chat("tg", "eva")
NOW = datetime(2026, 11, 27, 20, tzinfo=UTC)
WRONG = b"zoo zone zero"
HERE = b"entry 7"


def cleared(slate: bytes) -> bytes:
    """What a channel would make of a slate when everything has to go."""
    return b"goes: " + slate


class World:
    """Ana with a lock of hers; Bea, Clo and the others who only just came."""

    def __init__(self, store: Store, vault: Vault, stretch: Quickly) -> None:
        self.store, self.vault, self.stretch = store, vault, stretch
        self.box = Lockbox(store, vault, stretch)
        self.mover = Mover(self.box, vault, stretch)
        self.uid = self.private = b""

    async def come(self, *chats: Chat) -> None:
        for chat in chats:
            session, slate = f"session of {chat.id}", f"slate of {chat.id}"
            held = await self.vault.load(chat)
            assert await self.vault.commit(chat, held, session.encode(), slate.encode())

    async def lock(self, chat: Chat = ANA, words: bytes = WORDS, *, sets: bool = True) -> None:
        """Give a chat's person recovery words, and a PIN."""
        private = (await self.box.of(chat)).private
        await self.box.change(
            chat, lambda lock: locks.recoverable(lock, private, words, self.stretch)
        )
        if sets:
            await self.box.change(
                chat, lambda lock: locks.locked(lock, private, PIN, self.stretch, DURESS)
            )
        self.uid, self.private = (await self.vault.load(chat)).uid, private

    async def move(self, chat: Chat, words: bytes = WORDS, at: datetime = NOW) -> Moved:
        return await self.mover.move(chat, words, at, cleared)

    async def owners(self) -> list[bytes]:
        """The places of all rows that are Ana's."""
        return [idx for idx, row in await self.store.rows(b"", 99) if row.uid == self.uid]


async def a_world(store: Store | None = None) -> World:
    store = store or MemoryStore()
    world = World(store, await open_vault(store, OLD), Quickly())
    await world.come(ANA, BEA)
    await world.lock()
    return world


# What a move is


async def test_words_bring_her_whole_vault_to_a_new_chat() -> None:
    world = await a_world()
    lock = await world.box.of(ANA)
    letter = locks.seal(lock, b"what happened", HERE)
    assert await world.move(BEA) == Moved(Outcome.MOVED, Opened(world.private), ANA)
    held = await world.vault.load(BEA)
    assert held.uid == world.uid
    assert (held.session, held.slate) == (b"session of bea", b"slate of bea")
    moved = await world.box.of(BEA)
    assert moved == lock
    assert locks.unseal(moved, world.private, letter, HERE) == b"what happened"
    assert await world.box.tried(BEA, PIN, int(NOW.timestamp())) == Tried(Opened(world.private))


async def test_what_her_session_holds_of_her_comes_too() -> None:
    world = await a_world()
    terms, kept = Terms(3650), {"plan": Kept("my sister", 2_000_000_000)}
    hers = Session(person={"country": "IE"}, kept=kept, terms=terms, used=20_000, keeps=True)
    his = Session((Frame("home", "menu"),), {"country": "GB"}, visit="here", used=20_700)
    for chat, session in ((ANA, hers), (BEA, his)):
        held = await world.vault.load(chat)
        assert await world.vault.commit(chat, held, dump(session), b"")
    assert (await world.move(BEA)).outcome is Outcome.MOVED
    found = load((await world.vault.load(BEA)).session or b"")
    assert (found.frames, found.visit, found.person) == (his.frames, "here", {"country": "GB"})
    assert (found.kept, found.terms, found.keeps) == (kept, terms, True)


async def test_words_that_come_twice_after_a_crash_move_her_once() -> None:
    world = await a_world()
    assert (await world.move(BEA)).outcome is Outcome.MOVED
    before = await world.store.rows(b"", 9)
    assert await world.move(BEA) == Moved(Outcome.HERE, Opened(world.private))
    assert await world.store.rows(b"", 9) == before


async def test_the_old_chat_is_somebody_news_and_keeps_only_what_has_to_go_from_it() -> None:
    world = await a_world()
    await world.move(BEA)
    held = await world.vault.load(ANA)
    assert held.uid not in (world.uid, b"")
    assert (held.session, held.slate) == (None, b"goes: slate of ana")
    assert ANA in await world.vault.due(int(NOW.timestamp()) // 60, 9)
    lock = await world.box.of(ANA)
    assert not (lock.is_set or lock.recovery)
    tried = await world.box.tried(ANA, WORDS, int(NOW.timestamp()), By.WORDS)
    assert tried.opened is None


async def test_words_alone_move_as_well_where_no_lock_is_set() -> None:
    store = MemoryStore()
    world = World(store, await open_vault(store, OLD), Quickly())
    await world.come(ANA, BEA)
    await world.lock(sets=False)
    assert (await world.move(BEA)).outcome is Outcome.MOVED
    assert (await world.box.of(BEA)).private == world.private


async def test_she_can_go_on_from_chat_to_chat_and_back() -> None:
    world = await a_world()
    await world.come(CLO)
    for chat in (BEA, CLO, ANA, BEA):
        assert (await world.move(chat)).outcome is Outcome.MOVED
        assert len(await world.owners()) == 1


async def test_in_her_own_chat_words_open_and_nothing_moves() -> None:
    world = await a_world()
    assert await world.move(ANA) == Moved(Outcome.HERE, Opened(world.private))
    assert (await world.vault.load(ANA)).session == b"session of ana"


@pytest.mark.parametrize("sets", [True, False])
async def test_a_chat_that_has_something_to_lose_takes_nobody_in(*, sets: bool) -> None:
    world = await a_world()
    uid, private = world.uid, world.private
    await world.lock(BEA, b"other words", sets=sets)
    his = await world.box.of(BEA)
    assert await world.move(BEA) == Moved(Outcome.KEEPS)
    assert await world.box.of(BEA) == his
    assert (await world.vault.load(ANA)).uid == uid
    assert await world.box.tried(ANA, PIN, int(NOW.timestamp())) == Tried(Opened(private))


async def test_words_that_were_replaced_move_nobody() -> None:
    world = await a_world()
    await world.box.change(
        ANA, lambda lock: locks.recoverable(lock, world.private, b"newer words", world.stretch)
    )
    assert (await world.move(BEA)).outcome is Outcome.WRONG
    assert (await world.move(BEA, b"newer words")).outcome is Outcome.MOVED


# Tries


async def test_a_wrong_guess_costs_the_chat_that_tries_and_nobody_else() -> None:
    world = await a_world()
    await world.come(CLO)
    for _ in range(AT_ONCE):
        assert (await world.move(BEA, WRONG)).outcome is Outcome.WRONG
    assert (await world.move(BEA)).outcome is Outcome.WAITS
    assert (await world.move(BEA)).wait == 60
    assert (await world.move(CLO)).outcome is Outcome.MOVED


async def test_no_more_than_one_guess_a_minute_is_looked_at() -> None:
    world = await a_world()
    world.stretch.calls = 0
    for second in range(0, 3600, 10):
        await world.move(BEA, WRONG, NOW + timedelta(seconds=second))
    assert 0 < world.stretch.calls <= 2 * (60 + AT_ONCE)


async def test_whoever_holds_her_old_chat_can_not_use_up_her_tries() -> None:
    world = await a_world()
    for _ in range(A_DAY):
        await world.box.tried(ANA, WRONG, int(NOW.timestamp()), By.WORDS)
        await world.box.tried(ANA, b"111111", int(NOW.timestamp()))
    assert (await world.move(BEA)).outcome is Outcome.MOVED


async def test_the_lock_that_is_found_counts_as_well() -> None:
    world = await a_world()
    others = [Chat("tg", f"other {number}") for number in range(AT_ONCE)]
    await world.come(*others, CLO)
    for chat in others:
        await world.lock(chat, b"words of " + chat.id.encode())
        assert (await world.move(chat)).outcome is Outcome.KEEPS
    assert await world.move(CLO) == Moved(Outcome.WAITS, wait=60)


async def test_a_try_is_counted_before_anything_is_looked_up() -> None:
    class Killed(Quickly):
        async def __call__(self, secret: bytes, salt: bytes) -> bytes:
            raise KeyboardInterrupt

    world = await a_world()
    world.mover = Mover(world.box, world.vault, Killed())
    for _ in range(AT_ONCE):
        with pytest.raises(KeyboardInterrupt):
            await world.move(BEA)
    assert (await world.move(BEA)).outcome is Outcome.WAITS


async def test_words_are_stretched_twice_whoever_they_are_of() -> None:
    taken = {}
    for outcome in (Outcome.MOVED, Outcome.HERE, Outcome.KEEPS, Outcome.WRONG):
        world = await a_world()
        if outcome is Outcome.KEEPS:
            await world.lock(BEA, b"other words")
        world.stretch.calls = 0
        words = WRONG if outcome is Outcome.WRONG else WORDS
        moved = await world.move(ANA if outcome is Outcome.HERE else BEA, words)
        assert moved.outcome is outcome
        taken[outcome] = world.stretch.calls
    assert set(taken.values()) == {2}


# Others at the same time


class Gate(Quickly):
    """Lets nobody go on with the second stretch before so many have come to it."""

    def __init__(self, waits_for: int) -> None:
        super().__init__()
        self.barrier = asyncio.Barrier(waits_for)

    async def __call__(self, secret: bytes, salt: bytes) -> bytes:
        if salt != locks.NAMING:
            await self.barrier.wait()
        return await super().__call__(secret, salt)


async def four_at_once(world: World) -> None:
    movers = [BEA, CLO, DEA, EVA]
    await world.come(*movers[1:])
    world.mover = Mover(world.box, world.vault, Gate(len(movers)))
    letter = locks.seal(await world.box.of(ANA), b"what happened", HERE)
    ended = await asyncio.gather(*map(world.move, movers), return_exceptions=True)
    won = [chat for chat, end in zip(movers, ended, strict=True) if isinstance(end, Moved)]
    assert len(won) == 1
    assert all(isinstance(end, Moved | SidelightError) for end in ended)
    (owner,) = await world.owners()
    assert owner == OLD.index(won[0])
    for chat in {*movers} - {*won}:
        assert (await world.vault.load(chat)).session == f"session of {chat.id}".encode()
    lock = await world.box.of(won[0])
    assert locks.unseal(lock, world.private, letter, HERE) == b"what happened"


async def test_of_four_movers_at_once_exactly_one_wins_and_nothing_is_lost() -> None:
    await four_at_once(await a_world())


async def test_of_four_movers_at_once_one_wins_in_a_file_too(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "rows", synchronous="OFF")
    try:
        await four_at_once(await a_world(store))
    finally:
        await store.close()


async def test_a_try_is_counted_for_nobody_else_who_is_in_that_chat_by_now() -> None:
    world = await a_world()
    before = await world.store.lock(world.uid)
    with pytest.raises(SidelightError, match="busy"):
        await world.box.counted(ANA, int(NOW.timestamp()), By.MOVE, b"somebody else")
    assert await world.store.lock(world.uid) == before


class Rivals(MemoryStore):
    """Before so many moves, somebody else writes the row that is to be left."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times
        self.world: World | None = None

    async def move(self, move: Move) -> bool:
        if self.times:
            self.times -= 1
            assert self.world is not None
            held = await self.world.vault.load(ANA)
            slate = b"slate %d" % self.times
            await self.world.vault.commit(ANA, held, held.session, slate)
        return await super().move(move)


async def test_a_turn_in_the_old_chat_meanwhile_loses_nothing() -> None:
    store = Rivals(2)
    world = store.world = await a_world(store)
    assert (await world.move(BEA)).outcome is Outcome.MOVED
    assert (await world.vault.load(ANA)).slate == b"goes: slate 0"


async def test_a_chat_that_never_rests_is_given_up_on_and_nothing_has_changed() -> None:
    store = Rivals(99)
    world = store.world = await a_world(store)
    with pytest.raises(SidelightError, match="busy"):
        await world.move(BEA)
    assert await world.owners() == [OLD.index(ANA)]
    assert (await world.vault.load(BEA)).session == b"session of bea"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["right", "wrong", "turn", "pin", "restart"]),
        st.sampled_from([ANA, BEA, CLO]),
        st.integers(0, 40_000),
    ),
    max_size=25,
)


class Evening:
    """What people do one after the other, and what has to be true after each."""

    def __init__(self, world: World, letter: bytes) -> None:
        self.world, self.letter = world, letter
        self.now, self.hers = NOW, ANA

    async def right(self, chat: Chat) -> None:
        moved = await self.world.move(chat, at=self.now)
        self.hers = chat if moved.outcome is Outcome.MOVED else self.hers
        assert moved.outcome in (Outcome.MOVED, Outcome.HERE, Outcome.WAITS)
        assert moved.opened in (Opened(self.world.private), None)

    async def wrong(self, chat: Chat) -> None:
        moved = await self.world.move(chat, WRONG, self.now)
        assert moved.outcome in (Outcome.WRONG, Outcome.WAITS)
        assert moved.opened is None

    async def turn(self, chat: Chat) -> None:
        await self.world.come(chat)

    async def pin(self, chat: Chat) -> None:
        tried = await self.world.box.tried(chat, PIN, int(self.now.timestamp()))
        assert tried.opened is None or chat == self.hers

    async def restart(self, chat: Chat) -> None:
        world = self.world
        world.vault = await open_vault(world.store, OLD)
        world.box = Lockbox(world.store, world.vault, world.stretch)
        world.mover = Mover(world.box, world.vault, world.stretch)

    async def end(self) -> None:
        later = int((self.now + timedelta(days=3)).timestamp())
        opened = (await self.world.box.tried(self.hers, PIN, later)).opened
        assert opened == Opened(self.world.private)
        lock = await self.world.box.of(self.hers)
        assert locks.unseal(lock, self.world.private, self.letter, HERE) == b"kept"


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_whatever_happens_nothing_opens_with_wrong_words_and_nothing_is_lost(
    steps: Sequence[tuple[str, Chat, int]],
) -> None:
    async def play() -> None:
        world = await a_world()
        await world.come(CLO)
        evening = Evening(world, locks.seal(await world.box.of(ANA), b"kept", HERE))
        for step, chat, pause in steps:
            evening.now += timedelta(seconds=pause)
            await getattr(evening, step)(chat)
            assert await world.owners() == [OLD.index(evening.hers)]
        await evening.end()

    asyncio.run(play())


# Keys, erasure, copies


async def test_the_keys_of_whoever_moved_can_be_changed() -> None:
    store = MemoryStore()
    world = await a_world(store)
    await world.move(BEA)
    turning = await begin(store)
    assert await turning.rewrap() == 2
    await turning.finish()
    vault = await open_vault(store, NEW)
    box = Lockbox(store, vault, Quickly())
    assert (await vault.load(ANA)).slate == b"goes: slate of ana"
    assert await box.tried(BEA, PIN, int(NOW.timestamp())) == Tried(Opened(world.private))
    mover = Mover(box, vault, Quickly())
    assert (await mover.move(ANA, WORDS, NOW, cleared)).outcome is Outcome.MOVED


async def test_erasing_after_a_move_forgets_her_wholly() -> None:
    world = await a_world()
    came = (await world.vault.load(BEA)).uid
    await world.move(BEA)
    await world.vault.erase(BEA, NOW)
    assert await world.owners() == []
    assert await world.store.lock(world.uid) == (0, b"")
    assert (await world.vault.load(BEA)) == NOTHING_HELD
    assert {erasure.uid for erasure in await world.store.erasures()} == {came, world.uid}
    await world.come(CLO)
    assert (await world.move(CLO)).outcome is Outcome.WRONG


async def test_nothing_of_a_move_can_be_read_in_the_store() -> None:
    store = MemoryStore()
    world = await a_world(store)
    await world.move(BEA)
    name = await locks.name_of(WORDS, Quickly())
    held = repr([vars(store), store._rows, store._words])
    for part in (WORDS, name, world.private, b"session of bea"):
        assert str(part)[2:-1] not in held
        assert part.hex() not in held
    assert len(next(iter(store._words))) == 32


async def in_a_file(path: Path) -> World:
    store = SqliteStore.open(path, synchronous="OFF")
    return World(store, await open_vault(store, OLD), Quickly())


async def test_an_older_copy_brings_no_second_owner_and_words_move_her_again(
    tmp_path: Path,
) -> None:
    path, copy, aside = (tmp_path / name for name in ("rows", "copy", "aside"))
    world = await in_a_file(path)
    await world.come(ANA, BEA)
    await world.lock()
    uid, private = world.uid, world.private
    came = (await world.vault.load(BEA)).uid
    sqlite_copies.copy(path, copy, int(NOW.timestamp()))
    assert (await world.move(BEA)).outcome is Outcome.MOVED
    noted = await world.store.erasures()
    await world.store.close()
    assert sqlite_restoring.bring_back(copy, path, aside, noted) == 1

    world = await in_a_file(path)
    world.uid = uid
    assert await world.owners() == [OLD.index(ANA)]
    assert await world.vault.load(BEA) == NOTHING_HELD
    assert came not in {uid for uid, _ in await world.store.people_keys(b"", 9)}
    await world.come(BEA)
    assert await world.move(BEA) == Moved(Outcome.MOVED, Opened(private), ANA)
    assert await world.owners() == [OLD.index(BEA)]
    await world.store.close()


async def test_whoever_erased_herself_after_a_move_stays_erased_in_older_copies(
    tmp_path: Path,
) -> None:
    path, copy, aside = (tmp_path / name for name in ("rows", "copy", "aside"))
    world = await in_a_file(path)
    await world.come(ANA, BEA)
    await world.lock()
    sqlite_copies.copy(path, copy, int(NOW.timestamp()))
    await world.move(BEA)
    await world.vault.erase(BEA, NOW)
    noted = await world.store.erasures()
    await world.store.close()
    assert sqlite_restoring.bring_back(copy, path, aside, noted) == 2
    world = await in_a_file(path)
    assert await world.store.rows(b"", 9) == []
    await world.store.close()
