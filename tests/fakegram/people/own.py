"""A person and her chat with the bot."""

from __future__ import annotations

from typing import Any

from tests.fakegram.chat import Chat, Held
from tests.fakegram.errors import WrongControl
from tests.fakegram.world import World

Json = dict[str, Any]
WHILE_AGO = 9000
"""How long ago, in seconds, something forwarded was first sent."""


def user(world: World, person: int) -> Json:
    """A person as messages name her."""
    unnamed = {"id": person, "is_bot": False, "first_name": f"Person {person}"}
    return world.people.setdefault(person, unnamed)


def meet(world: World, person: int) -> Chat:
    """Her chat with the bot, which is there once the bot knows of her."""
    known = user(world, person)
    names: Json = {key: known[key] for key in ("id", "first_name", "username") if key in known}
    return world.chats.open({**names, "type": "private"}, "new")


def chat_of(world: World, person: int) -> Chat:
    """Her chat with the bot, once she began it."""
    chat = meet(world, person)
    if chat.status == "new":
        raise WrongControl(f"person {person} has not started the bot")
    return chat


def writable(world: World, person: int) -> Chat:
    """Her chat, if her app lets her write."""
    chat = chat_of(world, person)
    if chat.status != "member":
        raise WrongControl(f"person {person} blocks the bot: only a start undoes that")
    return chat


def seen(chat: Chat, message: int) -> Held:
    """A message she sees."""
    held = chat.messages.get(message)
    if held is None or not held.seen:
        raise WrongControl(f"message {message} is not to be seen in chat {chat.id}")
    return held


def send(
    world: World, chat: Chat, person: int, content: Json, forwarded: Json | None = None
) -> Json:
    """Her message goes to the chat and to the bot."""
    # Where it comes from is told with the time it was sent there first.
    date = world.clock.date() - WHILE_AGO
    origin = {"forward_origin": {"date": date, **forwarded}} if forwarded else {}
    held = world.chats.put(chat, {**content, **origin}, user(world, person))
    return {"message": held.id, "update": world.report("message", dict(held.wire))}
