"""What every store promises of releases: found by one code, dropped with their file, hers alone."""

from __future__ import annotations

from bot.keeping import ReleaseRow
from bot.ports import Change, Store
from tests.ports.stores import ANA, BEA, CLO, change, holding, row
from tests.ports.test_moves import move_of


def release(name: bytes, day: int = 20) -> ReleaseRow:
    """A release whose code and file have a name."""
    return ReleaseRow(b"code of " + name, b"file of " + name, day, b"terms", b"told")


async def waiting(store: Store, uid: bytes, *names: bytes, day: int = 20) -> None:
    """Releases of a person, with their files."""
    for name in names:
        one = release(name, day)
        for number in range(2):
            assert await store.add_piece(uid, one.file, number, b"piece of " + name)
        assert await store.add_release(uid, one)


async def files(store: Store, *names: bytes) -> list[int]:
    """How many pieces there are of the files of some releases."""
    return [len(await store.pieces(release(name).file)) for name in names]


async def test_a_release_is_found_by_its_code_and_by_no_other(store: Store) -> None:
    await holding(store, ANA, BEA)
    await waiting(store, ANA, b"one", b"two")
    await waiting(store, BEA, b"three")
    assert await store.find_release(b"code of one") == (ANA, release(b"one"))
    assert await store.find_release(b"code of three") == (BEA, release(b"three"))
    assert await store.find_release(b"code of") is None
    assert set(await store.releases(ANA)) == {release(b"one"), release(b"two")}
    assert list(await store.releases(CLO)) == []


async def test_those_that_end_first_are_told_first(store: Store) -> None:
    await holding(store, ANA)
    for name, day in ((b"a", 22), (b"b", 20), (b"c", 21)):
        await waiting(store, ANA, name, day=day)
    assert [one.day for one in await store.releases(ANA)] == [20, 21, 22]


async def test_nobody_who_is_not_known_has_a_release(store: Store) -> None:
    assert not await store.add_release(ANA, release(b"one"))
    assert await store.find_release(b"code of one") is None


async def test_a_code_belongs_to_one_release(store: Store) -> None:
    await holding(store, ANA, BEA)
    await waiting(store, ANA, b"one")
    assert not await store.add_release(BEA, release(b"one"))
    assert await store.find_release(b"code of one") == (ANA, release(b"one"))


async def test_a_file_that_waits_to_be_collected_is_not_loose(store: Store) -> None:
    await holding(store, ANA)
    await waiting(store, ANA, b"one")
    assert await store.add_piece(ANA, b"loose", 0, b"piece")
    assert list(await store.loose_files()) == [b"loose"]
    await store.drop_files([b"loose", b"file of one"])
    assert await files(store, b"one") == [2]


async def test_a_release_is_dropped_once_and_with_its_file(store: Store) -> None:
    await holding(store, ANA)
    await waiting(store, ANA, b"one", b"two")
    assert await store.drop_release(b"file of one")
    assert not await store.drop_release(b"file of one")
    assert await store.find_release(b"code of one") is None
    assert await files(store, b"one", b"two") == [0, 2]
    assert list(await store.releases(ANA)) == [release(b"two")]


async def test_what_ended_before_a_day_is_forgotten_with_its_files(store: Store) -> None:
    await holding(store, ANA, BEA)
    await waiting(store, ANA, b"one", day=19)
    await waiting(store, BEA, b"two", day=20)
    await store.prune_releases(20)
    assert await store.find_release(b"code of one") is None
    assert await files(store, b"one", b"two") == [0, 2]
    assert await store.find_release(b"code of two") == (BEA, release(b"two"))


async def test_releases_go_with_whoever_is_erased(store: Store) -> None:
    await holding(store, ANA, BEA, CLO)
    for uid in (ANA, BEA, CLO):
        await waiting(store, uid, uid)
    await store.erase(ANA, 20)
    assert await store.commit(Change(BEA, 1, row(b"new", b"another"), anew=20))
    for uid in (ANA, BEA):
        assert await store.find_release(release(uid).idx) is None
    assert await files(store, ANA, BEA, CLO) == [0, 0, 2]
    assert list(await store.releases(CLO)) == [release(CLO)]


async def test_a_turn_leaves_her_releases_as_they_are(store: Store) -> None:
    await holding(store, ANA)
    await waiting(store, ANA, b"one")
    assert await store.commit(change(ANA, 1, b"two"))
    assert list(await store.releases(ANA)) == [release(b"one")]


async def test_releases_come_with_whoever_moves_and_those_that_were_there_go(store: Store) -> None:
    await holding(store, ANA, BEA)
    await waiting(store, ANA, b"hers")
    await waiting(store, BEA, b"other")
    assert await store.move(move_of())
    assert await store.find_release(b"code of hers") == (ANA, release(b"hers"))
    assert await store.find_release(b"code of other") is None
