"""The pattern counts acts by week and kind, loses none, and shows what has no week."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.document import Selection, document
from bot.core.incident import Incident, Occurred
from bot.core.pattern import MOST_ROWS, Pattern, Row, pattern
from tests.core.logs import AT, entry, log_of, on

MONDAY = date(2026, 8, 3)


def of(*incidents: Incident) -> Pattern:
    return pattern(document(Selection(log_of(*incidents), AT)))


def acts(day: date, kind: str = "messages", number: int = 1) -> Incident:
    return entry(occurred=on(day.isoformat(), acts=number), kind=kind)


def shown(found: Pattern) -> list[tuple[str, int, list[tuple[str, int]]]]:
    return [
        (str(row.first), row.weeks, [(count.name, count.acts) for count in row.counts])
        for row in found.rows
    ]


def test_acts_stand_in_their_weeks_by_kind() -> None:
    found = of(acts(MONDAY), acts(MONDAY + timedelta(6), "calls", 3), acts(MONDAY, number=2))
    assert shown(found) == [("2026-08-03", 1, [("calls", 3), ("messages", 3)])]
    assert found.kinds == ("calls", "messages")
    assert found.rows[0].last == date(2026, 8, 9)


def test_a_short_pause_stands_week_by_week_and_a_long_one_as_one_row() -> None:
    days = (MONDAY, MONDAY + timedelta(weeks=3), MONDAY + timedelta(weeks=7))
    rows = [(first, weeks, len(counts)) for first, weeks, counts in shown(of(*map(acts, days)))]
    assert rows == [
        *(("2026-08-03", 1, 1), ("2026-08-10", 1, 0), ("2026-08-17", 1, 0), ("2026-08-24", 1, 1)),
        *(("2026-08-31", 3, 0), ("2026-09-21", 1, 1)),
    ]


def test_what_has_no_day_or_went_on_for_weeks_stands_apart() -> None:
    whole = Occurred("range", "2026-08-03", "2026-09-20", acts=0)
    found = of(entry(occurred=whole, kind="messages"), entry(kind="calls"), acts(MONDAY))
    assert [(count.name, count.acts, count.uncounted) for count in found.long] == [
        ("messages", 0, 1)
    ]
    assert [(count.name, count.acts) for count in found.undated] == [("calls", 1)]
    assert shown(found) == [("2026-08-03", 1, [("messages", 1)])]


def test_what_is_not_hers_is_not_in_it() -> None:
    assert of(entry(locked=True, occurred=on("2026-08-03"))).rows == ()


def test_only_gaps_that_are_there_are_shown() -> None:
    found = of(entry(occurred=on("2026-08-03T10:00"), channel="post"))
    assert {"day", "hour", "channel"}.isdisjoint(gap.name for gap in found.gaps)


def test_an_empty_log_has_no_pattern() -> None:
    assert (of().rows, of().undated, of().long) == ((), (), ())


def test_with_more_weeks_than_fit_rows_become_months() -> None:
    weeks = [MONDAY + number * timedelta(weeks=1) for number in range(MOST_ROWS + 1)]
    found = of(*(acts(week) for week in weeks))
    assert found.by_month
    assert shown(found)[:3] == [
        ("2026-08-03", 5, [("messages", 5)]),
        ("2026-09-07", 4, [("messages", 4)]),
        ("2026-10-05", 4, [("messages", 4)]),
    ]


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.dates(date(2019, 12, 1), date(2026, 11, 1))),
            st.sampled_from(["", "messages", "calls"]),
            st.integers(0, 30),
        ),
        max_size=90,
    )
)
def test_no_act_is_ever_lost_and_rows_follow_each_other(
    told: list[tuple[date | None, str, int]],
) -> None:
    found = of(
        *(
            acts(day, kind, number) if day else entry(occurred=Occurred(acts=number), kind=kind)
            for day, kind, number in told
        )
    )
    counts = [*(c for row in found.rows for c in row.counts), *found.long, *found.undated]
    assert sum(count.acts for count in counts) == sum(number for _, _, number in told)
    assert sum(count.entries for count in counts) == len(told)
    for before, after in zip(found.rows, found.rows[1:], strict=False):
        assert _end(before) == after.first


def _end(row: Row) -> date:
    return row.last + timedelta(days=1)
