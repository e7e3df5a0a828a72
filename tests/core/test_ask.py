"""`ask … as …`: one typed answer, its limits, and what happens after a bad try."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import MANY, answers, on_stage, screen

SAVED = {"country": "country", "language": "language", "zone": "zone"}


def asking(kind: str, *more: str) -> Rehearsal:
    """A rehearsal at a question of this kind, with more lines in its step."""
    name = SAVED.get(kind, "given")
    lines = "\n  ".join((f"as: {kind}", f"save: {name}", *more))
    return on_stage(f"""
start:
  marks: line
  ask: Tell me.
  {lines}
  goto: told
told:
  say: "It is {{{name}}}."
  choices:
    out: Out of here -> out
skipped:
  say: Skipped.
  choices:
    out: Out of here -> out
    told: Tell me all -> told
out:
  end: done
""") if "skipped" in lines else on_stage(f"""
start:
  marks: line
  ask: Tell me.
  {lines}
  goto: told
told:
  say: "It is {{{name}}}."
  choices:
    out: Out of here -> out
out:
  end: done
""")  # fmt: skip


GOOD = [
    ("number from 1 to 10", "7", "It is 7."),
    ("number from 1 to 10", " 1 0 ", "It is 10."),
    ("number from -5 to 5", "-5", "It is -5."),
    ("number", "٣", "It is 3."),
    ("date", "2026-04-03", "It is 3 April 2026."),
    ("date", "today", "It is 21 November 2026."),
    ("time", "14:30", "It is 14:30."),
    ("phone", "+44 808 802 0300", "It is +44 808 802 0300."),
    ("url", "https://example.com/a?b=c", "It is https://example.com/a?b=c."),
    ("country", "ireland", "It is Ireland."),
    ("language", "english", "It is English."),
    ("zone", "New York", "It is America/New York."),
]


@pytest.mark.parametrize(("kind", "typed", "told"), GOOD)
def test_a_good_answer_is_saved_and_the_conversation_goes_on(
    kind: str, typed: str, told: str
) -> None:
    assert asking(kind).say(typed).words == told


def test_a_screen_says_what_kind_of_answer_it_waits_for() -> None:
    for kind in ("text", "number", "date", "time", "phone", "url", "country", "language", "zone"):
        assert screen(asking(kind)).typing == kind


BAD = [
    ("number from 1 to 10", "11", "Please send a number from 1 to 10."),
    ("number from 1 to 10", "three", "Please send a number from 1 to 10."),
    ("date", "someday", "I can't read that date."),
    ("time", "noonish", "I can't read that time."),
    ("phone", "call me", "I can't read that as a phone number."),
    ("url", "not an address", "I can't read that as a web address."),
    ("country", "Atlantis", "I don't know that country name."),
    ("language", "Elvish", "I don't know that language yet."),
    ("zone", "Atlantis", "I don't know that place."),
]


@pytest.mark.parametrize(("kind", "typed", "notice"), BAD)
def test_an_answer_that_can_t_be_read_is_asked_again_in_plain_words(
    kind: str, typed: str, notice: str
) -> None:
    asked = asking(kind).say(typed)
    assert asked.place == "a/start"
    assert asked.words.startswith(notice)
    assert asked.words.endswith("Tell me.")
    assert answers(asked) == {}


@pytest.mark.parametrize(("kind", "typed", "_"), BAD)
def test_after_two_bad_tries_skip_and_help_are_offered(kind: str, typed: str, _: str) -> None:
    asked = asking(kind)
    assert "Skip" not in asked.say(typed).labels
    asked.say(typed)
    assert asked.words.startswith("That is fine. You can skip this, or get help.")
    assert asked.labels[-1] == "Skip"
    assert "Help" in [way.label for way in screen(asked).ways]
    assert asked.tap("Skip").words == "It is (not said)."


def test_the_offer_to_skip_stays_after_a_third_bad_try() -> None:
    asked = asking("date").say("x").say("y").say("z")
    assert asked.words.startswith("That is fine.")
    assert asked.say("3 May 2026").words == "It is 3 May 2026."


def test_skip_can_be_typed_once_it_is_offered() -> None:
    asked = asking("time").say("x")
    assert asked.say("skip").place == "a/start"
    assert asked.say("skip").place == "a/told"


def test_an_author_s_own_words_are_said_after_a_bad_try() -> None:
    asked = asking("date", "retry: Any day will do.").say("x")
    assert asked.words.splitlines() == ["Any day will do.", "Tell me."]


def test_an_author_s_own_words_can_hold_an_answer() -> None:
    asked = on_stage("""
start:
  marks: line
  say: Which device?
  choices:
    phone: My phone -> day
  save: device
day:
  ask: "Since when, {device}?"
  as: date
  save: day
  retry: "When did it begin with {device}?"
  goto: out
out:
  say: "{day}"
  end: done
""").tap("phone")
    assert asked.words == "Since when, My phone?"
    assert asked.say("x").words.startswith("When did it begin with My phone?")


def test_an_author_s_skip_is_there_from_the_first_and_leads_its_own_way() -> None:
    asked = asking("date", "skip: Rather not -> skipped")
    assert asked.labels == ["Rather not"]
    assert asked.tap("Rather not").words == "Skipped."


@pytest.mark.parametrize("typed", ["Rather not", "rather not."])
def test_an_author_s_skip_can_be_typed(typed: str) -> None:
    assert asking("text", "skip: Rather not").say(typed).words == "It is (not said)."


def test_what_was_skipped_is_unsure_also_where_it_was_answered_before() -> None:
    asked = on_stage("""
start:
  marks: line
  ask: Which country?
  as: country
  save: country
  skip: Rather not
  goto: told
told:
  say:
    - if: country is known
      say: Known.
    - if: country is not known
      say: Unknown.
  choices:
    again: Once more -> start
    out: Out of here -> out
out:
  end: done
""")
    assert asked.say("IE").words == "Known."
    assert asked.tap("again").tap("Rather not").words == "Unknown."
    assert asked.session.person == {}


def test_help_is_a_command_where_no_free_text_is_asked() -> None:
    assert asking("date").say("help").place == "help/start"


# What can mean more than one thing


@pytest.mark.parametrize("typed", ["03/04/2026", "3.4.26", "3-4-2026", "03/04"])
def test_an_ambiguous_date_is_asked_back_with_two_buttons(typed: str) -> None:
    asked = asking("date").say(typed)
    assert asked.place == "a/start"
    assert asked.words.splitlines() == ["Which one do you mean?", "Tell me."]
    assert asked.labels == ["4 March 2026", "3 April 2026"]
    assert asked.tap("3 April 2026").words == "It is 3 April 2026."


def test_the_words_on_a_button_asked_back_can_be_typed() -> None:
    assert asking("date").say("03/04/2026").say("4 March 2026").words == "It is 4 March 2026."


def test_an_ambiguous_time_is_asked_back_with_two_buttons() -> None:
    asked = asking("time").say("2:30")
    assert asked.labels == ["02:30", "14:30"]
    assert asked.tap("14:30").words == "It is 14:30."


def test_an_ambiguous_country_is_asked_back() -> None:
    asked = asking("country").say("Congo")
    assert asked.labels == ["DR Congo", "Congo"]
    assert asked.tap("Congo").session.person == {"country": "CG"}


@pytest.mark.parametrize("number", [0, 1])
def test_of_two_places_with_one_name_the_one_that_was_pressed_is_saved(number: int) -> None:
    asked = asking("zone").say("Etc/GMT+5")
    assert asked.labels == ["Etc/GMT+5", "Etc/GMT-5"]
    label = asked.labels[number]
    assert asked.tap(label).session.person == {"zone": label}


def test_asking_back_is_not_a_bad_try() -> None:
    assert asking("date").say("03/04/2026").say("04/05/2026").say("x").session.tries == 1


def test_a_date_that_was_asked_back_can_be_given_another_way() -> None:
    assert asking("date").say("03/04/2026").say("yesterday").words == "It is 20 November 2026."


# Countries and languages to tap


def test_the_countries_that_are_served_can_be_tapped() -> None:
    asked = asking("country")
    assert asked.labels == ["United Kingdom", "Ireland", "United States"]
    assert asked.tap("Ireland").session.person == {"country": "IE"}


def test_the_languages_there_are_can_be_tapped() -> None:
    asked = asking("language")
    assert asked.labels == ["English"]
    assert asked.tap("English").session.person == {"language": "en"}


def test_today_is_the_day_where_the_person_is() -> None:
    asked = on_stage("""
start:
  marks: line
  ask: Which city are you near?
  as: zone
  save: zone
  goto: day
day:
  ask: When?
  as: date
  save: day
  goto: told
told:
  say: "{day} in {zone}"
  end: done
""")
    assert "22 November 2026 in Pacific/Kiritimati" in asked.say("Kiritimati").say("today").words


@MANY
@given(st.sampled_from([kind for kind, _, _ in BAD]), st.text(max_size=300))
def test_whatever_is_typed_something_is_said(kind: str, typed: str) -> None:
    asked = asking(kind).say(typed)
    assert asked.words or asked.place == ""
    assert asked.place in ("a/start", "a/told", "", "help/start", "home/start", "home/menu",
                           "language/start", "your_data/start", "forget/start")  # fmt: skip


def test_a_very_long_answer_is_a_bad_try_and_costs_nothing() -> None:
    assert asking("url").say("a." * 2000 + "@").words.startswith("I can't read that")
    assert asking("phone").say("1" * 4000).session.tries == 1


# Days to come


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", "21 November 2026"),
        ("21 November", "21 November 2026"),
        ("22 November", "22 November 2026"),
        ("20 November", "20 November 2027"),
        ("3 April", "3 April 2027"),
        ("24/12", "24 December 2026"),
        ("1 March 2028", "1 March 2028"),
        ("29 February", "29 February 2028"),
    ],
)
def test_of_a_day_ahead_without_a_year_the_next_one_is_meant(typed: str, day: str) -> None:
    assert asking("date ahead").say(typed).words == f"It is {day}."


@pytest.mark.parametrize("typed", ["yesterday", "20 November 2026", "2020-01-01", "someday"])
def test_a_day_that_is_over_is_no_day_ahead(typed: str) -> None:
    asked = asking("date ahead").say(typed)
    assert asked.place == "a/start"
    assert asked.session.tries == 1


def test_a_day_of_which_only_one_reading_is_ahead_needs_no_question() -> None:
    assert asking("date ahead").say("12/05/2027").labels == ["12 May 2027", "5 December 2027"]
    assert asking("date ahead").say("12/11/2026").words == "It is 11 December 2026."
