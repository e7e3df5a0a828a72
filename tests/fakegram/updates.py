"""The queue of updates: each waits until it is confirmed by a later offset, or until it expires.

Told by td/tddb/td/db/TQueue.cpp and telegram-bot-api Client.cpp, do_get_updates.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.fakegram.clock import Clock
from tests.fakegram.errors import WrongControl

Update = dict[str, Any]
FIRST_ID = 500_000
DAY = 24 * 3600
TAP_SECONDS = 150
"""A tap waits 150 s, everything else a day [Client.cpp:17155-17158, 17053, 17447]."""
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Never sent unless they are asked for [API getUpdates]."""
FUTURE = 10
"""An offset further ahead than this is taken for none [TQueue.cpp, get]."""


@dataclass(slots=True)
class Waiting:
    """An update in the queue; `again` marks one that is delivered although it was confirmed."""

    id: int
    content: Update = field(repr=False)
    expires: float
    again: bool = False
    given: bool = False

    def wire(self) -> Update:
        """As a bot receives it."""
        return {"update_id": self.id, **self.content}


class Updates:
    """The queue of one bot, in the order of the ids."""

    def __init__(self, clock: Clock, on_new: Callable[[], None]) -> None:
        self._clock = clock
        self._on_new = on_new
        self._queue: list[Waiting] = []
        self._made: dict[int, Update] = {}
        self._next_id = FIRST_ID
        self.asked: frozenset[str] | None = None

    def push(self, kind: str, content: Update) -> int | None:
        """Queue an update; None where the bot does not want this kind."""
        wanted = kind in self.asked if self.asked else kind not in UNASKED
        return self.push_raw({kind: content}, _lifetime(kind)) if wanted else None

    def push_raw(self, content: Update, lifetime: float = DAY) -> int:
        """Queue anything at all, also what no client can read."""
        update_id = self._next_id
        self._next_id += 1
        self._made[update_id] = content
        self._queue.append(Waiting(update_id, content, self._clock.now() + lifetime))
        self._on_new()
        return update_id

    def ask_for(self, kinds: Iterable[str]) -> None:
        """Set which kinds are queued from now on; none given means the default."""
        self.asked = frozenset(kinds) or None

    def take(self, offset: int, limit: int) -> list[Update]:
        """What `getUpdates` answers: a positive offset confirms all that is older."""
        self._forget_expired()
        if offset < 0:
            self._queue = self._queue[offset:]
        elif 0 < offset <= self._next_id + FUTURE:
            self._queue = [w for w in self._queue if w.id >= offset or (w.again and not w.given)]
        found = self._queue[:limit]
        for waiting in found:
            waiting.given = True
        return [waiting.wire() for waiting in found]

    def pending(self) -> int:
        """How many wait."""
        self._forget_expired()
        return len(self._queue)

    def clear(self) -> None:
        """Forget them all, as `drop_pending_updates` does."""
        self._queue.clear()

    # What a test may do to the queue

    def repeat(self, update_id: int) -> None:
        """Deliver an update once more, although it may be confirmed."""
        if update_id not in self._made:
            raise WrongControl(f"there was no update {update_id}")
        expires = self._clock.now() + DAY
        self._queue.append(Waiting(update_id, self._made[update_id], expires, again=True))
        self._queue.sort(key=lambda waiting: waiting.id)
        self._on_new()

    def shuffle(self, seed: int) -> None:
        """Let what waits arrive in another order; the ids still rise, as they always do."""
        contents = [(waiting.content, waiting.expires) for waiting in self._queue]
        random.Random(seed).shuffle(contents)
        for waiting, (content, expires) in zip(self._queue, contents, strict=True):
            waiting.content, waiting.expires = content, expires
            self._made[waiting.id] = content

    def jump(self, update_id: int) -> None:
        """Go on with another id, as after a week without updates [API Update]."""
        if self.pending():
            raise WrongControl("ids only jump when nothing waits")
        self._next_id = update_id

    def _forget_expired(self) -> None:
        now = self._clock.now()
        self._queue = [waiting for waiting in self._queue if waiting.expires >= now]


def _lifetime(kind: str) -> float:
    return TAP_SECONDS if kind == "callback_query" else DAY
