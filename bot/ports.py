"""The ports: what the service asks of a store, a channel and a clock, on one page.

A store holds rows whose contents are sealed: it can read neither what was said nor who said it.
The vault stands between it and the service, and turns rows into plain values and back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.core.effects import Effect
from bot.keeping import LogStore


@dataclass(frozen=True, slots=True)
class Chat:
    """The address of a conversation in a channel."""

    channel: str
    id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Row:
    """What a store has of one chat; version 0 and nothing else where there is nothing.

    `uid` names the person, `key` is her service key, wrapped. `chat`, `session` and `slate` are
    sealed with it: the address, the conversation, and what the chat shows and has to lose.
    """

    version: int = 0
    uid: bytes = field(default=b"", repr=False)
    key: bytes = field(default=b"", repr=False)
    chat: bytes = field(default=b"", repr=False)
    session: bytes = field(default=b"", repr=False)
    slate: bytes = field(default=b"", repr=False)


class Due(NamedTuple):
    """What a store has of a chat that is due, as far as it is needed to open its address.

    It is a tuple, since a sweep makes thousands of them.
    """

    idx: bytes
    uid: bytes
    key: bytes
    chat: bytes

    def __repr__(self) -> str:
        return "Due()"


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened in one week, of all people together.

    `week` is the ISO week in UTC, as 202648; nothing finer is kept.
    """

    week: int
    what: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class Change:
    """A row to be written on top of a version, whole, and the letters whose turn it was.

    `due` is the UTC minute, counted from 1970, at which the chat has to be looked at; None for
    never. `anew` is the UTC day on which the person is forgotten first, with all her rows, so that
    nothing of her is left but this row; None where she stays. `counts` is added to what all people
    did that week, if the row is written.
    """

    idx: bytes = field(repr=False)
    version: int
    row: Row
    due: int | None = None
    done: tuple[int, ...] = ()
    anew: int | None = None
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A person comes to a chat from the one she had: both rows are written, or none.

    `to` is the row of the chat she comes to, and `left` that of the chat she leaves, in which
    somebody new is from now on. `before` names who was in the chat she comes to: she is forgotten
    on the UTC day `day`, with her lock.
    """

    to: Change
    left: Change
    before: bytes = field(repr=False)
    day: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """That a person was erased, and on which UTC day: no older copy may bring her back."""

    uid: bytes = field(repr=False)
    day: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """A letter as it lies in the inbox, sealed; `day` names its key and its age in UTC days.

    `idx` is None where nobody could tell whose it is. `poison` marks one that can't be read, which
    is kept apart and never played.
    """

    update: int
    day: int
    content: bytes = field(repr=False)
    idx: bytes | None = field(default=None, repr=False)
    poison: bool = False


@dataclass(frozen=True, slots=True)
class Deployment:
    """What a store was founded as: its name, and two checks by which its keys are recognised."""

    id: bytes
    kek_check: bytes = field(repr=False)
    index_check: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """A wrapped key that takes the place of another.

    The place is a person's name, a day of the inbox, or None: the check of the deployment.
    """

    place: bytes | int | None = field(repr=False)
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Climb:
    """How the head of one link of a person's log climbs to the stamped root of a day, sealed."""

    uid: bytes = field(repr=False)
    number: int
    content: bytes = field(repr=False)


class Heads(Protocol):
    """Where the heads of all logs are known."""

    async def heads(self) -> Sequence[tuple[bytes, int, bytes]]:
        """Of each log: whose it is, the number of its last link, and its head."""


class WrappedKeys(Protocol):
    """What of a store is wrapped with a master secret, as it lies there."""

    async def deployment(self) -> Deployment | None:
        """What the store was founded as; None if it was not yet."""

    async def people_keys(self, after: bytes, most: int) -> Sequence[tuple[bytes, bytes]]:
        """The names of people and their wrapped keys, in order of the names, from after one."""

    async def day_keys(self) -> dict[int, bytes]:
        """The wrapped keys of the inbox, by UTC day."""


class Store(WrappedKeys, LogStore, Protocol):
    """Keeps rows and the inbox. Raises `StoreBusy` or `StoreFull`, and then nothing was written."""

    async def found(self, deployment: Deployment) -> bool:
        """Found the store; False, and nothing written, unless it is new and empty."""

    async def load(self, idx: bytes) -> Row:
        """The row of a chat."""

    async def commit(self, change: Change) -> bool:
        """Write a row on top of its version; False, and nothing written, if that has moved.

        It has moved too where the row is another person's by now. What is written has the next
        version, or 1 if it is written anew.
        """

    async def erase(self, idx: bytes, day: int) -> None:
        """Forget a chat's person: her rows, her letters, and those of hers kept apart.

        That she was erased is noted at once, as it is by a commit that is written anew.
        """

    async def erasures(self) -> Sequence[Erasure]:
        """Who was erased, in the order of their days."""

    async def prune_erasures(self, day: int) -> None:
        """Forget the erasures of earlier days."""

    async def counts(self, week: int) -> Sequence[Count]:
        """What was counted from a week on, in the order of weeks and of what it is."""

    async def prune_counts(self, week: int) -> None:
        """Forget what was counted in earlier weeks."""

    async def lock(self, uid: bytes) -> tuple[int, bytes]:
        """The version and the content of a person's lock; version 0 where there is none."""

    async def keep_lock(
        self, uid: bytes, version: int, content: bytes, words: Collection[bytes]
    ) -> bool:
        """Write a lock on top of its version; False if that has moved or she was forgotten.

        `words` are all that it can be found by; False as well if another lock is found by one.
        """

    async def find_lock(self, words: bytes) -> bytes | None:
        """The name of the person whose lock is found by this."""

    async def plan(self, uid: bytes) -> tuple[int, bytes]:
        """The version and the content of a person's plan; version 0 where there never was one."""

    async def keep_plan(self, uid: bytes, version: int, content: bytes) -> bool:
        """Write a plan on top of its version; False if that has moved or she was forgotten."""

    async def stamp(self, day: int) -> bytes | None:
        """The stamp of a UTC day."""

    async def keep_stamp(self, day: int, stamp: bytes, climbs: Sequence[Climb]) -> bool:
        """Keep the stamp of a day, and climbs of people who are known and have none of that number.

        False, and nothing written, if the day has one.
        """

    async def stamped(self) -> dict[bytes, int]:
        """The highest number that a person has a climb of."""

    async def climbs(self, uid: bytes) -> Sequence[Climb]:
        """A person's climbs, in the order of their numbers."""

    async def place(self, uid: bytes) -> bytes | None:
        """Where a person's row lies."""

    async def move(self, move: Move) -> bool:
        """Bring a person to another chat; False, and nothing written, if either row has moved.

        Letters that wait in either chat stay there.
        """

    async def receive(self, envelopes: Sequence[Envelope]) -> frozenset[int]:
        """Keep letters durably, all or none; gives the updates that never came before."""

    async def waiting(self) -> Sequence[Envelope]:
        """The letters whose turn has not come, oldest first; none of those kept apart."""

    async def done(self, updates: Sequence[int]) -> None:
        """Forget what letters say whose turn needs no row; their numbers stay."""

    async def due(self, minute: int, most: int) -> Sequence[Due]:
        """The chats that are due by a UTC minute, the earliest first."""

    async def oldest_due(self) -> int | None:
        """The earliest UTC minute at which a chat is due; None where none is."""

    async def set_aside(self, envelopes: Sequence[Envelope]) -> None:
        """Keep letters apart, of those that wait: their turn can't be played."""

    async def rows(self, after: bytes, most: int) -> Sequence[tuple[bytes, Row]]:
        """Chats and their rows, in order of the chats, from after one."""

    async def rewrap(self, keys: Sequence[Rewrapped]) -> int:
        """Put keys in the place of others, all at once; gives how many of those still lay there."""

    async def add_day_key(self, day: int, key: bytes) -> None:
        """Keep the wrapped key of a day, unless there is one."""

    async def prune(self, inbox_day: int, poison_day: int) -> None:
        """Forget letters, with their numbers and keys, of earlier days; those kept apart too."""

    async def close(self) -> None:
        """Finish what was begun, and let go."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An update as a channel needs it again after a crash: whose it is, and its few fields."""

    update: int
    content: bytes = field(repr=False)
    chat: Chat | None = None
    poison: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """How an event reached a channel: its letters, and the message of hers it came with, if any.

    `date` is that message's UTC second. `kept` says that its words are kept in the session, so that
    the message may go; what is not kept here stays in her chat until she leaves. `file` says that
    it is a file, which may be kept in a later turn.
    """

    updates: tuple[int, ...] = ()
    message: int | None = None
    date: int = 0
    kept: bool = True
    file: bool = False


NOTHING_HEARD = Heard()


@dataclass(frozen=True, slots=True)
class Note:
    """What a channel has to remember of a chat, as it is stored and as it is used.

    `due` is the UTC second at which the channel has to look at the chat again.
    """

    slate: bytes = field(default=b"", repr=False)
    due: float | None = None
    plan: object = field(default=None, repr=False, compare=False)


class Channel(Protocol):
    """Makes a chat equal to what a turn wants."""

    def note(self, chat: Chat, slate: bytes, heard: Heard, effects: Sequence[Effect]) -> Note:
        """What to remember of a turn, before it is committed; carries nothing out."""

    def remains(self, slate: bytes) -> int:
        """How many messages could not be removed from the chat."""

    def cleared(self, slate: bytes) -> bytes:
        """What has to be remembered of a chat that its person left for another."""

    async def act(self, chat: Chat, note: Note, effects: Sequence[Effect]) -> None:
        """Carry out what a committed turn wants."""

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a file that was sent; raises `FileGone` or `FileTooBig`."""


class World(Protocol):
    """Time and chance, which the core may only receive."""

    def now(self) -> datetime:
        """The time, aware and in UTC."""

    def chance(self) -> str:
        """Eight fresh random bytes as base64url text."""
