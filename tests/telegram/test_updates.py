"""Updates are read strictly; of each a few fields are kept, and never a name or a picture."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.channels.telegram.sent import FILES
from bot.channels.telegram.updates import Update, chat_of, dump, load, number_of, read
from bot.core.uploads import Origin, Upload

NOW = 1_800_000_000
HER = 77
CANARIES = (
    "Aoife-name",
    "Byrne-last",
    "aoife_user",
    "caption-words",
    "file-id-1",
    "+353811",
    "en-x",
)
NAMED = {
    "id": HER,
    "is_bot": False,
    "first_name": CANARIES[0],
    "last_name": CANARIES[1],
    "username": CANARIES[2],
    "language_code": CANARIES[6],
}
PRIVATE = {"id": HER, "type": "private", "first_name": CANARIES[0], "username": CANARIES[2]}
FILE = {"file_id": CANARIES[4], "file_unique_id": "u", "phone_number": CANARIES[5]}
words = some.text(some.characters(exclude_categories=["Cs"]))
origins = some.builds(Origin, some.sampled_from(["user", "channel"]), words, words)
json_values = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=9),
    lambda inner: (
        some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)


def message(**content: Any) -> dict[str, Any]:
    """A message of hers."""
    return {"message_id": 5, "date": NOW - 3, "chat": PRIVATE, "from": NAMED, **content}


def tap(**content: Any) -> dict[str, Any]:
    """A tap of hers."""
    shown = message(text="a screen", caption=CANARIES[3])
    return {"id": "9", "from": NAMED, "message": shown, "chat_instance": "1", **content}


def member(kind: str, status: str) -> dict[str, Any]:
    """The bot's place in a chat changes."""
    there = {**PRIVATE, "type": kind, "title": CANARIES[0]}
    new = {"status": status, "user": NAMED}
    return {
        "chat": there,
        "from": NAMED,
        "date": NOW,
        "old_chat_member": new,
        "new_chat_member": new,
    }


# What is read


def test_what_she_types_is_read_with_its_message_and_its_date() -> None:
    found = read({"update_id": 1, "message": message(text="hello")}, NOW)
    assert found == Update(id=1, kind="said", chat=HER, date=NOW - 3, message=5, text="hello")


def test_a_tap_has_the_date_of_its_arrival_since_it_has_none_of_its_own() -> None:
    found = read({"update_id": 1, "callback_query": tap(data="v.1")}, NOW)
    assert found == Update(id=1, kind="pressed", chat=HER, date=NOW, text="v.1", tap="9")


def test_a_tap_on_a_message_that_is_not_there_any_more_is_read() -> None:
    gone = {"chat": PRIVATE, "message_id": 5, "date": 0}
    assert read({"update_id": 1, "callback_query": tap(data="close", message=gone)}, NOW)


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_read_as_what_it_is(kind: str) -> None:
    content = message(**{kind: [FILE] if kind == "photo" else FILE}, caption=CANARIES[3])
    found = read({"update_id": 1, "message": content}, NOW)
    assert found is not None
    assert (found.kind, found.text) == ("offered", kind)


def test_an_animation_is_not_taken_for_the_document_it_also_is() -> None:
    found = read({"update_id": 1, "message": message(animation=FILE, document=FILE)}, NOW)
    assert found is not None
    assert found.text == "animation"


@pytest.mark.parametrize(
    ("kind", "status", "read_as"),
    [
        ("private", "kicked", "blocked"),
        ("private", "member", "unblocked"),
        ("group", "member", "elsewhere"),
        ("supergroup", "kicked", "elsewhere"),
        ("channel", "administrator", "elsewhere"),
    ],
)
def test_the_bots_place_in_a_chat_is_read(kind: str, status: str, read_as: str) -> None:
    found = read({"update_id": 1, "my_chat_member": member(kind, status)}, NOW)
    assert found is not None
    assert (found.kind, found.text) == (read_as, str(status == "kicked"))


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
@pytest.mark.parametrize("field", ["message", "edited_message"])
def test_of_words_in_a_group_nothing_is_kept(kind: str, field: str) -> None:
    content = message(text="words of a group", chat={"id": -4, "type": kind, "title": "T"})
    found = read({"update_id": 1, field: content}, NOW)
    assert found is not None
    assert (found.kind, found.chat, found.text) == ("elsewhere", -4, "")


# What is dropped


@pytest.mark.parametrize(
    "content",
    [
        {"message": message(text="hello", forward_origin={"sender_user_name": CANARIES[0]})},
        {"message": message(sticker=FILE, caption=CANARIES[3])},
        {"edited_message": message(text="hello", via_bot=NAMED)},
        {"edited_message": message(sticker=FILE, caption=CANARIES[3])},
        {"message": message(sticker={**FILE, "file_name": CANARIES[3]})},
        {"message": message(text="hello", contact={**FILE, "first_name": CANARIES[0]})},
        {"message": message(text="hello", reply_to_message=message(text=CANARIES[3]))},
        {"callback_query": tap(data="v.1")},
        {"my_chat_member": member("private", "kicked")},
        {"my_chat_member": member("group", "member")},
    ],
)
def test_nothing_of_whoever_sends_is_kept_and_no_picture_but_a_file_to_be_fetched(
    content: dict[str, Any],
) -> None:
    found = read({"update_id": 1, **content}, NOW)
    assert found is not None
    kept = dump(found).decode()
    assert not [canary for canary in CANARIES if canary in kept]
    assert load(dump(found)) == found


def test_nothing_she_said_is_in_what_an_update_shows_of_itself() -> None:
    found = read({"update_id": 1, "message": message(text="my secret words")}, NOW)
    assert "secret" not in repr(found)
    assert str(HER) not in repr(found)


@pytest.mark.parametrize("kind", [kind for kind in FILES if kind not in ("photo", "venue")])
def test_neither_a_file_nor_its_words_are_in_what_an_update_shows_of_itself(kind: str) -> None:
    place = {"latitude": 53.3, "longitude": -6.2, "first_name": CANARIES[0]}
    told = message(**{kind: {**FILE, **place, "file_name": CANARIES[1]}}, caption=CANARIES[3])
    shown = repr(read({"update_id": 1, "message": told}, NOW))
    assert not [canary for canary in (*CANARIES, "53.3", str(HER)) if canary in shown]


def test_a_letter_of_an_older_version_is_read() -> None:
    old = b'{"id":1,"kind":"offered","chat":77,"date":9,"message":5,"text":"photo"}'
    assert load(old) == Update(id=1, kind="offered", chat=77, date=9, message=5, text="photo")


@given(
    number=some.integers(0, 2**62),
    kind=some.sampled_from(["said", "edited", "pressed", "offered", "blocked", "unblocked"]),
    chat=some.integers(-(2**52), 2**52),
    text=some.text(some.characters(exclude_categories=["Cs"])),
    message=some.none() | some.integers(1, 2**31),
    upload=some.none() | some.builds(Upload, some.sampled_from(FILES), origin=origins),
    origin=some.none() | origins,
)
def test_what_is_kept_is_read_back_as_it_was(  # all there is
    number: int,
    kind: Any,
    chat: int,
    text: str,
    message: int | None,
    upload: Upload | None,
    origin: Origin | None,
) -> None:
    more: Any = {"changed": NOW, "origin": origin, "upload": upload}
    update = Update(id=number, kind=kind, chat=chat, date=NOW, message=message, text=text, **more)
    assert load(dump(update)) == update


# What can't be read


@given(json_values)
def test_anything_at_all_is_read_or_refused_and_never_breaks(value: object) -> None:
    assert read(value, NOW) is None or isinstance(value, dict)
    number_of(value)
    chat_of(value)


@given(
    some.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]),
    json_values,
)
def test_an_update_of_any_content_is_read_or_refused(kind: str, value: object) -> None:
    found = read({"update_id": 7, kind: value}, NOW)
    assert found is None or load(dump(found)) == found
    assert number_of({"update_id": 7, kind: value}) == 7


@given(some.fixed_dictionaries({}, optional=dict.fromkeys(message(text="a"), json_values)))
def test_a_message_with_any_field_spoilt_is_read_or_refused(spoilt: dict[str, object]) -> None:
    untrusted = {"update_id": 7, "message": message(text="a") | spoilt}
    found = read(untrusted, NOW)
    assert found is None or load(dump(found)) == found
    json.dumps(untrusted).encode()


@pytest.mark.parametrize(
    "spoilt",
    [
        {"message": message(text=5)},
        {"message": {**message(text="a"), "message_id": "5"}},
        {"message": {**message(text="a"), "date": None}},
        {"message": {**message(text="a"), "chat": {"id": HER, "type": "room"}}},
        {"message": message(text="\ud800")},
        {"message": {**message(text="a"), "message_id": 2**63}},
        {"callback_query": tap(data="\ud800")},
        {"callback_query": {"id": 9, "from": NAMED}},
        {"inline_query": {"id": "1", "query": "words"}},
        {},
    ],
)
def test_an_update_that_can_not_be_read_is_known_by_its_number(spoilt: dict[str, Any]) -> None:
    untrusted = {"update_id": 7, **spoilt}
    assert read(untrusted, NOW) is None
    assert number_of(untrusted) == 7
    if "message" in spoilt or "callback_query" in spoilt:
        assert chat_of(untrusted) == HER


@pytest.mark.parametrize("number", [None, "7", True, 7.0, 2**63])
def test_what_has_no_number_has_none(number: object) -> None:
    assert number_of({"update_id": number}) is None
    assert number_of([]) is None


def test_an_update_as_telegram_documents_it_may_hold_more_than_we_know() -> None:
    content = message(text="a", new_field=[1])
    assert read({"update_id": 1, "message": content}, NOW) is not None
