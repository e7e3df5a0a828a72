"""Her own words come at her hour: once, without a sound, and never late or into a conversation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.content.library import Library
from bot.core.agenda import PLAIN
from bot.core.agenda import SECOND as SECOND_NOTED
from tests.fakegram.person import Fakegram, Person
from tests.telegram.asked import (
    MINUTE,
    SECOND,
    WINDOW,
    WORD,
    WORDS,
    asks,
    hour,
    on_the_wire,
    until,
    words_sent,
)
from tests.telegram.conftest import at_work
from tests.telegram.doors import DOOR
from tests.telegram.inside import Died, Inside, Moment
from tests.telegram.talk import (
    FIRST,
    MENU,
    alone,
    begin,
    gone,
    is_quiet,
    leave,
    say,
    sent,
    tap,
    to_menu,
)

HOUR = 3600


@pytest.fixture
def running(fakegram: Fakegram, flows: Library, tmp_path: Path) -> Iterator[Inside]:
    """The bot in this process, with short seconds; whatever it leaves behind is searched."""
    with at_work(tmp_path / "bot", fakegram, flows, WORDS) as bot:
        yield bot


@pytest.fixture
def she(running: Inside) -> Person:
    return running.person(1)


@pytest.fixture
def asked(running: Inside, she: Person) -> Person:
    """Somebody who has asked for her words every day at nine, and is gone."""
    asks(running, she)
    return she


def set_up(person: Person) -> None:
    """Ask for a check-in as the shipped flows let her, from the menu to the last tap."""
    to_menu(person)
    tap(person, "Notes, help lines and more", "Here is the rest.")
    tap(person, "This phone, and this service", "what it holds")
    tap(person, "Messages I asked for", DOOR)
    tap(person, "I have none", "They are words of your own")
    tap(person, "A new check-in", "it does not come at all")
    tap(person, "Go on", "All that I ever send you")
    tap(person, "Go on", "So that the hour is right")
    say(person, "London", "Take some that would surprise nobody")
    tap(person, WORDS, "Your lock screen can say")
    tap(person, "Yes", "May I send you words of your own")
    tap(person, "Yes, send them", "In which hours may a message come")
    tap(person, "From 9 to 17", "On which days")
    tap(person, "Every day", "On which days should it come")
    tap(person, "Every day", "At what time")
    say(person, "9 am", "Which word will you answer with")
    say(person, WORD, "Kept.")
    tap(person, "Done", "when someone makes you answer")
    tap(person, "No second word", "up to how late")
    tap(person, "15 minutes", "if you don't answer")
    tap(person, "Nothing happens", "It is set.")
    person.tap("End here")
    gone(person)


def notes(bot: Inside, person: Person) -> list[str]:
    """Which of her words were noted."""
    return [which for _, which in bot.session(person).agendas["hers"].notes]


# At her hour


def test_what_she_set_by_tapping_comes_at_her_hour_and_her_word_takes_it_away(
    running: Inside, she: Person
) -> None:
    set_up(she)
    before, calls = sent(she), len(running.fakegram.calls())
    until(running, hour(running) - 1)
    is_quiet(she)
    until(running, hour(running))
    message = alone(she, WORDS)
    assert (message.text, message.labels, message.silent) == (WORDS, [], True)
    (call,) = (call for call in running.fakegram.calls("sendMessage")[-1:])
    assert call["params"]["disable_notification"] is True
    assert not call["params"]["reply_markup"]["inline_keyboard"]
    she.say("Fine.")
    gone(she)
    is_quiet(she)
    assert sent(she) == before + 1
    methods = {method for method, _ in on_the_wire(running, she, calls)}
    assert methods == {"sendMessage", "deleteMessages"}
    assert notes(running, she) == [PLAIN]


def test_whatever_else_she_writes_gets_what_everybody_gets_first(
    running: Inside, asked: Person
) -> None:
    until(running, hour(running))
    alone(asked, WORDS)
    say(asked, "fines", FIRST)
    assert notes(running, asked) == []


def test_it_comes_every_day_and_only_once(running: Inside, asked: Person) -> None:
    for day in (1, 2, 3):
        until(running, hour(running))
        alone(asked, WORDS)
        for _ in range(2):
            until(running, running.now + MINUTE)
        is_quiet(asked)
        assert words_sent(asked) == day


@pytest.mark.parametrize(("word", "noted"), [(WORD, PLAIN), (SECOND, SECOND_NOTED)])
def test_a_word_is_noted_as_the_one_it_was(
    running: Inside, asked: Person, word: str, noted: str
) -> None:
    until(running, hour(running))
    alone(asked, WORDS)
    asked.say(word.upper())
    gone(asked)
    assert notes(running, asked) == [noted]


def test_on_the_wire_nothing_tells_an_answer_under_duress(running: Inside, asked: Person) -> None:
    told = []
    for word in (WORD, SECOND):
        until(running, hour(running))
        alone(asked, WORDS)
        calls = len(running.fakegram.calls())
        asked.say(word)
        gone(asked)
        is_quiet(asked)
        told.append(on_the_wire(running, asked, calls))
    assert told[0] == told[1] != []
    assert notes(running, asked) == [PLAIN, SECOND_NOTED]
    until(running, hour(running))
    alone(asked, WORDS)  # and the next day it comes as ever


# Not into a conversation, and not after she left


def test_after_close_nothing_comes_until_she_has_written(running: Inside, asked: Person) -> None:
    to_menu(asked)
    leave(asked)
    for _ in range(2):
        until(running, hour(running))
        is_quiet(asked)
    begin(asked)
    until(running, running.now + 2 * MINUTE + 1)
    alone(asked, "Tap to go on.")
    assert words_sent(asked) == 0
    until(running, running.now + 3 * MINUTE)
    running.look_at_all()  # she is gone: now it may come
    alone(asked, WORDS)
    assert words_sent(asked) == 1


def test_it_does_not_come_into_a_conversation_but_after_it(running: Inside, asked: Person) -> None:
    nine = hour(running)
    until(running, nine - 5)
    to_menu(asked)
    until(running, nine)
    is_quiet(asked)
    alone(asked, MENU)
    until(running, nine + 2 * MINUTE)
    alone(asked, "Tap to go on.")
    assert words_sent(asked) == 0
    until(running, nine + 5 * MINUTE)
    running.look_at_all()  # it is over: now it may come
    alone(asked, WORDS)
    assert words_sent(asked) == 1


def test_it_does_not_come_after_a_conversation_that_outlasts_its_window(
    running: Inside, asked: Person
) -> None:
    nine = hour(running)
    until(running, nine - 5)
    begin(asked)
    tap(asked, "Urgent", "If someone may hurt you now")
    until(running, nine + 10 * MINUTE)
    until(running, nine + WINDOW * MINUTE + 1)
    gone(asked)
    until(running, nine + 20 * MINUTE)
    is_quiet(asked)
    until(running, hour(running))
    alone(asked, WORDS)
    assert words_sent(asked) == 1


def test_whoever_writes_at_that_very_moment_is_answered_and_sent_nothing_else(
    running: Inside, asked: Person
) -> None:
    running.kill()
    running.advance(hour(running) - running.now)
    asked.say("hello")
    running.start()
    alone(asked, FIRST)
    running.look_at_all()
    is_quiet(asked)
    assert words_sent(asked) == 0


def test_who_writes_while_it_is_on_its_way_is_left_with_one_screen(
    running: Inside, asked: Person
) -> None:
    running.fakegram.fault("delay", method="sendMessage", chat=asked.id, wait=0.3)
    until(running, hour(running))
    running.fakegram.until(lambda: running.fakegram.calls("sendMessage")[-1]["status"] == 0)
    say(asked, "hello", FIRST)
    is_quiet(asked)


# Never late, and never twice


def test_a_minute_without_the_bot_is_within_her_window(running: Inside, asked: Person) -> None:
    nine = hour(running)
    running.kill()
    running.advance(nine + MINUTE - running.now)
    running.start()
    alone(asked, WORDS)
    is_quiet(asked)
    assert words_sent(asked) == 1


def test_an_hour_without_the_bot_is_not_and_the_next_day_it_comes(
    running: Inside, asked: Person
) -> None:
    nine = hour(running)
    running.kill()
    running.advance(nine + HOUR - running.now)
    running.start()
    running.look_at_all()
    is_quiet(asked)
    until(running, hour(running))
    alone(asked, WORDS)
    assert words_sent(asked) == 1


def test_a_minute_without_telegram_is_within_her_window(running: Inside, asked: Person) -> None:
    nine = hour(running)
    _telegram_goes_away(running, nine - 10, MINUTE)
    until(running, nine)
    running.fakegram.until(lambda: running.fakegram.calls("getMe"))
    assert words_sent(asked) == 0
    until(running, nine + MINUTE)
    alone(asked, WORDS)
    is_quiet(asked)
    assert words_sent(asked) == 1


def test_an_hour_without_telegram_is_not_and_the_next_day_it_comes(
    running: Inside, asked: Person
) -> None:
    nine = hour(running)
    _telegram_goes_away(running, nine - 10, HOUR)
    until(running, nine)
    running.fakegram.until(lambda: running.fakegram.calls("getMe"))
    until(running, nine + HOUR)
    running.fakegram.until(lambda: running.is_at_rest)
    assert words_sent(asked) == 0
    until(running, hour(running))
    alone(asked, WORDS)
    assert words_sent(asked) == 1


def _telegram_goes_away(bot: Inside, second: float, seconds: float) -> None:
    """Let Telegram answer nothing for some time, and wait until the bot has met that."""
    bot.advance(second - bot.now)
    bot.fakegram.fault("server_error", seconds=seconds)
    bot.fakegram.until(lambda: sum(bool(c["fault"]) for c in bot.fakegram.calls(polls=True)) > 1)


def test_telegram_goes_away_at_that_very_moment_and_it_is_not_sent_twice(
    running: Inside, asked: Person
) -> None:
    running.fakegram.fault("server_error", method="sendMessage", chat=asked.id)
    until(running, hour(running))
    running.fakegram.until(lambda: running.fakegram.calls("sendMessage")[-1]["fault"])
    running.fakegram.until(lambda: running.is_at_rest)
    until(running, running.now + MINUTE)
    is_quiet(asked)
    assert len(running.fakegram.calls("sendMessage")) == 2, "her first screen, and this"


@pytest.mark.parametrize("how", ["lost_answer", "cut_body", "bad_json"])
def test_where_the_answer_was_lost_it_is_not_sent_again(
    running: Inside, asked: Person, how: str
) -> None:
    running.fakegram.fault(how, method="sendMessage", chat=asked.id)
    until(running, hour(running))
    alone(asked, WORDS)
    running.fakegram.until(lambda: running.is_at_rest)
    until(running, running.now + MINUTE)
    running.kill()
    running.start()
    running.look_at_all()
    is_quiet(asked)
    assert words_sent(asked) == 1
    assert running.slate(asked).lost == 1


@pytest.mark.parametrize(("moment", "most"), [("before a call", 1), ("after a call", 2)])
def test_after_a_crash_while_it_was_sent_it_has_come(
    running: Inside, asked: Person, moment: Moment, most: int
) -> None:
    running.set_fuse(moment, 0)
    with suppress(Died):
        until(running, hour(running))
    running.fakegram.until(lambda: running.has_died)
    running.await_end()
    running.start()
    running.fakegram.until(lambda: WORDS in asked.texts())
    running.fakegram.until(lambda: running.is_at_rest)
    assert words_sent(asked) == most


def test_after_a_crash_it_is_not_said_where_that_is_too_late(
    running: Inside, asked: Person
) -> None:
    running.set_fuse("before a call", 0)
    with suppress(Died):
        until(running, hour(running))
    running.fakegram.until(lambda: running.has_died)
    running.await_end()
    running.advance(121)
    running.start()
    running.fakegram.until(lambda: running.is_at_rest)
    running.look_at_all()
    is_quiet(asked)
    assert words_sent(asked) == 0


def test_who_stopped_the_bot_is_tried_once_and_nothing_breaks(
    running: Inside, asked: Person
) -> None:
    other = running.person(2)
    asks(running, other)
    asked.block()
    running.fakegram.until(lambda: running.fakegram.pending() == 0)
    calls = len(running.fakegram.calls())
    until(running, hour(running))
    alone(other, WORDS)
    running.fakegram.until(lambda: running.is_at_rest)
    until(running, running.now + MINUTE)
    assert len(on_the_wire(running, asked, calls)) <= 1
    asked.unblock()
    until(running, hour(running))
    running.fakegram.until(lambda: words_sent(asked) == 1)
