"""A bot asks once a day at its hour, and makes up for an hour at which it did not run."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.errors import ConfigError
from bot.ports import Chat
from bot.scheduler import Chats, Daily, Scheduler
from bot.service import Service
from bot.store.memory import MemoryStore
from bot.vault.inbox import day_of
from bot.vault.stamps import Stamps
from bot.vault.vault import NOTHING_HELD
from bot.wiring import diagnosis, stamps
from bot.wiring.diagnosis import Grade
from bot.wiring.world import SystemWorld
from tests.config.settings import read
from tests.core.stage import base
from tests.ports.fakes import FixedWorld, NotedChannel, vault_over
from tests.stamps.authority import Authority, served

ANA = Chat("test", "ana")


async def nothing() -> None:
    return None


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 23))
def test_the_first_time_is_at_the_hour_or_at_once_if_that_is_over(now: datetime, hour: int) -> None:
    first = Daily(hour, nothing).first(now)
    assert first >= now
    assert first.date() == now.date()
    assert (first == now) if now.hour >= hour else (first.hour, first.minute) == (hour, 0)


def scheduler() -> Scheduler:
    # The library that wakes us knows no other clock than that of the machine.
    vault, world = vault_over(MemoryStore()), SystemWorld()
    service = Service(vault, NotedChannel(), base)

    async def wipe(chat: Chat) -> None:
        return None

    return Scheduler(service, vault, world, Chats(lambda chat: False, wipe))


async def test_a_start_after_the_hour_makes_up_for_it() -> None:
    done, at_work = asyncio.Event(), scheduler()

    async def do() -> None:
        done.set()

    at_work.start(lambda: None, Daily(0, do))
    await asyncio.wait_for(done.wait(), 1)
    await at_work.stop()


async def test_a_stop_does_not_wait_for_an_authority() -> None:
    begun_to, at_work = asyncio.Event(), scheduler()

    async def hang() -> None:
        begun_to.set()
        await asyncio.Event().wait()

    at_work.start(lambda: None, Daily(0, hang))
    await asyncio.wait_for(begun_to.wait(), 1)
    await asyncio.wait_for(at_work.stop(), 1)


# Put together


def settings(folder: Path, url: str, certificate: Path) -> Config:
    return read(folder, f"stamps:\n  url: {url}\n  hour: 4\n  certificate: {certificate}\n")


class OneLog:
    """One log, of somebody."""

    def __init__(self, uid: bytes) -> None:
        self.uid = uid

    async def heads(self) -> Sequence[tuple[bytes, int, bytes]]:
        return [(self.uid, 3, bytes(32))]


async def test_what_the_settings_name_is_asked_and_its_stamp_kept(
    tmp_path: Path, authority: Authority
) -> None:
    vault, world = vault_over(MemoryStore()), FixedWorld()
    assert await vault.commit(ANA, NOTHING_HELD, None, b"")
    heads = OneLog((await vault.load(ANA)).uid)
    with served(authority) as url:
        daily = stamps.daily(settings(tmp_path, url, authority.certificate), vault, heads, world)
        assert daily is not None
        assert daily.hour == 4
        await daily.do()
    assert await Stamps(vault).has(day_of(world.now()))
    assert [stamp.number for stamp in await Stamps(vault).stamps_of(ANA)] == [3]


class NoLogs:
    """A store in which nobody wrote."""

    async def heads(self) -> list[tuple[bytes, int, bytes]]:
        return []


async def test_a_store_without_logs_gets_its_stamp_too(
    tmp_path: Path, authority: Authority
) -> None:
    vault, world = vault_over(MemoryStore()), FixedWorld()
    with served(authority) as url:
        config = settings(tmp_path, url, authority.certificate)
        daily = stamps.daily(config, vault, NoLogs(), world)
        assert daily is not None
        await daily.do()
    assert await Stamps(vault).has(day_of(world.now()))


def test_without_an_address_nobody_is_asked(tmp_path: Path) -> None:
    config = read(tmp_path, "")
    vault = vault_over(MemoryStore())
    assert stamps.daily(config, vault, NoLogs(), FixedWorld()) is None
    assert diagnosis.stamps(config).said == "no authority is asked for time stamps."


def test_doctor_tells_of_the_hour_and_of_certificates_that_are_none(
    tmp_path: Path, authority: Authority
) -> None:
    config = settings(tmp_path, "https://stamps.example", authority.certificate)
    look = diagnosis.stamps(config)
    assert (look.grade, look.said) == (Grade.FINE, "one is asked for once a day, at 4:00 UTC.")
    (tmp_path / "none.pem").write_text("nothing")
    config = settings(tmp_path, "https://stamps.example", tmp_path / "none.pem")
    with pytest.raises(ConfigError, match="holds no certificate"):
        diagnosis.stamps(config)
