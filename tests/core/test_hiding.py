"""What she keeps is hidden long after her last visit, and erased in the end, never early."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.complaint import Complaint
from bot.core.effects import EraseAll
from bot.core.engine import turn
from bot.core.events import LeftQuickly, Returned, Said, TimerFired
from bot.core.hiding import changed, hidden
from bot.core.reading import read_flow
from bot.core.requests import Control, Outcome
from bot.core.session import (
    DAY,
    RECOVERABLE,
    SPANS,
    USUAL_SPAN,
    WEEK,
    Hidden,
    Kept,
    Session,
    Terms,
    dump,
    load,
    salvage,
)
from bot.workshop.rehearsal import BEGINNING, Rehearsal
from tests.core.stage import base, on_stage

NOW = int(BEGINNING.timestamp())
TODAY = NOW // DAY
HERS = Session(person={"country": "GB"}, used=TODAY, keeps=True)
CONTROLS: tuple[Control, ...] = ("at_once", "in_a_week", "never")


def at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def fired(session: Session, second: int) -> tuple[Session, bool]:
    """A session after time was looked at, and whether all was erased."""
    after, effects = turn(base(), session, TimerFired(at(second), "x"))
    return after, EraseAll() in effects


def test_after_36_months_it_is_hidden_and_90_days_later_erased() -> None:
    end = (TODAY + USUAL_SPAN) * DAY
    assert HERS.due == end
    assert fired(HERS, end - 1) == (HERS, False)
    away, erased = fired(HERS, end)
    assert not erased
    assert away.person == {}
    assert away.due == end + RECOVERABLE
    assert fired(away, end + RECOVERABLE - 1) == (away, False)
    assert fired(away, end + RECOVERABLE) == (Session(), True)


def test_what_is_noticed_late_can_be_brought_back_for_as_long() -> None:
    late = (TODAY + 9999) * DAY
    assert fired(HERS, late)[0].due == late + RECOVERABLE


def test_whoever_opens_hers_has_everything_back() -> None:
    away = hidden(HERS, NOW, NOW + WEEK, asked=True)
    rehearsal = Rehearsal(base(), away).say("/start").say("/forget").tap("Yes, erase")
    for hers in (False, True):
        back = Returned(Outcome("opened", hers=hers), rehearsal.at, "x")
        after, _ = turn(rehearsal.content, rehearsal.session, back)
        assert (after.hidden is None) is hers
        assert after.person == ({"country": "GB"} if hers else {})


def test_the_way_back_does_not_lead_to_where_it_was_hidden() -> None:
    rehearsal = on_stage("start:\n  marks: line\n  back: everything\n  goto: over\n"
                         "over:\n  say: Over.\n  choices:\n    end: End it -> out\n"
                         "out:\n  end: done")  # fmt: skip
    rehearsal.session = replace(
        rehearsal.session, hidden=Hidden(NOW, person={"country": "GB"}, draft="He", drafted=NOW)
    )
    rehearsal.tap("I have none").tap("next")
    assert (rehearsal.session.person, rehearsal.session.draft) == ({"country": "GB"}, "He")
    assert rehearsal.say("/back").session.person == {"country": "GB"}
    assert "(next)" in rehearsal.session.items


def test_a_newcomer_meets_the_same_first_message_while_it_is_hidden() -> None:
    away = hidden(replace(HERS, person={"screens": "discreet"}), NOW, 0, asked=True)
    event = Said("hello", BEGINNING, "x")
    assert turn(base(), away, event)[1] == turn(base(), Session(), event)[1]


def test_what_is_hidden_outlives_a_session_that_cannot_be_read() -> None:
    away = hidden(replace(HERS, terms=Terms(365)), NOW, NOW + WEEK, asked=True)
    assert load(dump(away)) == away
    assert salvage(dump(away).replace(b'"format":1', b'"format":99')) == away


def test_drafts_go_after_a_day_and_kept_answers_when_their_time_is_up() -> None:
    kept = {"plan": Kept("stay", NOW + 5 * DAY)}
    left = replace(HERS, draft="He came", drafted=NOW, kept=kept)
    for session in (left, hidden(left, NOW, 0, asked=True)):
        assert session.due == NOW + DAY + 1
        day, _ = fired(session, NOW + DAY + 1)
        assert b"He came" not in dump(day)
        assert day.due == NOW + 5 * DAY
        assert b"stay" not in dump(fired(day, NOW + 5 * DAY)[0])


# How long


def test_a_shorter_time_waits_a_week_unless_it_was_chosen_by_who_knows_more() -> None:
    year = SPANS["12 months"]
    assert changed(Terms(), year, "at_once", NOW) == Terms(year)
    waiting = changed(Terms(), year, "in_a_week", NOW)
    assert waiting == Terms(USUAL_SPAN, year, NOW + WEEK)
    assert waiting.at(NOW + WEEK - 1) == USUAL_SPAN
    assert waiting.at(NOW + WEEK) == year
    assert changed(waiting, USUAL_SPAN, "in_a_week", NOW) == Terms()
    assert changed(waiting, year, "in_a_week", NOW + 9 * DAY) == Terms(year)
    assert changed(Terms(), year, "never", NOW) == Terms()


def test_a_longer_time_holds_at_once() -> None:
    assert changed(Terms(), 3650, "in_a_week", NOW) == Terms(3650)


def test_a_step_sets_the_time_for_whoever_has_shown_to_be_her() -> None:
    rehearsal = on_stage("start:\n  marks: line\n  hold: 12 months\n  goto: over\n"
                         "over:\n  say: Over.\n  choices:\n    end: End it -> out\n"
                         "out:\n  end: done")  # fmt: skip
    assert "Open what you keep?" in rehearsal.words
    rehearsal.tap("I have none").say("please")
    assert "Please tap" in rehearsal.words
    assert rehearsal.tap("next").session.terms == Terms(365)
    assert rehearsal.leave().session.terms == Terms(365)


def test_in_an_empty_place_the_time_stays_as_it_was() -> None:
    rehearsal = on_stage("start:\n  marks: line\n  hold: 12 months\n  goto: over\n"
                         "over:\n  say: Over.\n  choices:\n    end: End it -> out\n"
                         "out:\n  end: done")  # fmt: skip
    rehearsal.lock.words = rehearsal.lock.secret = "something"
    rehearsal.tap("I have none").tap("next")
    assert rehearsal.place == "a/over"
    assert rehearsal.session.terms == Terms()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("hold: 2 weeks", '"hold: 2 weeks" is not known. Write one of: 12 months'),
        ("back: now", 'write "back: everything".'),
        ("own: much", '"own: much" is not known. Write one of: openings'),
    ],
)
def test_what_a_step_does_not_know_is_told_with_what_it_knows(line: str, told: str) -> None:
    complaints: list[Complaint] = []
    key, value = line.split(": ")
    tree = {"flow": "a", "title": "A", "steps": {"start": {key: value, "end": "done"}}}
    read_flow(tree, "a.yaml", complaints)
    assert [complaint.message.startswith(told) for complaint in complaints] == [True]


def test_words_typed_at_what_is_shown_to_her_leave_it_there() -> None:
    rehearsal = on_stage("start:\n  marks: line\n  own: receipt\n  goto: over\n"
                         "over:\n  say: Over.\n  choices:\n    end: End it -> out\n"
                         "out:\n  end: done")  # fmt: skip
    shown = rehearsal.tap("I have none").words
    assert "abandon abandon abandon abandon" in shown
    assert shown in rehearsal.say("what is that").words
    assert rehearsal.tap("Go on").words == "Over."


TERMS = st.builds(
    Terms, st.sampled_from(sorted(SPANS.values())), st.sampled_from([0, 365]),
    st.integers(NOW - WEEK, NOW + WEEK),
)  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["look", "look", "visit", "erase"]), st.integers(-2000 * DAY, 2000 * DAY)
    ),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(TERMS, STEPS)
def test_it_is_never_erased_early_though_the_clock_goes_back(
    terms: Terms, steps: list[tuple[str, int]]
) -> None:
    session, second = replace(HERS, terms=terms), NOW
    used, hid = TODAY, None
    for what, span in steps:
        second = max(second + span, DAY)
        match what:
            case "visit":
                session, _ = turn(base(), session, LeftQuickly(at(second), "x"))
                used = max(used, second // DAY)
            case "erase" if session.hidden is None:
                session, hid = hidden(session, second, second + WEEK, asked=True), second
            case _:
                was = session
                session, erased = fired(session, second)
                if erased:
                    assert hid is not None
                    assert was.hidden is not None
                    assert second - hid >= (WEEK if was.hidden.asked else RECOVERABLE)
                    return
                if hid is None and session.hidden is not None:
                    hid = second
                    assert second >= (used + min(terms.days, terms.shorter or 9999)) * DAY
        assert session.keeps


@settings(max_examples=100, deadline=None)
@given(TERMS, STEPS)
def test_it_is_always_erased_in_the_end(terms: Terms, steps: list[tuple[str, int]]) -> None:
    session, second = replace(HERS, terms=terms), NOW
    for what, span in steps:
        second = max(second + span, DAY)
        if what == "erase":
            session = hidden(session, second, 0, asked=True)
        session, erased = fired(session, second)
        if erased:
            return
    for _ in range(5):
        assert session.due is not None
        second = max(second, session.due)
        session, erased = fired(session, second)
        if erased:
            return
    pytest.fail("it was never erased")


@settings(max_examples=50, deadline=None)
@given(TERMS, st.sampled_from(sorted(SPANS.values())), st.sampled_from(CONTROLS))
def test_terms_that_change_never_end_within_a_week_of_that_for_who_knows_nothing(
    terms: Terms, days: int, control: Control
) -> None:
    before = terms.ends(TODAY - 500)
    after = changed(terms, days, control, NOW).ends(TODAY - 500)
    if control != "at_once":
        assert max(after, NOW) >= min(max(before, NOW), NOW + WEEK)
