"""Logs in the vault: written while they are locked, read by her alone, and never forked or lost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.chain import Log, check
from bot.core.document import Selection, listed
from bot.core.incident import Incident
from bot.core.records import Confirmation, Handover, Removal, noted, read
from bot.core.requests import (
    Claim,
    EraseDue,
    EraseEntry,
    KeepEntry,
    KeepFile,
    MakePackage,
    MakeRelease,
    Outcome,
    ReadLog,
    TakeControl,
)
from bot.core.standing import records, standings
from bot.core.uploads import Upload
from bot.errors import FileGone, FileTooBig, Unsealable
from bot.keeping import ExhibitRow, LinkRow
from bot.vault.desk import Packed, Parcel, Whole
from bot.vault.exhibits import MOST_BYTES, MOST_FILES, Exhibits, TooMuch
from bot.vault.locksmith import Locksmith, Outside, Time, Tools
from bot.vault.logbook import Logbook
from bot.vault.moving import Outcome as Moving
from bot.vault.pieces import PIECE
from bot.vault.scribe import MOST_AN_HOUR
from tests.vault.test_lockbox import ANA, BEA
from tests.vault.test_locksmith import DURESS, PIN, Home
from tests.vault.test_moving import a_world

WHAT = Incident("He waited at the gate.", "2026-11-27T20:00:00Z")
PHOTO = Upload("photo", "ref", 5, "gate.jpg")


class Reporter:
    """Packs without a printer: notes the handover as a package does."""

    def __init__(self) -> None:
        self.packed: list[tuple[Selection, Mapping[str, bytes]]] = []
        self.with_places = ("0002_a",)
        self.content = b"a package"

    async def draw(self, log: Log) -> str:
        return "made/weeks.png"

    async def places(self, parcel: Parcel) -> tuple[str, ...]:
        return tuple(file for file in self.with_places if file in parcel.originals)

    async def pack(self, parcel: Parcel, request: MakePackage) -> Packed:
        whole = await self.bind(parcel, request)
        return Packed("made/package.zip", ("six words",), whole.log)

    async def bind(self, parcel: Parcel, request: MakePackage | MakeRelease) -> Whole:
        selection = parcel.selection
        self.packed.append((selection, parcel.originals))
        handover = Handover(selection.at, "0" * 64, selection.to)
        return Whole(self.content, noted(selection.log, handover, b"s" * 32))


class Desk(Home):
    """Ana's lock and log, and the files she sends."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, bytes | Exception] = {"ref": b"bytes"}
        self.reporter = Reporter()
        self.room = True
        self.marks = 0

    def new_smith(self) -> Locksmith:
        outside = Outside(None, self.fetch, self.reporter, lambda: self.room)
        tools = Tools.over(self.box._vault, self.stretch, lambda slate: slate, outside)
        return Locksmith(tools, Time(self.clock, self.clock.sleep))

    async def fetch(self, ref: str) -> bytes:
        found = self.files[ref]
        if isinstance(found, Exception):
            raise found
        return found

    async def write(self, what: str = WHAT.what, to: int | str = 0, **how: object) -> Outcome:
        self.marks += 1
        incident = replace(WHAT, what=what, amends=1 if to else 0, **how)  # type: ignore[arg-type]
        return await self.ask(KeepEntry(incident, f"mark {self.marks}", to))

    async def send(self, upload: Upload = PHOTO, to: int | str = "mark 1") -> Outcome:
        self.marks += 1
        return await self.ask(KeepFile(upload, WHAT, f"mark {self.marks}", to))

    async def log(self) -> Log:
        """All of the log, as she reads it."""
        outcome = await self.ask(ReadLog())
        assert outcome.log is not None
        return outcome.log

    async def entries(self) -> list[Incident]:
        """What of it are incidents."""
        links = [link for link in (await self.log()).links if not link.is_bare]
        return [one for link in links if isinstance(one := read(link.body), Incident)]

    @property
    def logbook(self) -> Logbook:
        return Logbook(self.box._vault, self.box)

    @property
    def exhibits(self) -> Exhibits:
        return Exhibits(self.box._vault, self.box)


@pytest.fixture
async def desk() -> Desk:
    """Somebody without a lock."""
    desk = Desk()
    await desk.open_up()
    return desk


@pytest.fixture
async def locked() -> Desk:
    """Somebody with a PIN and a duress PIN, who has closed what she keeps."""
    desk = Desk()
    await desk.open_up()
    await desk.set_up()
    return desk


# Writing


async def test_an_entry_is_kept_while_nothing_is_open_and_no_number_is_told(desk: Desk) -> None:
    outcome = await desk.write()
    assert (outcome.came, outcome.number) == ("kept", 0)
    await desk.freely()
    assert [one.what for one in await desk.entries()] == [WHAT.what]


async def test_to_whom_has_it_open_the_number_is_told(desk: Desk) -> None:
    await desk.freely()
    assert [(await desk.write()).number for _ in range(2)] == [1, 2]


async def test_under_one_mark_one_entry_is_kept(desk: Desk) -> None:
    for _ in range(3):
        await desk.ask(KeepEntry(WHAT, "mark"))
    await desk.freely()
    assert len(await desk.entries()) == 1


async def test_four_at_once_make_one_chain_without_a_gap(desk: Desk) -> None:
    async def append(which: int) -> None:
        for number in range(25):
            incident = replace(WHAT, what=f"{which} {number}")
            await desk.logbook.add(ANA, incident, f"{which} {number}".encode())

    await asyncio.gather(*(append(which) for which in range(4)))
    await desk.freely()
    log = await desk.log()
    assert [link.number for link in log.links] == list(range(1, 101))
    assert check(log) == ()
    assert len({one.what for one in await desk.entries()}) == 100


async def test_nothing_that_is_stored_tells_what_was_written(desk: Desk) -> None:
    await desk.write("a word like cowslip")
    stored = repr(desk.store.__dict__).encode()
    assert b"cowslip" not in stored


async def test_what_was_written_while_locked_is_hers_only_once_she_says_so(locked: Desk) -> None:
    await locked.write()
    await locked.with_pin(PIN)
    assert (await locked.entries())[0].locked
    await locked.ask(Claim(1, "mine"))
    assert read((await locked.log()).links[1].body) == Confirmation(1, "mine", WHAT.recorded)


async def test_what_she_writes_unlocked_is_hers(locked: Desk) -> None:
    await locked.with_pin(PIN)
    await locked.write()
    assert not (await locked.entries())[0].locked


async def test_what_she_added_while_locked_counts_once_she_says_that_the_entry_is_hers(
    locked: Desk,
) -> None:
    await locked.write()
    await locked.write("More", to="mark 1", who="Bob", restates=("who",))
    await locked.send()
    await locked.with_pin(PIN)
    (entry,) = standings(records(await locked.log()))
    assert (entry.is_open, entry.incident.who) == (True, "")
    await locked.ask(Claim(1, "mine"))
    (entry,) = standings(records(await locked.log()))
    assert (entry.is_open, entry.incident.who) == (False, "Bob")


async def test_what_was_added_to_an_entry_of_hers_while_locked_can_be_disowned(
    locked: Desk,
) -> None:
    await locked.with_pin(PIN)
    await locked.write()
    locked.smith.shut(ANA)
    await locked.write("More", to="mark 1", who="Bob", restates=("who",))
    await locked.with_pin(PIN)
    (entry,) = standings(records(await locked.log()))
    assert (entry.is_open, entry.claim) == (True, "hers")
    await locked.ask(Claim(1, "not mine"))
    (entry,) = standings(records(await locked.log()))
    assert (entry.is_open, entry.claim, entry.incident.who) == (False, "hers", "")


async def test_an_entry_is_amended_by_its_mark_also_while_it_is_locked(locked: Desk) -> None:
    await locked.write()
    await locked.write("Twice.", to="mark 1")
    await locked.with_pin(PIN)
    assert [one.amends for one in await locked.entries()] == [0, 1]


async def test_what_is_amended_has_to_be_there(desk: Desk) -> None:
    assert (await desk.write("More.", to="unknown")).came == "gone"


async def test_twenty_an_hour_are_kept_and_then_she_is_told_how_long_to_wait(desk: Desk) -> None:
    came = [(await desk.write()).came for _ in range(22)]
    assert came == ["kept"] * 20 + ["too_often"] * 2
    desk.at += timedelta(minutes=59)
    assert (await desk.write()).minutes == 2
    desk.at += timedelta(minutes=2)
    assert (await desk.write()).came == "kept"


# In an empty place


async def test_a_change_that_can_not_be_kept_is_said_to_be_a_change(desk: Desk) -> None:
    for _ in range(20):
        await desk.write()
    change = KeepEntry(replace(WHAT, amends=1), "mark x", "mark 1", aside=True)
    assert (await desk.ask(change)).came == "not_aside"


async def test_what_is_kept_elsewhere_uses_up_nothing_of_hers_and_tells_nothing(
    locked: Desk,
) -> None:
    for opened in (None, DURESS, PIN):
        if opened:
            await locked.with_pin(opened)
        came = [(await locked.write()).came for _ in range(21)]
        assert came == ["kept"] * 20 + ["too_often"]
        locked.smith.shut(ANA)


async def test_an_empty_place_has_entries_once_some_were_written_there(locked: Desk) -> None:
    before = (await locked.with_pin(DURESS)).facts
    locked.smith.shut(ANA)
    await locked.write("Hers")
    assert "entries" in (await locked.with_pin(PIN)).facts
    assert (await locked.with_pin(DURESS)).facts == before
    await locked.write("There")
    assert "entries" in (await locked.ask(ReadLog())).facts


async def test_in_an_empty_place_only_what_was_written_there_is_seen(locked: Desk) -> None:
    await locked.write("Hers")
    await locked.with_pin(DURESS)
    assert await locked.entries() == []
    assert (await locked.write("Under duress")).number == 1
    assert [one.what for one in await locked.entries()] == ["Under duress"]
    locked.smith.shut(ANA)
    await locked.with_pin(PIN)
    hers = await locked.entries()
    assert [(one.what, one.locked) for one in hers] == [("Hers", True), ("Under duress", True)]


async def test_in_an_empty_place_nothing_of_hers_can_be_erased_or_claimed(locked: Desk) -> None:
    await locked.write("Hers")
    await locked.with_pin(DURESS)
    await locked.write("Under duress")
    for request in (EraseEntry(1), Claim(1, "not mine"), EraseEntry(1)):
        assert (await locked.ask(request)).came in ("at_once", "never", "done")
    locked.smith.shut(ANA)
    await locked.with_pin(PIN)
    assert [one.what for one in await locked.entries()] == ["Hers", "Under duress"]


async def test_an_amendment_in_an_empty_place_amends_what_was_written_there(locked: Desk) -> None:
    await locked.write("Hers")
    await locked.with_pin(DURESS)
    await locked.write("Under duress")
    await locked.write("More", to=1, reason="r")
    assert [one.amends for one in await locked.entries()] == [0, 1]
    locked.smith.shut(ANA)
    await locked.with_pin(PIN)
    assert [(one.what, one.amends) for one in await locked.entries()][2] == ("More", 0)


async def test_a_package_of_an_empty_place_holds_no_link_of_hers(locked: Desk) -> None:
    await locked.write("Hers")
    await locked.with_pin(DURESS)
    await locked.write("Under duress")
    await locked.send(to="mark 2")
    await locked.ask(MakePackage("Police"))
    ((selection, originals),) = locked.reporter.packed
    seen = [read(link.body) for link in selection.log.links]
    assert [one.what for one in seen if isinstance(one, Incident)] == ["Under duress", WHAT.what]
    assert originals == {}
    locked.smith.shut(ANA)
    await locked.with_pin(PIN)
    assert len((await locked.log()).links) == 3


async def test_where_nothing_was_written_there_is_no_package_in_any_place(locked: Desk) -> None:
    for pin in (DURESS, PIN):
        await locked.with_pin(pin)
        assert (await locked.ask(MakePackage("Police"))).came == "no_file"
        assert (await locked.ask(MakeRelease("Sam"))).came == "no_file"
    assert locked.reporter.packed == []


async def test_a_file_that_is_sent_in_an_empty_place_is_seen_there(locked: Desk) -> None:
    await locked.with_pin(DURESS)
    await locked.write()
    assert (await locked.send()).came == "kept"
    assert (await locked.send()).came == "twice"
    assert [len(one.exhibits) for one in await locked.entries()] == [0, 1, 1]


async def test_nobody_finds_out_by_sending_a_file_whether_it_is_in_a_log_that_is_shut(
    locked: Desk,
) -> None:
    await locked.write()
    assert (await locked.send()).came == "kept"
    assert (await locked.send()).came == "kept"
    await locked.with_pin(DURESS)
    await locked.write(to=0)
    assert (await locked.send(to=1)).came == "kept"
    await locked.with_pin(PIN)
    assert (await locked.send(to=1)).came == "twice"


# Files


async def test_a_file_is_kept_and_given_back_byte_by_byte(desk: Desk) -> None:
    desk.files["ref"] = bytes(range(256)) * 9000
    await desk.write()
    assert (await desk.send()).came == "kept"
    await desk.freely()
    await desk.ask(MakePackage("Police"))
    ((selection, originals),) = desk.reporter.packed
    assert originals == {"0002_a": desk.files["ref"]}
    assert [one.placed.exhibit.name for one in listed(selection)] == ["gate.jpg"]


async def test_no_byte_of_a_file_is_stored_unsealed(desk: Desk) -> None:
    desk.files["ref"] = b"cowslip" * 400_000
    await desk.write()
    await desk.send()
    assert b"cowslip" not in repr(desk.store.__dict__).encode()


async def test_the_same_bytes_are_kept_once(desk: Desk) -> None:
    await desk.write()
    assert [(await desk.send()).came for _ in range(2)] == ["kept", "twice"]
    rows = await desk.exhibits.rows(ANA)
    assert len(rows) == 2
    assert len({row.file for row in rows}) == 1


async def test_what_came_whole_needs_no_fetching(desk: Desk) -> None:
    await desk.write()
    place = Upload("location", content='{"latitude":1.5}')
    assert (await desk.send(place)).came == "kept"
    await desk.freely()
    assert (await desk.entries())[1].exhibits[0].media == "application/json"


@pytest.mark.parametrize(("fault", "came"), [(FileGone(), "gone"), (FileTooBig(), "too_big")])
async def test_a_file_that_can_not_be_had_changes_nothing(
    desk: Desk, fault: Exception, came: str
) -> None:
    desk.files["ref"] = fault
    await desk.write()
    assert (await desk.send()).came == came
    assert await desk.logbook.length(ANA) == 1


@pytest.mark.parametrize("fault", [FileGone(), FileTooBig()])
async def test_in_an_empty_place_too_no_entry_is_seen_of_a_file_that_is_not_kept(
    locked: Desk, fault: Exception
) -> None:
    locked.files["ref"] = fault
    await locked.with_pin(DURESS)
    await locked.write()
    await locked.send()
    assert [one.what for one in await locked.entries()] == [WHAT.what]


async def test_what_is_not_kept_uses_up_nothing_of_an_hour(desk: Desk) -> None:
    await desk.write()
    desk.files["ref"] = FileGone()
    for _ in range(MOST_AN_HOUR[KeepFile] + 1):
        await desk.send()
    desk.files["ref"] = b"bytes"
    assert (await desk.send()).came == "kept"


async def test_without_room_for_files_none_is_fetched(desk: Desk) -> None:
    desk.room, desk.files["ref"] = False, AssertionError("it was fetched")
    await desk.write()
    assert (await desk.send()).came == "no_room"


@pytest.mark.parametrize(("files", "size"), [(MOST_FILES, 1), (10, MOST_BYTES // 10)])
async def test_one_person_keeps_so_many_files_and_bytes_at_most(
    desk: Desk, files: int, size: int
) -> None:
    await desk.write()
    uid = (await desk.box.of(ANA)).uid
    many = [ExhibitRow(2, n, b"file %d" % n, b"twin %d" % n, b"key", size) for n in range(files)]
    assert await desk.store.add_link(uid, LinkRow(2, b"many", b"chain"), many)
    with pytest.raises(TooMuch):
        await desk.exhibits.store(ANA, b"one more")


async def test_a_file_that_was_altered_or_cut_opens_for_nobody(desk: Desk) -> None:
    desk.files["ref"] = b"x" * (PIECE + 5)
    await desk.write()
    await desk.send()
    lock = await desk.box.of(ANA)
    (row,) = await desk.exhibits.rows(ANA)
    pieces = desk.store._pieces[row.file][1]
    assert await desk.exhibits.open(lock, lock.private, row) == desk.files["ref"]
    whole = dict(pieces)
    for number, spoilt in (
        (1, whole[0]),
        (0, whole[1]),
        (0, whole[0][:-1] + bytes([whole[0][-1] ^ 1])),
    ):
        pieces[number] = spoilt
        with pytest.raises(Unsealable):
            await desk.exhibits.open(lock, lock.private, row)
        pieces.update(whole)
    del pieces[1]
    with pytest.raises(Unsealable):
        await desk.exhibits.open(lock, lock.private, row)


async def test_what_was_left_half_written_is_swept_and_nothing_else(desk: Desk) -> None:
    await desk.write()
    await desk.send()
    desk.files["other"] = b"other"
    stored = await desk.exhibits.store(ANA, b"never kept")
    assert await desk.exhibits.sweep() == 1
    assert list(await desk.store.pieces(stored.row.file)) == []
    lock = await desk.box.of(ANA)
    (row,) = await desk.exhibits.rows(ANA)
    assert await desk.exhibits.open(lock, lock.private, row) == b"bytes"


async def test_what_is_being_written_is_not_swept(desk: Desk) -> None:
    keeping = desk.exhibits
    stored = await keeping.store(ANA, b"on its way")
    assert await keeping.sweep() == 0
    keeping.let_go(stored)
    assert await keeping.sweep() == 1


# Erasing


async def test_without_a_lock_erasing_an_entry_waits_for_a_week(desk: Desk) -> None:
    await desk.write()
    await desk.freely()
    assert (await desk.ask(TakeControl())).came == "in_a_week"
    assert (await desk.ask(EraseEntry(1))).came == "in_a_week"
    assert len(await desk.entries()) == 1


async def test_what_is_due_is_erased_with_nothing_open_and_once(desk: Desk) -> None:
    await desk.write()
    await desk.send()
    for _ in range(2):
        assert (await desk.ask(EraseDue(1))).came == "erased"
    await desk.freely()
    log = await desk.log()
    assert [link.is_bare for link in log.links] == [True, False, False]
    assert read(log.links[2].body) == Removal(1, WHAT.recorded)
    assert check(log) == ()


async def test_whoever_set_her_pin_long_ago_erases_at_once(locked: Desk) -> None:
    await locked.write()
    locked.at += timedelta(days=8)
    await locked.with_pin(PIN)
    assert (await locked.ask(EraseEntry(1))).came == "at_once"
    assert await locked.entries() == []


async def test_an_entry_is_erased_with_all_that_was_added_to_it(locked: Desk) -> None:
    await locked.write("His name is Sam.")
    await locked.send()
    await locked.write("It was Sam.", to="mark 1")
    await locked.write("Something else.")
    locked.at += timedelta(days=8)
    await locked.with_pin(PIN)
    assert (await locked.ask(EraseEntry(1))).came == "at_once"
    assert [one.what for one in await locked.entries()] == ["Something else."]
    assert list(await locked.exhibits.rows(ANA)) == []


async def test_what_waits_to_be_erased_is_the_entry_with_all_that_was_added(desk: Desk) -> None:
    await desk.write()
    await desk.send()
    await desk.write("More.", to="mark 1")
    await desk.freely()
    assert (await desk.ask(EraseEntry(1))).words == ("1", "2", "3")
    assert (await desk.ask(EraseEntry(2, "0002_a"))).words == ("0002_a",)


async def test_what_was_added_to_an_entry_is_left_out_with_it(desk: Desk) -> None:
    await desk.write("I live in Larch Lane.")
    await desk.send()
    await desk.write("Number 7.", to="mark 1")
    await desk.write("He called.")
    await desk.freely()
    await desk.ask(MakePackage("Police", (1,)))
    ((selection, originals),) = desk.reporter.packed
    assert selection.withheld == {1, 2, 3}
    assert originals == {}


async def test_in_an_empty_place_erasing_waits_as_it_would_with_hers(locked: Desk) -> None:
    await locked.with_pin(DURESS)
    await locked.write("Under duress")
    waits = "waits" in (await locked.ask(TakeControl())).facts
    assert (await locked.ask(EraseEntry(1))).came == ("never" if waits else "at_once")
    assert len(await locked.entries()) == (1 if waits else 0)


async def test_in_an_empty_place_a_number_of_hers_is_nothing(locked: Desk) -> None:
    await locked.write("Hers")
    locked.at += timedelta(days=8)
    await locked.with_pin(DURESS)
    for request in (EraseEntry(7), EraseEntry(7, "0007_a")):
        assert (await locked.ask(request)).came == "at_once"
    assert (await locked.ask(Claim(7, "mine"))).came == "done"
    assert (await locked.write("More", to=7)).number == 1


async def test_one_file_is_erased_alone(desk: Desk) -> None:
    await desk.write()
    await desk.send()
    await desk.ask(EraseDue(2, "0002_a"))
    assert await desk.exhibits.rows(ANA) == []
    await desk.freely()
    assert len(await desk.entries()) == 2


# Handing over


async def test_a_package_is_noted_in_the_log_before_it_is_given(desk: Desk) -> None:
    await desk.write()
    await desk.freely()
    outcome = await desk.ask(MakePackage("Police"))
    assert outcome.words == ("made/package.zip", "six words")
    assert isinstance(read((await desk.log()).links[-1].body), Handover)


async def test_a_package_that_came_too_late_for_its_log_is_not_given(desk: Desk) -> None:
    await desk.write()
    await desk.freely()
    log = await desk.log()
    late = noted(log, Handover(WHAT.recorded, "0" * 64), b"s" * 32)
    await desk.write("Meanwhile")
    assert not await desk.logbook.add_link(ANA, late)
    assert check(await desk.log()) == ()


async def test_the_custody_page_hears_of_every_opening(desk: Desk) -> None:
    await desk.write()
    await desk.freely()
    desk.at += timedelta(minutes=1)
    await desk.ask(MakePackage("Police"))
    ((selection, _),) = desk.reporter.packed
    assert [access.at for access in selection.accesses] == ["2026-11-27T20:00:00Z"]


# What follows from having a log


async def test_who_has_entries_is_not_forgotten_like_all_else(desk: Desk) -> None:
    assert not await desk.smith.keeps(ANA)
    await desk.write()
    assert await desk.smith.keeps(ANA)
    assert "entries" in (await desk.freely()).facts


async def test_her_words_bring_nothing_to_a_chat_where_there_are_entries() -> None:
    world = await a_world()
    book = Logbook(world.vault, world.box)
    await book.add(BEA, WHAT, b"mark")
    assert (await world.move(BEA)).outcome is Moving.KEEPS
    assert await book.length(BEA) == 1


async def test_her_log_comes_with_her_to_a_new_account() -> None:
    world = await a_world()
    book = Logbook(world.vault, world.box)
    await book.add(ANA, WHAT, b"mark")
    assert (await world.move(BEA)).outcome is Moving.MOVED
    log = await book.read(BEA, world.private)
    assert [read(link.body) for link in log.links] == [WHAT]
    assert await book.length(ANA) == 0
