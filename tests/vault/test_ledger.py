"""The ledger of erasures: it takes over what a store noted, and refuses older copies."""

from __future__ import annotations

import asyncio
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import LedgerProblem
from bot.ports import Chat, Erasure
from bot.store.memory import MemoryStore
from bot.vault.deployment import open_vault
from bot.vault.inbox import DAY, day_of
from bot.vault.keyring import Keyring
from bot.vault.ledger import LEDGER_DAYS, Ledger
from bot.vault.vault import Held

RING = Keyring.throwaway()
NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
TODAY = day_of(NOW)
ANA, BEA = Chat("tg", "ana"), Chat("tg", "bea")
ONE, TWO, OLD = (Erasure(bytes([at]) * 16, TODAY - age) for at, age in ((1, 0), (2, 1), (3, 99)))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "erasures", tmp_path / "data" / "rows")


def refusal(ledger: Ledger, noted: list[Erasure]) -> str:
    with pytest.raises(LedgerProblem) as caught:
        ledger.check(noted, Path("rows"), TODAY)
    assert caught.value.status == 78
    return caught.value.reason


# What it takes over


async def test_whoever_is_erased_stands_in_it_at_once(ledger: Ledger) -> None:
    store = MemoryStore()
    vault = await open_vault(store, RING, ledger=ledger)
    assert ledger.read() == []
    for chat in (ANA, BEA):
        assert await vault.commit(chat, Held(), b"words", b"")
    await vault.erase(ANA, NOW)
    assert ledger.read() == await store.erasures()
    assert await vault.commit(BEA, await vault.load(BEA), None, b"", anew=NOW)
    assert set(ledger.read() or ()) == set(await store.erasures())
    assert [erasure.day for erasure in ledger.read() or ()] == [TODAY, TODAY]


async def test_what_it_lacks_is_taken_over_when_the_vault_is_opened(ledger: Ledger) -> None:
    store = MemoryStore()
    vault = await open_vault(store, RING)
    assert await vault.commit(ANA, Held(), b"words", b"")
    await vault.erase(ANA, NOW)
    assert ledger.read() is None
    await open_vault(store, RING, ledger=ledger)
    assert ledger.read() == await store.erasures()


async def test_where_it_can_t_be_written_she_is_erased_and_it_is_made_up_for(
    ledger: Ledger,
) -> None:
    store = MemoryStore()
    vault = await open_vault(store, RING, ledger=ledger)
    assert await vault.commit(ANA, Held(), b"words", b"")
    ledger.path.unlink()
    ledger.path.mkdir()
    await vault.erase(ANA, NOW)
    assert await vault.load(ANA) == Held()
    ledger.path.rmdir()
    await vault.prune(NOW)
    assert ledger.read() == await store.erasures()
    assert len(await store.erasures()) == 1


async def test_many_who_are_erased_at_once_all_stand_in_it(ledger: Ledger) -> None:
    store = MemoryStore()
    vault = await open_vault(store, RING, ledger=ledger)
    chats = [Chat("tg", str(number)) for number in range(20)]
    for chat in chats:
        assert await vault.commit(chat, Held(), b"words", b"")
    await asyncio.gather(*(vault.erase(chat, NOW) for chat in chats))
    listed = ledger.read() or []
    assert len(listed) == len({erasure.uid for erasure in listed}) == 20


async def test_it_is_forgotten_when_no_copy_can_be_old_enough(ledger: Ledger) -> None:
    store = MemoryStore()
    vault = await open_vault(store, RING, ledger=ledger)
    assert await vault.commit(ANA, Held(), b"words", b"")
    await vault.erase(ANA, NOW)
    await vault.prune(NOW + timedelta(days=LEDGER_DAYS - 1))
    assert ledger.read() == await store.erasures() != []
    await vault.prune(NOW + timedelta(days=LEDGER_DAYS))
    assert ledger.read() == await store.erasures() == []
    assert LEDGER_DAYS * DAY > 30 * DAY


async def test_a_vault_without_a_ledger_forgets_erasures_too() -> None:
    store = MemoryStore()
    vault = await open_vault(store, RING)
    assert await vault.commit(ANA, Held(), b"words", b"")
    await vault.erase(ANA, NOW)
    await vault.prune(NOW + timedelta(days=LEDGER_DAYS))
    assert await store.erasures() == []


# The file


@given(
    groups=st.lists(st.lists(st.tuples(st.binary(min_size=1, max_size=32), st.integers(0, 40_000))))
)
def test_whatever_is_added_is_read_once_and_in_order(
    groups: list[list[tuple[bytes, int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    ledger, wanted = Ledger(folder / "erasures", folder / "data" / "rows"), dict[bytes, Erasure]()
    for group in groups:
        erasures = list({uid: Erasure(uid, day) for uid, day in group}.values())
        ledger.add(erasures)
        for erasure in erasures:
            wanted.setdefault(erasure.uid, erasure)
        assert ledger.read() == list(wanted.values())


@given(cut=st.integers(0, 300), data=st.data())
def test_cut_short_at_any_byte_it_can_be_read_and_gets_back_what_it_lost(
    cut: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    ledger = Ledger(folder / "erasures", folder / "data" / "rows")
    ledger.add([ONE, TWO])
    whole = ledger.path.read_bytes()
    ledger.path.write_bytes(whole[:cut])
    kept = ledger.read() or []
    assert kept == [ONE, TWO][: len(kept)]
    ledger.add([ONE, TWO])
    assert ledger.path.read_bytes() == whole


def test_only_its_owner_can_read_it_and_it_holds_nothing_but_days_and_names(
    ledger: Ledger,
) -> None:
    ledger.add([ONE])
    assert stat.S_IMODE(ledger.path.stat().st_mode) == 0o600
    assert ledger.path.read_text().splitlines()[1:] == [f"2026-11-21 {'01' * 16}"]


@pytest.mark.parametrize(
    "line", ["2026-11-21", f"2026-13-21 {'01' * 16}", f"2026-11-21 {'01' * 16}0", "x", ""]
)
def test_a_line_that_was_not_written_by_us_is_refused_by_its_number(
    line: str, ledger: Ledger
) -> None:
    ledger.add([ONE])
    with ledger.path.open("a") as file:
        file.write(f"{line}\n")
    said = refusal(ledger, [ONE])
    assert "erasures:3 was not written by Sidelight" in said
    assert "01" * 4 not in said


def test_another_file_is_not_taken_for_it_and_is_left_alone(ledger: Ledger) -> None:
    ledger.path.write_text("shopping\n")
    assert "erasures:1 was not written" in refusal(ledger, [])
    with pytest.raises(LedgerProblem):
        ledger.add([ONE])
    assert ledger.path.read_text() == "shopping\n"


def test_it_does_not_lie_with_the_data(tmp_path: Path) -> None:
    for place in ("erasures", "deeper/erasures"):
        with pytest.raises(LedgerProblem, match="lies with the data"):
            Ledger(tmp_path / place, tmp_path / "rows")


def test_where_it_can_t_be_the_reason_is_said(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "nowhere" / "erasures", tmp_path / "data" / "rows")
    with pytest.raises(LedgerProblem, match="can't be written"):
        ledger.add([ONE])


def test_where_it_can_t_be_shortened_the_reason_is_said_and_it_stays(ledger: Ledger) -> None:
    ledger.add([OLD, ONE])
    ledger.path.with_name("erasures.part").mkdir()
    with pytest.raises(LedgerProblem, match="can't be written"):
        asyncio.run(ledger.prune(MemoryStore(), TODAY))
    assert ledger.read() == [OLD, ONE]


# What is refused


def test_a_store_that_knows_all_of_it_is_taken(ledger: Ledger) -> None:
    ledger.check([], Path("rows"), TODAY)
    ledger.add([ONE, TWO])
    ledger.check([TWO, ONE], Path("rows"), TODAY)
    ledger.check([TWO, ONE, OLD], Path("rows"), TODAY)


def test_a_store_that_lacks_any_of_it_is_refused(ledger: Ledger) -> None:
    ledger.add([ONE, TWO])
    assert "does not know of 1 people" in refusal(ledger, [TWO])
    assert "sidelight restore" in refusal(ledger, [])
    assert "01" * 8 not in refusal(ledger, [TWO])


def test_what_is_too_old_for_any_copy_is_not_missed(ledger: Ledger) -> None:
    ledger.add([OLD, ONE])
    ledger.check([ONE], Path("rows"), TODAY)


@pytest.mark.parametrize("content", [None, b"", b"Sidelight: who was er"])
def test_a_ledger_that_was_lost_is_refused_if_anybody_was_erased(
    content: bytes | None, ledger: Ledger
) -> None:
    if content is not None:
        ledger.path.write_bytes(content)
    ledger.check([], Path("rows"), TODAY)
    assert "bring it back" in refusal(ledger, [ONE])
