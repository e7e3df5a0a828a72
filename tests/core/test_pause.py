"""A service that is paused: one screen for everybody, leaving and erasing, and nothing moves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.core import pause
from bot.core.content import Content
from bot.core.effects import (
    Button,
    Clear,
    Consult,
    Effect,
    Entry,
    EraseAll,
    LeaveWords,
    Screen,
    Show,
    Text,
)
from bot.core.engine import turn
from bot.core.events import (
    Event,
    Flooded,
    LeftQuickly,
    Offered,
    Pressed,
    Returned,
    Said,
    TimerFired,
)
from bot.core.session import Session
from bot.workshop.plain_lock import PlainLock
from bot.workshop.rehearsal import BEGINNING, Rehearsal
from tests.core.stage import FEW, base, on_stage

LATER = BEGINNING + timedelta(seconds=30)


@dataclass
class Paused:
    """Somebody who writes to a service that is paused."""

    content: Content
    session: Session = field(default_factory=Session)
    at: datetime = LATER
    effects: tuple[Effect, ...] = ()
    turns: int = 0
    lock: PlainLock = field(default_factory=PlainLock)

    def play(self, event: Event) -> Paused:
        self.turns += 1
        event = replace(event, at=self.at, chance=f"pause{self.turns}")
        self.session, self.effects = pause.played(self.content, self.session, event)
        for effect in self.effects:
            if isinstance(effect, Consult):
                return self.play(Returned(self.lock.carry_out(effect.request), self.at, ""))
        return self

    def say(self, text: str, *, late: bool = False) -> Paused:
        return self.play(Said(text, self.at, "", late))

    def tap(self, label: str) -> Paused:
        (token,) = (b.token for b in self.buttons if b.label == label)
        return self.play(Pressed(token, self.at, ""))

    @property
    def screen(self) -> Screen:
        (screen,) = (effect.screen for effect in self.effects if isinstance(effect, Show))
        return screen

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (*self.screen.buttons, *self.screen.ways)

    @property
    def words(self) -> str:
        return "\n".join(part.text for part in self.screen.parts if isinstance(part, Text))

    @property
    def is_held(self) -> bool:
        return self.words.startswith("This service is paused.")


def somewhere(content: Content) -> Rehearsal:
    """Somebody in the middle of a flow, with an answer given."""
    return Rehearsal(content).say("/start").tap("Yes").say("/help")


def test_whoever_writes_for_the_first_time_gets_the_numbers_of_the_served(shipped: Content) -> None:
    new = Paused(shipped).say("/start")
    assert new.is_held
    lines = [line for part in new.screen.parts if isinstance(part, Entry) for line in part.lines]
    assert {"United Kingdom: 999", "Ireland: 999", "United States: 911"} <= set(lines)
    assert [button.label for button in new.buttons] == ["Erase what is held", "Close"]


def test_the_numbers_are_the_rows_that_the_danger_flow_shows(shipped: Content) -> None:
    told = Paused(shipped).say("/start").screen.parts
    danger = Rehearsal(shipped).open("danger").screen
    assert danger is not None
    shown = [part for part in danger.parts if isinstance(part, Entry)]
    assert [part for part in told if isinstance(part, Entry)][: len(shown)] == shown


def test_everybody_gets_the_same_screen_wherever_they_are(shipped: Content) -> None:
    texts = {
        Paused(shipped, session).say("hm").screen.parts
        for session in (
            Session(),
            somewhere(shipped).session,
            Rehearsal(shipped).open("danger").session,
        )
    }
    assert len(texts) == 1


def test_a_set_without_such_numbers_still_says_what_to_do() -> None:
    content = base()
    bare = replace(content, tables={n: replace(t, rows=()) for n, t in content.tables.items()})
    without = replace(bare, flows={n: f for n, f in bare.flows.items() if n != "danger"})
    for some_content in (bare, without):
        new = Paused(some_content).say("/start")
        assert new.is_held
        assert not [part for part in new.screen.parts if isinstance(part, Entry)]
        assert "call the emergency number you know" in new.words


def test_discreet_screens_stay_discreet(shipped: Content) -> None:
    session = replace(somewhere(shipped).session, person={"screens": "discreet"})
    assert Paused(shipped, session).say("hm").words.startswith("This is an automatic service")


# Leaving, erasing, time


@pytest.mark.parametrize(
    "event", [Said("exit", LATER, ""), Pressed("close", LATER, ""), LeftQuickly(LATER, "")]
)
def test_leaving_clears_the_chat(shipped: Content, event: Event) -> None:
    left = Paused(shipped, somewhere(shipped).session).say("hm").play(event)
    assert left.effects == (Clear(),)
    assert not left.session.is_open


@pytest.mark.parametrize("veil", [False, True])
def test_erasing_erases_whatever_is_open(shipped: Content, *, veil: bool) -> None:
    there = somewhere(shipped)
    if veil:
        there.live(timedelta(minutes=3))
        assert there.session.veil
    erasing = Paused(shipped, there.session, there.at).say("hm").tap("Erase what is held")
    if veil:
        erasing.tap("Yes")
    assert "Erase it all?" in erasing.tap("I have none").words
    erasing.tap("Yes, erase it all")
    assert set(erasing.effects) == {EraseAll(), Clear()}
    assert erasing.session == Session()


def test_the_command_for_erasing_works_too_and_whoever_keeps_it_is_back(shipped: Content) -> None:
    there = Rehearsal(shipped).open("cyberstalking").session
    kept = Paused(shipped, there).say("/forget").tap("I have none").tap("No, keep it")
    assert kept.is_held
    assert [frame.flow for frame in kept.session.frames] == [frame.flow for frame in there.frames]


def test_nobody_gets_out_of_erasing_into_another_flow(shipped: Content) -> None:
    erasing = Paused(shipped, somewhere(shipped).session).say("/forget")
    for text in ("/menu", "/help", "/start", "/back", "/privacy", "/language"):
        assert erasing.say(text).is_held


def test_time_covers_and_closes_the_screen_as_ever(shipped: Content) -> None:
    told = Paused(shipped).say("/start")
    assert (told.session.idle, told.session.lapse) == (
        int(LATER.timestamp()) + 600,
        int(LATER.timestamp()) + 900,
    )
    told.at += timedelta(seconds=601)
    assert told.play(TimerFired(told.at, "")).words == "Tap to go on."
    assert told.say("hm").is_held
    told.at += timedelta(seconds=901)
    assert told.play(TimerFired(told.at, "")).effects == (Clear(asked=False),)


# What is typed


def test_what_is_typed_is_kept_nowhere_and_stays_where_it_is(shipped: Content) -> None:
    told = Paused(shipped, somewhere(shipped).session).say("heron 4711")
    assert told.effects[0] == LeaveWords()
    assert told.session.draft == ""


@pytest.mark.parametrize(
    "event",
    [Said("hm", LATER, "", late=True), Flooded(LATER, ""), Offered("photo", LATER, "", late=True)],
)
def test_what_is_old_or_too_much_is_answered_with_silence(shipped: Content, event: Event) -> None:
    there = somewhere(shipped).session
    held = Paused(shipped, there).play(event)
    assert (held.session, held.effects) == (there, ())


def test_a_press_on_something_long_gone_clears_it(shipped: Content) -> None:
    assert Paused(shipped).play(Pressed("old.0", LATER, "")).effects == (Clear(asked=False),)


# Going on


def test_people_go_on_where_they_were_also_if_they_type_first(shipped: Content) -> None:
    asked = Rehearsal(shipped).open("cyberstalking")
    question, place = asked.words, asked.place
    held = Paused(shipped, asked.session).say("one").say("two")
    for event in (Said("three", LATER, "x"), Pressed(held.buttons[0].token, LATER, "x")):
        session, effects = turn(shipped, held.session, event)
        (screen,) = (effect.screen for effect in effects if isinstance(effect, Show))
        assert question in "\n".join(p.text for p in screen.parts if isinstance(p, Text))
        assert place.startswith(session.frames[-1].flow)
        assert session.draft == ("three" if isinstance(event, Said) else "")


NOTE = "start:\n  marks: line\n  ask: What happened?\n  as: text\n  save: note\n  goto: out\nout:\n"
NOTE += '  say: "{note}"\n  end: done'


def test_what_is_typed_after_a_pause_is_no_answer_to_a_question_nobody_sees() -> None:
    asked = on_stage(NOTE)
    held = Paused(asked.content, asked.session).say("are you there?").session
    session, _ = turn(asked.content, held, Said("hello?", LATER, "x"))
    assert session.frames[-1].answers == {}
    assert (session.frames[-1].step, session.draft) == ("start", "hello?")
    taken, _ = turn(asked.content, asked.session, Said("hello?", LATER, "x"))
    assert taken.frames[-1].answers == {"note": "hello?"}, "or else this test is none"


EVENTS = some.one_of(
    some.sampled_from(
        ("hm", "/start", "/menu", "/help", "/back", "/language", "/privacy", "Yes", "danger")
    ).map(lambda text: Said(text, LATER, "")),
    some.sampled_from(("help", "x.0", "x.menu", "start1.0")).map(
        lambda token: Pressed(token, LATER, "")
    ),
    some.just(Offered("photo", LATER, "")),
)


@FEW
@given(events=some.lists(EVENTS, min_size=1, max_size=8), veiled=some.booleans())
def test_whatever_people_do_nothing_moves(events: list[Event], *, veiled: bool) -> None:
    there = somewhere(base())
    if veiled:
        there.live(timedelta(minutes=3))
    before = there.session
    held = Paused(base(), before, there.at)
    for event in events:
        assert held.play(event).is_held
    after = held.session
    assert (after.frames, after.person, after.kept, after.trail) == (
        *(before.frames, before.person, before.kept, before.trail),
    )
    assert (after.draft, after.veil) == (before.draft, before.veil)
