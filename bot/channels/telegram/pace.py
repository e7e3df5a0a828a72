"""Keeps Telegram's rates and ours: who may call now, and who has to wait.

Removals never wait for messages and have room of their own; answers go before what nobody asked
for, and check-ins come one by one; a chat that Telegram pauses pauses no other. The published rates
are about one message a second in a chat and thirty in all; removals are not counted.
"""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Awaitable, Callable, Hashable
from enum import IntEnum
from itertools import count

MESSAGES, REMOVALS, COURTESIES, FETCHES = 10, 4, 2, 3
"""Calls in flight: nineteen in all, and no more wait at Telegram.

Few of them are fetches, since each may take 20 MB of memory.
"""
A_SECOND = 30.0
WAVE_A_SECOND, WAVE_AT_ONCE = 28.0, 2.0
"""Check-ins of many people at one hour, in a row without bursts: what is left is for answers.

The second makes up for a timer that is late.
"""
CHAT_A_SECOND, CHAT_AT_ONCE = 1.0, 3.0
MANY_CHATS = 2_000
"""Chats to remember at a time; those that may call at once are forgotten first."""

Clock = Callable[[], float]


class Urgency(IntEnum):
    """Who goes first: so many seconds later one might have come as well.

    What nobody asked for waits for answers, but not for ever: it may be what covers a screen. What
    people asked to be sent at an hour waits for both, in a queue of its own.
    """

    ANSWER = 0
    UNASKED = 5
    WAVE = 10


class Bucket:
    """So many a second, and some at once."""

    def __init__(self, rate: float, at_once: float, now: float) -> None:
        self._rate, self._at_once = rate, at_once
        self._level, self._seen, self._paused = at_once, now, now

    def wait(self, now: float) -> float:
        """Seconds until one may be taken."""
        self._level = min(self._at_once, self._level + max(0.0, now - self._seen) * self._rate)
        self._seen = max(now, self._seen)
        return max(0.0, (1 - self._level) / self._rate, self._paused - now)

    def take(self) -> None:
        """Take one, also in advance."""
        self._level -= 1

    def pause(self, seconds: float, now: float) -> None:
        """Let nobody take any for some time."""
        self._paused = max(self._paused, now + seconds)

    def is_full(self, now: float) -> bool:
        """Whether nothing of it is remembered."""
        return self.wait(now) == 0 and self._level >= self._at_once


class Gate:
    """Lets so many through at a time, and so many a second, the most urgent first."""

    def __init__(self, width: int, bucket: Bucket, clock: Clock) -> None:
        self._free = width
        self._bucket = bucket
        self._clock = clock
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()
        self._alarm: asyncio.TimerHandle | None = None

    async def enter(self, urgency: Urgency) -> None:
        """Wait until one may go through."""
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self._clock() + urgency, next(self._order), turn))
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave()
            raise

    def leave(self) -> None:
        """Make room."""
        self._free += 1
        self._admit()

    def _admit(self) -> None:
        while self._waiting and self._free:
            if self._waiting[0][2].done():
                heapq.heappop(self._waiting)
            elif wait := self._bucket.wait(self._clock()):
                self._wake_in(wait)
                return
            else:
                self._free -= 1
                self._bucket.take()
                heapq.heappop(self._waiting)[2].set_result(None)

    def _wake_in(self, seconds: float) -> None:
        if self._alarm is None:
            self._alarm = asyncio.get_running_loop().call_later(seconds, self._woken)

    def _woken(self) -> None:
        self._alarm = None
        self._admit()


class Room:
    """A place among the calls in flight, for as long as one is made."""

    __slots__ = ("_enter", "_leave")

    def __init__(self, enter: Awaitable[object], leave: Callable[[], object]) -> None:
        self._enter = enter
        self._leave = leave

    async def __aenter__(self) -> None:
        await self._enter

    async def __aexit__(self, *_: object) -> None:
        self._leave()


class Pace:
    """The rates of one bot."""

    def __init__(self, clock: Clock = time.monotonic, a_second: float = A_SECOND) -> None:
        self._clock = clock
        now = clock()
        self._messages = Gate(MESSAGES, Bucket(a_second, a_second, now), clock)
        self._wave, self._in_wave = Bucket(WAVE_A_SECOND, WAVE_AT_ONCE, now), asyncio.Lock()
        self._removals = asyncio.Semaphore(REMOVALS)
        self._courtesies = asyncio.Semaphore(COURTESIES)
        self._fetches = asyncio.Semaphore(FETCHES)
        self._chats: dict[Hashable, Bucket] = {}

    def message(self, chat: Hashable, urgency: Urgency, *, is_new: bool = True) -> Room:
        """Room for one message in a chat, or for an edit, which is not new."""
        return Room(self._may_say(chat, urgency, is_new=is_new), self._messages.leave)

    def removal(self) -> Room:
        """Room for a removal."""
        return Room(self._removals.acquire(), self._removals.release)

    def courtesy(self) -> Room:
        """Room for a call that nobody waits for."""
        return Room(self._courtesies.acquire(), self._courtesies.release)

    def fetching(self) -> Room:
        """Room for a file that is fetched."""
        return Room(self._fetches.acquire(), self._fetches.release)

    async def _may_say(self, chat: Hashable, urgency: Urgency, *, is_new: bool) -> None:
        bucket = self._bucket(chat)
        while wait := bucket.wait(self._clock()):  # noqa: ASYNC110  # a pause may grow meanwhile
            await asyncio.sleep(wait)
        bucket.take()
        if urgency is Urgency.WAVE:
            await self._may_join()
        else:
            if is_new:  # it goes before the wave, and takes a place of it: Telegram counts both
                self._wave.wait(self._clock())
                self._wave.take()
            await self._messages.enter(urgency)

    async def _may_join(self) -> None:
        """Wait for one's place in the wave until one may go through, so that none pile up there."""
        async with self._in_wave:
            while wait := self._wave.wait(self._clock()):  # noqa: ASYNC110  # a timer may be early
                await asyncio.sleep(wait)
            self._wave.take()
            await self._messages.enter(Urgency.WAVE)

    def pause(self, chat: Hashable, seconds: float) -> None:
        """Telegram wants nothing more in this chat for some time."""
        self._bucket(chat).pause(seconds, self._clock())

    def _bucket(self, chat: Hashable) -> Bucket:
        now = self._clock()
        if len(self._chats) >= MANY_CHATS and chat not in self._chats:
            self._chats = {key: b for key, b in self._chats.items() if not b.is_full(now)}
        return self._chats.setdefault(chat, Bucket(CHAT_A_SECOND, CHAT_AT_ONCE, now))
