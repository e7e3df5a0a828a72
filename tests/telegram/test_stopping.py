"""Stopping takes two seconds at most, and neither it nor a kill loses anything anybody wrote."""

from __future__ import annotations

import signal
import time

import pytest

from tests.fakegram.person import Person
from tests.telegram.held import held
from tests.telegram.running import RunningBot
from tests.telegram.talk import FIRST, TICKS, alone, begin, gone, is_quiet, sent, tap

PEOPLE = 50
STOPS_WITHIN = 2.0
TIRED = 1.0
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
        running.fakegram.until(lambda p=person: len(p.visible()) <= sent(p) - 1, 20)
    running.stop()
    for person in people:
        _, slate = held(running, person)
        assert len([m for m in person.visible() if m.by_bot]) <= slate.lost
        assert not [m for m in person.visible() if not m.by_bot]


def test_words_that_were_taken_in_and_not_played_are_played_after_a_kill(
    running: RunningBot, she: Person
) -> None:
    begin(she)
    running.fakegram.many(
        ("say", {"person": she.id, "text": "yes"}), ("say", {"person": she.id, "text": "hm"})
    )
    running.fakegram.until(lambda: running.fakegram.pending() == 0)
    running.kill()
    running.start()
    alone(she, TICKS)
    she.say("exit")
    gone(she)
    is_quiet(she)
