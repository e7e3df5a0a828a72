"""The bot changes its own messages, at any age, unless a reply keyboard came with them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakegram.person import Fakegram, Person
from tests.fakegram.plain_bot import PlainBot
from tests.fakegram.request import Upload

ANA = 77
YES = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
PNG = Upload("a.png", b"\x89PNG\r\n\x1a\n")
NEVER = "Bad Request: message can't be edited"


def send(bot: PlainBot, **values: Any) -> int:
    sent = bot.ask("sendMessage", chat_id=ANA, **{"text": "a", **values})
    return int(sent["message_id"])


def test_an_edit_replaces_text_and_buttons_in_place(ana: Person, bot: PlainBot) -> None:
    message = send(bot, reply_markup=YES, protect_content=True)
    bot.ask("editMessageText", chat_id=ANA, message_id=message, text="b")
    seen = ana.visible()[-1]
    assert (seen.id, seen.text, seen.labels, seen.edited) == (message, "b", [], True)
    assert seen.protected
    assert [event["text"] for event in ana.history("sent", "edited")] == ["a", "b"]


def test_an_old_message_can_still_be_blanked(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    message = send(bot)
    fakegram.advance(400 * 24 * 3600)
    bot.ask("editMessageText", chat_id=ANA, message_id=message, text="·")
    assert ana.texts()[-1] == "·"


def test_the_same_content_is_not_modified(ana: Person, bot: PlainBot) -> None:
    message = send(bot, reply_markup=YES)
    for text in ("a", " a\n"):
        answer = bot.call(
            "editMessageText", chat_id=ANA, message_id=message, text=text, reply_markup=YES
        )
        assert answer.status == 400
        assert answer.error.startswith("Bad Request: message is not modified")
    bot.ask("editMessageText", chat_id=ANA, message_id=message, text="a")  # without the buttons
    assert ana.visible()[-1].labels == []


def test_only_the_buttons_change(ana: Person, bot: PlainBot) -> None:
    message = send(bot)
    where = {"chat_id": ANA, "message_id": message}
    bot.ask("editMessageReplyMarkup", **where, reply_markup=YES)
    assert ana.visible()[-1].labels == ["Yes"]
    again = bot.call("editMessageReplyMarkup", **where, reply_markup=YES)
    assert "not modified" in again.error
    bot.ask("editMessageReplyMarkup", **where)
    assert ana.visible()[-1].labels == []


@pytest.mark.parametrize(
    "markup",
    [
        {"keyboard": [[{"text": "Yes"}]]},
        {"remove_keyboard": True},
        {"force_reply": True},
    ],
)
def test_a_message_with_another_keyboard_can_never_be_edited(
    ana: Person, bot: PlainBot, markup: dict[str, Any]
) -> None:
    message = send(bot, reply_markup=markup)
    assert not ana.visible()[-1].editable
    where = {"chat_id": ANA, "message_id": message}
    assert bot.call("editMessageText", **where, text="b").error == NEVER
    assert bot.call("editMessageReplyMarkup", **where, reply_markup=YES).error == NEVER
    bot.ask("deleteMessage", **where)


def test_her_messages_cannot_be_edited(ana: Person, bot: PlainBot) -> None:
    said = ana.say("mine")
    assert bot.call("editMessageText", chat_id=ANA, message_id=said, text="b").error == NEVER


def test_an_unknown_message_is_not_found(ana: Person, bot: PlainBot) -> None:
    answer = bot.call("editMessageText", chat_id=ANA, message_id=5, text="b")
    assert answer.error == "Bad Request: message to edit not found"


def test_a_text_has_no_caption_and_a_file_no_text(ana: Person, bot: PlainBot) -> None:
    text = send(bot)
    file = bot.ask("sendDocument", {"document": PNG}, chat_id=ANA)["message_id"]
    answer = bot.call("editMessageText", chat_id=ANA, message_id=file, text="b")
    assert answer.error == "Bad Request: there is no text in the message to edit"
    answer = bot.call("editMessageCaption", chat_id=ANA, message_id=text, caption="b")
    assert answer.error == "Bad Request: there is no caption in the message to edit"


def test_a_caption_changes_and_goes(ana: Person, bot: PlainBot) -> None:
    file = bot.ask("sendDocument", {"document": PNG}, chat_id=ANA, caption="a")["message_id"]
    bot.ask("editMessageCaption", chat_id=ANA, message_id=file, caption="b")
    assert ana.texts()[-1] == "b"
    bot.ask("editMessageCaption", chat_id=ANA, message_id=file)
    assert ana.texts()[-1] == ""


def test_a_file_is_replaced_by_a_neutral_one(ana: Person, bot: PlainBot) -> None:
    message = bot.ask("sendPhoto", {"photo": PNG}, chat_id=ANA, caption="a")["message_id"]
    media = {"type": "document", "media": "attach://new"}
    values = {"chat_id": ANA, "message_id": message, "media": media}
    edited = bot.ask("editMessageMedia", {"new": PNG}, **values)
    assert "photo" not in edited
    seen = ana.visible()[-1]
    assert (seen.kind, seen.text) == ("document", "")


def test_a_voice_message_is_not_replaced(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    voice = bot.ask("sendVoice", {"voice": PNG}, chat_id=ANA)["message_id"]
    values = {"chat_id": ANA, "message_id": voice}
    photo = {"type": "photo", "media": "attach://new"}
    answer = bot.call("editMessageMedia", {"new": PNG}, **values, media=photo)
    assert answer.error == "Bad Request: there is no media in the message to edit"
    note = {"type": "voice_note", "media": "attach://new"}
    answer = bot.call("editMessageMedia", {"new": PNG}, **values, media=note)
    assert answer.status == 400
    fakegram.forgive()


def test_an_edit_without_text_is_a_breach(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    message = send(bot)
    assert bot.call("editMessageText", chat_id=ANA, message_id=message).status == 400
    assert len(fakegram.forgive()) == 1


def test_an_edit_that_waits_long_leaves_the_age_as_it_was(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    message = send(bot)
    fakegram.advance(3600)
    bot.ask("editMessageText", chat_id=ANA, message_id=message, text="b")
    assert 3600 <= ana.visible()[-1].age < 3660
