"""How a person's head climbs to a stamp is sealed, and opens only where it belongs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.merkle import Neighbour
from bot.errors import Unsealable
from bot.ports import Chat, Climb, Row
from bot.store.memory import MemoryStore
from bot.vault.stamps import Placed, Stamp, Stamps
from bot.vault.vault import NOTHING_HELD, Vault
from tests.ports.fakes import vault_over

ANA, BEA = Chat("test", "ana"), Chat("test", "bea")
WAY = (Neighbour("left", b"\x01" * 32), Neighbour("right", b"\x02" * 32))


class AlteredStore(MemoryStore):
    """Gives somebody the climbs of another person, or of another number, or a row that is wrong."""

    uid, number = b"", 0
    wrong = b""

    async def load(self, idx: bytes) -> Row:
        found = await super().load(idx)
        return replace(found, session=b"altered") if found.uid == self.wrong else found

    async def climbs(self, uid: bytes) -> list[Climb]:
        found = await super().climbs(self.uid or uid)
        return [replace(climb, number=self.number or climb.number) for climb in found]


async def two_people(store: MemoryStore) -> tuple[Vault, Stamps, dict[Chat, bytes]]:
    vault = vault_over(store)
    for chat in (ANA, BEA):
        assert await vault.commit(chat, NOTHING_HELD, None, b"")
    uids = {chat: (await vault.load(chat)).uid for chat in (ANA, BEA)}
    stamps = Stamps(vault)
    placed = [Placed(uid, 7, WAY) for uid in uids.values()]
    assert await stamps.keep(20_780, b"a stamp", placed)
    return vault, stamps, uids


async def test_what_is_kept_comes_back_whole() -> None:
    _, stamps, _ = await two_people(MemoryStore())
    assert await stamps.stamps_of(ANA) == (Stamp(b"a stamp", 7, WAY),)
    assert await stamps.has(20_780)
    assert not await stamps.has(20_781)


async def test_a_day_is_kept_once() -> None:
    _, stamps, uids = await two_people(MemoryStore())
    assert not await stamps.keep(20_780, b"another", [Placed(uids[ANA], 8, WAY)])
    assert await stamps.stamps_of(ANA) == (Stamp(b"a stamp", 7, WAY),)


async def test_whoever_is_not_there_has_none() -> None:
    _, stamps, _ = await two_people(MemoryStore())
    assert await stamps.stamps_of(Chat("test", "clo")) == ()


async def test_a_climb_that_was_moved_is_refused() -> None:
    store = AlteredStore()
    _, stamps, uids = await two_people(store)
    store.number = 8
    with pytest.raises(Unsealable):
        await stamps.stamps_of(ANA)
    store.number, store.uid = 0, uids[BEA]
    with pytest.raises(Unsealable):
        await stamps.stamps_of(ANA)


async def test_the_store_can_read_neither_the_way_nor_the_day() -> None:
    store = MemoryStore()
    _, _, uids = await two_people(store)
    (climb,) = await store.climbs(uids[ANA])
    assert not [part for part in (b"\x01" * 32, b"\x02" * 32) if part in climb.content]
    assert (20_780).to_bytes(4, "big") not in climb.content
    assert "content" not in repr(climb)


async def test_a_row_that_was_altered_costs_nobody_else_the_stamp() -> None:
    store = AlteredStore()
    _, stamps, uids = await two_people(store)
    store.wrong = uids[ANA]
    assert await stamps.keep(20_781, b"later", [Placed(uid, 8, WAY) for uid in uids.values()])
    assert [stamp.number for stamp in await stamps.stamps_of(BEA)] == [7, 8]
    assert [climb.number for climb in await store.climbs(uids[ANA])] == [7]
