"""The bot deletes for both sides, for 48 hours, and one old message spoils the batch."""

from __future__ import annotations

import pytest

from tests.fakegram.person import Fakegram, Person
from tests.fakegram.plain_bot import PlainBot

ANA = 77
HOUR = 3600
TOO_OLD = "Bad Request: message can't be deleted for everyone"


def send(bot: PlainBot) -> int:
    return int(bot.ask("sendMessage", chat_id=ANA, text="a")["message_id"])


def test_both_sides_messages_go(ana: Person, bot: PlainBot) -> None:
    said, sent = ana.say("mine"), send(bot)
    bot.ask("deleteMessage", chat_id=ANA, message_id=sent)
    assert bot.ask("deleteMessages", chat_id=ANA, message_ids=[said]) is True
    assert ana.texts() == ["/start"]
    assert [event["id"] for event in ana.history("deleted")] == [sent, said]


def test_unknown_ids_of_a_batch_are_skipped(ana: Person, bot: PlainBot) -> None:
    sent = send(bot)
    bot.ask("deleteMessages", chat_id=ANA, message_ids=[1, sent, sent, 999_999])
    assert bot.ask("deleteMessages", chat_id=ANA, message_ids=[sent, 1]) is True
    assert ana.texts() == ["/start"]


def test_an_unknown_single_message_is_an_error(ana: Person, bot: PlainBot) -> None:
    answer = bot.call("deleteMessage", chat_id=ANA, message_id=5)
    assert (answer.status, answer.error) == (400, "Bad Request: message to delete not found")


def test_one_message_over_48_hours_fails_the_whole_batch(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    old = send(bot)
    fakegram.advance(47 * HOUR)
    young = send(bot)
    fakegram.advance(HOUR + 60)
    answer = bot.call("deleteMessages", chat_id=ANA, message_ids=[young, old])
    assert (answer.status, answer.error) == (400, TOO_OLD)
    assert ana.texts() == ["/start", "a", "a"]
    bot.ask("deleteMessages", chat_id=ANA, message_ids=[young])
    assert bot.call("deleteMessage", chat_id=ANA, message_id=old).error == TOO_OLD
    assert ana.texts() == ["/start", "a"]


def test_a_message_just_under_48_hours_goes(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    sent = send(bot)
    fakegram.advance(48 * HOUR - 60)
    bot.ask("deleteMessages", chat_id=ANA, message_ids=[sent])
    assert ana.texts() == ["/start"]


def test_a_batch_takes_a_hundred(ana: Person, bot: PlainBot) -> None:
    ids = [send(bot) for _ in range(100)]
    bot.ask("deleteMessages", chat_id=ANA, message_ids=ids)
    assert ana.texts() == ["/start"]


def test_what_she_deleted_for_herself_is_still_there_for_the_bot(
    ana: Person, bot: PlainBot
) -> None:
    sent = send(bot)
    ana.delete_copies(sent)
    assert ana.texts() == ["/start"]
    assert bot.updates() == []  # nobody tells the bot
    bot.ask("editMessageText", chat_id=ANA, message_id=sent, text="b")
    assert ana.texts() == ["/start"]
    bot.ask("deleteMessage", chat_id=ANA, message_id=sent)


def test_a_chat_she_deleted_is_empty_for_her_alone(ana: Person, bot: PlainBot) -> None:
    sent = send(bot)
    ana.clear_chat()
    assert ana.visible() == []
    bot.ask("deleteMessage", chat_id=ANA, message_id=sent)
    send(bot)
    assert ana.texts() == ["a"]


@pytest.mark.parametrize("method", ["deleteMessage", "deleteMessages"])
def test_nothing_is_deleted_in_a_chat_that_is_not_there(bot: PlainBot, method: str) -> None:
    ids = {"message_id": 1} if method == "deleteMessage" else {"message_ids": [1]}
    assert bot.call(method, chat_id=5, **ids).error == "Bad Request: chat not found"
