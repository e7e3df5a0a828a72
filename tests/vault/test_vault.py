"""The vault: plain values in and out, and every row refused that was altered or moved."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Unsealable
from bot.ports import Change, Chat, Letter, Row
from bot.recent import MOST
from bot.store.memory import MemoryStore
from bot.vault.deployment import open_vault
from bot.vault.keyring import Keyring
from bot.vault.seal import Seal, bind
from bot.vault.vault import Held, Vault
from tests.ports.fakes import SlowStore

ANA, BEA = Chat("tg", "ana"), Chat("tg", "bea")
NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
RING = Keyring.throwaway()
COLUMNS = ("key", "chat", "session", "slate")


async def vault_over(store: MemoryStore) -> Vault:
    return await open_vault(store, RING)


async def begin(vault: Vault, chat: Chat = ANA, words: bytes = b"words") -> Held:
    assert await vault.commit(chat, Held(), words, b"slate of " + words, due=5)
    return await vault.load(chat)


async def alter(store: MemoryStore, chat: Chat, row: Row) -> None:
    """Write a row past the vault, as whoever has the store's file could."""
    idx = RING.index(chat)
    held = await store.load(idx)
    anew = Change(idx, held.version, row, due=5, anew=20)
    assert await store.commit(anew)


def with_record(row: Row, column: str, record: bytes) -> Row:
    changed: dict[str, Any] = {column: record}
    return replace(row, **changed)


async def row_of(store: MemoryStore, chat: Chat) -> Row:
    return await store.load(RING.index(chat))


async def can_be_read(vault: Vault, chat: Chat) -> bool:
    """Whether all that is held of a chat can be opened."""
    unopened = vault.unopened
    try:
        await vault.load(chat)
    except Unsealable:
        return False
    await vault.due(9, 9)
    return vault.unopened == unopened


# Rows


@settings(max_examples=50)
@given(session=st.none() | st.binary(max_size=900), slate=st.binary(max_size=600))
async def test_what_is_committed_is_loaded(session: bytes | None, slate: bytes) -> None:
    vault = await vault_over(MemoryStore())
    assert await vault.load(ANA) == Held()
    assert await vault.commit(ANA, Held(), session, slate)
    held = await vault.load(ANA)
    assert (held.version, held.session, held.slate) == (1, session, slate)
    assert await vault.commit(ANA, held, slate, session or b"")
    held = await vault.load(ANA)
    assert (held.version, held.session, held.slate) == (2, slate, session or b"")


async def test_a_commit_on_what_has_moved_is_refused() -> None:
    vault = await vault_over(SlowStore())
    held = await begin(vault)
    assert await vault.commit(ANA, held, b"first", b"")
    assert not await vault.commit(ANA, held, b"second", b"")
    assert not await vault.commit(ANA, Held(), b"third", b"")
    assert (await vault.load(ANA)).session == b"first"


async def test_each_person_has_a_name_and_a_key_of_her_own_for_good() -> None:
    vault = await vault_over(MemoryStore())
    ana, bea = await begin(vault), await begin(vault, BEA)
    assert ana.uid != bea.uid
    assert ana.key != bea.key
    assert await vault.commit(ANA, ana, None, b"")
    later = await vault.load(ANA)
    assert (later.uid, later.key, later.address) == (ana.uid, ana.key, ana.address)


async def test_erasing_leaves_nothing_and_a_later_row_is_another_person_s() -> None:
    vault = await vault_over(MemoryStore())
    before = await begin(vault)
    await vault.erase(ANA, NOW)
    assert await vault.load(ANA) == Held()
    assert (await begin(vault)).uid != before.uid
    assert not await vault.commit(ANA, before, b"old words", b"")


async def test_writing_anew_is_writing_as_another_person() -> None:
    store = MemoryStore()
    vault = await vault_over(store)
    before = await begin(vault)
    await vault.receive([Letter(1, b"a letter", ANA)], NOW)
    assert await vault.commit(ANA, before, None, b"to remove", due=8, anew=NOW)
    after = await vault.load(ANA)
    assert (after.version, after.session, after.slate) == (1, None, b"to remove")
    assert after.uid != before.uid
    assert after.key != before.key
    assert await vault.waiting() == []
    assert await vault.due(8, 5) == [ANA]


async def test_writing_anew_on_what_has_moved_is_refused() -> None:
    vault = await vault_over(MemoryStore())
    held = await begin(vault)
    assert await vault.commit(ANA, held, b"moved", b"")
    assert not await vault.commit(ANA, held, None, b"", anew=NOW)
    assert (await vault.load(ANA)).session == b"moved"


async def test_a_restarted_vault_reads_what_was_written() -> None:
    store = MemoryStore()
    await begin(await vault_over(store))
    vault = await vault_over(store)
    assert (await vault.load(ANA)).session == b"words"
    assert await vault.due(5, 1) == [ANA]


async def test_only_so_many_keys_are_held_ready() -> None:
    vault = await vault_over(MemoryStore())
    chats = [Chat("tg", str(number)) for number in range(MOST + 20)]
    for chat in chats:
        await begin(vault, chat)
    assert len(vault._seals) == MOST
    assert (await vault.load(chats[0])).session == b"words"


# Whoever has the file


@pytest.mark.parametrize("column", COLUMNS)
async def test_a_flipped_bit_anywhere_in_a_row_is_noticed(column: str) -> None:
    store = MemoryStore()
    await begin(await vault_over(store))
    row = await row_of(store, ANA)
    record: bytes = getattr(row, column)
    for at in range(0, len(record), 7):
        flipped = record[:at] + bytes([record[at] ^ 4]) + record[at + 1 :]
        await alter(store, ANA, with_record(row, column, flipped))
        assert not await can_be_read(await vault_over(store), ANA)
    await alter(store, ANA, row)
    assert await can_be_read(await vault_over(store), ANA)


@pytest.mark.parametrize("column", COLUMNS)
async def test_a_record_that_was_cut_off_or_emptied_is_noticed(column: str) -> None:
    store = MemoryStore()
    vault = await vault_over(store)
    await begin(vault)
    row = await row_of(store, ANA)
    for record in (b"", getattr(row, column)[:-1], getattr(row, column)[:20]):
        await alter(store, ANA, with_record(row, column, record))
        assert not await can_be_read(vault, ANA)


@pytest.mark.parametrize("column", COLUMNS)
async def test_a_record_moved_from_another_person_is_noticed(column: str) -> None:
    store = MemoryStore()
    vault = await vault_over(store)
    await begin(vault, ANA, b"ana's")
    await begin(vault, BEA, b"bea's")
    row, other = await row_of(store, ANA), await row_of(store, BEA)
    await alter(store, ANA, with_record(row, column, getattr(other, column)))
    assert not await can_be_read(vault, ANA)


async def test_a_whole_row_moved_to_another_chat_is_noticed() -> None:
    store = MemoryStore()
    vault = await vault_over(store)
    await begin(vault, ANA)
    await begin(vault, BEA)
    await alter(store, ANA, await row_of(store, BEA))
    assert not await can_be_read(vault, ANA)


async def test_a_row_that_is_given_another_person_s_name_is_noticed() -> None:
    store = MemoryStore()
    vault = await vault_over(store)
    bea = await begin(vault, BEA)
    await begin(vault)
    await alter(store, ANA, replace(await row_of(store, ANA), uid=bea.uid))
    assert not await can_be_read(vault, ANA)


async def test_records_moved_between_columns_are_noticed() -> None:
    store = MemoryStore()
    vault = await vault_over(store)
    await begin(vault)
    row = await row_of(store, ANA)
    for one, other in itertools.permutations(COLUMNS, 2):
        await alter(store, ANA, with_record(row, one, getattr(row, other)))
        assert not await can_be_read(vault, ANA)


async def test_a_row_moved_to_another_deployment_with_the_same_keys_is_noticed() -> None:
    one, other = MemoryStore(), MemoryStore()
    await begin(await vault_over(one))
    vault = await vault_over(other)
    await begin(vault)
    await alter(other, ANA, await row_of(one, ANA))
    assert not await can_be_read(vault, ANA)


@pytest.mark.parametrize("left_out", range(5))
def test_each_thing_a_record_is_bound_to_is_needed(left_out: int) -> None:
    """What would be opened if it were bound to less: so the tests above would see that."""
    here = [b"deployment", b"table", b"column", b"uid", b"row"]
    moved = [*here[:left_out], b"other", *here[left_out + 1 :]]
    seal = Seal(bytes(range(32)))
    with pytest.raises(Unsealable):
        seal.open(seal.seal(b"words", bind(*here)), bind(*moved))
    less = [here[at] for at in range(5) if at != left_out]
    less_moved = [moved[at] for at in range(5) if at != left_out]
    assert seal.open(seal.seal(b"words", bind(*less)), bind(*less_moved)) == b"words"


async def test_what_is_due_but_can_t_be_opened_is_counted_and_passed_over() -> None:
    store = MemoryStore()
    vault = await vault_over(store)
    await begin(vault, ANA)
    await begin(vault, BEA)
    await alter(store, ANA, replace(await row_of(store, ANA), chat=b"broken"))
    assert await vault.due(5, 9) == [BEA]
    assert vault.unopened == 1


async def test_rows_that_are_short_and_long_look_alike() -> None:
    store = MemoryStore()
    vault = await vault_over(store)
    await vault.commit(ANA, Held(), None, b"")
    await vault.commit(BEA, Held(), b"x" * 250, b"y" * 250)
    ana, bea = await row_of(store, ANA), await row_of(store, BEA)
    assert [len(getattr(ana, at)) for at in COLUMNS] == [len(getattr(bea, at)) for at in COLUMNS]


def test_what_is_held_does_not_show_itself() -> None:
    held = Held(3, b"secret", b"secret", b"secret", b"secret", b"secret")
    assert repr(held) == "Held(version=3)"


async def test_a_minute_that_has_passed_finds_the_chat_by_its_sealed_address() -> None:
    vault = await vault_over(MemoryStore())
    odd = Chat("web", "ü:\x00 ☃" * 20)
    await begin(vault, odd)
    assert await vault.due(4, 9) == []
    assert await vault.due(5 + int(timedelta(days=1).total_seconds()), 9) == [odd]
