"""What tests do at a person's own lock, on Telegram: set it up, come to its door, and tap a PIN."""

from __future__ import annotations

import re

from tests.fakegram.person import Person
from tests.telegram.talk import begin, say, tap

PIN, DURESS, WRONG = "482915", "730184", "999888"
DOOR = "This part is for you alone."
NO_LOCK, LOCKED = "No lock is set here.", "A lock is set here."
LONGEST_WORD = 8
HELD = "Telegram can read this chat."


def to_door(person: Person) -> None:
    """Come to the keys, from the first message."""
    begin(person)
    at_door(person)


def at_door(person: Person) -> None:
    """Come to the keys."""
    say(person, "/privacy", HELD)
    tap(person, "A lock of my own", DOOR)


def enter(person: Person, pin: str, shows: str) -> None:
    """Tap a PIN, one key after the other and without waiting, and then OK."""
    for digit in pin:
        person.tap(digit)
    tap(person, "OK", shows)


def give_words(person: Person) -> str:
    """Have eight words shown, and give back those that are asked for."""
    shown = tap(person, "Show me the words", "8. ").text
    words = re.findall(r"\d\. ([a-z]+)", shown)
    asked = tap(person, "I have written them down", "please type word number").text
    first = _wanted(asked)
    person.say(words[first - 1])
    person.fakegram.until(lambda: person.visible()[-1:] and _asks_another(person, first))
    person.say(words[_wanted(person.visible()[-1].text) - 1])
    return " ".join(words)


def _asks_another(person: Person, first: int) -> bool:
    text = person.visible()[-1].text
    return "please type word number" in text and _wanted(text) != first


def _wanted(text: str) -> int:
    found = re.search(r"word number (\d)", text)
    assert found, text
    return int(found[1])


def set_up(person: Person, *, duress: bool = False) -> str:
    """Set a PIN, and a duress PIN if wanted, as the shipped flow does; gives the eight words."""
    to_door(person)
    tap(person, "I have none", NO_LOCK)
    tap(person, "Set a lock", "Could anyone else open this phone")
    tap(person, "I am not sure", "It can also bring pressure")
    tap(person, "Go on", "First a way back.")
    tap(person, "Show me the words", "Here you get your eight words.")
    words = give_words(person)
    person.sees("What should open it?")
    tap(person, "A PIN", "Tap a new PIN")
    enter(person, PIN, "Now the same PIN once more.")
    enter(person, PIN, "It is set.")
    if duress:
        tap(person, "Yes, a second PIN", "Tap the second PIN")
        enter(person, DURESS, "Now the same PIN once more.")
        enter(person, DURESS, LOCKED)
    else:
        tap(person, "No", LOCKED)
    return words


def telling(secrets: set[str]) -> set[str]:
    """The secrets that stand nowhere by chance: one recovery word alone may be a table's name."""
    return {secret for secret in secrets if not secret.isalpha() or len(secret) > LONGEST_WORD}
