"""Files are never fetched: they are refused in words, or taken away unread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.errors import FileGone
from bot.wiring.flows import library, loaded
from tests.fakegram.person import Fakegram, Person
from tests.telegram.inside import Inside
from tests.telegram.running import RunningBot
from tests.telegram.scan import findings
from tests.telegram.talk import CLOSE, MENU, alone, begin, gone, sent, tap, to_menu

REFUSED = "I can't open files here. It was not kept. Close takes it away."
VOICE = "I can't listen to this. It was not kept."
INTIMATE = "Was anyone in it under 18 when it was taken?"
BIG = 25 * 1024 * 1024

SENDS: dict[str, Callable[[Person], int]] = {
    "a picture": lambda person: person.send_file("photo", caption="he sent me this"),
    "a video": lambda person: person.send_file("video"),
    "25 megabytes": lambda person: person.send_file("document", size=BIG),
    "a sticker": lambda person: person.send_sticker(),
    "a place": lambda person: person.share_location(latitude=53.3, longitude=-6.2),
    "a contact": lambda person: person.share_contact(phone="+353800000000"),
    "a voice": lambda person: person.send_file("voice"),
    "a video note": lambda person: person.send_file("video_note"),
}
SPOKEN = ("a voice", "a video note")


def never_fetches(fakegram: Fakegram) -> bool:
    """Whether no file was ever asked for."""
    return not fakegram.calls("getFile") and not fakegram.calls("download")


def is_below(person: Person, message: int, words: str) -> bool:
    """Whether all that stands is a message of hers, and below it a screen with these words."""
    seen = person.visible()
    return [m.id for m in seen[:1]] == [message] and len(seen) == 2 and words in seen[1].text


def test_whatever_she_sends_stays_unfetched_above_the_screen_until_she_closes(
    running: RunningBot,
) -> None:
    people = [running.person(number) for number in range(len(SENDS))]
    for person in people:
        to_menu(person)
    files = [send(person) for person, send in zip(people, SENDS.values(), strict=True)]
    for person, file, name in zip(people, files, SENDS, strict=True):
        words = VOICE if name in SPOKEN else REFUSED
        stands_above(person, file, words)
        tap_keeps_it(person, file)
        person.tap(CLOSE)
        gone(person)
    assert never_fetches(running.fakegram)


def stands_above(person: Person, file: int, words: str) -> None:
    """Wait until her file stands above the menu, which says this."""
    person.fakegram.until(lambda: is_below(person, file, words))
    assert MENU in person.visible()[1].text


def tap_keeps_it(person: Person, file: int) -> None:
    """Go on, and see that what she sent still stands above the screen, which is edited."""
    before = sent(person)
    person.tap("Notes, help lines and more")
    person.fakegram.until(lambda: is_below(person, file, "Here is the rest."))
    assert sent(person) == before


def test_in_a_talk_about_private_pictures_a_file_is_taken_away_unread(
    running: RunningBot,
) -> None:
    people = [running.person(number) for number in range(len(SENDS))]
    for person in people:
        to_menu(person)
        tap(person, "Private pictures, threats", INTIMATE)
    for person, send in zip(people, SENDS.values(), strict=True):
        send(person)
    for person, name in zip(people, SENDS, strict=True):
        words = VOICE if name in SPOKEN else REFUSED
        assert INTIMATE in alone(person, words).text
    assert never_fetches(running.fakegram)


CANARIES = ("wren-4711-name", "wren-4711-file", "wren-4711-caption", "wren-4711-place")


def test_neither_names_nor_words_of_what_she_sends_or_forwards_are_to_be_found_anywhere(
    running: RunningBot, she: Person
) -> None:
    to_menu(she)
    origin = {"type": "hidden_user", "sender_user_name": CANARIES[0]}
    she.say("he wrote this", forwarded=origin)
    she.send_file(
        "document", told={"file_name": CANARIES[1]}, caption=CANARIES[2], forwarded=origin
    )
    she.share_venue(title=CANARIES[3])
    own = she.send_file("photo", caption="before")
    she.edit_caption(own, CANARIES[2])
    running.fakegram.until(lambda: running.fakegram.pending() == 0)
    running.kill()
    assert list(findings(running.folder, CANARIES)) == []
    assert never_fetches(running.fakegram)


@pytest.fixture
def inside(fakegram: Fakegram, tmp_path: Path) -> Iterator[Inside]:
    """The bot, inside this process."""
    bot = Inside(tmp_path / "bot", fakegram, loaded(library(None, "")))
    bot.start()
    yield bot
    bot.stop()
    assert bot.problems == []


def test_whoever_leaves_ends_what_is_fetched_for_her_and_for_nobody_else(
    fakegram: Fakegram, inside: Inside
) -> None:
    she, other = inside.person(1), inside.person(2)
    to_menu(she)
    she.send_file("photo")
    fakegram.until(lambda: fakegram.pending() == 0)
    fakegram.fault("delay", method="getFile", wait=2)
    fakegram.fault("delay", method="getFile", wait=2)
    hers, others = (inside.fetching(f"{one.id}:none") for one in (she, other))
    fakegram.until(lambda: len(fakegram.calls("getFile")) == 2)
    she.say("exit")
    gone(she)
    assert isinstance(hers.exception(1), FileGone)
    assert not others.done()
    assert isinstance(others.exception(20), FileGone), "nobody knows this file"


def test_a_file_as_the_first_thing_gets_the_first_message(running: RunningBot, she: Person) -> None:
    begin(she)
    she.tap(CLOSE)
    gone(she)
    file = she.send_file("photo")
    running.fakegram.until(lambda: is_below(she, file, "Can you read on your own right now?"))
    she.say("exit")
    gone(she)
    assert never_fetches(running.fakegram)
