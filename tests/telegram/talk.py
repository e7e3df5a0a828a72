"""What tests do in a chat: tap or type, and wait for the one screen that should stand then."""

from __future__ import annotations

import time

from tests.fakegram.person import PATIENCE, Person
from tests.fakegram.seen import Seen
from tests.telegram.running import RunningBot

FIRST = (
    "Hello. This is an automatic service for information and private notes. Nobody is reading "
    "along, and it can't call anyone. Close clears what it can here, not the chat itself. Can you "
    "read on your own right now?"
)
"""The first message, the same for everybody."""
TICKS = "Does any of this fit you now?"
MENU = "What would help you now?"
CLOSE = "✖️ Close"
OPEN = ["back", "menu", "close", "language", "privacy"]
"""The commands where something is open."""
STRANGER = 1
MOMENT = 0.3
"""Seconds in which a bot that is not slowed down would have said something."""
DAY = 24 * 3600


def alone(person: Person, text: str, seconds: float = PATIENCE) -> Seen:
    """Wait until one screen with this text is all that is to be seen."""
    seen: list[Seen] = []

    def look() -> bool:
        seen[:] = person.visible()
        return len(seen) == 1 and seen[0].by_bot and text in seen[0].text

    try:
        person.fakegram.until(look, seconds)
    except AssertionError:
        texts = [(message.by_bot, message.text, message.labels) for message in seen]
        raise AssertionError(f"not {text!r} alone, but {texts}") from None
    return seen[0]


def tap(person: Person, label: str, shows: str) -> Seen:
    """Tap a button, and wait for the screen it leads to."""
    person.tap(label)
    return alone(person, shows)


def say(person: Person, text: str, shows: str) -> Seen:
    """Write something, and wait for the screen it leads to."""
    person.say(text)
    return alone(person, shows)


def begin(person: Person) -> Seen:
    """Start, and wait for the first message."""
    person.start()
    return alone(person, FIRST)


def to_menu(person: Person) -> Seen:
    """Come to the menu as most people do."""
    begin(person)
    tap(person, "Yes", TICKS)
    return tap(person, "None, or skip", MENU)


def gone(person: Person, seconds: float = PATIENCE) -> None:
    """Wait until nothing is to be seen any more."""
    person.fakegram.until(lambda: person.visible() == [], seconds)


def leave(person: Person) -> None:
    """Leave by the button, and wait until the chat is empty."""
    person.tap(CLOSE)
    gone(person)


def is_quiet(person: Person, seconds: float = MOMENT) -> None:
    """Check that nothing is said, edited or taken away for a moment."""
    before = len(person.history("sent", "edited", "deleted"))
    time.sleep(seconds)
    assert len(person.history("sent", "edited", "deleted")) == before


def sent(person: Person) -> int:
    """How many messages of the bot ever came to stand."""
    return len(person.history("sent"))


def commands(person: Person) -> list[str]:
    """The commands her menu shows."""
    return [listed["command"] for listed in person.profile()["commands"]]


def closed(person: Person) -> None:
    """Wait until her menu is that of somebody who never wrote."""
    stranger = person.fakegram.person(STRANGER)
    person.fakegram.until(lambda: person.profile() == stranger.profile(), 15)


def time_is_noticed(bot: RunningBot) -> None:
    """Wait until the bot has looked at what is due: a screen of somebody else was."""
    witness = bot.person(99)
    begin(witness)
    tap(witness, "Yes", TICKS)
    bot.advance(301)
    gone(witness, 15)
