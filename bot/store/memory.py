"""A store that holds everything in memory and nothing anywhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.ports import (
    Change,
    Climb,
    Count,
    Deployment,
    Due,
    Envelope,
    Erasure,
    Move,
    Rewrapped,
    Row,
)
from bot.store.memory_logs import MemoryLogs

NOTHING = Row()


class MemoryStore(MemoryLogs):
    """Rows and letters in dictionaries, gone with the process."""

    def __init__(self) -> None:
        super().__init__()
        self._deployment: Deployment | None = None
        self._rows: dict[bytes, Row] = {}
        self._due: dict[bytes, int] = {}
        self._numbers: dict[int, int] = {}
        self._inbox: dict[int, Envelope] = {}
        self._poison: dict[int, Envelope] = {}
        self._day_keys: dict[int, bytes] = {}
        self._erased: dict[bytes, int] = {}
        self._locks: dict[bytes, tuple[int, bytes]] = {}
        self._words: dict[bytes, bytes] = {}
        self._plans: dict[bytes, tuple[int, bytes]] = {}
        self._counts: Counter[tuple[int, str]] = Counter()
        self._stamps: dict[int, bytes] = {}
        self._climbs: dict[bytes, dict[int, Climb]] = {}

    async def deployment(self) -> Deployment | None:
        return self._deployment

    async def found(self, deployment: Deployment) -> bool:
        if self._deployment or self._rows or self._numbers or self._day_keys:
            return False
        self._deployment = deployment
        return True

    # People

    async def load(self, idx: bytes) -> Row:
        return self._rows.get(idx, NOTHING)

    async def commit(self, change: Change) -> bool:
        held = self._rows.get(change.idx, NOTHING)
        if held.version != change.version:
            return False
        if change.anew is not None:
            self._forget(change.idx, change.anew)
            held = NOTHING
        elif held.version and held.uid != change.row.uid:
            return False
        self._write(change, held.version + 1)
        return True

    def _write(self, change: Change, version: int) -> None:
        self._rows[change.idx] = replace(change.row, version=version)
        self._due.pop(change.idx, None)
        if change.due is not None:
            self._due[change.idx] = change.due
        self._open(change.done)
        for count in change.counts:
            self._counts[count.week, count.what] += count.number

    async def erase(self, idx: bytes, day: int) -> None:
        self._forget(idx, day)

    def _forget(self, idx: bytes, day: int) -> None:
        uid = self._rows.get(idx, NOTHING).uid
        if idx in self._rows:
            self._erased.setdefault(uid, day)
        self._drop_all(uid)
        for hers in {idx, *(other for other, row in self._rows.items() if row.uid == uid)}:
            self._rows.pop(hers, None)
            self._due.pop(hers, None)
            for letters in (self._inbox, self._poison):
                for letter in [at for at in letters.values() if at.idx == hers]:
                    del letters[letter.update]

    async def erasures(self) -> list[Erasure]:
        found = [Erasure(uid, day) for uid, day in self._erased.items()]
        return sorted(found, key=lambda erasure: (erasure.day, erasure.uid))

    async def prune_erasures(self, day: int) -> None:
        self._erased = {uid: at for uid, at in self._erased.items() if at >= day}

    async def counts(self, week: int) -> list[Count]:
        found = sorted(self._counts.items())
        return [Count(*key, number) for key, number in found if key[0] >= week]

    async def prune_counts(self, week: int) -> None:
        self._counts = Counter({at: n for at, n in self._counts.items() if at[0] >= week})

    async def due(self, minute: int, most: int) -> list[Due]:
        found = sorted((due, idx) for idx, due in self._due.items() if due <= minute)
        rows = ((idx, self._rows[idx]) for _, idx in found[:most])
        return [Due(idx, row.uid, row.key, row.chat) for idx, row in rows]

    async def oldest_due(self) -> int | None:
        return min(self._due.values(), default=None)

    # Wrapped keys

    async def people_keys(self, after: bytes, most: int) -> list[tuple[bytes, bytes]]:
        keys = {row.uid: row.key for row in self._rows.values() if row.uid > after}
        return sorted(keys.items())[:most]

    async def rows(self, after: bytes, most: int) -> list[tuple[bytes, Row]]:
        found = sorted(idx for idx in self._rows if idx > after)
        return [(idx, self._rows[idx]) for idx in found[:most]]

    async def rewrap(self, keys: Sequence[Rewrapped]) -> int:
        return sum(self._rewrap(key) for key in keys)

    def _rewrap(self, key: Rewrapped) -> bool:
        match key.place:
            case bytes(uid):
                hers = {
                    idx: replace(row, key=key.after)
                    for idx, row in self._rows.items()
                    if (row.uid, row.key) == (uid, key.before)
                }
                self._rows |= hers
                return bool(hers)
            case int(day):
                known = self._day_keys.get(day) == key.before
                self._day_keys |= {day: key.after} if known else {}
                return known
            case None:
                return self._recheck(key)

    def _recheck(self, key: Rewrapped) -> bool:
        if self._deployment is None or self._deployment.kek_check != key.before:
            return False
        self._deployment = replace(self._deployment, kek_check=key.after)
        return True

    # Locks

    async def lock(self, uid: bytes) -> tuple[int, bytes]:
        return self._locks.get(uid, (0, b""))

    async def keep_lock(
        self, uid: bytes, version: int, content: bytes, words: Collection[bytes]
    ) -> bool:
        are_free = all(self._words.get(found, uid) == uid for found in words)
        if not (self.is_known(uid) and are_free) or self._locks.get(uid, (0,))[0] != version:
            return False
        self._drop_lock(uid)
        self._locks[uid] = version + 1, content
        self._words |= dict.fromkeys(words, uid)
        return True

    async def plan(self, uid: bytes) -> tuple[int, bytes]:
        return self._plans.get(uid, (0, b""))

    async def keep_plan(self, uid: bytes, version: int, content: bytes) -> bool:
        if not self.is_known(uid) or self._plans.get(uid, (0,))[0] != version:
            return False
        self._plans[uid] = version + 1, content
        return True

    def is_known(self, uid: bytes) -> bool:
        return any(row.uid == uid for row in self._rows.values())

    async def find_lock(self, words: bytes) -> bytes | None:
        return self._words.get(words)

    def _drop_all(self, uid: bytes) -> None:
        self._drop_lock(uid)
        self.drop_log(uid)
        self._plans.pop(uid, None)
        self._climbs.pop(uid, None)

    def _drop_lock(self, uid: bytes) -> None:
        self._locks.pop(uid, None)
        self._words = {words: whose for words, whose in self._words.items() if whose != uid}

    # Stamps

    async def stamp(self, day: int) -> bytes | None:
        return self._stamps.get(day)

    async def keep_stamp(self, day: int, stamp: bytes, climbs: Sequence[Climb]) -> bool:
        if day in self._stamps:
            return False
        self._stamps[day] = stamp
        for climb in climbs:
            if self.is_known(climb.uid):
                self._climbs.setdefault(climb.uid, {}).setdefault(climb.number, climb)
        return True

    async def stamped(self) -> dict[bytes, int]:
        return {uid: max(climbs) for uid, climbs in self._climbs.items()}

    async def climbs(self, uid: bytes) -> list[Climb]:
        return [climb for _, climb in sorted(self._climbs.get(uid, {}).items())]

    # Moves

    async def place(self, uid: bytes) -> bytes | None:
        return next((idx for idx, row in self._rows.items() if row.uid == uid), None)

    async def move(self, move: Move) -> bool:
        hers, to, left = move.to.row.uid, move.to, move.left
        if self._standing(move.before) != [(to.idx, to.version)]:
            return False
        if self._standing(hers) != [(left.idx, left.version)]:
            return False
        key = self._rows[left.idx].key
        self._erased.setdefault(move.before, move.day)
        self._drop_all(move.before)
        self._write(replace(to, row=replace(to.row, key=key)), to.version + 1)
        self._write(left, left.version + 1)
        return True

    def _standing(self, uid: bytes) -> list[tuple[bytes, int]]:
        return [(idx, row.version) for idx, row in self._rows.items() if row.uid == uid]

    # The inbox

    async def receive(self, envelopes: Sequence[Envelope]) -> frozenset[int]:
        new: set[int] = set()
        for envelope in envelopes:
            if envelope.update not in self._numbers:
                new.add(envelope.update)
                self._numbers[envelope.update] = envelope.day
                letters = self._poison if envelope.poison else self._inbox
                letters[envelope.update] = envelope
        return frozenset(new)

    async def waiting(self) -> list[Envelope]:
        return sorted(self._inbox.values(), key=lambda letter: (letter.day, letter.update))

    async def done(self, updates: Sequence[int]) -> None:
        self._open(updates)

    async def set_aside(self, envelopes: Sequence[Envelope]) -> None:
        for envelope in envelopes:
            if self._inbox.pop(envelope.update, None):
                self._poison[envelope.update] = envelope

    def _open(self, updates: Sequence[int]) -> None:
        for update in updates:
            self._inbox.pop(update, None)

    async def day_keys(self) -> dict[int, bytes]:
        return dict(self._day_keys)

    async def add_day_key(self, day: int, key: bytes) -> None:
        self._day_keys.setdefault(day, key)

    async def prune(self, inbox_day: int, poison_day: int) -> None:
        keep = {update for update, day in self._numbers.items() if day >= inbox_day}
        self._numbers = {update: self._numbers[update] for update in keep}
        self._inbox = {update: at for update, at in self._inbox.items() if update in keep}
        self._poison = {update: at for update, at in self._poison.items() if at.day >= poison_day}
        self._day_keys = {day: key for day, key in self._day_keys.items() if day >= inbox_day}

    async def close(self) -> None:
        """Nothing was begun."""
