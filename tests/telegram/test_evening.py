"""One whole evening: first words, cyberstalking, a help line, and out in one move."""

from __future__ import annotations

from tests.fakegram.person import Person
from tests.telegram.running import RunningBot
from tests.telegram.talk import (
    CLOSE,
    FIRST,
    MENU,
    TICKS,
    alone,
    closed,
    gone,
    is_quiet,
    say,
    sent,
    tap,
    time_is_noticed,
    to_menu,
)

SIGNS = ("1 of 5", "2 of 5", "3 of 5", "4 of 5", "5 of 5")
KIND = "Country: Ireland. What is the line for?"


def stays_silent_for_an_hour(bot: RunningBot, person: Person) -> None:
    """Check that nothing comes after leaving, whatever the clock says."""
    gone(person)
    closed(person)
    before = sent(person)
    is_quiet(person)
    bot.advance(3600)
    time_is_noticed(bot)
    bot.stop()
    assert person.visible() == []
    assert sent(person) == before


def test_with_taps_from_first_words_to_a_help_line_and_out_leaves_an_empty_chat(
    running: RunningBot, she: Person
) -> None:
    to_menu(she)
    tap(she, "What is happening to me?", "This part looks at what someone does.")
    tap(she, "Show me the lists", SIGNS[0])
    she.tap("◻️ Threats")
    running.fakegram.until(lambda: "✅ Threats" in alone(she, SIGNS[0]).labels)
    tap(she, "Done", SIGNS[1])
    for number in SIGNS[2:]:
        tap(she, "None of these", number)
    tap(she, "None of these", "Could this person hurt you or someone close soon")
    tap(she, "No", "Silence is not a yes.")
    tap(she, "Go on", "When someone takes your privacy")
    tap(she, "Go on", "Which country are you in?")
    tap(she, "Ireland", "What would help next?")
    copy = alone(she, "Women's Aid").button("Copy 1800 341 900")
    assert (copy.action, copy.value) == ("copy_text", "1800 341 900")
    she.tap(CLOSE)
    stays_silent_for_an_hour(running, she)


def test_with_typed_answers_it_is_the_same(running: RunningBot, she: Person) -> None:
    she.start()
    alone(she, FIRST)
    say(she, "yes", TICKS)
    say(she, "none, or skip", MENU)
    say(she, "Notes, help lines and more", "Here is the rest.")
    say(she, "help lines", "Which country do you need a help line for?")
    say(she, "Ireland", KIND)
    say(she, "Partner or family abuse", "Women's Aid")
    she.say("bye")
    gone(she)
    closed(she)
    is_quiet(she)
