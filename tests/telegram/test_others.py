"""One person never meets another: not her words, not her waiting, not her leaving."""

from __future__ import annotations

import re

from tests.fakegram.person import PATIENCE, Person
from tests.telegram.running import RunningBot
from tests.telegram.talk import (
    CLOSE,
    FIRST,
    MENU,
    TICKS,
    alone,
    begin,
    gone,
    is_quiet,
    say,
    sent,
    tap,
    to_menu,
)

FLOODED = "That was a lot at once."
GROUPS = {"group": -5, "supergroup": -1_000_000_000_007, "channel": -1_000_000_000_009}


def turns(bot: RunningBot) -> dict[str, int]:
    """How many turns were played, by what the log calls people."""
    found: dict[str, int] = {}
    for name in re.findall(r" turn .* who=(\w+)", bot.log.read_text()):
        found[name] = found.get(name, 0) + 1
    return found


def test_two_people_at_once_never_see_each_others_words(running: RunningBot) -> None:
    one, two = running.person(1), running.person(2)
    for person in (one, two):
        begin(person)
        tap(person, "🌐 Language and reading", "Do you want each step as a new message?")
    running.fakegram.many(
        ("say", {"person": one.id, "text": "my name is Aoife"}),
        ("say", {"person": two.id, "text": "my name is Bronagh"}),
        ("say", {"person": one.id, "text": "/help"}),
        ("say", {"person": two.id, "text": "/menu"}),
    )
    alone(one, "What would help? You can tap below.")
    alone(two, MENU)
    assert not [e for e in one.history("sent", "edited") if "Bronagh" in e.get("text", "")]
    assert not [e for e in two.history("sent", "edited") if "Aoife" in e.get("text", "")]
    token = alone(one, "What would help?").rows[0][0].value
    two.tap_token(alone(two, MENU).id, token)
    alone(two, "That button is from before.")
    one.tap(CLOSE)
    gone(one)
    alone(two, MENU)


def test_a_flood_is_read_up_to_a_point_told_once_and_hinders_nobody_else(
    running: RunningBot,
) -> None:
    flooder, other = running.person(1), running.person(2)
    begin(flooder)
    begin(other)
    texts = [("say", {"person": flooder.id, "text": f"word {number}"}) for number in range(300)]
    running.fakegram.many(*texts)
    other.tap("Yes")
    alone(other, TICKS)
    running.fakegram.until(lambda: running.fakegram.pending() == 0)
    flooder.sees(FLOODED, PATIENCE)
    assert 55 <= max(turns(running).values()) <= 75
    told = [e for e in flooder.history("sent", "edited") if FLOODED in e.get("text", "")]
    assert len(told) == 1
    assert len([m for m in flooder.visible() if not m.by_bot]) >= 200
    more = [("say", {"person": flooder.id, "text": f"more {number}"}) for number in range(100)]
    running.fakegram.many(*more, ("say", {"person": flooder.id, "text": "exit"}))
    gone(flooder, 6)
    is_quiet(flooder)


def test_somebody_who_stops_the_bot_hears_nothing_and_finds_the_beginning_when_back(
    running: RunningBot,
) -> None:
    she, other = running.person(1), running.person(2)
    to_menu(she)
    she.block()
    running.advance(121)
    say_hello(other)
    heard = len(she.history("sent", "edited"))
    she.unblock()
    gone(she)  # what stood there may have been there too long
    is_quiet(she)
    assert len(she.history("sent", "edited")) == heard
    she.block()
    running.advance(400)
    she.start()
    she.sees(FIRST, 10)
    alone(she, FIRST, 10)


def say_hello(person: Person) -> None:
    """Have somebody answered, so that all that came before was taken in."""
    person.start()
    alone(person, FIRST)


def test_a_message_to_somebody_who_just_stopped_the_bot_is_given_up(
    running: RunningBot,
) -> None:
    she, other = running.person(1), running.person(2)
    begin(she)
    running.stop()
    she.say("hello")
    she.block()
    running.start()
    say_hello(other)
    is_quiet(she, 1.5)
    calls = [c for c in running.fakegram.calls() if c["params"].get("chat_id") == she.id]
    assert len([c for c in calls if c["status"] == 403]) <= 4
    assert running.lines("turn_failed") == 0


def test_an_account_that_is_gone_disturbs_nobody(running: RunningBot) -> None:
    she, other = running.person(1), running.person(2)
    to_menu(she)
    she.say("hello")
    she.delete_account()
    running.advance(301)
    say_hello(other)
    tap(other, "Yes", TICKS)
    is_quiet(she, 1)
    assert running.lines("turn_failed") == 0


def left(bot: RunningBot) -> set[int]:
    """The groups and channels that the bot left."""
    return {call["params"]["chat_id"] for call in bot.fakegram.calls("leaveChat")}


def test_groups_and_channels_are_left_at_once_and_nothing_is_said_there(
    running: RunningBot, she: Person
) -> None:
    begin(she)
    for kind, chat in GROUPS.items():
        she.add_bot_to(chat, kind)
    running.fakegram.until(lambda: left(running) == set(GROUPS.values()))
    said = [c for c in running.fakegram.calls() if c["params"].get("chat_id") in GROUPS.values()]
    assert {call["method"] for call in said} == {"leaveChat"}
    alone(she, FIRST)
    running.stop()
    running.start()
    assert TICKS in say(she, "yes", TICKS).text


def test_a_message_that_she_changes_is_not_heard_again(running: RunningBot, she: Person) -> None:
    begin(she)
    running.fakegram.fault("delay", method="deleteMessages", wait=1.0)
    written = she.say("yes")
    she.edit(written, "urgent")
    alone(she, TICKS)
    running.fakegram.until(lambda: running.fakegram.pending() == 0)
    is_quiet(she)
    assert TICKS in alone(she, TICKS).text
    assert sent(she) == 1
