"""A small flow that says everything it was told, so that a lost or doubled word can be seen."""

from __future__ import annotations

from tests.fakegram.person import Person
from tests.fakegram.seen import Seen
from tests.telegram.running import RunningBot

FLOWS = {
    "home.yaml": """\
        flow: home
        title: Home
        steps:
          start:
            say: Hello there.
            choices:
              yes: Yes -> notes/start
              urgent: Urgent -> danger/start
          menu:
            say: This is the menu.
            choices:
              notes: Notes -> notes/start
              lines: Find a line -> lines/start
              first: First screen -> start
        """,
    "notes.yaml": """\
        flow: notes
        title: Notes
        steps:
          start:
            marks: line
            ask: "First ⟦{first}⟧. Second ⟦{second}⟧. What is the first?"
            as: text
            save: first
            goto: second
          second:
            ask: "First ⟦{first}⟧. Second ⟦{second}⟧. What is the second?"
            as: text
            save: second
            goto: shown
          shown:
            say: "First ⟦{first}⟧. Second ⟦{second}⟧."
            end: kept
        """,
}
UNSAID = "(not said)"


def begin(person: Person, *, reading: str = "one_screen") -> None:
    """Come to the first question, with one way to read or the other."""
    person.start()
    shown(person, "Hello there.")
    if reading == "new_messages":
        choose_new_messages(person)
    person.tap("Yes")
    shown(person, "What is the first?")


def choose_new_messages(person: Person) -> None:
    """Choose to have each step as a new message, and come back."""
    person.say("/language")
    shown(person, "Only English")
    person.tap("New messages")
    shown(person, "Hello there.")


def shown(person: Person, text: str, seconds: float = 60) -> Seen:
    """Wait until the bot shows a text."""
    found: list[Seen] = []

    def look() -> bool:
        found[:] = [seen for seen in person.visible() if seen.by_bot and text in seen.text]
        return bool(found)

    person.fakegram.until(look, seconds)
    return found[-1]


def told(person: Person) -> list[str]:
    """What the newest screen says that she told it, a line each, in order."""
    screens = [seen.text for seen in person.visible() if seen.by_bot]
    whole = "\n".join(screens)
    newest = whole.rfind("First ⟦")
    if newest < 0:
        return []
    parts = [part.split("⟧")[0] for part in whole[newest:].split("⟦")[1:3]]
    return [line for part in parts for line in part.splitlines() if line != UNSAID]


def tells(person: Person, words: list[str], seconds: float) -> bool:
    """Wait until she is told all of what she said, once, in whatever order."""
    wanted = sorted(words)
    try:
        person.fakegram.until(lambda: sorted(told(person)) == wanted, seconds)
    except AssertionError:
        return False
    return True


def many(bot: RunningBot, first: int, count: int) -> list[Person]:
    """Several people, each at her first question."""
    people = [bot.person(number) for number in range(first, first + count)]
    for person in people:
        person.start()
    for person in people:
        shown(person, "Hello there.", 30)
        person.tap("Yes")
    for person in people:
        shown(person, "What is the first?", 30)
    return people
