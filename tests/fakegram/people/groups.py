"""A person takes the bot into groups and channels, where it does not belong."""

from __future__ import annotations

from typing import Any

from tests.fakegram.account import BOT
from tests.fakegram.errors import WrongControl
from tests.fakegram.people.own import meet, user
from tests.fakegram.people.words import say
from tests.fakegram.texts import cleaned
from tests.fakegram.world import World

Json = dict[str, Any]
KINDS = ("group", "supergroup", "channel")


def add_bot(world: World, person: int, chat: int, kind: str = "group") -> None:
    """She adds the bot; in a channel it can only be an administrator."""
    if kind not in KINDS or chat >= 0:
        raise WrongControl(f"a {kind} with the number {chat} can't be")
    meet(world, person)
    place = world.chats.open({"id": chat, "type": kind, "title": f"A {kind}"}, "left")
    joined = "administrator" if kind == "channel" else "member"
    world.change_status(place, joined, user(world, person))
    if kind != "channel":
        arrival = world.chats.put(place, {"new_chat_members": [dict(BOT)]}, user(world, person))
        world.report("message", dict(arrival.wire))


def remove_bot(world: World, person: int, chat: int) -> None:
    """She throws the bot out."""
    world.change_status(world.chats.get(chat), "kicked", user(world, person))


def say_in(world: World, person: int, chat: int, text: str) -> Json:
    """She writes in a group; the bot only hears commands (privacy mode), or a post in a channel."""
    place = world.chats.get(chat)
    if place.private:
        return say(world, person, text)
    content = cleaned(text).wire("text", "entities")
    if place.wire["type"] == "channel":
        held = world.chats.put(place, content, None)
        return {"message": held.id, "update": world.report("channel_post", dict(held.wire))}
    held = world.chats.put(place, content, user(world, person))
    heard = text.startswith("/")
    update = world.report("message", dict(held.wire)) if heard else None
    return {"message": held.id, "update": update}


ACTIONS = (add_bot, remove_bot, say_in)
