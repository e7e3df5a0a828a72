"""One root for a day, which tells nobody whether anything was written, nor by how many.

Each head gets a fresh random neighbour, and heads stand in the order of these. So the root is new
every day, also where no head is; and a way up holds nothing that could be met again on another day,
or in the way of another person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.core.chain import DIGEST
from bot.core.merkle import Neighbour, root_and_ways

Chance = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Day:
    """The root to be stamped, and the way up to it from each head, in the order they came in."""

    root: bytes
    ways: tuple[tuple[Neighbour, ...], ...] = field(repr=False)


def day_of_heads(heads: Sequence[bytes], chance: Chance) -> Day:
    """The root of some heads, or of none."""
    beside = [chance(DIGEST) for _ in heads]
    order = sorted(range(len(heads)), key=beside.__getitem__)
    leaves = [leaf for place in order for leaf in (heads[place], beside[place])]
    places = {place: 2 * at for at, place in enumerate(order)}
    root, ways = root_and_ways(
        leaves or [chance(DIGEST)], [places[place] for place in range(len(heads))]
    )
    return Day(root, tuple(ways))
