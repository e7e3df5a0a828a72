"""One root for many heads, and a way up for each."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from bot.core.merkle import Neighbour, climbed, root, way_up

heads = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=20, unique=True)


@given(heads)
def test_every_head_climbs_to_the_root(all_of_them: list[bytes]) -> None:
    top = root(all_of_them)
    assert [climbed(h, way_up(all_of_them, n)) for n, h in enumerate(all_of_them)] == [top] * len(
        all_of_them
    )


@given(heads, st.binary(min_size=32, max_size=32))
def test_no_other_head_climbs_there(all_of_them: list[bytes], other: bytes) -> None:
    way = way_up(all_of_them, 0)
    assert (climbed(other, way) == root(all_of_them)) == (other == all_of_them[0])


def test_the_root_is_the_one_that_is_described() -> None:
    one, two, three = (sha256(b"\x02" + head).digest() for head in (b"1", b"2", b"3"))
    pair = sha256(b"\x03" + one + two).digest()
    assert root([b"1", b"2", b"3"]) == sha256(b"\x03" + pair + three).digest()
    assert way_up([b"1", b"2", b"3"], 1) == (Neighbour("left", one), Neighbour("right", three))


def test_a_single_head_needs_no_neighbours() -> None:
    assert way_up([b"1"], 0) == ()
    assert root([b"1"]) == climbed(b"1", ())
