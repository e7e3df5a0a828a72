"""Whoever holds her unlocked phone and knows nothing else destroys nothing, and learns nothing.

Played on the shipped flows, with a real lock: who has the phone presses what there is, sets PINs
and words of his own, waits, and asks for everything to be erased.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.content import Content
from bot.core.effects import Screen
from bot.core.events import LeftQuickly, Pressed, Said, TimerFired
from bot.core.requests import (
    ListOpenings,
    Outcome,
    Request,
    SetDuress,
    SetLock,
    SetRecovery,
    Unlock,
)
from bot.core.session import Session, dump
from bot.ports import Chat
from bot.service import Service
from bot.store.memory import MemoryStore
from bot.vault.locks import Lock
from bot.vault.locksmith import Locksmith, Time, Tools
from bot.vault.vault import Held
from bot.workshop.rehearsal import BEGINNING, lines
from tests.ports.fakes import NotedChannel, vault_over
from tests.support import shipped_content

ANA = Chat("test", "ana")
PIN, WORDS = "482915", " ".join(["abandon"] * 8)
HIS_PIN, HIS_WORDS = "730184", " ".join(["zoo"] * 8)
DAY = timedelta(days=1)
HERS: dict[str, Any] = {"country": "IE", "screens": "discreet"}
CONTENT: Content = shipped_content()
"""Read once: it takes longer than all of these tests."""


async def quickly(secret: bytes, salt: bytes) -> bytes:
    """Stretch only a little."""
    return hmac.digest(salt, secret, "sha256")


async def no_sleep(_: float) -> None:
    """Take no time."""


class Phone:
    """A chat with its lock, in whosever hand it is."""

    def __init__(self) -> None:
        self.at, self.turns = BEGINNING, 0
        self.store, self.channel = MemoryStore(), NotedChannel()
        vault = vault_over(self.store)
        tools = Tools.over(vault, quickly, lambda slate: slate)
        self.lockbox = tools.lockbox
        self.locksmith = Locksmith(tools, Time(sleep=no_sleep))
        self.service = Service(
            vault, self.channel, lambda: CONTENT, idles=True, locksmith=self.locksmith
        )

    @classmethod
    async def hers(cls, *setting: Request, ago: timedelta = 30 * DAY) -> Phone:
        """A phone on which she set this, so long ago."""
        phone = cls()
        used = int(BEGINNING.timestamp()) // 86400
        session = dump(Session(person=HERS, used=used, keeps=bool(setting)))
        assert await vault_over(phone.store).commit(ANA, Held(), session, b"")
        phone.at -= ago
        await phone.request(Unlock("", "nothing"))
        for request in setting:
            assert (await phone.request(request)).came == "done"
        phone.locksmith.shut(ANA)
        phone.at += ago
        return phone

    async def request(self, request: Request) -> Outcome:
        return await self.locksmith.carry_out(ANA, request, self.at)

    async def lock(self) -> Lock:
        return await self.lockbox.of(ANA)

    async def session(self) -> Session:
        return await self.service.peek(ANA)

    # What somebody does with it

    def chance(self) -> str:
        self.turns += 1
        return f"visit{self.turns:06}"

    async def say(self, text: str) -> None:
        await self.service.handle(ANA, Said(text, self.at, self.chance()))

    async def leave(self) -> None:
        await self.service.handle(ANA, LeftQuickly(self.at, self.chance()))

    async def wait(self, span: timedelta) -> None:
        """Let time pass, and let whatever is due happen when it is due."""
        end = self.at + span
        for _ in range(1000):
            due = (await self.session()).due
            if due is None or due > end.timestamp():
                break
            self.at = max(self.at, BEGINNING.fromtimestamp(due, BEGINNING.tzinfo))
            await self.service.handle(ANA, TimerFired(self.at, self.chance()))
        self.at = end

    @property
    def screen(self) -> Screen | None:
        shown = self.channel.shown.get(ANA)
        return shown[-1] if shown else None

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.screen.buttons] if self.screen else []

    @property
    def words(self) -> list[str]:
        return [line for part in self.screen.parts for line in lines(part)] if self.screen else []

    async def tap(self, label: str) -> None:
        """Tap a button of these words; nothing, if there is none."""
        buttons = (*self.screen.buttons, *self.screen.ways) if self.screen else ()
        tokens = [button.token for button in buttons if button.label == label]
        for token in tokens[:1]:
            await self.service.handle(ANA, Pressed(token, self.at, self.chance()))

    async def tap_number(self, number: int) -> None:
        """Tap one of the buttons."""
        if labels := self.labels:
            await self.tap(labels[number % len(labels)])

    async def enter(self, pin: str) -> None:
        """Tap a PIN, if there are keys."""
        for key in (*pin, "OK"):
            await self.tap(key)

    async def open(self, secret: str) -> None:
        """Come back, and open what is kept with a PIN or words."""
        await self.leave()
        await self.say("/start")
        await self.say("/forget")
        await (self.enter(secret) if secret.isdecimal() else self.say(secret))

    async def erase(self) -> None:
        """Ask for everything to be erased, knowing nothing."""
        await self.say("/start")
        await self.say("/forget")
        await self.tap("I have none")
        await self.tap("Yes, erase it all")


Move = Callable[[Phone], Coroutine[Any, Any, Any]]


def does(name: str, *given: Any) -> Move:
    """A move of somebody who has the phone, and nothing more."""

    def move(phone: Phone) -> Coroutine[Any, Any, Any]:
        found: Coroutine[Any, Any, Any] = getattr(phone, name)(*given)
        return found

    move.__qualname__ = f"{name}{given}"
    return move


COMMANDS = ("/start", "/forget", "/privacy", "/mydata", "/menu", "/back", "/help", "hello")
KNOWING_NOTHING = (
    *(does("erase"), does("leave"), does("say", HIS_WORDS)),
    *(does("enter", HIS_PIN), does("open", HIS_PIN), does("open", HIS_WORDS)),
    *map(does, ["tap"] * 3, ["I have none", "Yes, erase it all", "Set it"]),
)
MOVES = st.lists(
    st.one_of(
        st.integers(0, 20).map(lambda n: does("tap_number", n)),
        st.sampled_from(COMMANDS).map(lambda text: does("say", text)),
        st.sampled_from(KNOWING_NOTHING),
        st.sampled_from(
            [Unlock("", "nothing"), SetLock(HIS_PIN), SetRecovery(HIS_WORDS), SetDuress(HIS_PIN)]
        ).map(lambda request: does("request", request)),
        st.integers(1, 300).map(lambda minutes: does("wait", timedelta(minutes=minutes))),
    ),
    max_size=25,
)


async def takes(phone: Phone, moves: list[Move], most: timedelta) -> None:
    """Have somebody make these moves, within so long."""
    end = phone.at + most
    for move in moves:
        await move(phone)
        if phone.at >= end:
            break


def she_has_it_all(phone: Phone, lock: Lock, session: Session, after: Lock) -> None:
    """Everything of hers is there."""
    assert (after.uid, after.public) == (lock.uid, lock.public)
    assert session.hidden is None
    assert {**session.person, **HERS} == session.person or session.person["country"] != "IE"


@settings(max_examples=60, deadline=None)
@given(MOVES, st.just(0) | st.integers(0, 36 * 30))
def test_with_a_lock_nothing_is_ever_lost_to_whoever_has_the_phone(
    moves: list[Move], days: int
) -> None:
    async def play() -> None:
        phone = await Phone.hers(SetRecovery(WORDS), SetLock(PIN))
        before = await phone.lock()
        await takes(phone, moves, 6 * DAY)
        await phone.wait((days + 1) * DAY)  # so that too many wrong tries are over
        await phone.open(WORDS)
        she_has_it_all(phone, before, await phone.session(), await phone.lock())
        assert (await phone.session()).opened
        await phone.wait(DAY)
        assert (await phone.request(Unlock(PIN, "pin"))).hers

    asyncio.run(play())


@settings(max_examples=60, deadline=None)
@given(MOVES)
def test_with_words_and_no_lock_everything_can_be_brought_back_within_a_week(
    moves: list[Move],
) -> None:
    async def play() -> None:
        phone = await Phone.hers(SetRecovery(WORDS))
        before = await phone.lock()
        await takes(phone, moves, 5 * DAY)
        await phone.wait(DAY)
        await phone.open(WORDS)
        assert (await phone.session()).opened
        she_has_it_all(phone, before, await phone.session(), await phone.lock())

    asyncio.run(play())


@settings(max_examples=60, deadline=None)
@given(MOVES)
def test_who_asks_in_an_empty_place_reads_what_somebody_reads_who_keeps_nothing(
    moves: list[Move],
) -> None:
    told = ("It was not opened before.", "Opened", "Tried", "Someone asked")
    quiet = [move for move in moves if "request" not in move.__qualname__]

    async def seen(*setting: Request) -> list[list[str]]:
        phone, found = await Phone.hers(*setting), []
        for move in quiet:
            if "A lock of my own" in phone.labels and "tap_number" in move.__qualname__:
                continue  # There it may be seen when it was opened, and that words are not kept.
            await move(phone)
            words = ["a receipt"] if "These four words" in "".join(phone.words) else phone.words
            found.append([w for w in words if not w.startswith(told)] + phone.labels)
        return found

    async def play() -> None:
        assert await seen(SetRecovery(WORDS), SetLock(PIN)) == await seen()

    asyncio.run(play())


async def test_where_there_is_a_lock_it_is_erased_at_once_for_who_opens_it() -> None:
    phone = await Phone.hers(SetRecovery(WORDS), SetLock(PIN))
    await phone.open(PIN)
    await phone.tap("Yes, erase it all")
    assert phone.screen is None
    assert await phone.session() == Session()
    assert await vault_over(phone.store).load(ANA) == Held()


async def test_without_a_lock_it_is_hidden_at_once_and_erased_after_a_week() -> None:
    phone = await Phone.hers(SetRecovery(WORDS))
    await phone.erase()
    hidden = await phone.session()
    assert phone.screen is None
    assert hidden.person == {}
    await phone.wait(7 * DAY - timedelta(minutes=1))
    assert (await phone.session()).hidden is not None
    await phone.wait(timedelta(minutes=2))
    assert await phone.session() == Session()
    assert await vault_over(phone.store).load(ANA) == Held()


async def test_asking_again_and_again_neither_hastens_that_nor_puts_it_off() -> None:
    phone = await Phone.hers(SetRecovery(WORDS))
    await phone.erase()
    first = (await phone.session()).hidden
    await phone.wait(3 * DAY)
    await phone.erase()
    second = (await phone.session()).hidden
    assert first
    assert second
    assert (first.until, first.person) == (second.until, second.person)


async def test_that_somebody_asked_to_erase_it_is_told_to_her() -> None:
    phone = await Phone.hers(SetRecovery(WORDS), SetLock(PIN))
    await phone.erase()
    await phone.request(Unlock(PIN, "pin"))
    noted = (await phone.request(ListOpenings())).words
    assert f"asked {int(phone.at.timestamp())}" in noted


@pytest.mark.parametrize("ago", [timedelta(hours=1), 6 * DAY])
async def test_a_lock_that_was_set_this_week_erases_nothing_at_once(ago: timedelta) -> None:
    phone = await Phone.hers(SetRecovery(WORDS), SetLock(PIN), ago=ago)
    await phone.open(PIN)
    assert any("After 7 days" in line for line in phone.words)
    await phone.tap("Yes, erase it all")
    assert (await phone.session()).hidden is not None
    await phone.open(PIN)
    assert (await phone.session()).person == HERS


async def test_who_set_a_pin_over_her_words_can_not_change_them() -> None:
    phone = await Phone.hers(SetRecovery(WORDS))
    await phone.request(Unlock("", "nothing"))
    await phone.request(SetLock(HIS_PIN))
    assert (await phone.request(SetRecovery(HIS_WORDS))).came == "standing"
    phone.at += 30 * DAY
    assert (await phone.request(Unlock(HIS_PIN, "pin"))).hers
    assert (await phone.request(SetRecovery(HIS_WORDS))).came == "standing"
    assert (await phone.request(Unlock(WORDS, "words"))).hers
    assert (await phone.request(SetRecovery(HIS_WORDS))).came == "done"


@pytest.fixture
def anyio_backend() -> str:
    """What sleeps here sleeps in asyncio."""
    return "asyncio"
