"""The pool of random bytes: as many as were asked for, and none of them twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.vault.chance import PAGE, Pool


@given(counts=st.lists(st.integers(0, 3 * PAGE), max_size=30))
def test_a_pool_gives_as_many_bytes_as_it_is_asked_for(counts: list[int]) -> None:
    pool = Pool()
    assert [len(pool(count)) for count in counts] == counts


def test_no_bytes_are_given_twice() -> None:
    pool = Pool()
    taken = [pool(12) for _ in range(5 * PAGE)]
    assert len(set(taken)) == len(taken)


def test_a_pool_does_not_show_what_it_will_give() -> None:
    pool = Pool()
    pool(1)
    assert repr(pool) == "Pool()"
