"""Packages that wait: eight words collect each once, nobody else does, and she can end each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.records import Handover, read
from bot.core.requests import (
    EndRelease,
    KeepEntry,
    ListOpenings,
    ListReleases,
    MakePackage,
    MakeRelease,
    Outcome,
    TellHers,
)
from bot.errors import SidelightError, Unsealable
from bot.keeping import ReleaseRow
from bot.vault import words
from bot.vault.pieces import PIECE, Pieces
from bot.vault.releases import MOST, Found, Releases
from bot.vault.vault import NOTHING_HELD
from tests.vault.test_lockbox import ANA, BEA
from tests.vault.test_locksmith import DURESS, PIN
from tests.vault.test_scribe import WHAT, Desk

DAY = timedelta(days=1)
PACKAGE = b"a package" * 200_000


class Handing(Desk):
    """Ana, who gives codes, and somebody who collects with them."""

    async def open_up(self) -> Handing:
        await super().open_up()
        self.reporter.content = PACKAGE
        return self

    @property
    def counter(self) -> Releases:
        """Where packages are collected: another process has only the store and the keys."""
        return Releases(self.box._vault, self.box, self.stretch, Pieces(self.box._vault))

    async def give(self, to: str = "Sam") -> Outcome:
        return await self.ask(MakeRelease(to))

    async def look(self, code: tuple[str, ...]) -> Found | None:
        return await self.counter.find(words.secret(code), int(self.at.timestamp()))

    async def collect(self, code: tuple[str, ...]) -> bytes | None:
        """What somebody gets for words, as the command does it."""
        if (found := await self.look(code)) is None:
            return None
        await self.counter.note(found, int(self.at.timestamp()))
        return found.content if await self.counter.drop(found) else None

    async def waiting(self) -> list[str]:
        """For whom packages wait, as she sees it."""
        return [one.to for one in (await self.ask(ListReleases())).releases]

    async def enter(self, pin: str = PIN) -> None:
        """Come in anew."""
        self.smith.shut(ANA)
        assert (await self.with_pin(pin)).came == "opened"

    async def rows(self) -> list[ReleaseRow]:
        return await self.store.releases((await self.box.of(ANA)).uid)


@pytest.fixture
async def her() -> Handing:
    """Somebody with an entry, and a lock that is more than a week old; it is open."""
    her = Handing()
    await her.open_up()
    await her.set_up()
    her.at += 8 * DAY
    await her.with_pin(PIN)
    await her.write()
    return her


@pytest.fixture
async def unlocked() -> Handing:
    """Somebody with an entry and no lock; it is open."""
    her = Handing()
    await her.open_up()
    await her.write()
    await her.freely()
    return her


# Collecting


async def test_eight_words_collect_a_package_byte_by_byte_and_once(her: Handing) -> None:
    code = (await her.give()).words
    assert len(code) == 8
    assert await her.collect(code) == PACKAGE
    assert await her.collect(code) is None
    assert await her.waiting() == []
    assert her.store._pieces == {}


async def test_they_work_for_seven_days_and_not_a_second_longer(her: Handing) -> None:
    given = await her.give()
    (one,) = given.releases
    assert (one.starts, one.ends - one.starts) == (int(her.at.timestamp()), 7 * 86400)
    her.at += 7 * DAY
    assert await her.look(given.words) is None
    her.at -= timedelta(seconds=1)
    assert await her.collect(given.words) == PACKAGE


async def test_any_other_word_opens_nothing(her: Handing) -> None:
    code = (await her.give()).words
    for place in range(8):
        other = "zoo" if code[place] != "zoo" else "zone"
        assert await her.collect((*code[:place], other, *code[place + 1 :])) is None
    for wrong in (code[::-1], code[:7], (*code, "zoo"), ()):
        assert await her.collect(wrong) is None
    assert await her.collect(code) == PACKAGE


async def test_words_take_as_long_whether_or_not_they_open_anything(her: Handing) -> None:
    given = await her.give()
    took = []
    for code in (given.words[::-1], (), given.words):
        before = her.stretch.calls
        await her.look(code)
        took.append(her.stretch.calls - before)
    assert took == [2, 2, 2]


async def test_of_two_who_are_as_quick_one_gets_it(her: Handing) -> None:
    code = (await her.give()).words
    both = [await her.look(code), await her.look(code)]
    assert [one is not None and await her.counter.drop(one) for one in both] == [True, False]


async def test_each_code_collects_its_own_package(her: Handing) -> None:
    first, her.reporter.content = (await her.give()).words, b"another"
    second = (await her.give("Police")).words
    assert await her.collect(second) == b"another"
    assert await her.collect(first) == PACKAGE


async def test_a_release_that_is_moved_to_another_person_opens_for_nobody(her: Handing) -> None:
    code = (await her.give()).words
    (row,) = await her.rows()
    vault = her.box._vault
    assert await vault.commit(BEA, NOTHING_HELD, b"session", b"")
    her.store._releases[row.idx] = (await vault.load(BEA)).uid, row
    with pytest.raises(Unsealable):
        await her.look(code)


async def test_the_terms_of_one_release_are_not_those_of_another(her: Handing) -> None:
    codes = [(await her.give()).words for _ in range(2)]
    one, other = await her.rows()
    uid = (await her.box.of(ANA)).uid
    her.store._releases[one.idx] = uid, replace(one, terms=other.terms)
    seen = []
    for code in codes:
        try:
            seen.append(await her.look(code) is not None)
        except Unsealable:
            seen.append(False)
    assert sorted(seen) == [False, True]


async def test_a_piece_that_was_altered_is_noticed(her: Handing) -> None:
    code = (await her.give()).words
    (row,) = await her.rows()
    pieces = her.store._pieces[row.file][1]
    assert len(pieces) == len(PACKAGE) // PIECE + 1
    pieces[0] = pieces[0][:-1] + bytes([pieces[0][-1] ^ 1])
    with pytest.raises(Unsealable):
        await her.look(code)


async def test_nothing_that_is_stored_tells_for_whom_or_with_which_words(her: Handing) -> None:
    code = (await her.give("Cowslip")).words
    stored = repr(her.store.__dict__).encode()
    assert b"Cowslip" not in stored
    assert b"a package" not in stored
    assert words.secret(code) not in stored


async def test_who_is_erased_leaves_nothing_to_collect(her: Handing) -> None:
    code = (await her.give()).words
    await her.box._vault.erase(ANA, her.at)
    assert await her.collect(code) is None
    assert (her.store._pieces, her.store._releases) == ({}, {})


async def test_who_moves_while_it_is_collected_gets_the_note_and_nobody_else(her: Handing) -> None:
    found = await her.look((await her.give()).words)
    assert found is not None
    stranger = replace(found.home, held=replace(found.home.held, uid=b"another"))
    with pytest.raises(SidelightError, match="busy"):
        await her.counter.note(replace(found, home=stranger), 1)


# What she sees of it


async def test_it_is_noted_before_it_is_given_and_when_it_was_collected(her: Handing) -> None:
    code = (await her.give("Sam")).words
    handover = read((await her.log()).links[-1].body)
    assert isinstance(handover, Handover)
    assert handover.to == "Sam"
    her.at += timedelta(hours=1)
    await her.collect(code)
    await her.enter()
    openings = (await her.ask(ListOpenings())).words
    assert f"collected {int(her.at.timestamp())}" in openings


async def test_the_custody_page_of_later_packages_says_that_it_was_collected(her: Handing) -> None:
    code = (await her.give()).words
    her.at += timedelta(hours=1)
    await her.collect(code)
    await her.enter()
    await her.ask(MakePackage("Police"))
    selection, _ = her.reporter.packed[-1]
    assert [(one.at[11:16], one.who) for one in selection.accesses][-3:] == [
        ("20:00", "herself"),
        ("21:00", "herself"),
        ("21:00", "somebody with a one-time code"),
    ]


async def test_what_waits_is_listed_with_its_time_and_each_is_ended_at_once(her: Handing) -> None:
    codes = [(await her.give(to)).words for to in ("Sam", "Police")]
    listed = (await her.ask(ListReleases())).releases
    sam = next(one for one in listed if one.to == "Sam")
    left = (await her.ask(EndRelease(sam.name))).releases
    assert [one.to for one in left] == ["Police"]
    assert await her.collect(codes[0]) is None
    assert await her.collect(codes[1]) == PACKAGE


async def test_what_is_over_is_not_listed_and_is_forgotten_within_the_next_day(
    her: Handing,
) -> None:
    await her.give()
    her.at += 7 * DAY
    await her.enter()
    assert await her.waiting() == []
    her.at += DAY
    await her.box._vault.prune(her.at)
    assert (await her.rows(), her.store._pieces) == ([], {})


async def test_what_waits_is_not_forgotten_before_its_time(her: Handing) -> None:
    code = (await her.give()).words
    her.at += 7 * DAY - timedelta(seconds=1)
    await her.box._vault.prune(her.at)
    await her.smith.sweep()
    assert await her.collect(code) == PACKAGE


async def test_so_many_wait_at_once_and_one_more_once_one_is_ended(her: Handing) -> None:
    came = [(await her.give(str(number))).came for number in range(MOST + 1)]
    assert came == ["done"] * MOST + ["too_many"]
    (first, *_) = (await her.ask(ListReleases())).releases
    await her.ask(EndRelease(first.name))
    assert (await her.give()).came == "done"


async def test_on_a_full_disk_none_is_made(her: Handing) -> None:
    her.room = False
    assert (await her.give()).came == "no_room"
    assert len((await her.log()).links) == 1


async def test_a_log_that_went_on_meanwhile_leaves_no_code_and_no_file(her: Handing) -> None:
    reporter, write = her.reporter, her.write

    class Slow(type(reporter)):  # type: ignore[misc]
        async def bind(self, parcel: object, request: object) -> object:
            whole = await super().bind(parcel, request)
            await write("Meanwhile")
            return whole

    her.reporter = Slow()
    her.smith = her.new_smith()
    await her.with_pin(PIN)
    assert (await her.give()).came == "no_file"
    await her.smith.sweep()
    assert (await her.rows(), her.store._pieces) == ([], {})


# Who has had no lock for a week


async def test_without_a_lock_a_code_works_from_the_next_week_on(unlocked: Handing) -> None:
    given = await unlocked.give()
    (one,) = given.releases
    assert one.starts - unlocked.at.timestamp() == 7 * 86400
    assert await unlocked.look(given.words) is None
    unlocked.at += 7 * DAY - timedelta(seconds=1)
    assert await unlocked.look(given.words) is None
    unlocked.at += timedelta(seconds=1)
    assert await unlocked.collect(given.words) == PACKAGE


async def test_until_then_it_can_be_ended_by_whoever_opens_it(unlocked: Handing) -> None:
    code = (await unlocked.give()).words
    unlocked.at += DAY
    await unlocked.freely()
    (one,) = (await unlocked.ask(ListReleases())).releases
    await unlocked.ask(EndRelease(one.name))
    unlocked.at += 8 * DAY
    assert await unlocked.collect(code) is None


async def test_a_lock_that_was_set_this_week_gives_no_code_that_works_at_once() -> None:
    her = Handing()
    await her.open_up()
    await her.write()
    await her.set_up()
    await her.with_pin(PIN)
    (one,) = (await her.give()).releases
    assert one.starts - her.at.timestamp() == 7 * 86400


async def test_that_somebody_asked_for_a_code_is_noted(unlocked: Handing) -> None:
    await unlocked.give()
    openings = (await unlocked.ask(ListOpenings())).words
    assert f"asked {int(unlocked.at.timestamp())}" in openings


# In an empty place


async def seen(her: Handing, pin: str) -> list[object]:
    """All that can be seen of codes by whoever has her phone, besides words and names by chance."""
    await her.enter(pin)
    await her.ask(KeepEntry(WHAT, f"mark {pin}"))
    before = her.stretch.calls
    given = await her.give()
    shown: list[object] = [her.stretch.calls - before]
    for outcome in (given, await her.ask(ListReleases()), await her.ask(TellHers())):
        releases = tuple(replace(one, name="") for one in outcome.releases)
        facts = (outcome.came, outcome.facts, len(outcome.words), releases, outcome.amounts)
        shown.append(facts)
    (one,) = (await her.ask(ListReleases())).releases
    shown.append((await her.ask(EndRelease(one.name))).releases)
    return shown


@pytest.mark.parametrize("days", [0, 8])
async def test_an_empty_place_looks_the_same(days: int) -> None:
    her = Handing()
    await her.open_up()
    await her.set_up()
    her.at += days * DAY
    begun = her.clock.now
    hers = await seen(her, PIN)
    took = her.clock.now - begun
    begun = her.clock.now
    assert await seen(her, DURESS) == hers
    assert her.clock.now - begun == pytest.approx(took)


async def test_a_code_of_an_empty_place_opens_nothing_and_ends_nothing_of_hers(
    her: Handing,
) -> None:
    hers = (await her.give()).words
    (row,) = await her.rows()
    links = len((await her.log()).links)
    await her.enter(DURESS)
    await her.write("Under duress")
    given = await her.give()
    assert await her.waiting() == ["Sam"]
    await her.ask(EndRelease(row.file.hex()))
    await her.ask(EndRelease(given.releases[0].name))
    her.at += 7 * DAY - timedelta(seconds=1)
    assert await her.collect(given.words) is None
    her.at += 2 * timedelta(seconds=1)
    assert await her.collect(given.words) is None
    her.at -= DAY
    assert await her.collect(hers) == PACKAGE
    await her.enter(PIN)
    assert len((await her.log()).links) == links + 1


async def test_what_was_given_in_an_empty_place_is_gone_with_it(her: Handing) -> None:
    await her.enter(DURESS)
    await her.write("Under duress")
    await her.give()
    await her.enter(DURESS)
    assert await her.waiting() == []


# How much is held


async def test_how_much_is_held_is_told_of_what_is_open_alone(her: Handing) -> None:
    await her.send()
    await her.give()
    amounts = (await her.ask(TellHers())).amounts
    assert amounts is not None
    assert (amounts.entries, amounts.files, amounts.releases) == (1, 1, 1)
    await her.enter(DURESS)
    empty = (await her.ask(TellHers())).amounts
    assert empty is not None
    assert (empty.entries, empty.files, empty.releases) == (0, 0, 0)


async def test_a_log_that_was_altered_can_not_be_counted_and_all_else_is_told(
    her: Handing,
) -> None:
    uid = (await her.box.of(ANA)).uid
    log = her.store._logs[uid]
    log.links[0] = replace(log.links[0], content=log.links[0].content[:-1] + b"x")
    outcome = await her.ask(TellHers())
    assert (outcome.came, outcome.hers, outcome.amounts) == ("done", True, None)
