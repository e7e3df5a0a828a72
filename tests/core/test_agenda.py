"""What she asked to be sent comes at its time or not at all, however clocks jump."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.agenda import (
    ANSWERED_WITHIN,
    DAY,
    MOST_NOTES,
    NOTICE_DAYS,
    Agenda,
    CheckIn,
    Reminder,
    moved,
)
from bot.core.hours import EVERY_DAY, Hours, day_of, ordinal_of, zone_of

ALL_DAY = Hours(EVERY_DAY, 0, 0)
ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC")
WORDS = "Water the plants"


def at(text: str, zone: str = "Europe/London") -> int:
    """The UTC second of a local moment."""
    return int(datetime.fromisoformat(text).replace(tzinfo=zone_of(zone)).timestamp())


NOW = at("2026-11-23T12:00")


def agenda(*check_ins: CheckIn, now: int = NOW, zone: str = "Europe/London") -> Agenda:
    """An agenda with her words, in which these check-ins begin now."""
    made = Agenda(WORDS, zone, ALL_DAY)
    for check_in in check_ins:
        made = made.with_check_in(check_in, now)
    return made


NINE = CheckIn("nine", word="fine", second="busy", late=30)


def test_a_check_in_set_after_its_hour_comes_the_next_day() -> None:
    assert agenda(NINE).due == at("2026-11-24T09:00")
    assert agenda(NINE, now=at("2026-11-23T08:59")).due == at("2026-11-23T09:00")
    assert agenda(NINE, now=at("2026-11-23T09:00")).due == at("2026-11-24T09:00")


def test_it_comes_on_her_days_only() -> None:
    due = agenda(replace(NINE, days=(2, 5))).due
    assert due == at("2026-11-25T09:00")
    after, sends = agenda(replace(NINE, days=(2, 5))).come(due)
    assert sends
    assert after.due == at("2026-11-28T09:00")


@pytest.mark.parametrize(("minutes", "comes"), [(0, True), (30, True), (31, False), (900, False)])
def test_what_is_later_than_she_allows_is_let_go_and_the_next_one_comes(
    minutes: int, *, comes: bool
) -> None:
    due = at("2026-11-24T09:00")
    after, sends = agenda(NINE).come(due + minutes * 60)
    assert sends is comes
    assert after.due == at("2026-11-25T09:00")
    assert after.come(due + minutes * 60)[1] is False


def test_a_long_outage_is_one_that_is_let_go() -> None:
    after, sends = agenda(NINE).come(at("2027-02-01T12:00"))
    assert not sends
    assert after.due == at("2027-02-02T09:00")


def test_nothing_comes_outside_of_her_hours() -> None:
    morning = replace(agenda(NINE), hours=Hours(EVERY_DAY, 8 * 60, 9 * 60 + 10))
    assert morning.come(at("2026-11-24T09:09"))[1]
    assert not morning.come(at("2026-11-24T09:10"))[1]
    assert not replace(morning, hours=Hours((0,), 0, 0)).come(at("2026-11-24T09:00"))[1]


def test_it_comes_once_more_if_she_chose_that_and_did_not_answer() -> None:
    rung, sends = agenda(replace(NINE, again=30)).come(at("2026-11-24T09:05"))
    assert sends
    assert rung.due == at("2026-11-24T09:35")
    twice, again = rung.come(at("2026-11-24T09:35"))
    assert again
    assert twice.due == at("2026-11-25T09:00")
    answered = rung.answered("fine", at("2026-11-24T09:20"))
    assert answered is not None
    assert answered.due == at("2026-11-25T09:00")


def test_the_second_time_is_let_go_where_it_is_late() -> None:
    rung, _ = agenda(replace(NINE, again=30)).come(at("2026-11-24T09:00"))
    late, sends = rung.come(at("2026-11-24T10:01"))
    assert not sends
    assert late.due == at("2026-11-25T09:00")


@pytest.mark.parametrize("said", ["fine", "Fine.", " FINE! ", "fi ne"])
def test_her_word_answers_as_phones_write_it(said: str) -> None:
    rung, _ = agenda(NINE).come(at("2026-11-24T09:00"))
    answered = rung.answered(said, at("2026-11-24T09:01"))
    assert answered is not None
    assert answered.notes == ((at("2026-11-24T09:01") // 60, "1"),)
    assert answered.answered("fine", at("2026-11-24T09:02")) is None


def test_a_word_without_letters_can_answer() -> None:
    rung, _ = agenda(replace(NINE, word="👍")).come(at("2026-11-24T09:00"))
    assert rung.answered("👍", at("2026-11-24T09:01")) is not None
    assert rung.answered("👎", at("2026-11-24T09:01")) is None


@pytest.mark.parametrize("said", ["", ".", "find", "fine thanks", "no"])
def test_other_words_answer_nothing(said: str) -> None:
    rung, _ = agenda(NINE).come(at("2026-11-24T09:00"))
    assert rung.answered(said, at("2026-11-24T09:01")) is None
    assert (
        replace(rung, check_ins=(replace(rung.check_ins[0], second=""),)).answered(said, NOW)
        is None
    )


def test_a_day_later_nothing_waits_for_an_answer() -> None:
    due = at("2026-11-24T09:00")
    rung, _ = agenda(NINE).come(due)
    assert rung.answered("fine", due + ANSWERED_WITHIN) is not None
    assert rung.answered("fine", due + ANSWERED_WITHIN + 1) is None
    assert agenda(NINE).answered("fine", due) is None


def test_both_of_her_words_change_the_same_and_are_noted_by_one_sign() -> None:
    rung, _ = agenda(NINE).come(at("2026-11-24T09:00"))
    now = at("2026-11-24T09:01")
    plain, second = rung.answered("fine", now), rung.answered("busy", now)
    assert plain is not None
    assert second is not None
    assert replace(plain, notes=()) == replace(second, notes=())
    assert [len(note[1]) for note in plain.notes] == [len(note[1]) for note in second.notes] == [1]
    assert plain.notes != second.notes


@pytest.mark.parametrize(("word", "second"), [("ok👍", "ok👎"), ("की", "का"), ("1", "2")])
def test_words_that_differ_in_one_mark_are_two(word: str, second: str) -> None:
    rung, _ = agenda(replace(NINE, word=word, second=second)).come(at("2026-11-24T09:00"))
    for said, sign in ((word, "1"), (second, "2")):
        answered = rung.answered(said, at("2026-11-24T09:01"))
        assert answered is not None
        assert answered.notes[0][1] == sign


def test_where_both_words_are_the_same_it_is_the_plain_one() -> None:
    rung, _ = agenda(replace(NINE, second="Fine")).come(at("2026-11-24T09:00"))
    answered = rung.answered("fine", at("2026-11-24T09:01"))
    assert answered is not None
    assert answered.notes[0][1] == "1"


def test_so_many_answers_are_noted_and_no_more() -> None:
    made = agenda(NINE)
    for day in range(MOST_NOTES + 5):
        made, _ = made.come(at("2026-11-24T09:00") + day * DAY)
        answered = made.answered("fine", at("2026-11-24T09:01") + day * DAY)
        assert answered is not None
        made = answered
    assert len(made.notes) == MOST_NOTES


def test_two_at_once_are_one_message() -> None:
    both = agenda(NINE, replace(NINE, id="other"))
    after, sends = both.come(at("2026-11-24T09:00"))
    assert sends
    assert after.due == at("2026-11-25T09:00")


# Pauses


def test_while_it_is_paused_nothing_comes_and_after_it_the_next_one_does() -> None:
    paused = replace(agenda(NINE), paused=at("2026-11-26T08:00"))
    assert paused.due == at("2026-11-26T09:00")
    assert not paused.come(at("2026-11-24T09:00"))[1]
    assert replace(paused, paused=at("2026-11-26T09:01")).due == at("2026-11-27T09:00")


def test_what_was_due_in_a_pause_is_not_made_up_for() -> None:
    paused = replace(agenda(replace(NINE, late=600)), paused=at("2026-11-24T10:00"))
    assert paused.due == at("2026-11-25T09:00")


def test_of_somebody_who_left_nothing_is_due_until_she_writes() -> None:
    quiet = agenda(NINE).hushed()
    assert quiet.due is None
    assert quiet.woken().due == at("2026-11-24T09:00")
    assert Agenda().hushed() == Agenda()


def test_where_there_are_no_words_nothing_comes() -> None:
    assert replace(agenda(NINE), words="").due is None


def test_an_agenda_that_sleeps_has_no_check_ins_but_its_reminders() -> None:
    asleep = replace(agenda(NINE), asleep=True).with_reminder(reminder("2026-11-30"))
    assert asleep.due == at("2026-11-30T00:00")
    after, _ = asleep.come(at("2026-11-30T00:00"))
    assert after.due is None
    assert asleep.woken().due == at("2026-11-24T09:00")


# Reminders


def reminder(day: str) -> Reminder:
    return Reminder("r", "report", ordinal_of(day) or 0)


MORNINGS = replace(Agenda(WORDS, "Europe/London"), hours=Hours((0, 1, 2, 3, 4), 480, 720))


def test_a_reminder_comes_in_her_hours_of_the_first_day_of_hers() -> None:
    made = MORNINGS.with_reminder(reminder("2026-11-28"))  # a Saturday
    assert made.due == at("2026-11-30T08:00")
    after, sends = made.come(at("2026-11-30T08:00"))
    assert sends
    assert after.due is None
    assert after.reminders[0].rung


def test_a_reminder_that_could_not_come_in_her_hours_comes_in_the_next() -> None:
    made = MORNINGS.with_reminder(reminder("2026-11-30"))
    later, sends = made.come(at("2026-11-30T12:00"))
    assert not sends
    assert later.due == at("2026-12-01T08:00")
    assert later.come(at("2026-12-01T11:59"))[1]


@pytest.mark.parametrize(("day", "comes"), [("2026-12-07", True), ("2026-12-08", False)])
def test_a_reminder_that_is_over_by_more_than_a_week_is_only_in_her_list(
    day: str, *, comes: bool
) -> None:
    after, sends = MORNINGS.with_reminder(reminder("2026-11-30")).come(at(f"{day}T09:00"))
    assert sends is comes
    assert after.due is None
    assert after.reminders[0].rung


def test_a_reminder_keeps_her_from_being_forgotten_until_a_week_after_it() -> None:
    made = MORNINGS.with_reminder(reminder("2027-06-01"))
    assert made.lasts == at("2027-06-01T00:00") + 7 * DAY
    assert made.come(at("2027-06-01T08:00"))[0].lasts == 0


def test_a_notice_is_set_a_month_before_and_moves_with_her_visits() -> None:
    ends = at("2027-06-01T00:00")
    wants = replace(MORNINGS, notice=True)
    told = wants.noticing(ends)
    assert told.due == at("2027-05-03T08:00")  # the Monday after 30 days before
    assert NOTICE_DAYS == 30
    assert told.noticing(ends) is told
    assert told.lasts == 0
    assert told.noticing(ends + 10 * DAY).due == at("2027-05-12T08:00")
    assert replace(told, notice=False).noticing(ends).reminders == ()


# What she asks for


def test_what_is_stopped_is_gone_and_the_rest_stays() -> None:
    made = agenda(NINE, replace(NINE, id="other")).with_reminder(reminder("2026-12-01"))
    left = made.without("nine", "r")
    assert [one.id for one in left.check_ins] == ["other"]
    assert left.reminders == ()


def test_another_zone_moves_each_check_in_to_the_same_hour_there() -> None:
    after = moved("America/New_York", agenda(NINE), NOW)
    assert after.due == at("2026-11-23T09:00", "America/New_York")


def test_a_changed_check_in_takes_the_place_of_the_one_of_its_name() -> None:
    after = agenda(NINE).with_check_in(replace(NINE, at=600), NOW)
    assert after.due == at("2026-11-24T10:00")
    assert len(after.check_ins) == 1


# However the clock goes

check_ins = st.builds(
    CheckIn,
    st.just("x"),
    st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    st.integers(0, 1439),
    st.sampled_from([0, 15, 60, 180]),
    st.just(0),
    st.just("fine"),
)
steps = st.lists(st.integers(-DAY, 2 * DAY), min_size=1, max_size=30)


@given(check_ins, st.sampled_from(ZONES), steps)
def test_however_the_clock_jumps_no_day_has_two_and_none_comes_late(
    check_in: CheckIn, name: str, steps: list[int]
) -> None:
    made, now, zone, sent = agenda(check_in, zone=name), NOW, zone_of(name), list[int]()
    for step in steps:
        now = max(NOW, now + step)
        due = made.due
        assert due is not None
        made, sends = made.come(now)
        if sends:
            assert due <= now
            day = made.check_ins[0].day
            assert now - CheckIn("x", EVERY_DAY, check_in.at, day=day - 1).due(zone, 0) >= 0
            assert now - CheckIn("x", EVERY_DAY, check_in.at, day=day - 1).due(zone, 0) <= (
                check_in.late * 60
            )
            sent.append(day)
    assert len(sent) == len(set(sent))
    assert made.due is not None
    assert made.due > now or day_of(made.due, zone) > made.check_ins[0].day


@pytest.mark.parametrize("jump", [3600, -3600, DAY, -DAY])
@pytest.mark.parametrize("second", range(0, 26 * 3600, 1800))
def test_a_jump_of_the_clock_doubles_nothing_and_loses_nothing_inside_its_window(
    jump: int, second: int
) -> None:
    made, sent = agenda(replace(NINE, late=120), now=at("2026-11-23T06:00")), list[int]()
    now, end, jumps = (
        at("2026-11-23T06:00"),
        at("2026-11-27T06:00"),
        at("2026-11-24T00:00") + second,
    )
    offset, seen = 0, list[int]()
    while now < end:
        offset = jump if now >= jumps else 0
        shown = now + offset
        seen.append(shown)
        made, sends = made.come(shown)
        if sends:
            sent.append(made.check_ins[0].day)
        now += 600
    assert len(sent) == len(set(sent))
    for day in (ordinal_of(f"2026-11-{number}") or 0 for number in range(23, 28)):
        opens = int(datetime.fromordinal(day).replace(tzinfo=UTC).timestamp()) + 9 * 3600
        was_seen = any(opens <= shown <= opens + 120 * 60 for shown in seen)
        assert not was_seen or day in sent
