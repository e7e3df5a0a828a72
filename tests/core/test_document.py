"""What a report prints: entries as they stand, counts, and what is missing; and no judgement."""

from __future__ import annotations

import pytest

from bot.core.chain import Log
from bot.core.document import Access, Count, Document, Gap, Selection, document, listed
from bot.core.incident import Filing, Impact, Occurred
from bot.core.records import Confirmation, Handover, Record, Removal
from bot.core.standing import Standing, records, standings
from tests.core.logs import AT, DIGEST, entry, log_of, on, picture

THREE = (
    entry("A", occurred=on("2026-11-03T22:15"), kind="message", who="my ex"),
    entry("B", kind="message"),
    entry("C", occurred=on("2026-10-28"), kind="followed"),
)


def printed(*kept: Record, withheld: tuple[int, ...] = (), files: tuple[str, ...] = ()) -> Document:
    return document(chosen(log_of(*kept), withheld, files))


def chosen(log: Log, withheld: tuple[int, ...] = (), files: tuple[str, ...] = ()) -> Selection:
    accesses = (Access(AT, "her"),)
    left_out = (frozenset(withheld), frozenset(files))
    return Selection(log, "2026-11-28T10:00:00Z", "the police", *left_out, accesses, "1.0")


def stand(*kept: Record) -> tuple[Standing, ...]:
    return standings(records(log_of(*kept)))


# As entries stand


def test_an_amendment_changes_what_it_restates_and_nothing_else() -> None:
    first = entry("He called.", who="him", occurred=on("2026-11-02"))
    (one,) = stand(first, entry("It was Tuesday.", amends=1, reason="x", occurred=on("2026-11-03"),
                                restates=("occurred",)))  # fmt: skip
    assert one.incident.occurred == on("2026-11-03")
    assert (one.incident.what, one.incident.who, one.first) == ("He called.", "him", first)
    assert [later.number for later in one.amendments] == [2]


def test_an_amendment_can_take_words_back() -> None:
    (one,) = stand(entry(who="him"), entry("I don't know who.", amends=1, restates=("who",)))
    assert one.incident.who == ""


def test_later_amendments_win_also_those_of_amendments() -> None:
    first = entry("1", amends=1, who="B", restates=("who",))
    (one,) = stand(entry(who="A"), first, entry("2", amends=2, who="C", restates=("who",)))
    assert one.incident.who == "C"
    assert [later.number for later in one.amendments] == [2, 3]


def test_exhibits_and_filings_of_an_amendment_come_on_top() -> None:
    told = Filing("police", "2026-11-04")
    first = entry(exhibits=(picture(), picture("b.jpg")), filings=(told,))
    (one,) = stand(first, entry("More.", amends=1, exhibits=(picture("c.jpg"),), filings=(told,)))
    assert [placed.file for placed in one.exhibits] == ["0001_a", "0001_b", "0002_a"]
    assert one.incident.filings == (told, told)


@pytest.mark.parametrize(
    ("said", "claim"),
    [((), "not confirmed"), (("later",), "not confirmed"), (("not mine",), "not hers"),
     (("mine",), "hers"), (("not mine", "mine"), "hers"), (("mine", "not mine"), "not hers")],
)  # fmt: skip
def test_an_entry_made_while_locked_is_hers_once_she_says_so(
    said: tuple[str, ...], claim: str
) -> None:
    confirmations = (Confirmation(1, word, AT) for word in said)  # type: ignore[arg-type]  # such words
    (one,) = stand(entry(locked=True), *confirmations)
    assert one.claim == claim
    assert one.counts == (claim == "hers")


def test_a_planted_amendment_changes_nothing_until_she_says_it_is_hers() -> None:
    planted = entry("He did not.", amends=1, who="nobody", restates=("who",), locked=True)
    (one,) = stand(entry(who="him"), planted)
    assert (one.incident.who, one.amendments[0].claim) == ("him", "not confirmed")
    (one,) = stand(entry(who="him"), planted, Confirmation(2, "not mine", AT))
    assert one.incident.who == "him"
    (one,) = stand(entry(who="him"), planted, Confirmation(2, "mine", AT))
    assert one.incident.who == "nobody"


def test_an_entry_that_is_hers_is_not_taken_from_her_by_a_word() -> None:
    (one,) = stand(entry(), Confirmation(1, "not mine", AT))
    assert one.claim == "hers"


def test_an_amendment_stands_alone_where_its_entry_is_withheld() -> None:
    shown = printed(entry("Secret."), entry("More.", amends=1), withheld=(1,))
    (one,) = shown.timeline
    assert (one.number, one.amends, one.incident.what) == (2, 1, "More.")
    assert shown.absent == ((1, "withheld"),)


# What is printed


def test_the_timeline_is_in_the_order_of_what_happened_and_the_unknown_comes_last() -> None:
    assert [one.incident.what for one in printed(*THREE).timeline] == ["C", "A", "B"]


def test_entries_are_counted_by_kind_and_week() -> None:
    shown = printed(*THREE)
    assert shown.kinds == (Count("followed", 1, 1, 0), Count("message", 2, 2, 0))
    assert shown.weeks == (
        ("2026-W44", (Count("followed", 1, 1, 0),)),
        ("2026-W45", (Count("message", 1, 1, 0),)),
    )


def test_several_acts_in_one_entry_are_counted_as_far_as_she_counted_them() -> None:
    week = Occurred("range", "2026-11-02", "2026-11-08", acts=7)
    weeks = Occurred("range", "2026-11-02", "2026-11-09", acts=0)
    shown = printed(entry(occurred=week), entry(occurred=weeks))
    assert shown.kinds == (Count("", 2, 7, 1),)
    assert [name for name, _ in shown.weeks] == ["", "2026-W45"]


def test_what_is_not_hers_is_shown_and_not_counted() -> None:
    shown = printed(*THREE, entry("Planted.", locked=True), Confirmation(4, "not mine", AT))
    assert [one.claim for one in shown.timeline].count("not hers") == 1
    assert sum(count.entries for count in shown.kinds) == 3


def test_it_says_how_many_entries_lack_what() -> None:
    gaps = {gap.name: gap for gap in printed(*THREE).gaps}
    assert gaps["day"] == Gap("day", 1, 3)
    assert gaps["hour"] == Gap("hour", 2, 3)
    assert gaps["who"] == Gap("who", 2, 3)
    full = entry(
        occurred=on("2026-11-03T10:00"),
        channel="mail",
        account="a@example.org",
        who="him",
        witnesses="Ana",
        impact=Impact(sleep="none"),
        exhibits=(picture(),),
        filings=(Filing("police"),),
    )
    assert {gap.entries for gap in printed(full).gaps} == {0}


def test_the_list_of_exhibits_says_which_are_not_there_and_why() -> None:
    kept = (entry(exhibits=(picture(), picture(), picture())), Removal(1, AT, "0001_b"))
    shown = printed(*kept, files=("0001_c",))
    assert [(one.placed.file, one.absence) for one in shown.exhibits] == [
        ("0001_a", None),
        ("0001_b", "erased"),
        ("0001_c", "withheld"),
    ]
    assert shown.exhibits == listed(chosen(log_of(*kept), files=("0001_c",)))


def test_withheld_and_erased_entries_are_told_apart() -> None:
    shown = printed(*THREE, Removal(2, AT), withheld=(1,))
    assert shown.absent == ((1, "withheld"), (2, "erased"))
    assert [one.number for one in shown.timeline] == [3]
    assert shown.custody.removals == (Removal(2, AT),)


def test_custody_names_who_opened_it_and_each_handover_this_one_too() -> None:
    shown = printed(entry(), Handover(AT, DIGEST, "an advocate"))
    assert shown.custody.accesses == (Access(AT, "her"),)
    at = "2026-11-28T10:00:00Z"
    assert shown.custody.handovers == (Access(AT, "an advocate"), Access(at, "the police"))
    assert shown.software == "1.0"


def test_no_word_is_in_the_repr_of_a_document_or_of_what_was_selected() -> None:
    kept = (entry("secret", kind="message"), Handover(AT, DIGEST, "secret"))
    log = log_of(*kept)
    selection = Selection(log, AT, "secret", accesses=(Access(AT, "secret"),))
    shown = repr((selection, document(selection)))
    assert "secret" not in shown
    assert "message" not in shown
