"""The bot hears of groups and channels, and can leave them."""

from __future__ import annotations

import pytest

from tests.fakegram.person import Fakegram, Person
from tests.fakegram.plain_bot import PlainBot

ANA = 77


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_the_bot_is_added_to_a_group_and_leaves(ana: Person, bot: PlainBot, kind: str) -> None:
    ana.add_bot_to(-9, kind)
    joined, arrived = bot.drain()
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert joined["my_chat_member"]["chat"]["type"] == kind
    assert arrived["message"]["new_chat_members"][0]["is_bot"]
    bot.ask("leaveChat", chat_id=-9)
    (left,) = bot.drain()
    assert left["my_chat_member"]["new_chat_member"]["status"] == "left"
    answer = bot.call("sendMessage", chat_id=-9, text="a")
    assert answer.error == f"Forbidden: bot is not a member of the {kind} chat"


def test_in_a_group_only_commands_are_heard(ana: Person, bot: PlainBot) -> None:
    ana.add_bot_to(-9)
    bot.drain()
    ana.say_in(-9, "hello all")
    ana.say_in(-9, "/start")
    (update,) = bot.drain()
    assert (update["message"]["text"], update["message"]["chat"]["id"]) == ("/start", -9)


def test_the_bot_is_made_administrator_of_a_channel(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    ana.add_bot_to(-1_000_000_000_009, "channel")
    ana.say_in(-1_000_000_000_009, "news")
    joined, post = bot.drain()
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert "from" not in post["channel_post"]
    assert bot.call("sendMessage", chat_id=-1_000_000_000_009, text="a").status == 501
    assert len(fakegram.forgive()) == 1
    bot.ask("leaveChat", chat_id=-1_000_000_000_009)


def test_a_bot_that_was_thrown_out_is_told_and_silent(ana: Person, bot: PlainBot) -> None:
    ana.add_bot_to(-9)
    ana.remove_bot_from(-9)
    assert bot.drain()[-1]["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    answer = bot.call("sendMessage", chat_id=-9, text="a")
    assert answer.error == "Forbidden: bot was kicked from the group chat"


def test_a_private_chat_is_not_left(ana: Person, bot: PlainBot) -> None:
    assert bot.call("leaveChat", chat_id=ANA).status == 400


def test_deleting_in_groups_is_not_modelled(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    ana.add_bot_to(-9)
    sent = bot.ask("sendMessage", chat_id=-9, text="a")["message_id"]
    assert bot.call("deleteMessage", chat_id=-9, message_id=sent).status == 501
    fakegram.forgive()
