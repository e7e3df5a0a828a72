"""What is read of files, places, contacts, forwards and changes; no byte of a file is fetched."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.channels.telegram.sent import FILES
from bot.channels.telegram.updates import Update, dump, load, read
from bot.core.uploads import Origin, Upload
from tests.telegram.composing import messages
from tests.telegram.test_updates import HER, NOW, json_values, message

SENT = NOW - 3
HIDDEN = {"type": "hidden_user", "date": 9, "sender_user_name": "Ben"}
PLACE = {"latitude": 53.3498, "longitude": -6.26, "horizontal_accuracy": 12.5, "heading": 3}


def updated(**content: Any) -> Update:
    """What is read of a message of hers with this in it."""
    found = read({"update_id": 1, "message": message(**content)}, NOW)
    assert found is not None
    assert load(dump(found)) == found
    return found


def upload(**content: Any) -> Upload:
    """The file in it."""
    found = updated(**content).upload
    assert found is not None
    return found


def changed(**content: Any) -> Update:
    """What is read of a message that she changed into this."""
    found = read({"update_id": 1, "edited_message": message(**content)}, NOW)
    assert found is not None
    return found


# Files


@pytest.mark.parametrize("kind", ["document", "voice", "video", "audio", "video_note", "animation"])
def test_what_her_app_says_of_a_file_is_read(kind: str) -> None:
    told = {"file_id": "F1", "file_size": 7, "file_name": "a.pdf", "mime_type": "text/pdf"}
    assert upload(**{kind: {**told, "file_unique_id": "u", "duration": 3}}) == Upload(
        kind, f"{HER}:F1", 7, "a.pdf", "text/pdf", sent=SENT
    )


def test_of_a_photo_the_largest_size_is_read() -> None:
    sizes = [
        {"file_id": "small", "width": 90, "height": 60, "file_size": 900},
        {"file_id": "large", "width": 900, "height": 600, "file_size": 90_000},
        {"file_id": "middle", "width": 320, "height": 240, "file_size": 9_000},
    ]
    assert upload(photo=sizes) == Upload("photo", f"{HER}:large", 90_000, sent=SENT)


def test_a_place_and_a_contact_are_all_there_is_and_lead_to_no_file() -> None:
    place = upload(location=PLACE)
    assert (place.ref, place.content) == (
        "",
        '{"accuracy":"12.5","latitude":"53.3498","longitude":"-6.26"}',
    )
    contact = upload(contact={"phone_number": "+353", "first_name": "Ben", "user_id": 5})
    assert contact.content == '{"first_name":"Ben","phone":"+353"}'


def test_a_place_with_a_name_is_not_taken_for_the_plain_place_it_also_is() -> None:
    bare = {"latitude": 1e-7, "longitude": 2}
    venue = {"location": bare, "title": "The Lamp", "address": "Quay 1", "foursquare_id": "x"}
    found = upload(venue=venue, location=bare)
    assert found.kind == "venue"
    assert json.loads(found.content) == {
        "title": "The Lamp",
        "address": "Quay 1",
        "latitude": "0.0000001",
        "longitude": "2.0" if "2.0" in found.content else "2",
    }


def test_words_that_came_along_with_a_file_come_with_it() -> None:
    assert upload(document={"file_id": "F"}, caption="he sent me this").caption == "he sent me this"


def test_an_album_has_one_mark_which_is_neither_telegrams_nor_the_same_for_another() -> None:
    first = upload(photo=[{"file_id": "a"}], media_group_id="13690")
    second = upload(photo=[{"file_id": "b"}], media_group_id="13690")
    other = upload(photo=[{"file_id": "c"}], media_group_id="13691")
    assert first.album == second.album != other.album
    assert "13690" not in first.album
    elsewhere = {**message(photo=[{"file_id": "a"}], media_group_id="13690")}
    elsewhere["chat"] = {"id": HER + 1, "type": "private"}
    found = read({"update_id": 1, "message": elsewhere}, NOW)
    assert found is not None
    assert found.upload is not None
    assert found.upload.album != first.album


@pytest.mark.parametrize("kind", ["sticker", "poll", "dice", "story", "game"])
def test_what_can_not_be_taken_in_is_no_file(kind: str) -> None:
    found = updated(**{kind: {"file_id": "F"}})
    assert (found.kind, found.upload) == ("offered", None)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"photo": []},
        {"photo": {"file_id": "F"}},
        {"photo": [{"width": 1}]},
        {"document": {"file_id": 5}},
        {"document": {"file_id": "F", "file_size": -1}},
        {"document": {"file_id": "\ud800"}},
        {"voice": None},
        {"location": {"latitude": 91, "longitude": 0}},
        {"location": {"latitude": float("nan"), "longitude": 0}},
        {"contact": {"phone_number": None}},
        {"venue": {"title": "x"}},
    ],
)
def test_a_file_that_can_not_be_read_is_offered_all_the_same(spoilt: dict[str, Any]) -> None:
    found = updated(**spoilt, caption="words")
    assert (found.kind, found.text, found.upload) == ("offered", *spoilt, None)


@pytest.mark.parametrize("media", ["image/png\n<b>", "her words", "a/" + "b" * 99, "é/x"])
def test_a_kind_of_media_that_is_none_is_dropped(media: str) -> None:
    found = upload(document={"file_id": "F", "mime_type": media, "file_name": "a"})
    assert (found.media, found.name) == ("", "a")


# Forwards


@pytest.mark.parametrize(
    ("told", "origin"),
    [
        (
            {
                "type": "user",
                "date": 9,
                "sender_user": {"first_name": "Ben", "last_name": "B", "username": "ben_b"},
            },
            Origin("user", "Ben B", "ben_b", 9),
        ),
        (HIDDEN, Origin("hidden_user", "Ben", "", 9)),
        (
            {"type": "chat", "date": 9, "sender_chat": {"title": "Us", "username": "us_all"}},
            Origin("chat", "Us", "us_all", 9),
        ),
        (
            {"type": "channel", "date": 9, "chat": {"title": "News"}, "message_id": 3},
            Origin("channel", "News", "", 9),
        ),
    ],
)
def test_where_a_message_was_forwarded_from_is_read(told: dict[str, Any], origin: Origin) -> None:
    assert updated(text="hello", forward_origin=told).origin == origin
    assert upload(document={"file_id": "F"}, forward_origin=told).origin == origin


@given(json_values | some.just({**HIDDEN, "type": "somebody"}) | some.just({**HIDDEN, "date": "9"}))
def test_an_origin_that_can_not_be_read_loses_no_word_and_no_file(spoilt: object) -> None:
    said = updated(text="he wrote this", forward_origin=spoilt)
    assert (said.kind, said.text, said.origin) == ("said", "he wrote this", None)
    assert upload(document={"file_id": "F"}, forward_origin=spoilt).ref == f"{HER}:F"


# Changes


def test_a_change_of_words_is_read_with_its_own_time() -> None:
    found = changed(text="b", edit_date=NOW)
    assert (found.kind, found.text, found.date, found.changed) == ("edited", "b", SENT, NOW)


def test_words_of_a_file_can_be_changed_and_taken_away() -> None:
    found = changed(document={"file_id": "F"}, caption="b", edit_date=NOW)
    assert (found.kind, found.text, found.changed) == ("captioned", "b", NOW)
    bare = changed(photo=[{"file_id": "F"}], edit_date=NOW)
    assert (bare.kind, bare.text, bare.changed) == ("captioned", "", NOW)


def test_a_place_that_moves_is_no_change_of_what_she_wrote() -> None:
    assert changed(location=PLACE, edit_date=NOW).changed == 0


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_of_a_file_in_a_group_nothing_is_kept(kind: str) -> None:
    there = message(document={"file_id": "F"}, caption="words", chat={"id": -4, "type": kind})
    for field in ("message", "edited_message"):
        found = read({"update_id": 1, field: there}, NOW)
        assert found is not None
        assert (found.kind, found.text, found.upload) == ("elsewhere", "", None)


# Anything


@settings(max_examples=150, deadline=None)
@given(messages())
def test_whatever_the_bot_api_describes_is_read(untrusted: dict[str, Any]) -> None:
    for field in ("message", "edited_message"):
        found = read({"update_id": 7, field: untrusted}, NOW)
        assert found is not None
        assert load(dump(found)) == found


@given(some.sampled_from(FILES), json_values, json_values)
def test_a_file_of_any_content_is_offered(kind: str, value: object, more: object) -> None:
    content: dict[str, Any] = {kind: value, "media_group_id": more, "caption": more}
    found = updated(**content)
    assert (found.kind, found.text) == ("offered", kind)
