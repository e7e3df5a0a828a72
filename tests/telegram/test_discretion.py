"""Whoever looks at her phone sees little: one silent screen, that veils itself and goes."""

from __future__ import annotations

from tests.fakegram.person import Person
from tests.fakegram.seen import Seen
from tests.telegram.held import held
from tests.telegram.running import RunningBot
from tests.telegram.talk import (
    DAY,
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

VEIL, READING = "Tap to go on.", "Can you read on your own right now?"
DANGER = "If someone may hurt you now"
CRISIS = "Are you having thoughts of suicide right now?"
DULL = "This is an automatic service for information and private notes. Nobody is reading along."


def later(bot: RunningBot, seconds: float) -> None:
    """Let time pass, and have everything looked at: a start does that at once."""
    bot.stop()
    bot.advance(seconds)
    bot.start()


# As she goes


def test_what_a_link_brings_is_ignored_and_taken_away(running: RunningBot, she: Person) -> None:
    she.start("danger")
    assert alone(she, FIRST).text == FIRST
    tap(she, "Yes", TICKS)
    she.say("/start exit")
    assert alone(she, FIRST).text == FIRST
    running.stop()
    session, _ = held(running, she)
    assert session.draft == ""
    assert session.frames[-1].step == "start"


def test_every_message_is_silent_protected_and_without_a_preview(
    running: RunningBot, she: Person
) -> None:
    to_menu(she)
    tap(she, "Notes, help lines and more", "Here is the rest.")
    tap(she, "Help lines", "Which country do you need a help line for?")
    screen = tap(she, "Skip", "These sites list lines by country:")
    assert "https://" in screen.text
    she.send_sticker()
    running.fakegram.until(lambda: sent(she) == 2)
    for call in running.fakegram.calls():
        if call["method"] in ("sendMessage", "editMessageText"):
            assert call["params"]["link_preview_options"] == {"is_disabled": True}
        if call["method"].startswith("send"):
            assert call["params"]["disable_notification"] is True
            assert call["params"]["protect_content"] is True
    assert all(m.silent and m.protected for m in she.visible() if m.by_bot)


def test_after_any_answer_one_screen_is_all_there_is_and_it_is_the_same_message(
    running: RunningBot, she: Person
) -> None:
    first = begin(she)
    seen = [
        say(she, "yes", TICKS),
        tap(she, "None, or skip", MENU),
        say(she, "something else", "Please tap a button"),
        say(she, "/help", "What would help? You can tap below."),
    ]
    assert {screen.id for screen in seen} == {first.id}
    assert sent(she) == 1


def test_in_the_other_reading_each_screen_is_a_new_message_and_the_one_before_goes(
    running: RunningBot, she: Person
) -> None:
    begin(she)
    tap(she, "🌐 Language and reading", "Do you want each step as a new message?")
    seen = [tap(she, "Yes, new messages", "a dull line")]
    for label, shows in (("No, as it is now", "You can change it"), ("Yes", TICKS)):
        seen.append(tap(she, label, shows))
    seen.append(tap(she, "None, or skip", MENU))
    numbers = [screen.id for screen in seen]
    assert numbers == sorted(set(numbers))
    running.stop()
    running.start()
    is_quiet(she, 1)
    assert alone(she, MENU).id == numbers[-1], "a start says nothing twice"


def test_discreet_screens_begin_with_a_dull_line_but_for_the_first(
    running: RunningBot, she: Person
) -> None:
    begin(she)
    tap(she, "🌐 Language and reading", "Do you want each step as a new message?")
    tap(she, "No, keep one screen", "a dull line")
    seen: list[Seen] = [tap(she, "Yes, a dull line", "You can change it at any time.")]
    assert seen[0].text.startswith(DULL) or FIRST in seen[0].text
    seen = [tap(she, "Yes", TICKS), tap(she, "None, or skip", MENU)]
    seen += [say(she, "/help", "What would help? You can tap below.")]
    later(running, 121)
    seen += [alone(she, VEIL), tap(she, "Go on", READING)]
    seen += [tap(she, "Yes", "What would help? You can tap below.")]
    assert [screen.text[: len(DULL)] for screen in seen] == [DULL] * 6
    assert say(she, "/start", FIRST).text == FIRST


# When nobody answers


def test_a_screen_is_veiled_after_two_minutes_and_only_a_yes_lifts_the_veil(
    running: RunningBot,
) -> None:
    she, other, third = (running.person(number) for number in (1, 2, 3))
    for person in (she, other, third):
        to_menu(person)
    later(running, 121)
    for person in (she, other, third):
        assert alone(person, VEIL).text == VEIL
    for person in (she, other):
        assert tap(person, "Go on", READING).text == READING
    assert MENU in tap(she, "Yes", MENU).text
    other.tap("Not now")
    gone(other)
    later(running, 180)
    gone(third)
    alone(she, VEIL)
    assert sum(sent(person) for person in (she, other, third)) == 3


def test_in_danger_and_crisis_a_screen_stays_ten_minutes_and_is_gone_after_fifteen(
    running: RunningBot,
) -> None:
    danger, crisis = running.person(1), running.person(2)
    begin(danger)
    tap(danger, "Urgent", DANGER)
    begin(crisis)
    tap(crisis, "Yes", TICKS)
    crisis.tap("◻️ I have thoughts of suicide")
    running.fakegram.until(lambda: "✅ I have thoughts of suicide" in alone(crisis, TICKS).labels)
    tap(crisis, "Done", CRISIS)
    later(running, 590)
    alone(danger, DANGER)
    alone(crisis, CRISIS)
    later(running, 20)
    alone(danger, VEIL)
    alone(crisis, VEIL)
    later(running, 290)
    gone(danger)
    gone(crisis)


def test_where_the_screen_is_gone_no_veil_is_said_and_the_next_words_get_one(
    running: RunningBot, she: Person
) -> None:
    menu = to_menu(she)
    assert running.fakegram.plain_bot().call("deleteMessage", chat_id=she.id, message_id=menu.id).ok
    later(running, 121)
    is_quiet(she, 1)
    assert sent(she) == 1
    assert say(she, "hello", READING).text == READING


def test_words_after_an_idle_close_are_kept_and_get_the_first_message(
    running: RunningBot, she: Person
) -> None:
    to_menu(she)
    later(running, 301)
    gone(she)
    assert say(she, "he came to my work today", FIRST).text == FIRST
    running.stop()
    session, _ = held(running, she)
    assert session.draft == "he came to my work today"


def test_a_screen_is_taken_away_after_an_outage_of_up_to_a_day_and_more(
    running: RunningBot,
) -> None:
    people = [running.person(number) for number in range(2)]
    to_menu(people[0])
    running.kill()
    running.advance(20 * 3600)
    running.start()
    gone(people[0])
    to_menu(people[1])
    running.kill()
    running.advance(DAY + 20 * 3600)
    running.start()
    gone(people[1])
