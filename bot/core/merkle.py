"""One root for the heads of many logs, so that one time stamp a day does for all of them.

    leaf = SHA-256(0x02 ‖ head)        node = SHA-256(0x03 ‖ left ‖ right)

A node without a neighbour goes up as it is. A way up shows one head under the root, and of the
others nothing but hashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

_LEAF, _NODE = b"\x02", b"\x03"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What stands beside a node on the way up, and on which side."""

    side: Literal["left", "right"]
    digest: bytes


def root(heads: Sequence[bytes]) -> bytes:
    """What all these heads come down to; there has to be one at least."""
    return _rows(heads)[-1][0]


def way_up(heads: Sequence[bytes], place: int) -> tuple[Neighbour, ...]:
    """What is needed to climb from one of the heads to the root."""
    return root_and_ways(heads, [place])[1][0]


def root_and_ways(
    heads: Sequence[bytes], places: Iterable[int]
) -> tuple[bytes, list[tuple[Neighbour, ...]]]:
    """The root, and the way up from each of these places, with the tree computed once."""
    rows = _rows(heads)
    return rows[-1][0], [_way(rows, place) for place in places]


def climbed(head: bytes, way: Sequence[Neighbour]) -> bytes:
    """The root that a head belongs to, by its way up."""
    reached = sha256(_LEAF + head).digest()
    for beside in way:
        left = beside.side == "left"
        reached = _node(beside.digest, reached) if left else _node(reached, beside.digest)
    return reached


def _rows(heads: Sequence[bytes]) -> list[list[bytes]]:
    """The tree, row by row, from the leaves to the root."""
    rows = [[sha256(_LEAF + head).digest() for head in heads]]
    while len(rows[-1]) > 1:
        rows.append(_above(rows[-1]))
    return rows


def _way(rows: Sequence[Sequence[bytes]], place: int) -> tuple[Neighbour, ...]:
    found = list[Neighbour]()
    for row in rows:
        beside = place ^ 1
        if beside < len(row):
            found.append(Neighbour("left" if beside < place else "right", row[beside]))
        place //= 2
    return tuple(found)


def _above(row: list[bytes]) -> list[bytes]:
    pairs = [row[at : at + 2] for at in range(0, len(row), 2)]
    return [_node(*pair) if len(pair) == 2 else pair[0] for pair in pairs]


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(_NODE + left + right).digest()
