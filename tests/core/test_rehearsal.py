"""Rehearsals, with which these tests play: they press what is there, and say so where it is not."""

from __future__ import annotations

import pytest

from bot.core.effects import Copy, Entry, Media, Notice, Text
from bot.core.events import Event, Offered
from bot.core.uploads import Upload
from bot.errors import FileGone
from bot.workshop.rehearsal import NoSuchButton, Rehearsal, lines
from tests.core.stage import base
from tests.core.waits import waiting


@pytest.mark.parametrize("name", ["day", "Name a day", "name a day."])
def test_a_button_is_pressed_by_its_words_or_by_what_it_means(name: str) -> None:
    assert waiting("a choice").tap(name).place == "a/day"


def test_a_button_that_is_not_there_can_t_be_pressed_and_the_others_are_named() -> None:
    with pytest.raises(NoSuchButton, match='no "Sing" here; there is: Tick some'):
        waiting("a choice").tap("Sing")


def test_without_a_screen_nothing_can_be_pressed() -> None:
    with pytest.raises(NoSuchButton, match="there is no screen"):
        Rehearsal(base()).tap("Yes")


def test_the_words_of_a_screen_are_all_but_its_buttons() -> None:
    assert list(lines(Text("One."))) == ["One."]
    assert list(lines(Notice("Kept."))) == ["Kept."]
    assert list(lines(Media("photo", "media/a.png", "A lock"))) == ["A lock"]
    assert list(lines(Entry(("A", "B"), (Copy("Copy 1", "1"),)))) == ["A", "B"]


def test_where_nobody_is_there_is_no_place_and_no_word() -> None:
    left = waiting("a text").leave()
    assert (left.place, left.words, left.labels) == ("", "", [])


def test_what_is_played_twice_is_the_same_twice() -> None:
    one, other = waiting("an offer"), waiting("an offer")
    assert (one.session, one.effects) == (other.session, other.effects)


def test_a_file_that_was_sent_can_be_fetched_by_its_reference_and_no_other_can() -> None:
    played, uploads = Noting(base()), list[Upload]()
    played.uploads = uploads
    played.send("document", b"bytes", "a.pdf", "words").send("voice").send("contact", b"{}")
    document, voice, contact = uploads
    assert (document.name, document.caption, document.size) == ("a.pdf", "words", 5)
    assert played.fetch(document.ref) == b"bytes"
    assert document.ref != voice.ref
    assert (contact.ref, contact.content) == ("", "{}")
    with pytest.raises(FileGone):
        played.fetch("")


class Noting(Rehearsal):
    """A rehearsal that notes what was sent."""

    uploads: list[Upload]

    def play(self, event: Event) -> Rehearsal:
        if isinstance(event, Offered) and event.upload is not None:
            self.uploads.append(event.upload)
        return super().play(event)
