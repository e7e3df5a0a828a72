"""A disk that is nearly full takes no words; people are told, and taps, leaving, erasing work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.events import FLOODED, NO_ROOM, Flooded
from bot.core.session import Session
from bot.disk import Room
from bot.wiring.flows import library, loaded
from bot.wiring.machine import Machine
from bot.workshop.rehearsal import BEGINNING, Rehearsal
from tests.core.stage import base
from tests.fakegram.person import Fakegram, Person
from tests.telegram.doors import DOOR
from tests.telegram.inside import Inside
from tests.telegram.talk import CLOSE, FIRST, TICKS, begin, gone, is_quiet, leave, say, tap

SAYS_SO = "There is no room to keep words just now."
WORDS = "ibis 4711 harbour"
ERASES = "This erases all I hold about you"


class Full:
    """A disk of which a test says how full it is."""

    room = Room.READ_ONLY


@pytest.fixture
def disk() -> Full:
    return Full()


@pytest.fixture
def bot(fakegram: Fakegram, tmp_path: Path, disk: Full) -> Iterator[Inside]:
    """The bot, on such a disk."""
    bot = Inside(tmp_path / "bot", fakegram, loaded(library(None, "")))
    bot.machine = Machine(room=lambda: disk.room)
    bot.start()
    yield bot
    bot.stop()
    assert bot.problems == []


@pytest.fixture
def she(bot: Inside) -> Person:
    return bot.person(1)


def told_so(person: Person) -> None:
    """Wait until she reads that nothing was kept, above the question she was asked."""
    person.fakegram.until(lambda: any(SAYS_SO in text for text in person.texts()))


def test_words_are_not_kept_and_she_is_told_while_what_she_typed_stays(
    bot: Inside, she: Person
) -> None:
    begin(she)
    tap(she, "Yes", TICKS)
    she.say(WORDS)
    told_so(she)
    assert WORDS in she.texts()
    assert bot.session(she).draft == ""
    she.tap(CLOSE)
    gone(she)


def test_with_room_the_same_words_are_kept(bot: Inside, she: Person, disk: Full) -> None:
    disk.room = Room.NO_FILES
    begin(she)
    tap(she, "Yes", TICKS)
    say(she, WORDS, TICKS)
    assert bot.session(she).draft == WORDS


def test_taps_commands_and_leaving_work_all_the_same(bot: Inside, she: Person) -> None:
    begin(she)
    tap(she, "Yes", TICKS)
    say(she, "/privacy", "Telegram can read this chat.")
    she.say("exit")
    gone(she)
    assert not bot.session(she).is_open


def test_everything_can_be_erased(bot: Inside, she: Person) -> None:
    begin(she)
    say(she, "/forget", DOOR)
    tap(she, "I have none", ERASES)
    she.tap("Yes, erase it all")
    gone(she)
    assert bot.session(she) == Session()


def test_whoever_begins_with_words_gets_the_first_message(she: Person) -> None:
    begin(she)
    leave(she)
    she.say("hello?")
    she.fakegram.until(lambda: FIRST in she.texts())


def test_nobody_is_held_up_by_words_that_are_not_kept(bot: Inside, she: Person) -> None:
    other = bot.person(2)
    begin(she)
    for _ in range(3):
        she.say(WORDS)
    begin(other)
    leave(other)


def test_words_that_were_not_kept_are_not_kept_after_a_restart_either(
    bot: Inside, she: Person, disk: Full
) -> None:
    begin(she)
    tap(she, "Yes", TICKS)
    bot.lock()
    she.say(WORDS)
    bot.unlock()
    bot.kill()
    disk.room = Room.READ_ONLY
    bot.start()
    told_so(she)
    assert bot.session(she).draft == ""


def test_old_words_get_no_new_message(bot: Inside, she: Person) -> None:
    begin(she)
    tap(she, "Yes", TICKS)
    bot.stop()
    she.say(WORDS)
    bot.advance(11 * 60)
    bot.start()
    she.fakegram.until(lambda: she.texts() == [WORDS])  # the old screen goes
    is_quiet(she)
    assert she.texts() == [WORDS]


# In the core


@pytest.mark.parametrize(("why", "begins"), [(FLOODED, False), (NO_ROOM, True)])
def test_where_nothing_is_open_only_a_flood_is_met_with_silence(why: str, *, begins: bool) -> None:
    shown = Rehearsal(base()).play(Flooded(BEGINNING, "x", why))
    assert shown.session.is_open is begins


def test_each_reason_has_words_of_its_own() -> None:
    asked = Rehearsal(base()).say("/start")
    assert "no room" in asked.play(Flooded(asked.at, "x", NO_ROOM)).words
    assert "a lot at once" in asked.play(Flooded(asked.at, "x", FLOODED)).words
