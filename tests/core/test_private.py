"""What is for her alone: asked for each time, entered on keys, and never shown to anybody else."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import buttons, pins
from bot.core.content import Content
from bot.core.effects import Consult, Effect, Show, ShutVault
from bot.core.engine import turn
from bot.core.events import Pressed, Returned, Said
from bot.core.requests import MakeWords, Outcome, SetLock, SetRecovery, Unlock
from bot.core.session import OPEN_FOR, dump
from bot.core.steps.keypad import DIGITS, OK, UNDO
from bot.workshop.plain_log import WORD
from bot.workshop.rehearsal import BEGINNING, Rehearsal, lines
from tests.core.stage import SLOW_FLOWS, screen
from tests.support import content_of

PIN, OTHER = "482915", "730184"
MINUTE = timedelta(minutes=1)
HERS = """
flow: hers
title: For her alone
private: yes
steps:
  start:
    say: This is hers.
    choices:
      more: More of it -> more
      write: Write -> write
      words: Words -> words
      pin: Set a PIN -> pin
      twin: Set another PIN -> twin
      help: More ways -> ways
  ways:
    say: Ways that are hers.
    choices:
      seen: When -> seen
      helper: A helper -> helper
      reference: A reference -> reference
      none: No helper -> none
  helper:
    say: A code word that is hers.
    lock: helper
    goto: start
  none:
    say: No helper that is hers.
    lock: no helper
    goto: start
  reference:
    say: A reference that is hers.
    own: reference
    goto: start
  more:
    say: More that is hers.
    choices:
      lines: Find a line -> lines/start
      up: Up again -> start
  write:
    ask: What is hers?
    as: text
    save: note
    goto: told
  told:
    say: "Hers: {note}"
    goto: start
  words:
    say: Words that are hers.
    lock: recovery words
    goto: start
  pin:
    say: A PIN that is hers.
    lock: pin
    goto: start
  twin:
    say: The other PIN that is hers.
    lock: duress
    goto: start
  seen:
    say: When hers was opened.
    own: openings
    goto: start
"""
MARK = "hers"
"""Stands in everything the private flow says, and nowhere else."""


@cache
def content() -> Content:
    caller = """
    flow: caller
    title: Leads there
    steps:
      start:
        say: Go there?
        choices:
          go: Go there -> there
          no: Not now -> home/menu
      there:
        do: hers
        goto: start
    """
    return content_of({"hers.yaml": HERS, "caller.yaml": textwrap.dedent(caller)})


def at_the_door() -> Rehearsal:
    """Somebody is asked whether it is her."""
    return Rehearsal(content()).open("hers")


def inside() -> Rehearsal:
    """She is in, without a lock."""
    return at_the_door().tap("I have none")


def press(rehearsal: Rehearsal, pin: str) -> Rehearsal:
    for digit in pin:
        rehearsal.tap(digit)
    return rehearsal.tap(OK)


def locked() -> Rehearsal:
    """She has words and a PIN, and her conversation was closed."""
    rehearsal = inside().tap("words").tap("Show me the words").tap("I have written them down")
    rehearsal.say(WORD).say(WORD).tap("pin")
    press(press(rehearsal, PIN), PIN)
    return rehearsal.leave()


# At the door


def test_a_private_flow_first_asks_whether_it_is_her() -> None:
    asked = at_the_door()
    assert asked.place == "unlock/start"
    assert MARK not in asked.words
    assert screen(asked).typing == "words"
    assert inside().words == "This is hers."


def test_it_asks_also_where_another_flow_calls_it_or_somebody_jumps_into_its_middle() -> None:
    called = Rehearsal(content()).open("caller").tap("go")
    assert called.place == "unlock/start"
    assert called.tap("I have none").place == "hers/start"


def test_once_open_it_is_not_asked_again_while_she_goes_on() -> None:
    assert inside().tap("more").tap("up").words == "This is hers."


def test_leaving_and_coming_back_asks_again() -> None:
    assert inside().leave().open("hers").place == "unlock/start"


def test_a_veil_closes_it_and_after_the_veil_it_asks_and_then_goes_on_where_she_was() -> None:
    asked = inside().tap("more").live(2 * MINUTE)
    assert ShutVault() in asked.effects
    assert asked.tap("Go on").tap("Yes").place == "unlock/start"
    assert asked.tap("I have none").words == "More that is hers."


def test_help_in_danger_does_not_keep_it_open_for_longer_than_five_minutes() -> None:
    away = inside().tap("more").say("/help").tap("danger").wait(timedelta(seconds=OPEN_FOR))
    away.tap("Go on")
    assert away.place == "unlock/start" or MARK not in away.words


def test_text_that_was_begun_is_not_lost_when_it_closes() -> None:
    asked = inside().tap("write").say("first").live(2 * MINUTE)
    asked.tap("Go on").tap("Yes").tap("I have none")
    assert asked.tap("done").words == "Hers: first\nThis is hers."


@pytest.mark.parametrize("way", ["done", "back"])
def test_what_she_said_before_it_closed_is_not_met_in_an_empty_place(way: str) -> None:
    asked = press(locked().open("hers"), PIN).tap("write").say("He has a key.")
    if way == "back":
        asked.tap("done")
    asked.live(2 * MINUTE).tap("Go on").tap("Yes").tap("I have none")
    assert (asked.place, asked.words) == ("hers/start", "This is hers.")
    assert [frame.answers for frame in asked.session.frames] == [{}]
    for _ in range(9):
        assert "He has a key." not in asked.tap("back").words
    assert asked.session.draft == ("He has a key." if way == "done" else "")


CALLING = """
flow: calling
title: Calls another
private: yes
steps:
  start:
    say: Calls.
    choices: {more: More -> more, lines: Find a line -> lines/start}
  more: {do: called, goto: start}
"""
CALLED = """
flow: called
title: Is called
gives: [seen]
steps:
  start: {ask: What else?, as: text, save: note, goto: told}
  told:
    say: "Said: {note}"
    choices: {over: Over -> over, lines: Find a line -> lines/start}
  over: {end: seen}
"""


def test_what_a_private_flow_calls_is_as_private() -> None:
    flows = content_of({"hers.yaml": HERS, "calling.yaml": CALLING, "called.yaml": CALLED})
    outside = Rehearsal(flows).open("called").say("He has a key.").tap("done")
    assert "key" in outside.live(2 * MINUTE).tap("Go on").tap("Yes").words
    asked = Rehearsal(flows, locked().session)
    asked.lock = locked().lock
    press(asked.open("calling"), PIN).tap("more").say("He has a key.").tap("done")
    asked.live(2 * MINUTE).tap("Go on").tap("Yes")
    assert asked.place == "unlock/start"
    before = asked.session
    assert "Said: He has a key." in press(asked, PIN).words
    asked.session = before
    asked.live(2 * MINUTE).tap("Go on").tap("Yes").tap("I have none")
    assert (asked.place, asked.words) == ("calling/start", "Calls.")


def test_the_way_back_ends_at_the_door_whatever_was_opened() -> None:
    hers, empty = press(locked().open("hers"), PIN), locked().open("hers").tap("I have none")
    assert hers.tap("back").words == empty.tap("back").words


def test_words_typed_where_it_closed_meanwhile_are_kept_as_a_draft() -> None:
    asked = inside().tap("write")
    closed = replace(asked.session, opened=0)
    after, _ = turn(content(), closed, Said("my words", BEGINNING, "chance00"))
    assert after.draft == "my words"
    assert after.frames[-1].flow == "unlock"


moves = st.one_of(
    st.tuples(st.just("press"), st.integers(0, 20)),
    st.tuples(
        st.just("say"), st.sampled_from(("/back", "/menu", "/help", "/start", "hello", "yes"))
    ),
    st.tuples(st.just("open"), st.sampled_from(("hers", "caller", "home", "lines"))),
    st.tuples(st.just("live"), st.sampled_from((10, 120, 200, 301))),
    st.tuples(st.just("wait"), st.sampled_from((1, 130, 400))),
    st.tuples(st.just("leave"), st.just(0)),
)


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW_FLOWS)
@given(path=st.lists(moves, max_size=14), lock=st.booleans())
def test_nothing_that_is_hers_is_ever_shown_unless_it_was_opened(
    path: list[tuple[str, object]], *, lock: bool
) -> None:
    """Whoever plays knows no PIN; so with a lock, nothing but an empty place was ever opened."""
    rehearsal = locked() if lock else Rehearsal(content())
    rehearsal.say("/start")
    for name, value in path:
        _do(rehearsal, name, value)
        if MARK in texts(rehearsal.effects).lower():
            assert rehearsal.session.opened > rehearsal.at.timestamp()
            assert not lock or not rehearsal.lock.is_hers


def _do(rehearsal: Rehearsal, name: str, value: object) -> None:
    there = rehearsal.screen
    match name, value:
        case "press", int(number) if there is not None:
            both = (*there.buttons, *there.ways)
            rehearsal.press(both[number % len(both)].token)
        case "say", str(text):
            rehearsal.say(text)
        case "open", str(flow):
            rehearsal.open(flow)
        case "live", int(seconds):
            rehearsal.live(timedelta(seconds=seconds))
        case "wait", int(seconds):
            rehearsal.wait(timedelta(seconds=seconds))
        case "leave", _:
            rehearsal.leave()
        case _:
            pass


# The keypad


def test_a_pin_is_tapped_and_only_its_length_is_shown() -> None:
    door = locked().open("hers")
    for digit in "48":
        door.tap(digit)
    assert "Tapped: ●●" in door.words
    assert "48" not in door.words
    assert "Tapped: ●" in door.tap(UNDO).words
    assert press(door, "82915").words == "This is hers."


def test_the_tokens_stay_while_a_pin_is_entered_and_are_others_at_the_next() -> None:
    door = locked().open("hers")
    first = door.tap("4").session.visit
    assert door.tap("8").session.visit == first
    door.tap(OK)
    assert door.session.visit != first
    again = door.session.visit
    press(door, "999888")
    assert door.session.visit not in (first, again)


def test_taps_that_come_before_the_screen_is_painted_count_too() -> None:
    door = locked().open("hers")
    door.tap("4")
    tokens = {digit: door.button(digit).token for digit in DIGITS}
    for digit in PIN[1:]:
        door.press(tokens[digit])
    assert door.tap(OK).words == "This is hers."


def test_the_tokens_of_the_keys_are_in_an_order_that_tells_nothing() -> None:
    orders = set()
    for number in range(40):
        opened = at_the_door().press("old.0") if number else at_the_door()
        for _ in range(number):
            opened.press("old.0")
        orders.add(tuple(opened.session.items))
        assert [one.label for one in screen(opened).buttons[:3]] == ["1", "2", "3"]
    assert len(orders) > 30


@given(st.text("0123456789", min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_an_order_by_chance_leaves_nothing_out(chance: str) -> None:
    keys = [str(number) for number in range(10)]
    assert sorted(buttons.shuffled(keys, chance)) == keys
    assert len(buttons.hidden(chance)) == len(chance)


def test_a_pin_that_is_typed_is_not_used_and_kept_nowhere() -> None:
    door = locked().open("hers").say(PIN)
    assert "Please tap the PIN" in door.words
    assert PIN not in dump(door.session).decode()
    assert door.place == "unlock/start"


def test_a_call_for_help_at_the_door_is_heard() -> None:
    door = locked().open("hers").say("he said I will kill you")
    assert "Someone may hurt me" in door.labels
    assert door.session.draft == "he said I will kill you"


def test_a_single_word_that_calls_for_help_is_no_try() -> None:
    door = at_the_door()
    door.say("suicide")
    assert not any(isinstance(effect, Consult) for effect in door.effects)


@pytest.mark.parametrize("pin", ["1", "12345", "123456", "482915"])
def test_after_ok_no_digit_of_it_is_left_in_the_session(pin: str) -> None:
    door = press(locked().open("hers"), pin)
    assert door.session.keyed == ()
    assert pin not in dump(door.session).decode() or len(pin) == 1


def test_leaving_in_the_middle_leaves_no_digit_behind() -> None:
    door = locked().open("hers").tap("4").tap("8")
    assert door.session.keyed == ("48",)
    assert door.leave().session.keyed == ()


def test_a_veil_forgets_what_was_entered() -> None:
    door = locked().open("hers").tap("4").tap("8").live(2 * MINUTE)
    assert door.session.keyed == ()
    door.tap("Go on").tap("Yes")
    assert "Tapped: –" in door.words


def test_help_in_the_middle_forgets_what_was_entered_and_leads_back_to_the_keys() -> None:
    door = locked().open("hers").tap("4").say("/help").tap("Carry on")
    assert door.place == "unlock/start"
    assert "Tapped: –" in door.words


def test_an_old_key_enters_nothing() -> None:
    door = locked().open("hers").tap("4")
    old = door.button("8").token
    door.tap(OK)
    assert "That button is from before" in door.press(old).words
    assert door.session.keyed == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from((*DIGITS, UNDO)), max_size=30))
def test_what_is_entered_is_what_was_tapped(keys: list[str]) -> None:
    door = locked().open("hers")
    expected = ""
    for key in keys:
        door.tap(key)
        expected = expected[:-1] if key == UNDO else (expected + key)[: pins.LONGEST]
    assert "".join(door.session.keyed) == expected


# What comes of it


def test_wrong_and_too_often_are_said_and_nothing_moves() -> None:
    door = press(locked().open("hers"), "999888")
    assert "That did not open it" in door.words
    after, effects = turn(
        content(), door.session, Returned(Outcome("too_often", minutes=15), BEGINNING, "c")
    )
    assert "in 15 minutes" in texts(effects)
    assert after.frames == door.session.frames


def test_what_was_opened_and_has_closed_outside_asks_again() -> None:
    asked = inside().tap("More ways").tap("When")
    asked.lock.shut()
    asked.tap("Go on").tap("More ways").tap("When")
    assert asked.place == "unlock/start"


def test_what_comes_after_she_has_left_does_nothing() -> None:
    left = locked()
    returned = Returned(Outcome("opened", ("pin",)), BEGINNING, "c")
    assert turn(content(), left.session, returned) == (left.session, ())


def test_what_comes_where_the_flow_was_edited_asks_again() -> None:
    door = locked().open("hers")
    returned = Returned(Outcome("done"), BEGINNING, "c")
    after, _ = turn(content(), inside().session, returned)
    assert after.frames[-1].step == "start"
    assert door.place == "unlock/start"


def test_a_press_behind_a_veil_or_long_ago_requests_nothing() -> None:
    door = locked().open("hers")
    for digit in PIN:
        door.tap(digit)
    late = Pressed(door.button(OK).token, BEGINNING, "chance00", late=True)
    _, effects = turn(content(), door.session, late)
    assert not any(isinstance(effect, Consult) for effect in effects)


def texts(effects: tuple[Effect, ...]) -> str:
    shown = [effect.screen for effect in effects if isinstance(effect, Show)]
    return "\n".join(line for one in shown for part in one.parts for line in lines(part))


# Setting


def test_words_are_shown_once_and_two_of_them_are_asked_back() -> None:
    asked = inside().tap("words")
    assert WORD not in asked.words
    assert f"8. {WORD}" in asked.tap("Show me the words").words
    asked.tap("I have written them down")
    assert WORD not in asked.words
    assert "That is not the word" in asked.say("other").words
    assert f"1. {WORD}" in asked.tap("Show them again").words
    asked.tap("I have written them down").say(WORD).say(WORD.upper())
    assert (asked.place, asked.session.facts[0]) == ("hers/start", "words")


def test_words_are_neither_an_answer_nor_a_draft_nor_part_of_the_way_back() -> None:
    asked = inside().tap("words").tap("Show me the words").tap("I have written them down")
    asked.say(WORD).say(WORD)
    assert WORD not in dump(asked.session).decode()
    asked.say("/back")
    assert WORD not in asked.words


def test_after_a_veil_the_words_are_not_shown_again_and_others_come() -> None:
    asked = inside().tap("words").tap("Show me the words").live(2 * MINUTE)
    assert WORD not in dump(asked.session).decode()
    asked.tap("Go on").tap("Yes").tap("I have none")
    assert asked.labels == ["Show me the words"]


def test_two_different_words_are_asked_for_and_not_always_the_same() -> None:
    asked = set()
    for number in range(12):
        shown = inside().tap("words").tap("Show me the words")
        for _ in range(number):
            shown.press("old.0")
        first, second = shown.tap("I have written them down").session.keyed[1:]
        assert first != second
        asked.add((first, second))
    assert len(asked) > 4


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("123456", "", "could guess"),
        ("4829", "", "six to twelve"),
        (PIN, OTHER, "not the same"),
    ],
)
def test_a_pin_that_will_not_do_is_refused_and_asked_anew(
    first: str, second: str, says: str
) -> None:
    asked = press(inside().tap("pin"), first)
    if second:
        press(asked, second)
    assert says in asked.words
    assert asked.session.keyed == ()
    assert not any(isinstance(effect, Consult) for effect in asked.effects)


def test_a_pin_is_set_when_it_was_tapped_twice() -> None:
    asked = press(locked().open("hers"), PIN).tap("pin")
    press(asked, OTHER)
    assert "Now the same PIN once more" in asked.words
    press(asked, OTHER)
    assert (asked.lock.secret, asked.place) == (OTHER, "hers/start")


def test_no_lock_is_set_before_there_are_words() -> None:
    asked = press(press(inside().tap("pin"), PIN), PIN)
    assert "First comes a way back" in asked.words
    assert asked.lock.secret == ""


@pytest.mark.parametrize("word", ["bluebell", "Bluebell "])
def test_a_duress_word_may_be_typed(word: str) -> None:
    asked = press(locked().open("hers"), PIN).tap("twin").say(word)
    assert asked.lock.duress == word
    assert word.strip() not in dump(asked.session).decode()


def test_a_code_word_lets_a_helper_find_her_and_is_kept_nowhere_here() -> None:
    asked = inside().tap("More ways").tap("A helper").say("x")
    assert "A code word has four letters or more" in asked.words
    asked.say("the blue heron")
    assert (asked.lock.code_word, asked.place) == ("the blue heron", "hers/start")
    assert "heron" not in dump(asked.session).decode()
    asked.tap("More ways").tap("A reference")
    assert "Your reference: 7KQ2M-9XDA0" in asked.words
    asked.tap("Go on").tap("More ways").tap("No helper").tap("End this way back")
    assert asked.lock.code_word == ""


def test_a_code_word_that_calls_for_help_is_heard() -> None:
    asked = inside().tap("More ways").tap("A helper").say("I want to die")
    assert "Thoughts of suicide" in asked.labels
    assert asked.lock.code_word == ""


def test_what_is_opened_lasts_five_minutes_from_the_last_move() -> None:
    asked = inside()
    assert asked.session.opened == int(asked.at.timestamp()) + OPEN_FOR
    asked.wait(MINUTE).tap("more")
    assert asked.session.opened == int(asked.at.timestamp()) + OPEN_FOR


def test_who_has_a_lock_or_words_is_not_forgotten_after_a_month() -> None:
    assert inside().leave().session.forgotten is not None
    left = locked()
    assert left.session.keeps
    assert left.live(timedelta(days=400)).session.keeps


def test_no_secret_shows_itself() -> None:
    for request in (Unlock(PIN, "pin"), SetLock(PIN), SetRecovery(PIN), MakeWords(8)):
        assert PIN not in repr(request)
    assert PIN not in repr(locked().open("hers").tap("4").session)


@pytest.mark.parametrize(
    "text",
    [
        " ".join([WORD] * 8),
        "1. abandon 2. abandon 3. abandon 4. abandon 5. abandon",
        "pin 482915",
        "482-915",
    ],
)
def test_what_opens_it_becomes_no_draft_wherever_it_is_typed(text: str) -> None:
    door = locked().open("hers").say(text)
    assert door.session.draft == ""
    if WORD in text:
        assert Rehearsal(content()).say("/start").say(text).session.draft == ""
