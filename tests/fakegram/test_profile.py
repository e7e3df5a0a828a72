"""What the bot says of itself, as she sees it: the narrowest scope and her own language win."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakegram.person import Fakegram, Person
from tests.fakegram.plain_bot import PlainBot

ANA = 77
HERS = {"type": "chat", "chat_id": ANA}
PRIVATE = {"type": "all_private_chats"}


def commands(*names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": name.title()} for name in names]


def names(found: list[dict[str, Any]]) -> list[str]:
    return [command["command"] for command in found]


@pytest.mark.parametrize("text", ["Name", "Description", "ShortDescription"])
def test_texts_are_kept_by_language(
    fakegram: Fakegram, ana: Person, bot: PlainBot, text: str
) -> None:
    key = {"ShortDescription": "short_description"}.get(text, text.lower())
    bot.ask(f"setMy{text}", **{key: "Notes and information"})
    bot.ask(f"setMy{text}", **{key: "Notizen"}, language_code="de")
    assert bot.ask(f"getMy{text}", language_code="de") == {key: "Notizen"}
    assert bot.ask(f"getMy{text}", language_code="fr") == {key: "Notes and information"}
    assert ana.profile()[key] == "Notes and information"
    german = fakegram.person(5, language="de")
    german.start()
    assert german.profile()[key] == "Notizen"
    bot.ask(f"setMy{text}", language_code="de")
    assert german.profile()[key] == "Notes and information"


def test_commands_of_her_chat_come_before_all_others(ana: Person, bot: PlainBot) -> None:
    bot.ask("setMyCommands", commands=commands("help", "exit"))
    assert names(ana.profile()["commands"]) == ["help", "exit"]
    bot.ask("setMyCommands", commands=commands("menu"), scope=PRIVATE)
    assert names(ana.profile()["commands"]) == ["menu"]
    bot.ask("setMyCommands", commands=commands("notes"), scope=HERS)
    assert names(ana.profile()["commands"]) == ["notes"]
    assert names(bot.ask("getMyCommands")) == ["help", "exit"]
    bot.ask("deleteMyCommands", scope=HERS)
    assert names(ana.profile()["commands"]) == ["menu"]
    assert bot.ask("getMyCommands", scope=HERS) == []


def test_commands_in_her_language_come_first(fakegram: Fakegram, bot: PlainBot) -> None:
    german = fakegram.person(5, language="de")
    german.start()
    bot.ask("setMyCommands", commands=commands("help"))
    bot.ask("setMyCommands", commands=commands("hilfe"), language_code="de")
    assert names(german.profile()["commands"]) == ["hilfe"]


def test_commands_for_an_unknown_chat_are_an_error(bot: PlainBot) -> None:
    scope = {"type": "chat", "chat_id": 5}
    assert bot.call("setMyCommands", commands=commands("a"), scope=scope).status == 400


def test_a_command_listed_twice_is_a_breach(fakegram: Fakegram, bot: PlainBot) -> None:
    assert bot.call("setMyCommands", commands=commands("a", "a")).status == 400
    fakegram.forgive()


def test_the_menu_button_of_her_chat_comes_first(ana: Person, bot: PlainBot) -> None:
    assert bot.ask("getChatMenuButton", chat_id=ANA) == {"type": "default"}
    bot.ask("setChatMenuButton", menu_button={"type": "commands"})
    assert ana.profile()["menu_button"] == {"type": "commands"}
    bot.ask("setChatMenuButton", chat_id=ANA, menu_button={"type": "default"})
    assert bot.ask("getChatMenuButton", chat_id=ANA) == {"type": "commands"}
    assert bot.call("setChatMenuButton", chat_id=5).error == "Bad Request: chat not found"


def test_a_menu_button_for_an_app_is_not_modelled(fakegram: Fakegram, bot: PlainBot) -> None:
    button = {"type": "web_app", "text": "a", "web_app": {"url": "https://a.example"}}
    assert bot.call("setChatMenuButton", menu_button=button).status == 501
    fakegram.forgive()


def test_closing_is_refused_in_the_first_ten_minutes(fakegram: Fakegram, bot: PlainBot) -> None:
    refused = bot.call("close")
    assert refused.status == 429
    assert refused.retry_after is not None
    assert 590 <= refused.retry_after <= 600
    fakegram.advance(601)
    assert bot.ask("close") is True


def test_nothing_works_after_logging_out(ana: Person, bot: PlainBot) -> None:
    ana.say("lost")
    bot.ask("logOut")
    answer = bot.call("getUpdates")
    assert (answer.status, answer.error) == (400, "Logged out")
