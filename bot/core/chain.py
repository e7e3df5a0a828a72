"""The chain of a log: whoever changes, drops, adds or moves a link changes every head after it.

    leaf   = SHA-256(0x00 ‖ salt ‖ SHA-256(body))
    head_n = SHA-256(0x01 ‖ log id ‖ n ‖ head_{n-1} ‖ leaf)

n is 8 bytes, the largest first; the head before the first link is 32 zero bytes. A body can be
taken out and its leaf left: the salt keeps anybody from guessing what it was.

A chain alone proves nothing against whoever holds all of it and writes it anew: for that, somebody
else has to have seen a head.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Literal

LOG_ID, SALT, DIGEST = 16, 32, 32
SHORT, GROUP = 20, 5
"""So many signs of a head are shown, 100 bits, and so many of them in a row."""
_LEAF, _HEAD = b"\x00", b"\x01"
_BEFORE_ALL = bytes(DIGEST)

Fault = Literal["number", "leaf", "head"]
"""What of a link is not as it has to be."""


@dataclass(frozen=True, slots=True)
class Link:
    """One place in a log; without salt and body, all that can be said is that it was there."""

    number: int
    leaf: bytes = field(repr=False)
    head: bytes = field(repr=False)
    salt: bytes = field(default=b"", repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def is_bare(self) -> bool:
        """Whether what it held was taken out."""
        return not self.body


@dataclass(frozen=True, slots=True)
class Log:
    """What a person documented, one link after another; only ever longer."""

    id: bytes = field(repr=False)
    links: tuple[Link, ...] = ()

    @property
    def head(self) -> bytes:
        """What all links so far come down to."""
        return self.links[-1].head if self.links else _BEFORE_ALL


@dataclass(frozen=True, slots=True)
class Break:
    """The place where a chain does not hold, counted from 1."""

    place: int
    fault: Fault


def leaf_of(salt: bytes, body: bytes) -> bytes:
    """What stands for a body in the chain."""
    return sha256(_LEAF + salt + sha256(body).digest()).digest()


def head_of(log_id: bytes, number: int, before: bytes, leaf: bytes) -> bytes:
    """What a log comes down to after a link."""
    return sha256(_HEAD + log_id + number.to_bytes(8, "big") + before + leaf).digest()


def append(log: Log, body: bytes, salt: bytes) -> Log:
    """The log with one link more; the salt is fresh chance, used for nothing else."""
    return replace(log, links=(*log.links, following(log.id, log.links[-1:], body, salt)))


def following(log_id: bytes, last: tuple[Link, ...], body: bytes, salt: bytes) -> Link:
    """The link that follows the last one, if there is one; what that holds need not be known."""
    if len(log_id) != LOG_ID or len(salt) != SALT or not body:
        raise ValueError("a link needs a log's id, a body, and a salt of 32 bytes")
    number, before = (last[0].number + 1, last[0].head) if last else (1, _BEFORE_ALL)
    leaf = leaf_of(salt, body)
    return Link(number, leaf, head_of(log_id, number, before, leaf), salt, body)


def check(log: Log) -> tuple[Break, ...]:
    """Where the chain does not hold; nothing where it does."""
    before, found = _BEFORE_ALL, list[Break]()
    for place, link in enumerate(log.links, 1):
        found += [Break(place, fault) for fault in _faults(log.id, place, before, link)]
        before = link.head
    return tuple(found)


def _faults(log_id: bytes, place: int, before: bytes, link: Link) -> list[Fault]:
    found: list[Fault] = []
    if link.number != place:
        found.append("number")
    if (link.salt or link.body) and link.leaf != leaf_of(link.salt, link.body):
        found.append("leaf")
    if link.head != head_of(log_id, place, before, link.leaf):
        found.append("head")
    return found


def without(log: Log, numbers: Collection[int]) -> Log:
    """The log as others may see it: of these links only leaf and head are left."""
    links = (
        replace(link, salt=b"", body=b"") if link.number in numbers else link for link in log.links
    )
    return replace(log, links=tuple(links))


def short(head: bytes) -> str:
    """A head as people write it down: four times five signs."""
    signs = b32encode(head).decode()[:SHORT]
    return "-".join(signs[at : at + GROUP] for at in range(0, SHORT, GROUP))
