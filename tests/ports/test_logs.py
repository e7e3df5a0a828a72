"""The contract of every store for people's logs: no fork, no gap, and all of one goes with her."""

from __future__ import annotations

import asyncio
import os

import pytest

from bot.keeping import ExhibitRow, LinkRow
from bot.ports import Change, Move, Row, Store

SHE, OTHER = b"s" * 16, b"o" * 16


def row(uid: bytes) -> Row:
    """A person's row."""
    return Row(0, uid, b"key", b"chat", b"session", b"slate")


def link(number: int, mark: bytes = b"") -> LinkRow:
    """A link of a log."""
    return LinkRow(number, mark or os.urandom(8), b"chain %d" % number, b"content %d" % number)


def file(number: int, place: int = 0, name: bytes = b"file") -> ExhibitRow:
    """A file of a link."""
    return ExhibitRow(number, place, name, b"twin", b"key", 5)


@pytest.fixture
async def she(store: Store) -> bytes:
    """Somebody who is known."""
    assert await store.commit(Change(b"chat", 0, row(SHE)))
    return SHE


async def numbers(store: Store, uid: bytes = SHE) -> list[int]:
    """The numbers of a log."""
    return [one.number for one in await store.links(uid)]


async def test_links_are_kept_in_order_with_all_they_hold(store: Store, she: bytes) -> None:
    first, second = link(1), link(2)
    assert await store.add_link(she, first, ())
    assert await store.add_link(she, second, ())
    assert list(await store.links(she)) == [first, second]
    assert await store.last_link(she) == LinkRow(2, second.mark, second.chain)


async def test_a_log_that_is_not_there_is_empty(store: Store, she: bytes) -> None:
    assert await store.last_link(she) is None
    assert await numbers(store) == []
    assert await store.marked(she, b"mark") == 0


@pytest.mark.parametrize("number", [0, 1, 3])
async def test_only_what_follows_the_last_link_is_kept(
    store: Store, she: bytes, number: int
) -> None:
    await store.add_link(she, link(1), ())
    assert not await store.add_link(she, link(number), [file(number)])
    assert await numbers(store) == [1]
    assert list(await store.exhibits(she)) == []


async def test_under_one_mark_one_link_is_kept(store: Store, she: bytes) -> None:
    await store.add_link(she, link(1, b"mark"), ())
    assert not await store.add_link(she, link(2, b"mark"), ())
    assert await store.marked(she, b"mark") == 1


async def test_nobody_has_a_log_who_is_not_known(store: Store, she: bytes) -> None:
    assert not await store.add_link(OTHER, link(1), ())
    assert not await store.add_piece(OTHER, b"file", 0, b"piece")


async def test_many_at_once_make_no_fork_and_no_gap(store: Store, she: bytes) -> None:
    async def append(times: int) -> None:
        for _ in range(times):
            while True:
                last = await store.last_link(she)
                if await store.add_link(she, link(last.number + 1 if last else 1), ()):
                    break

    await asyncio.gather(*(append(25) for _ in range(4)))
    assert await numbers(store) == list(range(1, 101))


async def test_a_file_is_given_back_piece_by_piece(store: Store, she: bytes) -> None:
    for number in (1, 0, 2):
        assert await store.add_piece(she, b"file", number, b"piece %d" % number)
    await store.add_link(she, link(1), [file(1)])
    assert list(await store.pieces(b"file")) == [b"piece 0", b"piece 1", b"piece 2"]
    assert list(await store.exhibits(she)) == [file(1)]
    assert list(await store.loose_files()) == []


async def test_a_file_of_no_link_is_loose_and_can_be_dropped(store: Store, she: bytes) -> None:
    await store.add_piece(she, b"loose", 0, b"piece")
    await store.add_piece(she, b"file", 0, b"piece")
    await store.add_link(she, link(1), [file(1)])
    assert list(await store.loose_files()) == [b"loose"]
    await store.drop_files([b"loose", b"file"])
    assert list(await store.pieces(b"loose")) == []
    assert list(await store.pieces(b"file")) == [b"piece"]


async def test_an_erased_entry_leaves_its_place_and_none_of_its_content(
    store: Store, she: bytes
) -> None:
    await store.add_piece(she, b"file", 0, b"piece")
    await store.add_link(she, link(1), [file(1)])
    assert await store.erase_link(she, link(2), 1, None)
    assert [one.content for one in await store.links(she)] == [b"", b"content 2"]
    assert list(await store.exhibits(she)) == []
    assert list(await store.pieces(b"file")) == []


async def test_one_file_of_an_entry_is_erased_alone(store: Store, she: bytes) -> None:
    for name in (b"a", b"b"):
        await store.add_piece(she, name, 0, b"piece")
    await store.add_link(she, link(1), [file(1, 0, b"a"), file(1, 1, b"b")])
    assert await store.erase_link(she, link(2), 1, 0)
    assert list(await store.exhibits(she)) == [file(1, 1, b"b")]
    assert (await store.links(she))[0].content
    assert list(await store.pieces(b"a")) == []
    assert list(await store.pieces(b"b")) == [b"piece"]


async def test_a_file_that_another_entry_has_too_stays(store: Store, she: bytes) -> None:
    await store.add_piece(she, b"file", 0, b"piece")
    await store.add_link(she, link(1), [file(1)])
    await store.add_link(she, link(2), [file(2)])
    await store.erase_link(she, link(3), 1, None)
    assert list(await store.pieces(b"file")) == [b"piece"]


async def test_what_does_not_follow_erases_nothing(store: Store, she: bytes) -> None:
    await store.add_link(she, link(1), ())
    assert not await store.erase_link(she, link(1), 1, None)
    assert (await store.links(she))[0].content


async def test_who_is_erased_leaves_no_log(store: Store, she: bytes) -> None:
    await store.add_piece(she, b"file", 0, b"piece")
    await store.add_link(she, link(1), [file(1)])
    await store.erase(b"chat", 20_000)
    assert await numbers(store) == []
    assert list(await store.exhibits(she)) == []
    assert list(await store.pieces(b"file")) == []


async def test_a_log_goes_where_its_person_goes(store: Store, she: bytes) -> None:
    await store.add_link(she, link(1), ())
    await store.commit(Change(b"new", 0, row(OTHER)))
    await store.add_link(OTHER, link(1), ())
    left = Change(b"chat", 1, row(b"n" * 16))
    assert await store.move(Move(Change(b"new", 1, row(SHE)), left, OTHER, 20_000))
    assert await numbers(store) == [1]
    assert await numbers(store, OTHER) == []


async def test_the_ends_of_all_logs_are_told(store: Store, she: bytes) -> None:
    await store.commit(Change(b"other", 0, row(OTHER)))
    await store.add_link(OTHER, link(1), ())
    for number in (1, 2):
        await store.add_link(she, link(number), ())
    assert list(await store.chains()) == [(OTHER, 1, b"chain 1"), (SHE, 2, b"chain 2")]
