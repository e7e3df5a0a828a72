"""A person taps: buttons she sees, keyboards below, and buttons that are long gone."""

from __future__ import annotations

from typing import Any

from tests.fakegram.chat import Chat, Held
from tests.fakegram.errors import WrongControl
from tests.fakegram.people.own import seen, send, user, writable
from tests.fakegram.people.words import say
from tests.fakegram.world import World

Json = dict[str, Any]


def tap(world: World, person: int, label: str, message: int | None = None) -> Json:
    """She taps a button she sees: the newest one with this label, or the one of a message."""
    chat = writable(world, person)
    found = _button(chat, label, message)
    if found is None:
        return _tap_keyboard(world, chat, person, label)
    held, button = found
    if "callback_data" in button:
        return tap_token(world, person, held.id, button["callback_data"])
    if "copy_text" in button:
        return {"copied": button["copy_text"]["text"]}
    if "url" in button:
        return {"opened": button["url"]}
    if "disabled" in button:
        return {}
    raise WrongControl(f"fakegram does not model what {label!r} does")


def _button(chat: Chat, label: str, message: int | None) -> tuple[Held, Json] | None:
    chosen = [seen(chat, message)] if message is not None else reversed(chat.messages.values())
    for held in chosen:
        for button in held.buttons() if held.seen else ():
            if button["text"] == label:
                return held, button
    return None


def _tap_keyboard(world: World, chat: Chat, person: int, label: str) -> Json:
    """A reply keyboard writes its label into the chat: a message like any other."""
    rows = chat.keyboard["keyboard"] if chat.keyboard else []
    button = next((b for row in rows for b in row if b["text"] == label), None)
    if button is None:
        raise WrongControl(f"there is no button {label!r} to be seen in chat {chat.id}")
    if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
        chat.keyboard = None
    if button.get("request_contact"):
        return share_contact(world, person)
    if button.get("request_location"):
        return share_location(world, person)
    return say(world, person, label)


def tap_token(world: World, person: int, message: int, data: str) -> Json:
    """Her app sends any token for any message: an old one, a forged one, another person's.

    A message the bot can't see any more comes as inaccessible, with the date 0.
    """
    chat = writable(world, person)
    held = chat.messages.get(message)
    gone = {"chat": chat.wire, "message_id": message, "date": 0}
    query = {
        "id": world.taps.add(person),
        "from": user(world, person),
        "message": dict(held.wire) if held else gone,
        "chat_instance": f"{person}01",
        "data": data,
    }
    chat.tell(world.clock.now(), "tapped", id=message, data=data)
    return {"tap": query["id"], "update": world.report("callback_query", query)}


def answers(world: World, person: int) -> list[Json]:
    """What the bot answered to her taps, oldest first."""
    return [
        {"tap": tap.id, "answered": tap.answered, "text": tap.text, "alert": tap.alert}
        for tap in world.taps.made_by(person)
    ]


def share_contact(
    world: World,
    person: int,
    phone: str = "+10000000000",
    first_name: str = "",
    user_id: int | None = None,
    forwarded: Json | None = None,
) -> Json:
    """She sends a contact: herself, or somebody who may not be on Telegram."""
    herself = {"user_id": person, "first_name": user(world, person)["first_name"]}
    known = {"user_id": user_id} if user_id is not None else {}
    other = {"first_name": first_name, **known} if first_name else herself
    contact = {"contact": {"phone_number": phone, **other}}
    return send(world, writable(world, person), person, contact, forwarded)


def share_location(
    world: World,
    person: int,
    latitude: float = 0.0,
    longitude: float = 0.0,
    live: int | None = None,
    forwarded: Json | None = None,
) -> Json:
    """She sends a place, or her own for some seconds to come."""
    lasting = {} if live is None else {"live_period": live}
    place = {"location": {"latitude": latitude, "longitude": longitude, **lasting}}
    return send(world, writable(world, person), person, place, forwarded)


def share_venue(world: World, person: int, title: str = "Pub", address: str = "Quay 1") -> Json:
    """She sends a place that has a name; it comes as a plain place too [API Message.venue]."""
    place = {"latitude": 53.3, "longitude": -6.2}
    venue = {"location": place, "title": title, "address": address}
    return send(world, writable(world, person), person, {"venue": venue, "location": place})


ACTIONS = (tap, tap_token, answers, share_contact, share_location, share_venue)
