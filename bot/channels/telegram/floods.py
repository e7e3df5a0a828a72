"""How much of one person is read: thirty updates a minute, sixty at once, and leaving always."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

from bot.channels.telegram.pace import Bucket
from bot.ports import Chat

A_MINUTE, AT_ONCE = 30.0, 60.0
MANY_PEOPLE = 2_000
"""People to remember at a time; those who sent nothing lately are forgotten first."""


class Verdict(Enum):
    """What is to be done with an update."""

    READ = "read"
    FIRST_OVER = "first over"
    OVER = "over"


class Floods:
    """Counts what people send."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[Chat, Bucket] = {}
        self._over: set[Chat] = set()

    def judge(self, chat: Chat) -> Verdict:
        """Judge one update more, which is not about leaving."""
        now = self._clock()
        bucket = self._bucket(chat, now)
        if bucket.wait(now) == 0:
            bucket.take()
            self._over.discard(chat)
            return Verdict.READ
        if chat in self._over:
            return Verdict.OVER
        self._over.add(chat)
        return Verdict.FIRST_OVER

    def _bucket(self, chat: Chat, now: float) -> Bucket:
        if len(self._buckets) >= MANY_PEOPLE and chat not in self._buckets:
            self._buckets = {who: b for who, b in self._buckets.items() if not b.is_full(now)}
            self._over &= self._buckets.keys()
        return self._buckets.setdefault(chat, Bucket(A_MINUTE / 60, AT_ONCE, now))
