"""What the bot says of itself: names, descriptions, commands, menu button, and taking leave."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from tests.fakegram.account import ABILITIES, BOT, in_language
from tests.fakegram.errors import Breach, NotModelled, bad_request, too_many
from tests.fakegram.methods.call import Call, Method

Json = dict[str, Any]
CLOSABLE_SECONDS = 600


def get_me(call: Call) -> Json:
    """Who the bot is."""
    return BOT | ABILITIES


def log_out(call: Call) -> bool:
    """Leave this server: from now on nothing works here, and nothing waits any more."""
    call.world.account.logged_out = True
    call.world.updates.clear()
    return True


def close(call: Call) -> bool:
    """Make ready to move; refused in the first ten minutes [API close]."""
    opened = call.world.account.launched_at + CLOSABLE_SECONDS
    left = math.ceil(opened - call.world.clock.now())
    if left > 0:
        raise too_many(left)
    return True


def leave_chat(call: Call) -> bool:
    """Leave a group or a channel."""
    chat = call.chat()
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    call.world.change_status(chat, "left", dict(BOT))
    return True


# Texts by language


def setter(texts: str, key: str) -> Callable[[Call], bool]:
    """Set a text in a language; an empty one removes it."""

    def set_text(call: Call) -> bool:
        kept = getattr(call.world.account, texts)
        kept[call.params.get("language_code", "")] = call.params.get(key, "")
        return True

    return set_text


def getter(texts: str, key: str) -> Callable[[Call], Json]:
    """Tell a text in a language."""

    def get_text(call: Call) -> Json:
        kept = getattr(call.world.account, texts)
        return {key: in_language(kept, call.params.get("language_code", ""))}

    return get_text


# Commands and the menu button


def _scope(call: Call) -> tuple[str, int, str]:
    scope = call.params.get("scope", {"type": "default"})
    if "user_id" in scope:
        raise NotModelled("commands for one member of a group")
    chat_id = scope.get("chat_id", 0)
    if chat_id and not call.world.chats.known(chat_id):
        raise bad_request("chat not found")
    return scope["type"], chat_id, call.params.get("language_code", "")


def set_my_commands(call: Call) -> bool:
    """The list of a scope; an empty one removes it."""
    names = [command["command"] for command in call.params["commands"]]
    if len(set(names)) < len(names):
        raise Breach("a command is listed twice")
    call.world.account.commands[_scope(call)] = call.params["commands"]
    return True


def delete_my_commands(call: Call) -> bool:
    """Remove the list of a scope, so that the one of a wider scope is seen."""
    call.world.account.commands.pop(_scope(call), None)
    return True


def get_my_commands(call: Call) -> list[Json]:
    """The list of exactly this scope and language."""
    return call.world.account.commands.get(_scope(call), [])


def set_chat_menu_button(call: Call) -> bool:
    """The button beside the input field, of one chat or of all."""
    chat_id = call.params.get("chat_id", 0)
    if chat_id and not call.world.chats.known(chat_id):
        raise bad_request("chat not found")
    button = call.params.get("menu_button", {"type": "default"})
    if button["type"] == "web_app":
        raise NotModelled("menu buttons that open a Web App")
    call.world.account.menus[chat_id] = button
    return True


def get_chat_menu_button(call: Call) -> Json:
    """The button of one chat, or the default one."""
    return call.world.account.seen_menu(call.params.get("chat_id", 0))


METHODS = (
    Method("getMe", get_me, "User"),
    Method("logOut", log_out, "True"),
    Method("close", close, "True"),
    Method("leaveChat", leave_chat, "True", "chat_id"),
    Method("setMyName", setter("names", "name"), "True", "name language_code"),
    Method("getMyName", getter("names", "name"), "BotName", "language_code"),
    Method(
        "setMyDescription",
        setter("descriptions", "description"),
        "True",
        "description language_code",
    ),
    Method(
        "getMyDescription",
        getter("descriptions", "description"),
        "BotDescription",
        "language_code",
    ),
    Method(
        "setMyShortDescription",
        setter("short_descriptions", "short_description"),
        "True",
        "short_description language_code",
    ),
    Method(
        "getMyShortDescription",
        getter("short_descriptions", "short_description"),
        "BotShortDescription",
        "language_code",
    ),
    Method("setMyCommands", set_my_commands, "True", "commands scope language_code"),
    Method("deleteMyCommands", delete_my_commands, "True", "scope language_code"),
    Method("getMyCommands", get_my_commands, "Array of BotCommand", "scope language_code"),
    Method("setChatMenuButton", set_chat_menu_button, "True", "chat_id menu_button"),
    Method("getChatMenuButton", get_chat_menu_button, "MenuButton", "chat_id"),
)
