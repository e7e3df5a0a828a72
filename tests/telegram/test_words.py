"""What she typed is shown as she typed it, whatever it is, and never becomes a link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from bot.channels.telegram.screens import units
from tests.fakegram.errors import Refusal
from tests.fakegram.person import Fakegram, Person
from tests.fakegram.texts import cleaned
from tests.support import content_of, write_set
from tests.telegram.running import RunningBot

SET = {
    "home.yaml": """
        flow: home
        title: Home
        steps:
          start:
            say: Hello.
            choices:
              yes: Yes -> menu
              urgent: Urgent -> danger/start
          menu:
            say: This is the menu.
            choices:
              lines: Find a line -> lines/start
              note: Note it -> notes/start
              first: First screen -> start
    """,
    "notes.yaml": """
        flow: notes
        title: Notes
        steps:
          start:
            ask: What is it?
            as: text
            save: note
            goto: told
          told:
            marks: line
            say:
              - You wrote to https://example.org this.
              - "{note}"
              - That was all.
            choices:
              again: Again -> start
              finish: Finish -> over
          over:
            end: noted
    """,
}
TO_THE_NOTE = ("/start", "yes", "note it")
BEFORE, AFTER = "You wrote to https://example.org this.\n\n", "\n\nThat was all."
AT_ONCE = 10
"""People who write their notes at the same time."""
IN_CI = 4
"""Times that they do; the proof takes as many as it likes."""
PIECES = (
    *"*_`[]()~>#+-=|{}.!\\<>&\"'",
    "<b>bold</b>",
    "</code>",
    "&lt;",
    "```",
    "[a](tg://user?id=7)",
    "tg://user?id=7",
    "https://example.com/a?b=c",
    "example.org",
    "him@example.com",
    "@somebody",
    "/help",
    "#tag1",
    "$ABC",
    "{note}",
    "{name.__class__}",
    "%s",
    "👩‍👧‍👦",
    "🏳️‍🌈",
    "🇮🇪",
    "é",
    "\u200f",
    "\u202e",
    "\u2066",
    "שלום",
    "مرحبا",
    "\ufe0f",
    "\U0001f9d1\U0001f3fd",
    "\t",
    "\n",
    " ",
    "word",
)
MOST = 3_900
"""UTF-16 units of a note, so that it is shown in one message."""
_numbers = count(1)


WORDS = content_of(SET).words


def can_be_said(text: str) -> bool:
    """Whether her app would send it, and the bot would take it for a part of her note."""
    try:
        words = cleaned(text).text
    except Refusal:
        return False
    means_something = WORDS.meaning(words, free_text=True) is not None
    return not means_something and words.strip().casefold() not in (
        "",
        "done",
        "yes",
        "no",
        "go on",
    )


anything = some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
pieces = some.lists(some.one_of(some.sampled_from(PIECES), anything), min_size=1, max_size=6)
texts = pieces.map("".join).filter(can_be_said)
notes = some.lists(texts, min_size=1, max_size=40).filter(
    lambda note: sum(units(text) + 1 for text in note) < MOST
)


@contextmanager
def noting(fakegram: Fakegram, folder: Path) -> Iterator[RunningBot]:
    """A bot with the flows of this test."""
    write_set(folder / "flows", SET)
    bot = RunningBot(folder / "bot", fakegram, settings=f"flows: {folder / 'flows'}\n")
    bot.start()
    yield bot
    bot.stop()


def prove(fakegram: Fakegram, folder: Path, examples: int) -> None:
    """Let people write up to forty texts each, so many times, and read them back."""
    with noting(fakegram, folder) as bot:

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
        @given(some.lists(notes, min_size=AT_ONCE, max_size=AT_ONCE))
        @example([[piece] for piece in PIECES if can_be_said(piece)])
        def are_shown_as_typed(written: list[list[str]]) -> None:
            people = [bot.person(next(_numbers)) for _ in written]
            for person, note in zip(people, written, strict=True):
                writes(person, note)
            for person, note in zip(people, written, strict=True):
                reads(person, note)

        are_shown_as_typed()


def writes(person: Person, note: list[str]) -> None:
    """Write a note, message by message."""
    said = (*TO_THE_NOTE, *note, "Done")
    person.start()
    person.fakegram.many(*(("say", {"person": person.id, "text": text}) for text in said))


def reads(person: Person, note: list[str]) -> None:
    """Check that a note comes back as it was, in one message without a link made of it."""
    person.sees(AFTER.strip(), 15)
    wanted = "\n".join(cleaned(text).text.strip() for text in note)
    shown = [message for message in person.visible() if message.by_bot]
    assert "\n\n".join(message.text for message in shown) == f"{BEFORE}{wanted}{AFTER}"
    links = [entity for message in shown for entity in message.entities if entity["type"] != "code"]
    assert [link["type"] for link in links] == ["url"], "only the author's own address is a link"


def test_what_she_typed_is_shown_as_it_is_and_grows_no_link(
    fakegram: Fakegram, tmp_path: Path
) -> None:
    prove(fakegram, tmp_path, IN_CI)
