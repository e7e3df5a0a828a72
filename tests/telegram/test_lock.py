"""Her own lock, on Telegram: tapped and never written, the same for everybody, and soon closed."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import pyzipper

from bot.content.library import Library
from tests.fakegram.person import Fakegram, Person
from tests.telegram.conftest import at_work
from tests.telegram.doors import (
    DOOR,
    DURESS,
    LOCKED,
    NO_LOCK,
    PIN,
    WRONG,
    at_door,
    enter,
    set_up,
    to_door,
)
from tests.telegram.inside import Inside
from tests.telegram.talk import DAY, FIRST, alone, begin, gone, leave, say, tap

MINUTE = 60


@pytest.fixture
def running(fakegram: Fakegram, flows: Library, tmp_path: Path) -> Iterator[Inside]:
    """The bot in this process, with short seconds; whatever it leaves behind is searched."""
    with at_work(tmp_path / "bot", fakegram, flows) as bot:
        yield bot


@pytest.fixture
def she(running: Inside) -> Person:
    return running.person(1)


def later(bot: Inside, seconds: float) -> None:
    """Let time pass, and have everything looked at."""
    bot.advance(seconds)
    bot.look_at_all()


def everything(person: Person) -> str:
    """All that ever stood in her chat, or was pressed in it, as it lay at Telegram's."""
    return json.dumps([person.history(), person.visible()], default=repr)


def rested(running: Inside, person: Person) -> None:
    """Leave, and let so much time pass that she may write a lot again."""
    leave(person)
    running.advance(2 * MINUTE)


def test_she_sets_a_pin_and_only_it_opens_what_she_keeps(running: Inside, she: Person) -> None:
    set_up(she)
    rested(running, she)
    to_door(she)
    enter(she, WRONG, "That did not open it.")
    enter(she, PIN, LOCKED)
    rested(running, she)
    to_door(she)
    tap(she, "I have none", NO_LOCK)
    assert PIN not in everything(she)
    assert WRONG not in everything(she)


def test_her_words_open_it_and_are_taken_away_at_once(running: Inside, she: Person) -> None:
    words = set_up(she)
    rested(running, she)
    to_door(she)
    say(she, words.replace(" ", ", ").upper(), LOCKED)
    assert all(message.by_bot for message in she.visible())
    enter_new = tap(she, "Change the lock", "What should open it?")
    assert "Nothing: take the lock off" in enter_new.labels


def test_a_duress_pin_shows_what_nobody_could_tell_from_an_own_one(
    running: Inside, she: Person
) -> None:
    set_up(she, duress=True)
    shown = []
    for pin in (PIN, DURESS):
        rested(running, she)
        to_door(she)
        enter(she, pin, LOCKED)
        shown.append((she.visible()[-1].text, she.visible()[-1].labels))
    assert shown[0] == shown[1]


def test_a_pin_that_is_typed_goes_and_opens_nothing(running: Inside, she: Person) -> None:
    to_door(she)
    say(she, WRONG, "Please tap the PIN on the keys.")
    assert [message.by_bot for message in she.visible()] == [True]


def test_after_two_minutes_it_is_closed_and_after_five_it_is_gone(
    running: Inside, she: Person
) -> None:
    set_up(she)
    later(running, 2 * MINUTE)
    alone(she, "Tap to go on.")
    tap(she, "Go on", "Can you read on your own")
    tap(she, "Yes", DOOR)
    enter(she, PIN, LOCKED)
    later(running, 2 * MINUTE)
    alone(she, "Tap to go on.")
    later(running, 3 * MINUTE)
    gone(she)
    session = running.session(she)
    assert (session.opened, session.keyed, session.keeps) == (0, (), True)
    she.start()
    alone(she, FIRST)


def test_after_a_restart_it_is_closed_and_her_pin_opens_it_again(
    running: Inside, she: Person
) -> None:
    set_up(she)
    running.kill()
    running.start()
    tap(she, "When it was opened", DOOR)
    enter(she, PIN, "Opened: ")


def test_who_leaves_while_it_is_being_tried_is_gone_at_once(running: Inside, she: Person) -> None:
    set_up(she)
    rested(running, she)
    to_door(she)
    for digit in PIN:
        she.tap(digit)
    she.tap("OK")
    she.say("close")
    gone(she, 5)
    at_door_again(she)


def at_door_again(she: Person) -> None:
    she.start()
    alone(she, FIRST)
    at_door(she)
    enter(she, PIN, LOCKED)


def test_from_a_new_account_her_words_bring_all_that_is_hers_and_empty_the_old_chat(
    running: Inside, she: Person
) -> None:
    words = set_up(she)
    leave(she)
    running.advance(8 * DAY)
    to_door(she)
    new = running.person(2)
    to_door(new)
    say(new, words, LOCKED)
    running.look_at_all()
    gone(she)
    she.start()
    alone(she, FIRST)
    at_door(she)
    enter(she, PIN, "That did not open it.")
    tap(she, "I have none", NO_LOCK)


def test_all_that_is_held_comes_as_a_file_that_only_its_words_open(
    running: Inside, she: Person
) -> None:
    begin(she)
    say(she, "/mydata", "Here you can see what is held about you.")
    tap(she, "Show me", DOOR)
    tap(she, "I have none", "This is what is held about you.")
    tap(she, "Go on", "You can change or erase it")
    tap(she, "Have it as a file", "as a locked file")
    she.tap("Send me the file")
    she.fakegram.until(lambda: [one.kind for one in she.visible()] == ["document", "text"])
    file, words = she.visible()
    assert (file.kind, file.protected, words.protected) == ("document", False, True)
    secret = " ".join(re.findall(r"\d\. ([a-z]+)", words.text))
    held = json.loads(_within(she.open_file(file.id), secret))
    assert held["lock"] == {"pin": False, "words": False, "helper": False}
    assert held["messages_not_removed"] == 0
    leave(she)


def _within(sealed: bytes, secret: str) -> bytes:
    with pyzipper.AESZipFile(io.BytesIO(sealed)) as archive:
        assert archive.namelist() == ["held.json"]
        assert b"lock" not in sealed
        archive.setpassword(secret.encode())
        return bytes(archive.read("held.json"))
