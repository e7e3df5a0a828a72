"""What belongs to the bot itself: its token, what it is called, its commands, its webhook."""

from __future__ import annotations

from typing import Any

from tests.fakegram.clock import Clock

Json = dict[str, Any]
BOT_ID = 100_000_001
TOKEN = f"{BOT_ID}:" + "fakegram" * 4 + "abc"
"""Looks like a token, for the filters that must keep tokens out of logs."""
NAME = "Notes"
BOT: Json = {"id": BOT_ID, "is_bot": True, "first_name": NAME, "username": "fakegram_bot"}
ABILITIES: Json = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}


class Account:
    """The bot as Telegram knows it; texts are kept by language, "" for all others."""

    def __init__(self, clock: Clock) -> None:
        self.token = TOKEN
        self.launched_at = clock.now()
        self.logged_out = False
        self.names: dict[str, str] = {"": NAME}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self.commands: dict[tuple[str, int, str], list[Json]] = {}
        self.menus: dict[int, Json] = {}
        self.webhook: Json = {"url": ""}

    def revoke(self) -> str:
        """What @BotFather does on /revoke: the token is nobody's from now on, and a new one is."""
        number, _, secret = self.token.partition(":")
        self.token = f"{number}:{secret[1:]}{secret[0]}"
        return self.token

    def seen_commands(self, chat_id: int, language: str) -> list[Json]:
        """The list in a private chat: the narrowest scope, and in it her language, wins [API]."""
        for scope, chat in (("chat", chat_id), ("all_private_chats", 0), ("default", 0)):
            for spoken in (language, ""):
                if (scope, chat, spoken) in self.commands:
                    return self.commands[scope, chat, spoken]
        return []

    def seen_menu(self, chat_id: int) -> Json:
        """The menu button in a chat: its own, or else the one for all chats."""
        set_here = (self.menus.get(chat_id), self.menus.get(0))
        chosen = (button for button in set_here if button and button["type"] != "default")
        return next(chosen, {"type": "default"})


def in_language(texts: dict[str, str], language: str) -> str:
    """A text in a language, or else the one for all others."""
    return texts.get(language) or texts.get("", "")
