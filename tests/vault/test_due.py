"""What the vault tells of the chats that are due: their addresses, and how late it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.lag import behind
from bot.ports import Chat, Due, Row
from bot.store.memory import MemoryStore
from bot.vault.vault import Held, Vault
from tests.ports.fakes import vault_over

BEGUN = datetime(2026, 11, 28, 7, 30, tzinfo=UTC)
MINUTE = int(BEGUN.timestamp()) // 60


class Asked(MemoryStore):
    """Counts what it is asked for, and can hand out addresses that somebody altered."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.broken = 0

    async def load(self, idx: bytes) -> Row:
        self.calls.append("load")
        return await super().load(idx)

    async def due(self, minute: int, most: int) -> list[Due]:
        self.calls.append("due")
        found: Sequence[Due] = await super().due(minute, most)
        altered = [each._replace(chat=each.chat[:-1]) for each in found[: self.broken]]
        return [*altered, *found[self.broken :]]


async def filled(people: int) -> tuple[Asked, Vault]:
    """A store in which so many are due, the last one first."""
    store = Asked()
    vault = vault_over(store)
    for number in range(people):
        chat = Chat("tg", str(number))
        assert await vault.commit(chat, Held(), b"words", b"", due=people - number)
    return store, vault


@pytest.mark.parametrize("people", [1, 7, 40])
async def test_however_many_are_due_the_store_is_asked_once(people: int) -> None:
    store, vault = await filled(people)
    store.calls.clear()
    chats = await vault.due(people, people)
    assert chats == [Chat("tg", str(number)) for number in reversed(range(people))]
    assert store.calls == ["due"]


async def test_addresses_that_can_t_be_opened_are_counted_and_the_others_found() -> None:
    store, vault = await filled(5)
    store.broken = 2
    assert await vault.due(9, 9) == [Chat("tg", str(number)) for number in (2, 1, 0)]
    assert vault.unopened == 2


async def test_nobody_is_late_where_nothing_is_due() -> None:
    assert await vault_over(MemoryStore()).lag(BEGUN) == 0


@pytest.mark.parametrize(
    ("seconds", "late"), [(-90, 0), (0, 0), (59, 0), (60, 0), (61, 1), (400, 340)]
)
async def test_the_lag_counts_from_the_end_of_the_first_minute_that_is_due(
    seconds: int, late: int
) -> None:
    vault = vault_over(MemoryStore())
    for number, minute in enumerate((MINUTE + 9, MINUTE, MINUTE + 1)):
        chat = Chat("tg", str(number))
        assert await vault.commit(chat, Held(), b"words", b"", due=minute)
    assert await vault.lag(BEGUN + timedelta(seconds=seconds)) == late


@given(oldest=some.none() | some.integers(0, 2 * MINUTE), seconds=some.integers(0, 100 * MINUTE))
def test_a_lag_never_shrinks_by_waiting_and_is_never_less_than_none(
    oldest: int | None, seconds: int
) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    lag = behind(oldest, now)
    assert 0 <= lag <= behind(oldest, now + timedelta(seconds=1)) <= lag + 1
    assert (lag > 0) is (oldest is not None and seconds > 60 * (oldest + 1))
