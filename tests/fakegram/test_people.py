"""People start, write, block and leave; the bot hears what Telegram would tell it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakegram.person import ControlError, Fakegram, Person
from tests.fakegram.plain_bot import PlainBot

ANA = 77


def last(bot: PlainBot) -> dict[str, Any]:
    message: dict[str, Any] = bot.updates()[-1]["message"]
    return message


# Starting and blocking


def test_nobody_is_written_to_before_she_starts(fakegram: Fakegram, bot: PlainBot) -> None:
    fakegram.person(5)
    answer = bot.call("sendMessage", chat_id=5, text="a")
    assert (answer.status, answer.error) == (400, "Bad Request: chat not found")


def test_somebody_known_from_a_group_must_start_as_well(fakegram: Fakegram, bot: PlainBot) -> None:
    fakegram.person(5).add_bot_to(-9)
    answer = bot.call("sendMessage", chat_id=5, text="a")
    assert answer.status == 403
    assert answer.error == "Forbidden: bot can't initiate conversation with a user"


def test_a_start_can_carry_a_payload(fakegram: Fakegram, bot: PlainBot) -> None:
    person = fakegram.person(5, first_name="Bea", username="bea_b", language="de")
    person.start("abc")
    message = last(bot)
    assert message["text"] == "/start abc"
    assert message["from"]["language_code"] == "de"
    assert message["chat"] == {
        "id": 5,
        "type": "private",
        "first_name": "Bea",
        "username": "bea_b",
    }


@pytest.mark.parametrize(
    ("method", "values"),
    [
        ("sendMessage", {"text": "a"}),
        ("editMessageText", {"message_id": 1, "text": "a"}),
        ("deleteMessages", {"message_ids": [1]}),
        ("sendChatAction", {"action": "typing"}),
    ],
)
def test_a_blocked_bot_may_do_nothing(
    ana: Person, bot: PlainBot, method: str, values: dict[str, Any]
) -> None:
    ana.block()
    answer = bot.call(method, chat_id=ANA, **values)
    assert (answer.status, answer.error) == (403, "Forbidden: bot was blocked by the user")


def test_blocking_and_coming_back_are_told(ana: Person, bot: PlainBot) -> None:
    ana.block()
    with pytest.raises(ControlError, match="blocks the bot"):
        ana.say("a")
    ana.start()
    changes = [u["my_chat_member"] for u in bot.updates() if "my_chat_member" in u]
    statuses = [
        (change["old_chat_member"]["status"], change["new_chat_member"]["status"])
        for change in changes
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]
    bot.ask("sendMessage", chat_id=ANA, text="a")


def test_a_deleted_account_is_told_to_whoever_writes(ana: Person, bot: PlainBot) -> None:
    ana.delete_account()
    answer = bot.call("sendMessage", chat_id=ANA, text="a")
    assert (answer.status, answer.error) == (403, "Forbidden: user is deactivated")


# Writing


def test_a_changed_text_is_told(ana: Person, bot: PlainBot) -> None:
    said = ana.say("a")
    ana.edit(said, "b")
    update = bot.updates()[-1]["edited_message"]
    assert (update["message_id"], update["text"]) == (said, "b")
    assert update["edit_date"] >= update["date"]
    assert ana.texts()[-1] == "b"


def test_only_her_own_texts_can_be_changed(ana: Person, bot: PlainBot) -> None:
    sent = bot.ask("sendMessage", chat_id=ANA, text="a")["message_id"]
    with pytest.raises(ControlError, match="no text of hers"):
        ana.edit(sent, "b")


def test_the_words_of_a_file_can_be_changed_and_taken_away(ana: Person, bot: PlainBot) -> None:
    sent = ana.send_file("photo", caption="a")
    ana.edit_caption(sent, "b")
    assert last_edit(bot)["caption"] == "b"
    ana.edit_caption(sent, "")
    assert "caption" not in last_edit(bot)
    with pytest.raises(ControlError, match="no file of hers"):
        ana.edit_caption(ana.say("a"), "b")


def last_edit(bot: PlainBot) -> dict[str, Any]:
    """What she changed last."""
    edited: dict[str, Any] = bot.drain()[-1]["edited_message"]
    return edited


def test_an_answer_quotes_what_it_answers(ana: Person, bot: PlainBot) -> None:
    sent = bot.ask("sendMessage", chat_id=ANA, text="Where?")["message_id"]
    ana.say("Here", reply_to=sent)
    assert last(bot)["reply_to_message"]["text"] == "Where?"


@pytest.mark.parametrize("text", [" ", "x" * 4097])
def test_her_app_sends_no_text_that_is_empty_or_too_long(ana: Person, text: str) -> None:
    with pytest.raises(ControlError):
        ana.say(text)


def test_what_nobody_can_do_is_refused_to_the_test(fakegram: Fakegram, ana: Person) -> None:
    with pytest.raises(ControlError, match="no action 'dance'"):
        ana.does("dance")
    with pytest.raises(ControlError, match="unexpected keyword"):
        ana.does("say", text="a", loudly=True)
    with pytest.raises(ControlError, match="has not started"):
        fakegram.person(5).say("a")
    with pytest.raises(ControlError, match="not to be seen"):
        ana.delete_copies(5)
