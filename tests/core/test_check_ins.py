"""What she asked to be sent, turn by turn: her words and nothing else, and never after she left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import pause
from bot.core.agenda import Agenda, CheckIn, Reminder
from bot.core.effects import Clear, EraseAll, Remind
from bot.core.engine import turn
from bot.core.events import Said, TimerFired
from bot.core.hiding import hidden
from bot.core.hours import EVERY_DAY, Hours
from bot.core.session import DAY, DAYS_HELD, Hidden, Session, dump, load
from bot.core.steps.sendings import is_harmless
from bot.workshop.rehearsal import BEGINNING, Rehearsal
from tests.core.stage import MANY, base, on_stage, screen

NOW = int(BEGINNING.timestamp())
WORDS = "Water the plants"
DUE = NOW - NOW % DAY + DAY + 9 * 3600
NINE = CheckIn("nine", word="fine", second="busy", late=30)
HELLO = "Hello"


def asked(*, used: int = NOW // DAY, keeps: bool = False, **more: Any) -> Session:
    """Somebody who asked for a check-in at nine every day, UTC."""
    made = Agenda(WORDS, "UTC", Hours(EVERY_DAY, 0, 0)).with_check_in(NINE, NOW)
    return Session(used=used, keeps=keeps, agendas={"hers": replace(made, **more)})


def at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def fired(session: Session, second: int) -> tuple[Session, tuple[object, ...]]:
    after, effects = turn(base(), session, TimerFired(at(second), "x"))
    return load(dump(after)), effects


def rehearsed(session: Session, second: int = DUE) -> Rehearsal:
    """A chat in which her check-in came just now."""
    rehearsal = Rehearsal(base(), session)
    rehearsal.at = at(second)
    return rehearsal.look()


# It comes


def test_at_its_hour_her_words_are_sent_and_nothing_else() -> None:
    assert asked().due == DUE
    after, effects = fired(asked(), DUE)
    assert effects == (Remind(WORDS),)
    assert after.due == DUE + DAY
    assert not after.is_open


def test_before_its_hour_nothing_happens() -> None:
    assert fired(asked(), DUE - 1) == (asked(), ())


def test_in_an_open_conversation_nothing_comes_until_it_is_over() -> None:
    rehearsal = Rehearsal(base(), asked())
    rehearsal.at = at(DUE - 60)
    rehearsal.say("/start")
    assert rehearsal.session.due == DUE + 60  # it is covered first
    rehearsal.live(timedelta(minutes=4))
    assert HELLO not in rehearsal.words
    rehearsal.live(timedelta(minutes=2))
    assert not rehearsal.session.is_open
    assert rehearsal.words == WORDS
    assert screen(rehearsal).buttons == screen(rehearsal).ways == ()


def test_both_places_at_once_are_one_message() -> None:
    both = replace(asked(), agendas={**asked().agendas, "empty": asked().agendas["hers"]})
    after, effects = fired(both, DUE)
    assert effects == (Remind(WORDS),)
    assert after.due == DUE + DAY


def test_what_is_hidden_sends_nothing_and_what_is_brought_back_does() -> None:
    session = Session(used=NOW // DAY, keeps=True, hidden=Hidden(NOW, agendas=asked().agendas))
    assert session.due is not None
    assert session.due > DUE + 30 * DAY
    away = hidden(asked(), NOW, 0, asked=True)
    assert away.agendas == {}
    assert away.hidden is not None
    assert away.hidden.agendas == asked().agendas


def test_a_month_after_her_last_visit_check_ins_stop_until_she_writes() -> None:
    session, last = asked(keeps=True, used=NOW // DAY), (NOW // DAY + DAYS_HELD) * DAY
    sent = 0
    while (due := session.due) is not None and due < last + 10 * DAY:
        session, effects = fired(session, due)
        sent += Remind(WORDS) in effects
    assert sent == DAYS_HELD
    rehearsal = Rehearsal(base(), session)
    rehearsal.at = at(last + 12 * DAY)
    rehearsal.say("hello").live(timedelta(days=1))
    assert rehearsal.words == WORDS


def test_a_reminder_is_not_stopped_by_a_month() -> None:
    late = Reminder("r", "report", (NOW // DAY + 719_163) + 60)
    session = asked(keeps=False, check_ins=(), reminders=(late,))
    assert session.forgotten is not None
    assert session.forgotten > NOW + 60 * DAY
    due = session.due
    assert due is not None
    assert fired(session, due)[1] == (Remind(WORDS),)


def test_while_the_service_is_paused_nothing_is_sent_and_nothing_is_made_up_for() -> None:
    after, effects = pause.played(base(), asked(), TimerFired(at(DUE), "x"))
    assert effects == ()
    assert after.due == DUE + DAY
    assert pause.played(base(), asked(), TimerFired(at(DUE - 1), "x")) == (asked(), ())


# It is answered


@pytest.mark.parametrize("word", ["fine", "Busy."])
def test_her_word_clears_the_chat_and_says_nothing(word: str) -> None:
    rehearsal = rehearsed(asked()).say(word)
    assert rehearsal.screen is None
    assert rehearsal.effects == (Clear(asked=False),)
    assert rehearsal.session.agendas["hers"].check_ins[0].rung == 0
    assert len(rehearsal.session.agendas["hers"].notes) == 1
    assert rehearsal.session.draft == ""


def test_her_two_words_have_the_same_effects_and_leave_sessions_of_one_length() -> None:
    plain, second = (rehearsed(asked()).say(word) for word in ("fine", "busy"))
    assert plain.effects == second.effects
    assert len(dump(plain.session)) == len(dump(second.session))
    differing = replace(
        second.session,
        agendas={"hers": replace(second.session.agendas["hers"], notes=plain_notes(plain))},
    )
    assert differing == plain.session


def plain_notes(rehearsal: Rehearsal) -> tuple[tuple[int, str], ...]:
    return rehearsal.session.agendas["hers"].notes


def test_other_words_get_what_everybody_gets_and_her_word_counts_after_that() -> None:
    rehearsal = rehearsed(asked()).say("fnie")
    assert HELLO in rehearsal.words
    rehearsal.say("fine")
    assert rehearsal.screen is None
    assert len(plain_notes(rehearsal)) == 1


def test_once_it_is_answered_her_word_means_nothing_special() -> None:
    rehearsal = rehearsed(asked()).say("fine").say("fine")
    assert HELLO in rehearsal.words


def test_where_words_are_asked_for_her_word_is_an_answer_like_any_other() -> None:
    rehearsal = on_stage("""
        start:
          ask: What would you like to note?
          as: text up to 100
          save: note
          skip: Skip -> over
          goto: over
        over:
          say: "You wrote: {note}"
          goto: lines/start
    """)
    rung, _ = asked().agendas["hers"].come(DUE)
    rehearsal.session = replace(rehearsal.session, agendas={"hers": rung})
    rehearsal.at = at(DUE + 1)
    rehearsal.say("fine")
    assert rehearsal.session.is_open
    assert plain_notes(rehearsal) == ()


def test_a_word_that_leaves_still_leaves() -> None:
    closing = replace(NINE, word="close")
    session = replace(
        asked(), agendas={"hers": asked().agendas["hers"].with_check_in(closing, NOW)}
    )
    rehearsal = rehearsed(session).say("close")
    assert rehearsal.effects[-1] == Clear()
    assert rehearsal.session.agendas["hers"].quiet


def test_a_late_answer_is_noted_at_the_time_it_was_sent() -> None:
    rung, _ = fired(asked(), DUE)
    after, effects = turn(base(), rung, Said("fine", at(DUE + 120), "x", late=True))
    assert effects == (Clear(asked=False),)
    assert after.agendas["hers"].notes == ((DUE // 60 + 2, "1"),)


# She leaves, and comes back


def test_after_close_nothing_comes_until_she_writes() -> None:
    rehearsal = Rehearsal(base(), asked()).say("/start").leave()
    assert rehearsal.session.agendas["hers"].quiet
    rehearsal.live(timedelta(days=5))
    assert rehearsal.screen is None
    rehearsal.say("hello").live(timedelta(days=1))
    assert rehearsal.words == WORDS


def test_where_a_conversation_ends_by_itself_they_go_on() -> None:
    rehearsal = Rehearsal(base(), asked()).say("/start").live(timedelta(days=1))
    assert rehearsal.words == WORDS


ENDING = """
    start:
      say: Would you like to end this?
      choices:
        gently: End here -> gently
        fast: Stop now -> fast
        person: A person -> lines/start
    gently:
      leave: gently
    fast:
      leave: now
"""


@pytest.mark.parametrize(("way", "is_quiet"), [("gently", False), ("fast", True)])
def test_leaving_gently_clears_the_chat_and_they_go_on(way: str, *, is_quiet: bool) -> None:
    rehearsal = on_stage(ENDING)
    rehearsal.session = replace(rehearsal.session, agendas=asked().agendas)
    rehearsal.tap(way)
    assert rehearsal.effects == (Clear(),)
    assert rehearsal.session.agendas["hers"].quiet is is_quiet


@given(st.lists(st.sampled_from(["/start", "fine", "busy", "exit", "look", "day"]), max_size=25))
@MANY
def test_after_a_word_that_leaves_nothing_is_ever_sent_before_she_writes(acts: list[str]) -> None:
    rehearsal, has_left = Rehearsal(base(), asked()), False
    for act in acts:
        if act in ("look", "day"):
            rehearsal.screen = None
            rehearsal.live(timedelta(days=1) if act == "day" else timedelta(minutes=20))
            assert not (has_left and rehearsal.screen)
        else:
            has_left = act == "exit"
            rehearsal.say(act)
        reminded = [effect for effect in rehearsal.effects if isinstance(effect, Remind)]
        assert all(effect.words == WORDS for effect in reminded)


def test_all_of_it_goes_when_everything_is_erased() -> None:
    session = asked(used=NOW // DAY)
    gone, effects = fired(replace(session, agendas={}), NOW + 40 * DAY)
    assert EraseAll() in effects
    assert gone == Session()


# The words


@pytest.mark.parametrize("words", ["Water the plants", "Time for tea", "Lunch at 12:30", "Tea?"])
def test_a_short_plain_line_can_be_sent(words: str) -> None:
    assert is_harmless(words)


@pytest.mark.parametrize(
    "words",
    ["", "   ", "a" * 61, "@sam", "#tea", "/start", "see example.org", "http://x", "$AAPL", "a\nb"],
)
def test_what_a_messenger_makes_more_of_than_words_is_not_sent(words: str) -> None:
    assert not is_harmless(words)


# Found by a reviewer


def test_a_call_for_help_is_never_taken_for_an_answer() -> None:
    waiting = asked()
    helping = replace(waiting.agendas["hers"].check_ins[0], word="help")
    she = rehearsed(
        replace(waiting, agendas={"hers": replace(waiting.agendas["hers"], check_ins=(helping,))})
    )
    she.say("help")
    assert she.screen is not None
    assert she.session.agendas["hers"].notes == ()


def test_her_word_after_close_is_noted_and_lets_the_next_one_come() -> None:
    she = rehearsed(asked())
    she.say("hello")
    she.leave()
    assert she.session.agendas["hers"].quiet
    she.say("fine")
    assert she.screen is None
    assert len(she.session.agendas["hers"].notes) == 1
    assert she.session.due == DUE + DAY
