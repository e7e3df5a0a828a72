"""People send files, places and contacts, and forward what others wrote."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakegram.person import Fakegram, Person
from tests.fakegram.plain_bot import PlainBot
from tests.fakegram.wire import get

ANA = 77
SENDER = {"id": 5, "is_bot": False, "first_name": "Ben"}
CHANNEL = {"id": -1_000_000_000_005, "type": "channel", "title": "News"}
GROUP = {"id": -5, "type": "group", "title": "Family"}


def last(bot: PlainBot) -> dict[str, Any]:
    message: dict[str, Any] = bot.updates()[-1]["message"]
    return message


@pytest.mark.parametrize("kind", ["document", "audio", "video", "voice", "animation", "video_note"])
def test_every_kind_of_file_arrives(ana: Person, bot: PlainBot, kind: str) -> None:
    ana.send_file(kind, b"bytes")
    message = last(bot)
    assert bot.download(message[kind]["file_id"]) == b"bytes"
    assert ana.visible()[-1].kind == kind


def test_a_photo_arrives_in_sizes_the_last_being_what_was_sent(ana: Person, bot: PlainBot) -> None:
    ana.send_file("photo", b"\xff\xd8\xff picture", caption="it is him")
    message = last(bot)
    small, large = message["photo"]
    assert small["width"] < large["width"]
    assert message["caption"] == "it is him"
    assert bot.download(large["file_id"]) == b"\xff\xd8\xff picture"


def test_the_name_and_type_are_what_the_sender_says(ana: Person, bot: PlainBot) -> None:
    ana.send_file("document", told={"file_name": "../../a.exe", "mime_type": "image/png"})
    document = last(bot)["document"]
    assert (document["file_name"], document["mime_type"]) == ("../../a.exe", "image/png")
    assert "a.exe" not in bot.ask("getFile", file_id=document["file_id"])["file_path"]


def test_an_album_is_several_messages_with_one_mark(ana: Person, bot: PlainBot) -> None:
    for _ in range(3):
        ana.send_file("photo", album="13")
    messages = [update["message"] for update in bot.updates()]
    assert [message["media_group_id"] for message in messages] == ["13"] * 3
    assert len({message["message_id"] for message in messages}) == 3


def test_a_file_over_20_mb_cannot_be_fetched(ana: Person, bot: PlainBot) -> None:
    ana.send_file("video", size=(20 << 20) + 1)
    video = last(bot)["video"]
    assert video["file_size"] == (20 << 20) + 1
    answer = bot.call("getFile", file_id=video["file_id"])
    assert answer.error == "Bad Request: file is too big"


def test_a_link_to_a_file_ends_after_an_hour(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    said = ana.send_file("voice", b"OggS")
    file_id = last(bot)["voice"]["file_id"]
    path = bot.ask("getFile", file_id=file_id)["file_path"]
    bot.ask("deleteMessage", chat_id=ANA, message_id=said)
    fakegram.advance(3601)
    status, _ = get(f"{fakegram.base_file_url}{fakegram.token}/{path}")
    assert status == 404
    assert bot.download(file_id) == b"OggS"  # a new link, although the message is gone


def test_an_unknown_file_id_leads_nowhere(ana: Person, bot: PlainBot) -> None:
    assert "wrong file_id" in bot.call("getFile", file_id="none").error


def test_places_contacts_and_stickers_arrive(ana: Person, bot: PlainBot) -> None:
    ana.share_location(latitude=1.5, longitude=-2.0, live=60)
    assert last(bot)["location"] == {"latitude": 1.5, "longitude": -2.0, "live_period": 60}
    ana.share_contact(phone="+4912", first_name="Ben", user_id=5)
    assert last(bot)["contact"] == {"phone_number": "+4912", "first_name": "Ben", "user_id": 5}
    ana.send_sticker()
    assert last(bot)["sticker"]["type"] == "regular"
    ana.share_venue(title="The Lamp")
    assert last(bot)["venue"]["location"] == last(bot)["location"]
    kinds = [message.kind for message in ana.visible()[1:]]
    assert kinds == ["location", "contact", "sticker", "location"]


# Forwarding


@pytest.mark.parametrize(
    "origin",
    [
        {"type": "user", "sender_user": SENDER},
        {"type": "hidden_user", "sender_user_name": "Ben"},
        {"type": "chat", "sender_chat": GROUP},
        {"type": "channel", "chat": CHANNEL, "message_id": 3},
    ],
    ids=lambda origin: str(origin["type"]),
)
def test_a_forwarded_message_tells_its_origin_and_first_date(
    ana: Person, bot: PlainBot, origin: dict[str, Any]
) -> None:
    ana.say("he wrote this", forwarded=origin)
    ana.send_file("voice", forwarded=origin)
    for update in bot.updates():
        told = update["message"]["forward_origin"]
        assert told.items() >= origin.items()
        assert told["date"] < update["message"]["date"]


def test_an_origin_that_cannot_be_is_found_out(fakegram: Fakegram, ana: Person) -> None:
    ana.say("a", forwarded={"type": "user"})
    assert any("sender_user is missing" in broken for broken in fakegram.forgive())
