"""The charity's key: it opens what she entrusted to it, and nothing that was altered or swapped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import CharityProblem, Unsealable
from bot.store.memory import MemoryStore
from bot.vault import charity, locks
from bot.vault.charity import Appeal, Appeals, Grant
from bot.vault.lockbox import By, Tried
from bot.vault.locks import WEEK, Lock, Opened
from bot.vault.moving import Outcome
from bot.vault.seal import Seal, new_private, public_of, seal_to
from bot.vault.vault import Vault
from tests.vault.test_lockbox import ANA, BEA, WORDS, Quickly
from tests.vault.test_moving import CLO, World, a_world
from tests.vault.test_rotation import OLD

PRIVATE = new_private()
PUBLIC = public_of(PRIVATE)
NOW = int(datetime(2026, 11, 27, 20, tzinfo=UTC).timestamp())
NEW_WORDS = b"new words of the charity's"


class Charity(World):
    """Ana, who asked that the charity can help, on a server; and the charity."""

    @classmethod
    async def with_ana(cls) -> Charity:
        world = await a_world()
        made = cls(world.store, world.vault, world.stretch)
        made.uid, made.private = world.uid, world.private
        await made.entrust()
        return made

    @property
    def appeals(self) -> Appeals:
        return Appeals(self.store, self.vault, self.box)

    async def entrust(self, code_word: str = "heron") -> None:
        async def change(lock: Lock) -> Lock:
            return locks.entrusted(lock, self.private, PUBLIC, code_word)

        await self.box.change(ANA, change)

    async def appeal(self, now: int = NOW) -> Appeal:
        """What comes to the charity."""
        asked = await self.appeals.ask(self.vault.reference(self.uid), now)
        return charity.opened_appeal(charity.sealed_appeal(asked, PUBLIC), PRIVATE)

    async def grant(self, now: int = NOW) -> Grant:
        """What comes back."""
        appeal = await self.appeal(now)
        private, _ = locks.entrusted_to(appeal.lock, PRIVATE)
        return await charity.grant_for(appeal, private, NEW_WORDS, self.stretch)

    async def opens(self, words: bytes, now: int = NOW) -> bool:
        tried = await self.box.tried(ANA, words, now, By.WORDS)
        assert tried.opened in (None, Opened(self.private))
        return tried.opened is not None


# The way of an appeal


async def test_new_words_open_her_lock_besides_her_own() -> None:
    world = await Charity.with_ana()
    appeal = await world.appeal()
    assert locks.entrusted_to(appeal.lock, PRIVATE) == (world.private, "heron")
    assert appeal.reference == world.vault.reference(world.uid)
    assert not await world.opens(NEW_WORDS)
    await world.appeals.admit(await world.grant(), NOW)
    assert await world.opens(NEW_WORDS)
    assert await world.opens(WORDS)


async def test_new_words_move_her_to_a_new_chat_too() -> None:
    world = await Charity.with_ana()
    await world.appeals.admit(await world.grant(), NOW)
    assert (await world.move(BEA, NEW_WORDS)).outcome is Outcome.MOVED
    await world.come(CLO)
    assert (await world.move(CLO, WORDS)).outcome is Outcome.MOVED


async def test_after_a_week_only_her_own_words_open() -> None:
    world = await Charity.with_ana()
    await world.appeals.admit(await world.grant(), NOW + 60)
    assert await world.opens(NEW_WORDS, NOW + WEEK - 1)
    assert not await world.opens(NEW_WORDS, NOW + WEEK)
    assert await world.opens(WORDS, NOW + WEEK)


async def test_after_a_week_they_move_nobody() -> None:
    world = await Charity.with_ana()
    await world.appeals.admit(await world.grant(), NOW)
    late = datetime.fromtimestamp(NOW + WEEK, UTC)
    assert (await world.move(BEA, NEW_WORDS, late)).outcome is Outcome.WRONG
    assert (await world.move(BEA, WORDS, late)).outcome is Outcome.MOVED


async def test_words_of_her_own_end_those_of_the_charity() -> None:
    world = await Charity.with_ana()
    grant = await world.grant()
    await world.appeals.admit(grant, NOW)
    await world.box.change(
        ANA, lambda lock: locks.recoverable(lock, world.private, b"newest", world.stretch)
    )
    assert not await world.opens(NEW_WORDS)
    assert await world.opens(b"newest")
    with pytest.raises(CharityProblem, match="already"):
        await world.appeals.admit(grant, NOW)


# What is refused


async def test_a_grant_is_let_in_once_and_an_older_one_never() -> None:
    world = await Charity.with_ana()
    older, grant = await world.grant(NOW), await world.grant(NOW + 1)
    await world.appeals.admit(grant, NOW + 2)
    for again in (grant, older):
        with pytest.raises(CharityProblem, match="already"):
            await world.appeals.admit(again, NOW + 2)
    await world.appeals.admit(await world.grant(NOW + 3), NOW + 4)


@pytest.mark.parametrize("now", [NOW - 1, NOW + WEEK])
async def test_a_grant_that_is_too_old_or_from_tomorrow_is_refused(now: int) -> None:
    world = await Charity.with_ana()
    with pytest.raises(CharityProblem, match="week old"):
        await world.appeals.admit(await world.grant(), now)


async def test_who_took_it_back_is_not_helped_against_her_will() -> None:
    world = await Charity.with_ana()
    grant = await world.grant()
    await world.appeals.admit(await world.grant(NOW - 1), NOW)

    async def withdrawn(lock: Lock) -> Lock:
        return locks.withdrawn(lock)

    await world.box.change(ANA, withdrawn)
    assert not await world.opens(NEW_WORDS)
    for refused in (world.appeal(), world.appeals.admit(grant, NOW)):
        with pytest.raises(CharityProblem, match="took that back"):
            await refused


async def test_a_grant_ends_with_what_it_was_asked_for() -> None:
    world = await Charity.with_ana()
    grant = await world.grant()
    await world.entrust("another word")
    with pytest.raises(CharityProblem, match="has changed"):
        await world.appeals.admit(grant, NOW)


async def test_another_persons_grant_is_refused() -> None:
    world = await Charity.with_ana()
    hers = await world.grant()
    await world.lock(BEA, b"words of bea")
    uid = (await world.vault.load(BEA)).uid
    await world.box.change(BEA, _entrusted_by(world))
    with pytest.raises(CharityProblem, match="somebody else"):
        await world.appeals.admit(replace(hers, reference=world.vault.reference(uid)), NOW)


def _entrusted_by(world: World) -> Callable[[Lock], Awaitable[Lock]]:
    async def change(lock: Lock) -> Lock:
        return locks.entrusted(lock, world.private, PUBLIC, "his word")

    return change


async def test_a_appeal_that_shows_another_persons_letter_can_not_be_opened() -> None:
    world = await Charity.with_ana()
    appeal = await world.appeal()
    await world.lock(BEA, b"words of bea")
    await world.box.change(BEA, _entrusted_by(world))
    his = await world.box.of(BEA)
    for lock in (
        replace(appeal.lock, charity=his.charity),
        replace(appeal.lock, uid=his.uid),
        replace(appeal.lock, public=his.public),
    ):
        with pytest.raises(Unsealable):
            locks.entrusted_to(lock, PRIVATE)


async def test_nobody_is_found_by_a_reference_that_is_not_hers() -> None:
    world = await Charity.with_ana()
    for uid in (b"somebody else...", b""):
        with pytest.raises(CharityProblem, match="read it out again"):
            await world.appeals.ask(world.vault.reference(uid), NOW)


async def test_who_never_asked_is_not_opened() -> None:
    world = await Charity.with_ana()
    with pytest.raises(CharityProblem, match="did not ask"):
        await world.appeals.ask(world.vault.reference((await world.vault.load(BEA)).uid), NOW)


@settings(max_examples=80, deadline=None)
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), moved=st.integers(-WEEK, WEEK))
def test_whatever_is_altered_on_the_way_is_refused_and_changes_nothing(
    at: float, bit: int, moved: int
) -> None:
    async def play() -> None:
        world = await Charity.with_ana()
        asked = await world.appeals.ask(world.vault.reference(world.uid), NOW)
        with pytest.raises(Unsealable):
            charity.opened_appeal(_flipped(charity.sealed_appeal(asked, PUBLIC), at, bit), PRIVATE)
        grant, before = await world.grant(), await world.box.of(ANA)
        altered = [replace(grant, sealed=_flipped(grant.sealed, at, bit))]
        altered += [replace(grant, at=grant.at + moved)] if moved else []
        for wrong in altered:
            with pytest.raises(CharityProblem):
                await world.appeals.admit(wrong, NOW)
        assert await world.box.of(ANA) == before

    asyncio.run(play())


def _flipped(whole: bytes, at: float, bit: int) -> bytes:
    place = int(at * len(whole))
    return whole[:place] + bytes([whole[place] ^ (1 << bit)]) + whole[place + 1 :]


# What can be read


async def test_nothing_of_a_appeal_can_be_read_and_only_her_reference_of_a_grant() -> None:
    world = await Charity.with_ana()
    asked = await world.appeals.ask(world.vault.reference(world.uid), NOW)
    sealed, grant = charity.sealed_appeal(asked, PUBLIC), await world.grant()
    lock = await world.box.of(ANA)
    for part in (world.uid, lock.public, world.private, b"heron", asked.key, NEW_WORDS):
        assert part not in sealed
        assert part not in grant.sealed
        assert part.hex() not in repr((asked, grant, lock))
    assert asked.reference.encode() not in sealed


async def test_the_public_half_and_the_server_open_no_appeal() -> None:
    world = await Charity.with_ana()
    asked = await world.appeals.ask(world.vault.reference(world.uid), NOW)
    for other in (PUBLIC, new_private(), asked.key):
        with pytest.raises(Unsealable):
            charity.opened_appeal(charity.sealed_appeal(asked, PUBLIC), other)


async def test_the_offline_key_alone_opens_nothing_that_is_stored() -> None:
    world = await Charity.with_ana()
    _, content = await world.store.lock(world.uid)
    with pytest.raises(Unsealable):
        charity.opened_appeal(content, PRIVATE)


# The pair


async def test_the_private_half_opens_with_its_passphrase_only() -> None:
    stretch = Quickly()
    public, kept = await charity.new_pair(b"eight words", stretch)
    private = await charity.private_half(kept, b"eight words", stretch)
    assert public_of(private) == public
    assert private not in kept
    for passphrase, altered in ((b"others", kept), (b"eight words", _flipped(kept, 0.3, 0))):
        with pytest.raises(Unsealable):
            await charity.private_half(altered, passphrase, stretch)


@pytest.mark.parametrize("untrusted", [b"", b"x" * 31, b"x" * 33, bytes(32), b"\x01" + bytes(31)])
def test_what_can_not_be_sealed_to_is_no_public_key(untrusted: bytes) -> None:
    assert charity.is_public(PUBLIC)
    assert not charity.is_public(untrusted)


async def test_letting_in_counts_no_try_and_takes_no_other_way() -> None:
    world = await Charity.with_ana()
    await world.appeals.admit(await world.grant(), NOW)
    assert await world.box.tried(ANA, b"135790", NOW) == Tried(Opened(world.private))


async def test_what_is_sealed_as_it_should_be_and_makes_no_sense_is_refused() -> None:
    world = await Charity.with_ana()
    for content in (b"", b"{}", b"[1]", b"\xff"):
        with pytest.raises(Unsealable):
            charity.opened_appeal(seal_to(PUBLIC, content, b"sidelight charity appeal 1"), PRIVATE)
    appeal = await world.appeal()
    bound = charity._bound(appeal.reference, appeal.at)
    nonsense = Grant(appeal.reference, appeal.at, Seal(appeal.key).seal(b"{}", bound))
    with pytest.raises(CharityProblem, match="altered"):
        await world.appeals.admit(nonsense, NOW)


async def test_who_leaves_her_chat_meanwhile_is_looked_for_again() -> None:
    class Leaving(MemoryStore):
        async def place(self, uid: bytes) -> bytes | None:
            return None

    world = await Charity.with_ana()
    left = Vault(Leaving(), OLD, b"elsewhere")
    assert await left.home(world.uid) is None
    appeals = Appeals(world.store, left, world.box)
    with pytest.raises(CharityProblem, match="try again"):
        await appeals.ask(left.reference(world.uid), NOW)
