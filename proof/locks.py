"""Opens people's locks: no PIN ever stands in a chat, and a duress PIN looks like her own."""

from __future__ import annotations

import asyncio
import json
import math
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from itertools import cycle, groupby
from pathlib import Path
from statistics import median
from typing import TypeVar, cast

from bot.content.library import Library
from bot.core.requests import Outcome, SetDuress, SetLock, SetRecovery, Unlock
from bot.ports import Chat
from bot.store.sqlite import SqliteStore
from bot.vault import locks
from bot.vault.deployment import open_vault
from bot.vault.keyring import Keyring
from bot.vault.lockbox import Lockbox
from bot.vault.locksmith import PACE, Locksmith, Time, Tools
from bot.vault.stretcher import Stretcher
from bot.vault.vault import NOTHING_HELD
from bot.wiring.flows import library, loaded
from proof.ground import Ground
from proof.rows import Proof, Row, Values
from tests.fakegram.person import Person
from tests.telegram import doors
from tests.telegram.doors import DURESS, LOCKED, PIN, WRONG
from tests.telegram.inside import Inside
from tests.telegram.running import RunningBot
from tests.telegram.scan import findings, secrets_of
from tests.telegram.talk import leave

Gives = TypeVar("Gives")
PEOPLE = 6
ROUND, BREATH = 60, 1.5
"""Seconds between two unlocks of a person, there and here, so that all she taps is read."""
SHE = Chat("tg", "1")
WORDS = "abandon ability able about above absent absorb abstract"
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
BETWEEN_TRIES = timedelta(minutes=20)
A_DAY = 10


@cache
def _flows() -> Library:
    return loaded(library(None, "GB, IE, US"))


# In the chat


def in_the_chat(count: int, ground: Ground) -> Values:
    """Unlock so often on Telegram, in turn with her own PIN and with the duress PIN."""
    ground.fakegram.reset()
    folder = Path(tempfile.mkdtemp(dir=ground.folder)) / "bot"
    bot = Inside(folder, ground.fakegram, _flows())
    bot.start()
    try:
        people = [bot.person(number) for number in range(min(PEOPLE, count))]
        _all(people, lambda person: doors.set_up(person, duress=True))
        shown = _rounds(bot, people, math.ceil(count / len(people)))
    finally:
        bot.stop()
    ground.leaks += findings(folder, doors.telling(secrets_of(cast("RunningBot", bot))))
    spelled = [_spells(person, pin) for person in people for pin in (PIN, DURESS)]
    orders = [order for person in people for order in _orders(person)]
    return {
        "unlocks-digits": sum(spelled),
        "unlocks-orders": len(set(orders)) / len(orders),
        "unlocks-screens": len(set(shown)),
    }


def _rounds(bot: Inside, people: list[Person], rounds: int) -> list[str]:
    """What is shown after each unlock."""
    shown: list[str] = []
    for _, pin in zip(range(rounds), cycle((PIN, DURESS)), strict=False):
        _all(people, leave)
        bot.advance(ROUND)
        time.sleep(BREATH)
        shown += _all(people, partial(_unlock, pin))
    return shown


def _unlock(pin: str, person: Person) -> str:
    doors.to_door(person)
    doors.enter(person, pin, LOCKED)
    seen = person.visible()[-1]
    return json.dumps([seen.text, seen.labels])


def _all(people: list[Person], act: Callable[[Person], Gives]) -> list[Gives]:
    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(act, people))


def _spells(person: Person, pin: str) -> int:
    """How many messages and presses in her chat hold the digits of a PIN in their order."""
    events = (json.dumps(event) for event in person.history())
    return sum(pin in event for event in events)


def _orders(person: Person) -> Iterator[str]:
    """The numbers of the tokens that were pressed on each keypad, in the order of the presses."""
    tokens = (str(event["data"]).rpartition(".") for event in person.history("tapped"))
    pads = groupby(((visit, number) for visit, _, number in tokens), lambda token: token[0])
    pressed = ([number for _, number in presses] for _, presses in pads)
    yield from (" ".join(numbers) for numbers in pressed if len(numbers) > len(PIN))


# Beside the chat


@asynccontextmanager
async def _a_locksmith(
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[tuple[Locksmith, Lockbox]]:
    """Somebody's lock over a real file, with all that takes time as it is."""
    with tempfile.TemporaryDirectory() as folder:
        store, stretch = SqliteStore.open(Path(folder) / "store.sqlite"), Stretcher()
        try:
            vault = await open_vault(store, Keyring.throwaway())
            await vault.commit(SHE, NOTHING_HELD, b"session", b"")
            tools = Tools.over(vault, stretch, lambda slate: slate)
            smith = Locksmith(tools, Time(sleep=sleep))
            await smith.carry_out(SHE, Unlock("", "nothing"), NOON)
            for request in (SetRecovery(WORDS), SetLock(PIN), SetDuress(DURESS)):
                assert (await smith.carry_out(SHE, request, NOON)).came == "done"
            yield smith, tools.lockbox
        finally:
            stretch.close()
            await store.close()


async def _times(count: int) -> Values:
    """How long each answer takes, and how far that is from the pace of all answers."""
    taken: dict[str, list[float]] = {PIN: [], DURESS: []}
    async with _a_locksmith() as (smith, _):
        for number, pin in zip(range(count), cycle(taken), strict=False):
            begun = time.monotonic()
            outcome = await smith.carry_out(SHE, Unlock(pin, "pin"), NOON + number * timedelta(1))
            taken[pin].append(time.monotonic() - begun)
            assert outcome.came == "opened"
    off = [abs(one - round(one / PACE) * PACE) for both in taken.values() for one in both]
    between = abs(median(taken[PIN]) - median(taken[DURESS]))
    return {"unlocks-off-pace": max(off), "unlocks-between": between}


async def _wrong(count: int) -> Values:
    """Try so many wrong PINs, three an hour: how many are looked at, and what is lost."""
    async with _a_locksmith(lambda _: asyncio.sleep(0)) as (smith, box):
        came: dict[int, list[Outcome]] = {}
        for number in range(count):
            at = NOON + number * BETWEEN_TRIES
            tried = await smith.carry_out(SHE, Unlock(WRONG, "pin"), at)
            came.setdefault(at.toordinal(), []).append(tried)
        later = NOON + count * BETWEEN_TRIES + timedelta(days=2)
        sealed = locks.seal(await box.of(SHE), b"written meanwhile", b"here")
        tries = Unlock(PIN, "pin"), Unlock(WORDS, "words")
        opened = [(await smith.carry_out(SHE, one, later)).came == "opened" for one in tries]
        hers = await box.tried(SHE, PIN.encode(), int(later.timestamp()))
        assert hers.opened is not None
        read = locks.unseal(await box.of(SHE), hers.opened.private, sealed, b"here")
    looked = [sum(one.came == "wrong" for one in day) for day in came.values()]
    lost = opened.count(False) + (read != b"written meanwhile")
    return {"wrong-pins-tries": max(looked), "wrong-pins-lost": lost}


def unlocks(count: int, ground: Ground) -> Values:
    """Unlock so often in chats, and a part of that beside them."""
    return {**in_the_chat(count, ground), **asyncio.run(_times(max(4, count // 10)))}


def wrong(count: int, _: Ground) -> Values:
    """Try so many wrong PINs."""
    return asyncio.run(_wrong(count))


UNLOCKS = Proof(
    "unlocks",
    (
        Row(
            "unlocks-digits", "messages and presses that held the digits of a PIN in order", "found"
        ),
        Row(
            "unlocks-orders",
            "share of PINs whose tokens were pressed in an order that no other had",
            "share",
            0.95,
            "at least",
        ),
        Row(
            "unlocks-screens", "different screens after her own PIN and a duress PIN", "screens", 1
        ),
        Row(
            "unlocks-off-pace", "the answer to a PIN that is furthest off its fixed time", "s", 0.05
        ),
        Row("unlocks-between", "between the usual time for a PIN and for a duress PIN", "s", 0.005),
    ),
    unlocks,
    small=2,
    full=1_000,
    shows="A PIN is never written in the chat, and a duress PIN looks and takes what her own does.",
    leaves_open="Telegram knows which key of a message was pressed, and could work out a PIN. Who "
    "knows what is kept here is not fooled by an empty place.",
)
WRONG_PINS = Proof(
    "wrong-pins",
    (
        Row("wrong-pins-tries", "wrong PINs that were looked at on one day", "tries", A_DAY),
        Row("wrong-pins-lost", "PINs, words and entries that did not open after it", "lost"),
    ),
    wrong,
    small=40,
    full=1_000,
    shows="However often a PIN is wrong, nothing is lost, and only ten a day are looked at.",
    leaves_open="Who has both the data and the keys of the server can guess without being counted.",
)
