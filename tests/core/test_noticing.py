"""Chosen changes come on days of hers, the least noticeable first, never two that show at once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.core.noticing import LEVELS, Chosen, FreeDays, by_notice, laid_out, level, put_off

TODAY = date(2026, 11, 28)
"""A Saturday."""
NOTICES = st.sampled_from((*LEVELS, "", "odd"))
CHOSEN = st.lists(NOTICES, max_size=12).map(
    lambda notices: [Chosen(f"row{number}", notice) for number, notice in enumerate(notices)]
)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
FREE = st.builds(FreeDays, DAYS, st.frozensets(st.integers(0, 6)), st.integers(0, 30))
"""Days on which nothing is planned yet."""
BUSY = st.lists(st.integers(0, 60), max_size=9).map(
    lambda later: frozenset(TODAY + timedelta(days=days) for days in later)
)


@given(CHOSEN, FREE)
def test_every_chosen_one_has_exactly_one_day(chosen: list[Chosen], free: FreeDays) -> None:
    found = laid_out(chosen, free)
    assert Counter(row for row, _ in found) == Counter(one.row for one in chosen)


@given(CHOSEN, FREE)
def test_the_least_noticeable_always_come_first_and_alike_ones_in_her_order(
    chosen: list[Chosen], free: FreeDays
) -> None:
    levels = {one.row: level(one.notice) for one in chosen}
    found = laid_out(chosen, free)
    assert [row for row, _ in found] == sorted(levels, key=lambda row: levels[row])
    assert all(before <= after for (_, before), (_, after) in pairwise(found))


@given(CHOSEN, FREE)
def test_no_change_ever_comes_today_or_on_a_day_that_is_not_hers(
    chosen: list[Chosen], free: FreeDays
) -> None:
    for _, day in laid_out(chosen, free):
        assert day > free.today
        assert not free.weekdays or day.weekday() in free.weekdays


@given(CHOSEN, FREE)
def test_two_that_can_be_noticed_are_never_on_one_day_and_all_are_as_far_apart_as_she_said(
    chosen: list[Chosen], free: FreeDays
) -> None:
    levels = {one.row: level(one.notice) for one in chosen}
    found = laid_out(chosen, free)
    noticeable = [day for row, day in found if levels[row]]
    assert len(set(noticeable)) == len(noticeable)
    for (_, before), (_, after) in pairwise(found):
        assert after - before >= timedelta(days=free.apart)


@given(CHOSEN, FREE)
def test_no_day_of_hers_is_passed_over_without_need(chosen: list[Chosen], free: FreeDays) -> None:
    days = [day for _, day in laid_out(chosen, free)]
    for before, after in pairwise([free.today, *days]):
        assert after - before <= timedelta(days=max(free.apart, 1) + 6)


@given(CHOSEN, BUSY)
def test_a_day_on_which_something_is_planned_is_never_used(
    chosen: list[Chosen], busy: frozenset[date]
) -> None:
    assert busy.isdisjoint(day for _, day in laid_out(chosen, FreeDays(TODAY, (1, 4), 2, busy)))


@given(DAYS, DAYS, st.integers(1, 4), BUSY)
def test_what_is_put_off_keeps_its_weekday_and_comes_later_on_a_day_that_is_free(
    day: date, today: date, weeks: int, busy: frozenset[date]
) -> None:
    later = put_off(day, weeks, FreeDays(today, busy=busy))
    assert later.weekday() == day.weekday()
    assert later > today
    assert later >= day + timedelta(weeks=weeks)
    assert later not in busy
    assert later - max(day, today) <= timedelta(weeks=weeks + len(busy))


def test_three_changes_over_her_tuesdays_and_fridays() -> None:
    chosen = [Chosen("map", "visible"), Chosen("mail", "hidden"), Chosen("chat", "maybe")]
    assert laid_out(chosen, FreeDays(TODAY, (1, 4), 3)) == [
        ("mail", date(2026, 12, 1)),
        ("chat", date(2026, 12, 4)),
        ("map", date(2026, 12, 8)),
    ]


def test_hidden_ones_may_share_a_day_where_none_has_to_lie_between() -> None:
    chosen = [Chosen("a", "hidden"), Chosen("b", "hidden"), Chosen("c", "visible")]
    days = [day for _, day in laid_out(chosen, FreeDays(TODAY, apart=0))]
    assert days == [date(2026, 11, 29)] * 3


def test_rows_of_a_table_stand_with_the_least_noticeable_first() -> None:
    rows = [{"id": "a", "notice": "visible"}, {"id": "b", "notice": ""}, {"id": "c"}]
    quiet = {"id": "d", "notice": "hidden"}
    assert [row["id"] for row in by_notice([*rows, quiet])] == ["d", "a", "b", "c"]
