"""The service ends: who asked for it is told in her hours, and nobody else is sent anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import ended, pause, sunset
from bot.core.agenda import DAY, Agenda, Reminder
from bot.core.content import Content
from bot.core.effects import Clear, Entry, EraseAll, LeaveWords, Remind, Screen, Show, Text
from bot.core.engine import turn
from bot.core.events import (
    Changed,
    Event,
    Flooded,
    LeftQuickly,
    Offered,
    Pressed,
    Returned,
    Said,
    TimerFired,
)
from bot.core.hours import EVERY_DAY, Hours, day_of, zone_of
from bot.core.requests import Outcome
from bot.core.session import DAYS_HELD, Session, dump, load
from bot.core.sunset import NOTICE, Sunset
from bot.workshop.rehearsal import BEGINNING, Rehearsal
from tests.core.stage import FEW, MANY, base, content_with

BEGUN = date(2026, 11, 23)
SUNSET = Sunset(BEGUN, BEGUN + timedelta(days=120))
ZONES = ("UTC", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata")
WORDS = "Water the plants"
NOON = Hours(EVERY_DAY, 12 * 60, 15 * 60)
DAYS = st.dates(date(2026, 1, 1), date(2030, 1, 1))
SUNSETS = st.builds(
    lambda begun, days, over: Sunset(begun, begun + timedelta(days=days), over),
    *(DAYS, st.integers(90, 900), st.booleans()),
)


def second(day: date, hour: int = 0) -> int:
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp())


def asked(*, notice: bool = True, keeps: bool = True, zone: str = "UTC") -> Session:
    """Somebody who was here on the day before it was announced."""
    agenda = Agenda(WORDS, zone, NOON, notice=notice)
    return Session(used=second(BEGUN) // DAY - 1, keeps=keeps, agendas={"hers": agenda})


def ending(found: Sunset | None = SUNSET, content: Content | None = None) -> Content:
    return (content or base()).ending(found)


def sent(session: Session, found: Sunset | None, first: date, last: date) -> list[int]:
    """The UTC seconds at which she was sent something: looked at daily, and when it is due."""
    seconds, at, content = [], second(first, 2), ending(found)
    while at < second(last):
        session, effects = turn(content, session, TimerFired(datetime.fromtimestamp(at, UTC), "x"))
        session = load(dump(session))
        seconds += [at] * (Remind(WORDS) in effects)
        walk = at - at % DAY + DAY + 2 * 3600
        at = min(walk, max(at + 10, session.due or walk))
    return seconds


# What was announced


@given(SUNSETS)
def test_what_is_written_is_read_back(found: Sunset) -> None:
    assert sunset.read(sunset.written(found)) == found


@pytest.mark.parametrize("begun", ["begun 2026-11-23", "", "begun 2026-23-11", "begun soon"])
@pytest.mark.parametrize(
    "rest", ["", "\nends soon\n", "\nends 2027-06-30", "\nends 2027-06-30\nmaybe\n"]
)
def test_a_file_that_says_nothing_is_refused(begun: str, rest: str) -> None:
    with pytest.raises(ValueError, match=r"no day|month|isoformat"):
        sunset.read(begun + rest)


# Whoever asked for it


@pytest.mark.parametrize("zone", ZONES)
def test_whoever_asked_for_it_is_told_three_times_in_her_hours(zone: str) -> None:
    found = sent(asked(zone=zone), SUNSET, BEGUN, SUNSET.ends)
    assert len(found) == 3
    for one, day in zip(found, SUNSET.days, strict=True):
        assert NOON.hold(one, zone_of(zone))
        assert 0 <= day_of(one, zone_of(zone)) - day <= 1
    assert not sent(asked(zone=zone), None, BEGUN, SUNSET.ends)


@MANY
@given(
    found=SUNSETS,
    now=st.integers(second(date(2026, 1, 1)), second(date(2031, 1, 1))),
    words=st.sampled_from(["", WORDS]),
    announced=st.integers(0, 800_000),
)
def test_nobody_who_did_not_ask_is_ever_told(
    found: Sunset, now: int, words: str, announced: int
) -> None:
    silent = Agenda(words, "UTC", NOON, announced=announced)
    assert silent.announcing(found, now) == silent
    session = replace(asked(notice=False), agendas={"hers": silent, "empty": silent})
    event = TimerFired(datetime.fromtimestamp(now, UTC), "x")
    after, effects = turn(ending(found), session, event)
    assert not [one for one in effects if isinstance(one, Remind)]
    assert all(not agenda.reminders for agenda in after.agendas.values())


@MANY
@given(found=SUNSETS, start=st.integers(-30, 950), steps=st.lists(st.integers(0, 40), max_size=30))
def test_no_day_is_told_twice_or_more_than_a_week_late(
    found: Sunset, start: int, steps: list[int]
) -> None:
    agenda, day, told = Agenda(WORDS, "UTC", NOON, notice=True), start, []
    for step in steps:
        day += step
        now = second(found.begun + timedelta(days=day), 13)
        agenda, sends = agenda.announcing(found, now).come(now)
        if sends:
            told.append(agenda.announced)
            assert 0 <= day_of(now, zone_of("UTC")) - agenda.announced <= 7
        agenda = agenda.without("sunset")  # she looked at it
    assert len(told) == len(set(told))
    assert set(told) <= set(found.days)


def test_a_later_day_is_told_anew_and_one_that_is_called_off_is_let_go() -> None:
    later = replace(SUNSET, ends=SUNSET.ends + timedelta(days=60))
    night = second(SUNSET.ends - timedelta(days=30), 2)
    told = asked().agendas["hers"].announcing(SUNSET, second(BEGUN, 13))
    waits = told.come(second(BEGUN, 13))[0].announcing(SUNSET, night)
    assert waits.due == night + 10 * 3600
    assert waits.announcing(None, night).due is None
    moved = waits.come(night + 10 * 3600)[0].announcing(later, second(later.ends, 2) - 30 * DAY)
    assert moved.announced == later.days[1]
    rung = told.come(second(BEGUN, 13))[0]
    assert rung.announcing(None, night) == rung  # what came stays until she has seen it


def test_who_left_by_close_is_sent_nothing() -> None:
    hushed = replace(asked(), agendas={"hers": asked().agendas["hers"].hushed()})
    assert not sent(hushed, SUNSET, BEGUN, SUNSET.ends)


def test_while_the_service_is_paused_nothing_of_it_is_sent() -> None:
    session, at = asked(), second(BEGUN, 13)
    for _ in range(3):
        event = TimerFired(datetime.fromtimestamp(at, UTC), "x")
        session, effects = pause.played(ending(), session, event)
        assert effects == ()
        at += 10


def test_it_keeps_nobody_longer_than_she_would_be_kept() -> None:
    session = replace(asked(keeps=False), used=second(BEGUN) // DAY - DAYS_HELD)
    agenda = session.agendas["hers"].announcing(SUNSET, second(BEGUN, 2))
    assert agenda.due == second(BEGUN, 12)
    assert replace(session, agendas={"hers": agenda}).forgotten == second(BEGUN)
    lasting = agenda.with_reminder(Reminder("r", "report", SUNSET.ends.toordinal()))
    assert lasting.lasts > 0, "or else this test is none"


# In conversations


def test_the_first_message_is_the_same_and_the_day_is_told_after_it_and_once(
    shipped: Content,
) -> None:
    usual, told = Rehearsal(shipped), Rehearsal(ending(content=shipped))
    assert usual.say("/start").screen == told.say("/start").screen
    assert usual.tap("Yes").screen == told.tap("Yes").screen
    told.tap("none")
    assert "This service ends on 23 March 2027." in told.words
    told.tap("go_on").tap("more").tap("menu")
    assert "This service ends" not in told.words


@pytest.mark.parametrize("urgent", ["Urgent", "Yes"])
def test_in_danger_and_crisis_nothing_of_it_comes_first(shipped: Content, urgent: str) -> None:
    usual, told = Rehearsal(shipped), Rehearsal(ending(content=shipped))
    for rehearsal in (usual, told):
        rehearsal.say("/start").tap(urgent)
        if urgent == "Yes":
            rehearsal.tap("hurt").tap("suicide").tap("Done")
    assert usual.screen == told.screen
    assert "999" in told.words


def test_a_day_that_nobody_announced_is_known_to_no_flow() -> None:
    steps = 'start:\n  marks: line\n  say: "{sunset}"\n  choices:\n    a: A -> out\nout:\n  end: o'
    content = content_with(("a", steps))
    assert ending(None, content) is content
    assert Rehearsal(content).open("a").words == "(not said)"
    assert Rehearsal(ending(content=content)).open("a").words == "23 March 2027"


# After the end

OVER = replace(SUNSET, is_over=True)
AT = BEGINNING + timedelta(seconds=30)


def over(shipped: Content) -> Content:
    return ending(OVER, shipped)


def shown(effects: tuple[object, ...]) -> Screen:
    (screen,) = (effect.screen for effect in effects if isinstance(effect, Show))
    return screen


def texts(screen: Screen) -> str:
    texts = [part.text for part in screen.parts if isinstance(part, Text)]
    entries = [part.lines for part in screen.parts if isinstance(part, Entry)]
    return f"{texts} {entries}"


def test_whoever_writes_is_told_that_it_has_ended_with_numbers_and_help_lines(
    shipped: Content,
) -> None:
    session, effects = ended.played(over(shipped), Session(), Said("heron 4711", AT, "v"))
    assert effects[0] == LeaveWords()
    said = texts(shown(effects))
    for part in ("This service has ended", "United Kingdom: 999", "https://findahelpline.com"):
        assert part in said
    assert [way.role for way in shown(effects).ways] == ["close"]
    assert "heron" not in dump(session).decode()
    assert ended.played(over(shipped), session, Said("/start", AT, "v"))[1] == effects[1:]


@FEW
@given(
    event=st.sampled_from(
        [
            Said("hm", AT, "v"),
            Said("/menu", AT, "v"),
            Pressed("help", AT, "v"),
            Pressed("old.0", AT, "v"),
            Offered("photo", AT, "v"),
        ]
    ),
    left=st.booleans(),
)
def test_everybody_gets_the_same_whatever_is_left_of_her(event: Event, *, left: bool) -> None:
    session = Rehearsal(base()).say("/start").tap("Yes").session if left else Session()
    after, effects = ended.played(over(base()), session, event)
    assert shown(effects) == ended.screen(over(base()), event)
    assert (after.person, after.agendas) == ({}, {})


@pytest.mark.parametrize("event", [Said("exit", AT, "v"), LeftQuickly(AT, "v")])
def test_leaving_leaves_nothing_behind(event: Event) -> None:
    session = ended.played(over(base()), Session(), Said("hm", AT, "v"))[0]
    assert ended.played(over(base()), session, event) == (Session(), (EraseAll(), Clear()))


def test_the_screen_goes_by_itself_and_nothing_is_sent() -> None:
    session = ended.played(over(base()), Session(), Said("hm", AT, "v"))[0]
    early, late = TimerFired(AT, "v"), TimerFired(AT + timedelta(seconds=601), "v")
    assert ended.played(over(base()), session, early) == (session, ())
    gone = Session(), (EraseAll(), Clear(asked=False))
    assert ended.played(over(base()), session, late) == gone
    waits = asked().agendas["hers"].announcing(SUNSET, second(BEGUN, 2))
    due = TimerFired(datetime.fromtimestamp(second(BEGUN, 13), UTC), "x")
    assert ended.played(over(base()), replace(asked(), agendas={"hers": waits}), due) == gone


@pytest.mark.parametrize(
    "event",
    [
        *(Said("hm", AT, "v", late=True), Flooded(AT, "v"), Changed("hm", 7, AT, "v")),
        Returned(Outcome("opened"), AT, "v"),
    ],
)
def test_what_is_old_or_no_word_of_hers_is_not_answered(event: Event) -> None:
    assert ended.played(over(base()), Session(), event) == (Session(), ())


def test_a_set_without_numbers_says_at_least_whom_to_call() -> None:
    content = replace(over(base()), flows={})
    screen = ended.screen(content, Said("hm", AT, "v"))
    assert "call the emergency number you know" in texts(screen)


def test_ninety_days_are_the_least_there_is() -> None:
    assert timedelta(days=90) <= NOTICE
