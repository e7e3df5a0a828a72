"""Elements name the entries that stand behind what a law asks for, and never judge."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.document import Selection, document
from bot.core.elements import FIELDS, Element, elements, is_known
from bot.core.incident import Filing, Impact, Incident, Occurred
from bot.core.records import Confirmation, Record
from tests.core.logs import AT, entry, log_of, on, picture
from tests.support import shipped_content

CANARY = "zebra"
NEEDS = ("acts:2", "acts:5", "days:2", "days:3", "kind:follow", *(f"field:{n}" for n in FIELDS))
ROWS = [{"law": "The Act", "text": need, "needs": need} for need in NEEDS]

spans = st.tuples(st.integers(1, 9), st.integers(0, 3)).map(
    lambda span: Occurred("range", f"2026-11-{span[0]:02}", f"2026-11-{sum(span):02}")
)
occasions = st.one_of(
    st.just(Occurred()),
    st.builds(lambda day: on(f"2026-11-{day:02}T10:00"), st.integers(1, 9)),
    spans,
    st.builds(lambda acts: Occurred(acts=acts), st.integers(0, 6)),
)
words = st.sampled_from(("", CANARY))
incidents = st.builds(
    Incident,
    what=st.just(CANARY),
    recorded=st.just(AT),
    occurred=occasions,
    kind=st.sampled_from(("", "follow", "zebra")),
    channel=words,
    account=words,
    quoted=words,
    who=words,
    witnesses=words,
    impact=st.builds(Impact, words, words, words, words, words),
    did=words,
    order=words,
    filings=st.sampled_from(((), (Filing(CANARY),))),
    exhibits=st.sampled_from(((), (picture(CANARY),))),
    locked=st.booleans(),
)


def found(*kept: Record, withheld: frozenset[int] = frozenset()) -> dict[str, tuple[int, ...]]:
    return {element.text: element.numbers for element in elements_of(*kept, withheld=withheld)}


def elements_of(*kept: Record, withheld: frozenset[int] = frozenset()) -> tuple[Element, ...]:
    return elements(document(Selection(log_of(*kept), AT, withheld=withheld)), ROWS)


# What stands behind an element


def test_one_act_is_not_two_and_two_entries_are() -> None:
    assert found(entry())["acts:2"] == ()
    assert found(entry(), entry())["acts:2"] == (1, 2)


def test_an_entry_of_several_acts_counts_each_and_uncounted_ones_are_two() -> None:
    assert found(entry(occurred=Occurred(acts=5)))["acts:5"] == (1,)
    uncounted = found(entry(occurred=Occurred(often="often", acts=0)))
    assert (uncounted["acts:2"], uncounted["acts:5"]) == ((1,), ())


def test_days_are_counted_only_where_they_surely_differ() -> None:
    third = entry(occurred=on("2026-11-03T08:00"))
    same = entry(occurred=on("2026-11-03T22:00"))
    around = entry(occurred=Occurred("range", "2026-11-02", "2026-11-04"))
    fifth = entry(occurred=on("2026-11-05"))
    assert found(third, same, around, entry())["days:2"] == ()
    assert found(third, same, around, entry(), fifth)["days:2"] == (1, 2, 3, 5)
    assert found(third, around, fifth)["days:3"] == ()


def test_a_field_is_found_where_an_entry_says_something_there() -> None:
    afraid = entry(impact=Impact(fear="I did not sleep."), who="him", channel="WhatsApp")
    all_of_it = found(entry(), afraid, entry(kind="follow"))
    assert {need for need, numbers in all_of_it.items() if numbers == (2,)} == {
        *("field:fear", "field:impact", "field:who", "field:channel"),
    }
    assert all_of_it["kind:follow"] == all_of_it["field:kind"] == (3,)


def test_only_what_she_says_is_hers_stands_behind_anything() -> None:
    planted = entry(who="her own brother", locked=True)
    assert found(entry(), planted)["field:who"] == ()
    assert found(entry(), planted, Confirmation(2, "not mine", AT))["acts:2"] == ()
    mine = found(entry(), planted, Confirmation(2, "mine", AT))
    assert (mine["field:who"], mine["acts:2"]) == ((2,), (1, 2))


def test_what_is_withheld_stands_behind_nothing() -> None:
    left = found(entry(who="him"), entry(), withheld=frozenset({1}))
    assert (left["field:who"], left["acts:2"]) == ((), ())


@settings(max_examples=40)
@given(st.lists(incidents, max_size=4), incidents)
def test_an_entry_more_never_takes_numbers_away(kept: list[Incident], more: Incident) -> None:
    before, after = found(*kept), found(*kept, more)
    assert all(set(numbers) <= set(after[need]) for need, numbers in before.items())


@settings(max_examples=40)
@given(st.lists(incidents, max_size=4))
def test_elements_hold_numbers_in_order_and_no_word_of_hers(kept: list[Incident]) -> None:
    for element in elements_of(*kept):
        assert list(element.numbers) == sorted(set(element.numbers))
        assert CANARY not in f"{element}"


# The table


@pytest.mark.parametrize("need", sorted(NEEDS))
def test_what_can_be_looked_for_is_known(need: str) -> None:
    assert is_known(need)


@pytest.mark.parametrize(
    "need",
    ["", "acts", "acts:1", "acts:12", "acts:two", "days:0", "field:", "field:mood", "kind:",
     "kind:A", "score:2", "acts:2 ", "field:who field:channel"],
)  # fmt: skip
def test_anything_else_is_not(need: str) -> None:
    assert not is_known(need)


def test_every_shipped_row_can_be_looked_for_and_says_something_of_a_full_log() -> None:
    rows = shipped_content().tables["law_elements"].rows
    full = entry(
        kind="message",
        channel="mail",
        quoted="a",
        impact=Impact(fear="b"),
        occurred=on("2026-11-03"),
    )
    seen = document(Selection(log_of(full, full), AT))
    assert rows
    assert {element.numbers for element in elements(seen, rows)} == {(1, 2)}
    assert {element.numbers for element in elements(document(Selection(log_of(), AT)), rows)} == {
        ()
    }
