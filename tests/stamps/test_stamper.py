"""Once a day, written or not, one question; what holds is kept, and nothing else."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import logs
from bot.core.chain import Log, append
from bot.errors import StoreFull
from bot.ports import Chat, Climb
from bot.reports import package, verifying
from bot.stamps.asking import Trusted
from bot.stamps.authority import Authority
from bot.stamps.posting import Unanswered
from bot.stamps.stamper import Stamper
from bot.store.memory import MemoryStore
from bot.vault.inbox import day_of
from bot.vault.stamps import Stamps
from bot.vault.vault import NOTHING_HELD
from tests.core.logs import entry, log_of
from tests.ports.fakes import FixedWorld, vault_over
from tests.reports.packed import packed, problems, selection, unpacked
from tests.stamps.authority import Authority as Real

PEOPLE = [Chat("test", name) for name in ("ana", "bea", "clo", "dea", "eva")]
ANA, BEA = PEOPLE[:2]


class Deployment:
    """Five people with a log each, and an authority that may answer."""

    def __init__(self, real: Real, store: MemoryStore | None = None) -> None:
        self.store = store or MemoryStore()
        self.vault = vault_over(self.store)
        self.stamps, self.world = Stamps(self.vault), FixedWorld()
        self.logs: dict[bytes, Log] = {}
        self.real: Real | None = real
        self.questions: list[bytes] = []
        authority = Authority(self.post, Trusted.read(real.certificate), os.urandom, self.soon)
        self.stamper = Stamper(self, self.stamps, authority.stamp, self.world, os.urandom)

    async def begin(self) -> None:
        for number, chat in enumerate(PEOPLE):
            assert await self.vault.commit(chat, NOTHING_HELD, None, b"")
            log = log_of(*[entry(f"Entry {n}.") for n in range(number + 1)])
            self.logs[await self.uid(chat)] = log

    async def uid(self, chat: Chat) -> bytes:
        return (await self.vault.load(chat)).uid

    async def heads(self) -> Sequence[tuple[bytes, int, bytes]]:
        return [(uid, len(log.links), log.head) for uid, log in self.logs.items()]

    async def post(self, asked: bytes) -> bytes:
        self.questions.append(asked)
        if self.real is None:
            raise Unanswered
        return self.real.answer(asked)

    async def soon(self, seconds: float) -> None:
        return None

    async def next_day(self) -> None:
        self.world.at += timedelta(days=1)
        await self.stamper.stamp()

    async def package_of(self, chat: Chat) -> dict[str, bytes]:
        stamps = tuple(
            package.Stamp(stamp.content, stamp.number, stamp.way)
            for stamp in await self.stamps.stamps_of(chat)
        )
        log = self.logs[await self.uid(chat)]
        chosen = replace(selection(log), accesses=())
        return unpacked(packed(chosen, package.Files(stamps=stamps)))


async def deployed(real: Real, store: MemoryStore | None = None) -> Deployment:
    made = Deployment(real, store)
    await made.begin()
    return made


async def test_one_stamp_a_day_does_for_everybody_and_is_confirmed_in_each_package(
    authority: Real,
) -> None:
    here = await deployed(authority)
    await here.stamper.stamp()
    assert len(here.questions) == 1
    for number, chat in enumerate(PEOPLE, 1):
        files = await here.package_of(chat)
        assert problems(files) == ([], [])
        ((name, digest),) = verifying.verdict(files).stamps
        assert name == f"stamps/{number:04}.tsr"
        assert authority.confirms(files[name], digest)


async def test_a_day_is_asked_for_once(authority: Real) -> None:
    here = await deployed(authority)
    await here.stamper.stamp()
    await here.stamper.stamp()
    assert len(here.questions) == 1
    await here.next_day()
    assert len(here.questions) == 2


async def test_a_day_on_which_nobody_wrote_is_asked_for_like_any_other(authority: Real) -> None:
    here = await deployed(authority)
    await here.stamper.stamp()
    await here.next_day()
    here.logs = {}
    await here.next_day()
    assert len(here.questions) == len(set(here.questions)) == 3
    assert len({len(asked) for asked in here.questions}) == 1
    assert len({asked[24:56] for asked in here.questions}) == 3  # the roots, and not only nonces


async def test_a_head_keeps_the_first_stamp_it_got(authority: Real) -> None:
    here = await deployed(authority)
    await here.stamper.stamp()
    (first,) = await here.stamps.stamps_of(ANA)
    await here.next_day()
    assert await here.stamps.stamps_of(ANA) == (first,)
    uid = await here.uid(ANA)
    here.logs[uid] = append(here.logs[uid], here.logs[uid].links[0].body, b"\x09" * 32)
    await here.next_day()
    stamps = await here.stamps.stamps_of(ANA)
    assert (stamps[0], [stamp.number for stamp in stamps]) == (first, [1, 2])
    files = await here.package_of(ANA)
    assert problems(files) == ([], [])
    assert all(authority.confirms(files[n], d) for n, d in verifying.verdict(files).stamps)


# What is not kept


@pytest.mark.parametrize("answers", [False, True])
async def test_a_day_without_a_stamp_that_holds_stays_without(
    authority: Real, stranger: Real, *, answers: bool
) -> None:
    here = await deployed(authority)
    here.real = stranger if answers else None
    said = io.StringIO()
    logs.set_up("info", said)
    try:
        await here.stamper.stamp()
    finally:
        logs.set_up("info", sys.stderr)
    assert len(here.questions) == 3
    assert await here.store.stamp(day_of(here.world.now())) is None
    assert await here.stamps.stamps_of(ANA) == ()
    assert said.getvalue().partition("Z ")[2] == "WARNING stamp_missing\n"


async def test_who_is_erased_has_no_stamps_and_others_keep_theirs(authority: Real) -> None:
    here = await deployed(authority)
    await here.stamper.stamp()
    uid = await here.uid(ANA)
    await here.vault.erase(ANA, here.world.now())
    assert list(await here.store.climbs(uid)) == []
    assert await here.stamps.stamps_of(ANA) == ()
    assert len(await here.stamps.stamps_of(BEA)) == 1
    await here.next_day()  # her log is still named, as where she leaves just now
    assert list(await here.store.climbs(uid)) == []


class FullStore(MemoryStore):
    """Has no room for a stamp."""

    async def keep_stamp(self, day: int, stamp: bytes, climbs: Sequence[Climb]) -> bool:
        raise StoreFull


async def test_a_full_store_is_told_of_and_stops_nobody(authority: Real) -> None:
    here = await deployed(authority, FullStore())
    await here.stamper.stamp()
    assert await here.stamps.stamps_of(ANA) == ()
