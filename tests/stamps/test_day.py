"""The root of a day is new every day, and a way up tells nothing of anybody else."""

from __future__ import annotations

import os
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from bot.core.merkle import climbed
from bot.stamps.day import Day, day_of_heads

heads = st.lists(st.binary(min_size=32, max_size=32), max_size=20, unique=True)
some_heads = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=20, unique=True)


def digests(day: Day) -> set[bytes]:
    return {beside.digest for way in day.ways for beside in way}


@given(heads)
def test_every_head_climbs_to_the_root_of_its_day(those: list[bytes]) -> None:
    day = day_of_heads(those, os.urandom)
    assert [climbed(h, way) for h, way in zip(those, day.ways, strict=True)] == [day.root] * len(
        those
    )


@given(heads)
def test_the_same_heads_have_another_root_the_next_day_also_none(those: list[bytes]) -> None:
    today, next_day = day_of_heads(those, os.urandom), day_of_heads(those, os.urandom)
    assert today.root != next_day.root
    assert len(today.root) == 32


@given(some_heads)
def test_nothing_in_a_way_is_met_again_on_another_day(those: list[bytes]) -> None:
    assert not digests(day_of_heads(those, os.urandom)) & digests(day_of_heads(those, os.urandom))


@given(some_heads)
def test_no_way_holds_what_the_head_of_anybody_comes_to(those: list[bytes]) -> None:
    known = {sha256(b"\x02" + head).digest() for head in those}
    assert not digests(day_of_heads(those, os.urandom)) & known


def test_the_place_of_a_head_is_left_to_chance() -> None:
    first, second = b"\x01" * 32, b"\x02" * 32
    sides = {
        tuple(beside.side for beside in day_of_heads([first, second], os.urandom).ways[0])
        for _ in range(60)
    }
    assert sides == {("right", "right"), ("right", "left")}
