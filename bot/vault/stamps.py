"""Keeps the stamp of each day, and for each person how her head climbs to it, sealed.

How she climbs is kept once for each head, with the first day that has it: the earlier a stamp, the
more it says. On which day that was is sealed too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.chain import DIGEST
from bot.core.merkle import Neighbour
from bot.errors import Unsealable
from bot.ports import Chat, Climb
from bot.vault.seal import bind
from bot.vault.vault import Held, Vault

_DAY = 4
_LEFT, _RIGHT = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True)
class Placed:
    """Whose head it is, of which link, and its way to the root of a day."""

    uid: bytes = field(repr=False)
    number: int
    way: tuple[Neighbour, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp as its authority gave it, of the head of one link, and the way to its root."""

    content: bytes = field(repr=False)
    number: int
    way: tuple[Neighbour, ...] = field(repr=False)


class Stamps:
    """The stamps of all days."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def has(self, day: int) -> bool:
        """Whether a UTC day has its stamp."""
        return await self._vault.store.stamp(day) is not None

    async def keep(self, day: int, stamp: bytes, placed: Sequence[Placed]) -> bool:
        """Keep the stamp of a day, and for whom it is new; False if the day has one already."""
        known = await self._vault.store.stamped()
        new = [one for one in placed if one.number > known.get(one.uid, 0)]
        climbs = [climb for one in new if (climb := await self._sealed(day, one)) is not None]
        return await self._vault.store.keep_stamp(day, stamp, climbs)

    async def _sealed(self, day: int, placed: Placed) -> Climb | None:
        await asyncio.sleep(0)  # there may be thousands, and people wait for answers meanwhile
        try:
            home = await self._vault.home(placed.uid)
        except Unsealable:  # the others get their stamp all the same
            return None
        if home is None:
            return None
        seal, bound = self._vault.seal_of(home.held), self._bound(placed.number, home.held)
        return Climb(placed.uid, placed.number, seal.seal(_packed(day, placed.way), bound))

    async def stamps_of(self, chat: Chat) -> tuple[Stamp, ...]:
        """All stamps of a person's log, in the order of its links; `Unsealable` if altered."""
        held = await self._vault.load(chat)
        climbs = await self._vault.store.climbs(held.uid) if held.version else ()
        opened = [await self._opened(climb, held) for climb in climbs]
        return tuple(stamp for stamp in opened if stamp is not None)

    async def _opened(self, climb: Climb, held: Held) -> Stamp | None:
        bound = self._bound(climb.number, held)
        packed = self._vault.seal_of(held).open(climb.content, bound)
        content = await self._vault.store.stamp(int.from_bytes(packed[:_DAY], "big"))
        way = tuple(_unpacked(packed[_DAY:]))
        return Stamp(content, climb.number, way) if content is not None else None

    def _bound(self, number: int, held: Held) -> bytes:
        return self._vault.bound(bind(b"climb", number.to_bytes(8, "big")), held)


def _packed(day: int, way: Sequence[Neighbour]) -> bytes:
    sides = {"left": _LEFT, "right": _RIGHT}
    return day.to_bytes(_DAY, "big") + b"".join(sides[at.side] + at.digest for at in way)


def _unpacked(packed: bytes) -> Iterator[Neighbour]:
    for at in range(0, len(packed), 1 + DIGEST):
        side, digest = packed[at : at + 1], packed[at + 1 : at + 1 + DIGEST]
        yield Neighbour("left" if side == _LEFT else "right", digest)
