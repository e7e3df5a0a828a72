"""Stopping takes two seconds at most, and neither it nor a kill loses anything anybody wrote."""

from __future__ import annotations

import signal
import time

import pytest

from tests.fakegram.person import Person
from tests.telegram.held import held
from tests.telegram.running import RunningBot
from tests.telegram.talk import FIRST, MENU, TICKS, alone, sent, tap, to_menu

PEOPLE = 50
STOPS_WITHIN = 2.0
TIRED = 5.0
"""Seconds more that a busy machine may take to end a process."""


def all_write(bot: RunningBot) -> list[Person]:
    """So many people begin at once, while Telegram is slow."""
    people = [bot.person(number) for number in range(PEOPLE)]
    bot.fakegram.fault("delay", method="sendMessage", times=None, wait=3.0)
    bot.fakegram.many(*(("start", {"person": person.id}) for person in people))
    bot.fakegram.until(lambda: len(bot.fakegram.calls("sendMessage")) >= 3, 10)
    return people


def all_are_answered(bot: RunningBot, people: list[Person]) -> None:
    """Start again, and see that everybody has the first message and can go on."""
    bot.fakegram.heal()
    bot.start()
    for person in people:
        person.sees(FIRST, 20)
    bot.fakegram.until(lambda: bot.fakegram.pending() == 0)
    tap(people[-1], "Yes", TICKS)


def has_lost_a_screen(person: Person) -> None:
    """Wait until at least one of the screens that were sent is gone."""
    person.fakegram.until(lambda: len(person.visible()) <= sent(person) - 1, 20)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_within_two_seconds_and_everybody_is_answered_after_the_next_start(
    running: RunningBot, number: signal.Signals
) -> None:
    people = all_write(running)
    assert running.process is not None
    begun = time.monotonic()
    running.process.send_signal(number)
    assert running.process.wait(timeout=30) == 0
    assert time.monotonic() - begun < STOPS_WITHIN + TIRED
    running.process = None
    running.forgive_cuts()
    assert running.lines("stopped") == 1
    all_are_answered(running, people)


def test_after_a_kill_everybody_is_answered_and_what_may_be_left_is_counted(
    running: RunningBot,
) -> None:
    people = all_write(running)
    running.kill()
    all_are_answered(running, people)
    for person in people:
        person.say("exit")
    for person in people:
        has_lost_a_screen(person)
    running.stop()
    for person in people:
        _, slate = held(running, person)
        assert len([m for m in person.visible() if m.by_bot]) <= slate.lost
        assert not [m for m in person.visible() if not m.by_bot]


def test_what_is_said_while_it_starts_is_not_counted_as_lost(
    running: RunningBot, she: Person
) -> None:
    running.stop()
    she.start()
    running.fakegram.fault("delay", method="sendMessage", wait=1.0)
    running.start()
    alone(she, FIRST)
    tap(she, "Yes", TICKS)
    running.stop()
    _, slate = held(running, she)
    assert slate.lost == 0


def test_words_that_were_taken_in_and_not_played_are_played_after_a_kill(
    running: RunningBot, she: Person
) -> None:
    to_menu(she)
    before = running.lines("DEBUG turn")
    words = [f"word {number}" for number in range(50)]
    running.fakegram.many(*(("say", {"person": she.id, "text": text}) for text in words))
    running.fakegram.until(lambda: running.fakegram.pending() == 0)
    running.kill()
    assert running.lines("DEBUG turn") < len(words), "it was killed before it was through"
    running.start()
    # The line of the turn that was killed may be missing, though it was kept.
    running.fakegram.until(lambda: running.lines("DEBUG turn") >= before + len(words) - 1)
    alone(she, MENU)
    running.stop()
    session, _ = held(running, she)
    assert session.draft.splitlines() == words
