"""What arrives late is kept, and answered by no new message: it might come into the wrong hand."""

from __future__ import annotations

import pytest

from tests.fakegram.person import Person
from tests.telegram.held import held
from tests.telegram.running import RunningBot
from tests.telegram.talk import (
    DAY,
    FIRST,
    MENU,
    alone,
    begin,
    gone,
    is_quiet,
    leave,
    sent,
    tap,
    to_menu,
)

HOUR = 3600
WORDS = "he waited at my car"
LEFT = "What is left in the chat"


def is_taken_in(bot: RunningBot) -> None:
    """Wait until everything that waited at Telegram was taken in, and a moment for its turns."""
    bot.fakegram.until(lambda: bot.fakegram.pending() == 0, 10)


@pytest.mark.parametrize("hours", [1, 23])
def test_after_an_outage_nothing_new_is_said_and_words_are_kept(
    running: RunningBot, hours: int
) -> None:
    she, stranger, third = (running.person(number) for number in (1, 2, 3))
    to_menu(she)
    to_menu(third)
    leave(third)
    running.kill()
    she.say(WORDS)
    stranger.start()
    stranger.say(WORDS)
    third.say(WORDS)
    before = [sent(person) for person in (she, stranger, third)]
    running.advance(hours * HOUR)
    running.start()
    is_taken_in(running)
    gone(she)
    is_quiet(she)
    running.stop()
    assert [sent(person) for person in (she, stranger, third)] == before
    for person in (she, stranger, third):
        session, _ = held(running, person)
        assert session.draft == WORDS


def test_a_screen_that_stands_is_veiled_and_nothing_more(running: RunningBot, she: Person) -> None:
    begin(she)
    screen = tap(she, "Urgent", "If someone may hurt you now")
    running.stop()
    she.say(WORDS)
    running.advance(601)
    running.start()
    assert alone(she, "Tap to go on.").id == screen.id
    is_quiet(she)
    assert sent(she) == 1
    running.stop()
    session, _ = held(running, she)
    assert session.draft == WORDS


def test_what_expired_at_telegram_is_gone_and_nothing_breaks(
    running: RunningBot, she: Person
) -> None:
    to_menu(she)
    running.kill()
    she.tap("Notes, help lines and more")
    she.say(WORDS)
    running.advance(25 * HOUR)
    running.start()
    running.fakegram.until(lambda: sum(m.by_bot for m in she.visible()) == 0)
    is_quiet(she)
    assert sent(she) == 1
    she.say("hello")
    assert she.sees(FIRST).text == FIRST


def test_down_for_two_days_what_can_not_be_removed_is_emptied_and_told_when_she_asks(
    running: RunningBot, she: Person
) -> None:
    begin(running.person(2))  # so that what a start has to do is done
    to_menu(she)
    running.kill()
    she.say(WORDS)
    running.advance(2 * DAY + 60)
    running.start()
    running.fakegram.until(lambda: [m.text for m in she.visible() if m.by_bot] == ["·"])
    is_quiet(she)
    assert sent(she) == 1
    she.say("/privacy")
    running.fakegram.until(lambda: FIRST in she.texts()[-1])
    she.tap("Yes")
    she.sees("Does any of this fit you now?")
    she.say("/privacy")
    she.sees("Telegram can read this chat.")
    she.tap(LEFT)
    she.sees("Can you read on your own right now?")
    she.tap("Yes")
    told = she.sees("Messages I could not take away:")
    assert "away: 1." in told.text


def test_a_tap_that_telegram_lost_changes_nothing(running: RunningBot, she: Person) -> None:
    menu = to_menu(she)
    running.stop()
    she.tap("Notes, help lines and more")
    running.fakegram.advance(151)
    running.start()
    is_quiet(she)
    assert alone(she, MENU).id == menu.id
    tap(she, "Notes, help lines and more", "Here is the rest.")


def test_words_for_leaving_are_obeyed_however_old(running: RunningBot) -> None:
    she, stranger = running.person(1), running.person(2)
    to_menu(she)
    running.kill()
    she.say("exit")
    stranger.start()
    stranger.say("exit")
    running.advance(20 * 60)
    running.start()
    gone(she)
    gone(stranger)
    is_quiet(she)
    assert sent(stranger) == 0


def test_what_was_to_be_said_and_came_too_late_is_never_said(
    running: RunningBot, she: Person
) -> None:
    begin(she)
    other = running.person(2)
    running.fakegram.fault("server_error", method="*", times=None, chat=other.id)
    other.start()
    running.fakegram.until(lambda: any(c["fault"] for c in running.fakegram.calls("sendMessage")))
    running.advance(125)
    running.fakegram.heal()
    running.fakegram.until(lambda: other.visible() == [], 12)
    is_quiet(other, 3)
    assert sent(other) == 0
    other.say("hello")
    alone(other, "Can you read on your own right now?", 12)
