"""Leaving: by whatever way, at whatever moment, it empties the chat and is followed by silence."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.fakegram.person import Person
from tests.telegram.held import held
from tests.telegram.running import RunningBot
from tests.telegram.talk import (
    CLOSE,
    DAY,
    FIRST,
    MENU,
    OPEN,
    TICKS,
    alone,
    begin,
    closed,
    commands,
    gone,
    is_quiet,
    leave,
    sent,
    tap,
    time_is_noticed,
    to_menu,
)

WORDS = ("exit", "Bye.", "later", "LEAVE NOW!", "/exit", "/close", "/close@notes_bot", "/leave now")


def has_open_commands(person: Person) -> None:
    """Wait until her menu is that of a conversation."""
    person.fakegram.until(lambda: commands(person) == OPEN)


def test_every_word_and_command_for_leaving_empties_the_chat(running: RunningBot) -> None:
    people = [running.person(number) for number in range(len(WORDS))]
    for person in people:
        begin(person)
        tap(person, "Yes", TICKS)
        has_open_commands(person)
    for person, word in zip(people, WORDS, strict=True):
        person.say(word)
    for person in people:
        gone(person)
        closed(person)
    is_quiet(people[0])


def test_her_menu_is_neutral_after_leaving_also_where_telegram_is_slow_or_fails(
    running: RunningBot,
) -> None:
    she, other = running.person(1), running.person(2)
    running.fakegram.fault("delay", method="setMyCommands", wait=1.0)
    begin(she)
    leave(she)
    running.fakegram.until(lambda: running.fakegram.calls("setMyCommands")[0]["accepted"])
    closed(she)
    begin(other)
    has_open_commands(other)
    running.fakegram.fault("server_error", method="deleteMyCommands", times=2)
    leave(other)
    closed(other)
    is_quiet(she, 0.5)
    closed(she)


def test_editing_an_old_message_into_a_word_for_leaving_leaves(
    running: RunningBot, she: Person
) -> None:
    begin(she)
    running.fakegram.fault("delay", method="deleteMessages", wait=0.5)
    written = she.say("hello")
    she.edit(written, "exit")
    gone(she)
    closed(she)
    is_quiet(she)


def test_the_chat_is_quiet_until_she_writes_whatever_old_buttons_say(
    running: RunningBot, she: Person
) -> None:
    tokens = [(m.id, b.value) for m in [to_menu(she)] for row in m.rows for b in row]
    leave(she)
    closed(she)
    before = sent(she)
    for message, token in tokens:
        she.tap_token(message, token)
    running.fakegram.until(lambda: all(a["answered"] for a in she.answers()[-len(tokens) :]))
    running.advance(DAY)
    she.tap_token(tokens[0][0], tokens[0][1])
    time_is_noticed(running)
    assert she.visible() == []
    assert sent(she) == before
    assert begin(she).text == FIRST


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
def test_what_is_on_its_way_while_she_leaves_does_not_stay(
    running: RunningBot, she: Person, method: str
) -> None:
    she.start()
    if method == "editMessageText":
        alone(she, FIRST)
    running.fakegram.fault("delay", method=method, wait=5)
    she.say("hello")
    running.fakegram.until(lambda: any(c["fault"] for c in running.fakegram.calls(method)))
    she.say("/exit")
    if method == "editMessageText":
        gone(she, 4)
    slow = (call for call in running.fakegram.calls(method) if call["fault"])
    assert not next(slow)["accepted"], "she left while it was on its way"
    running.fakegram.until(lambda: any_slow_one_is_done(running, method))
    gone(she)
    is_quiet(she)
    assert alone_again(she) == FIRST


def any_slow_one_is_done(bot: RunningBot, method: str) -> bool:
    """Whether the call that was delayed was carried out, or refused since its message is gone."""
    return any(call["fault"] and call["status"] for call in bot.fakegram.calls(method))


def alone_again(person: Person) -> str:
    """What she gets when she writes once more."""
    person.say("hello")
    return alone(person, FIRST).text


def test_leaving_in_front_of_a_queue_of_words_leaves_nothing(
    running: RunningBot, she: Person
) -> None:
    begin(she)
    said = [("say", {"person": she.id, "text": word}) for word in ("yes", "a", "b", "exit")]
    running.fakegram.many(*said)
    gone(she)
    is_quiet(she)


def test_what_she_writes_after_leaving_is_answered_with_the_first_message_only(
    running: RunningBot, she: Person
) -> None:
    to_menu(she)
    running.fakegram.many(
        ("say", {"person": she.id, "text": "exit"}),
        ("say", {"person": she.id, "text": "What is happening to me?"}),
    )
    assert alone(she, FIRST).text == FIRST


def test_leaving_twice_or_from_a_chat_where_nothing_was_said_is_silent(
    running: RunningBot, she: Person
) -> None:
    other = running.person(2)
    begin(she)
    running.fakegram.many(*[("say", {"person": she.id, "text": "exit"})] * 2)
    gone(she)
    she.say("exit")
    gone(she)
    other.start()
    other.say("exit")
    gone(other)
    running.fakegram.until(lambda: sent(she) == 1)
    is_quiet(she)
    is_quiet(other)
    assert sent(other) <= 1


def test_somebody_who_writes_exit_as_her_first_word_hears_nothing(
    running: RunningBot, she: Person
) -> None:
    running.stop()
    she.start()
    she.say("exit")
    running.start()
    gone(she)
    is_quiet(she)


def test_the_first_message_is_the_same_for_a_newcomer_a_returning_and_an_idle_person(
    running: RunningBot,
) -> None:
    newcomer, returning, idle = (running.person(number) for number in (1, 2, 3))
    to_menu(returning)
    tap(returning, "Notes, help lines and more", "Here is the rest.")
    leave(returning)
    to_menu(idle)
    time_is_noticed(running)
    gone(idle)
    returning.say("hello")
    idle.say("I am back, he is out")
    screens = [begin(newcomer), alone(returning, FIRST), alone(idle, FIRST)]
    assert {screen.text for screen in screens} == {FIRST}
    assert len({tuple(screen.labels) for screen in screens}) == 1
    assert len({tuple(commands(person)) for person in (newcomer, returning, idle)}) == 1


def test_leaving_reaches_every_message_also_those_that_stay_until_then(
    running: RunningBot, she: Person
) -> None:
    to_menu(she)
    for kind in ("photo", "voice", "document"):
        she.send_file(kind)
    running.fakegram.until(lambda: len(she.visible()) == 4)
    she.sees(MENU)
    she.tap(CLOSE)
    gone(she)


def test_a_month_after_she_was_here_nothing_of_her_is_held(
    running: RunningBot, she: Person
) -> None:
    other = running.person(2)
    for person in (she, other):
        begin(person)
        leave(person)
    running.advance(29 * DAY)
    begin(other)
    leave(other)
    running.advance(2 * DAY)
    running.fakegram.until(lambda: rows(running) == 1)
    is_quiet(she)
    running.stop()
    assert held(running, other)[0].used
    assert begin_anew(running, she) == FIRST


def rows(bot: RunningBot) -> int:
    """How many people something is held about."""
    with closing(sqlite3.connect(f"file:{bot.store}?mode=ro", uri=True)) as store:
        found: int = store.execute("SELECT count(*) FROM person").fetchone()[0]
    return found


def begin_anew(bot: RunningBot, person: Person) -> str:
    """What somebody is told who comes after the bot was started again."""
    bot.start()
    return begin(person).text
