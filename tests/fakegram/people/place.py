"""A person's place: blocking and leaving, and what she can look at."""

from __future__ import annotations

from typing import Any

from tests.fakegram.account import in_language
from tests.fakegram.people.own import chat_of, user
from tests.fakegram.world import World

Json = dict[str, Any]


def block(world: World, person: int) -> int | None:
    """She stops the bot."""
    return world.change_status(chat_of(world, person), "kicked", user(world, person))


def unblock(world: World, person: int) -> int | None:
    """She lets the bot write again."""
    return world.change_status(chat_of(world, person), "member", user(world, person))


def delete_account(world: World, person: int) -> None:
    """She is gone from Telegram; the bot is not told."""
    chat_of(world, person).deactivated = True


def visible(world: World, chat: int) -> list[Json]:
    """What is to be seen in a chat, oldest first."""
    return world.chats.get(chat).visible(world.clock.now())


def history(world: World, chat: int) -> list[Json]:
    """Everything that ever happened in a chat."""
    return world.chats.get(chat).history


def keyboard(world: World, person: int) -> list[list[str]]:
    """The labels of the keyboard below her input field."""
    shown = chat_of(world, person).keyboard
    return [[button["text"] for button in row] for row in shown["keyboard"]] if shown else []


def profile(world: World, person: int) -> Json:
    """What she sees of the bot; the description fills an empty chat [API setMyDescription]."""
    account, language = world.account, user(world, person).get("language_code", "")
    return {
        "name": in_language(account.names, language),
        "description": in_language(account.descriptions, language),
        "short_description": in_language(account.short_descriptions, language),
        "commands": account.seen_commands(person, language),
        "menu_button": account.seen_menu(person),
    }


ACTIONS = (block, unblock, delete_account, visible, history, keyboard, profile)
