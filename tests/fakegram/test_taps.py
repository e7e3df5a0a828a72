"""Taps on buttons come as queries, which are answered once and soon."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakegram.person import ControlError, Fakegram, Person
from tests.fakegram.plain_bot import PlainBot

ANA = 77
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def send(bot: PlainBot, *labels: str) -> int:
    row = [{"text": label, "callback_data": label.lower()} for label in labels]
    markup = {"inline_keyboard": [row]}
    return int(bot.ask("sendMessage", chat_id=ANA, text="a", reply_markup=markup)["message_id"])


def last_tap(bot: PlainBot) -> dict[str, Any]:
    query: dict[str, Any] = bot.updates()[-1]["callback_query"]
    return query


def test_a_tap_tells_who_where_and_what(ana: Person, bot: PlainBot) -> None:
    message = send(bot, "Yes", "No")
    ana.tap("No")
    query = last_tap(bot)
    assert (query["from"]["id"], query["data"]) == (ANA, "no")
    assert query["message"]["message_id"] == message
    assert query["message"]["date"] > 0
    assert ana.texts() == ["/start", "a"]  # a tap leaves no trace in the chat


def test_the_newest_button_with_a_label_is_tapped(ana: Person, bot: PlainBot) -> None:
    first, second = send(bot, "Yes"), send(bot, "Yes")
    ana.tap("Yes")
    assert last_tap(bot)["message"]["message_id"] == second
    ana.tap("Yes", message=first)
    assert last_tap(bot)["message"]["message_id"] == first


def test_a_tap_is_answered_once(ana: Person, bot: PlainBot) -> None:
    send(bot, "Yes")
    tap = ana.tap("Yes")["tap"]
    assert ana.answers() == [{"tap": tap, "answered": False, "text": "", "alert": False}]
    bot.ask("answerCallbackQuery", callback_query_id=tap, text="Kept", show_alert=True)
    assert ana.answers() == [{"tap": tap, "answered": True, "text": "Kept", "alert": True}]
    assert bot.call("answerCallbackQuery", callback_query_id=tap).error == TOO_OLD


def test_a_tap_cannot_be_answered_after_150_seconds(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    send(bot, "Yes")
    tap = ana.tap("Yes")["tap"]
    fakegram.advance(151)
    assert bot.call("answerCallbackQuery", callback_query_id=tap).error == TOO_OLD
    assert bot.call("answerCallbackQuery", callback_query_id="1").error == TOO_OLD


def test_a_button_that_is_not_to_be_seen_cannot_be_tapped(ana: Person, bot: PlainBot) -> None:
    message = send(bot, "Yes")
    with pytest.raises(ControlError, match="no button 'No'"):
        ana.tap("No")
    bot.ask("editMessageText", chat_id=ANA, message_id=message, text="b")
    with pytest.raises(ControlError, match="no button 'Yes'"):
        ana.tap("Yes")


def test_a_token_of_an_older_screen_still_arrives(ana: Person, bot: PlainBot) -> None:
    message = send(bot, "Yes")
    bot.ask("editMessageText", chat_id=ANA, message_id=message, text="b")
    ana.tap_token(message, "yes")
    query = last_tap(bot)
    assert (query["data"], query["message"]["text"]) == ("yes", "b")


def test_a_token_for_a_deleted_message_comes_with_an_inaccessible_one(
    ana: Person, bot: PlainBot
) -> None:
    message = send(bot, "Yes")
    bot.ask("deleteMessage", chat_id=ANA, message_id=message)
    ana.tap_token(message, "forged")
    told = last_tap(bot)["message"]
    assert (told["message_id"], told["date"], set(told)) == (
        message,
        0,
        {"chat", "message_id", "date"},
    )


def test_copying_and_opening_tell_the_bot_nothing(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    row = [
        {"text": "Copy", "copy_text": {"text": "0800 123"}},
        {"text": "Open", "url": "https://help.example"},
        {"text": "Rest", "disabled": {}},
    ]
    bot.ask("sendMessage", chat_id=ANA, text="a", reply_markup={"inline_keyboard": [row]})
    assert ana.tap("Copy") == {"copied": "0800 123"}
    assert ana.tap("Open") == {"opened": "https://help.example"}
    assert ana.tap("Rest") == {}
    assert fakegram.pending() == 0


def test_a_reply_keyboard_writes_its_label_into_the_chat(ana: Person, bot: PlainBot) -> None:
    keys = {"keyboard": [[{"text": "Yes"}, {"text": "My number", "request_contact": True}]]}
    bot.ask("sendMessage", chat_id=ANA, text="a", reply_markup=keys)
    assert ana.keyboard() == [["Yes", "My number"]]
    ana.tap("Yes")
    assert ana.texts()[-1] == "Yes"
    ana.tap("My number")
    assert bot.updates()[-1]["message"]["contact"]["user_id"] == ANA
    bot.ask("sendMessage", chat_id=ANA, text="b", reply_markup={"remove_keyboard": True})
    assert ana.keyboard() == []


def test_a_keyboard_for_one_use_is_gone_after_it(ana: Person, bot: PlainBot) -> None:
    keys = {"keyboard": [[{"text": "Where", "request_location": True}]], "one_time_keyboard": True}
    bot.ask("sendMessage", chat_id=ANA, text="a", reply_markup=keys)
    ana.tap("Where")
    assert ana.keyboard() == []
    assert "location" in bot.updates()[-1]["message"]
