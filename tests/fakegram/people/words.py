"""A person writes, changes what she wrote, and removes her own copies."""

from __future__ import annotations

from typing import Any

from tests.fakegram.errors import Refusal, WrongControl
from tests.fakegram.found import with_found
from tests.fakegram.limits import utf16
from tests.fakegram.people.own import chat_of, meet, seen, send, user, writable
from tests.fakegram.texts import Formatted, cleaned
from tests.fakegram.world import World

Json = dict[str, Any]
LONGEST = 4096
CAPTIONED = ("photo", "document", "audio", "video", "voice", "animation")


def introduce(
    world: World, person: int, first_name: str = "", username: str = "", language: str = ""
) -> None:
    """Say who a person is, before she starts."""
    told = {"first_name": first_name, "username": username, "language_code": language}
    user(world, person).update({key: value for key, value in told.items() if value})


def start(world: World, person: int, payload: str = "") -> Json:
    """She taps Start, or follows a link; it undoes a block as well."""
    chat = meet(world, person)
    if chat.status == "kicked":
        world.change_status(chat, "member", user(world, person))
    chat.status = "member"
    return say(world, person, f"/start {payload}".strip())


def say(
    world: World,
    person: int,
    text: str,
    reply_to: int | None = None,
    forwarded: Json | None = None,
) -> Json:
    """She writes a message, or forwards one."""
    chat = writable(world, person)
    reply = {} if reply_to is None else {"reply_to_message": dict(seen(chat, reply_to).wire)}
    reply.get("reply_to_message", {}).pop("reply_to_message", None)
    content = {**_typed(text).wire("text", "entities"), **reply}
    return send(world, chat, person, content, forwarded)


def edit(world: World, person: int, message: int, text: str) -> int | None:
    """She changes a text of hers."""
    chat = writable(world, person)
    held = seen(chat, message)
    if held.by_bot or held.kind != "text" or "forward_origin" in held.wire:
        raise WrongControl(f"message {message} is no text of hers")
    kept = {key: value for key, value in held.wire.items() if key not in ("text", "entities")}
    changed = _typed(text).wire("text", "entities")
    held.wire = {**kept, **changed, "edit_date": world.clock.date()}
    chat.tell(world.clock.now(), "reworded", id=held.id, text=changed["text"])
    return world.report("edited_message", dict(held.wire))


def edit_caption(world: World, person: int, message: int, caption: str) -> int | None:
    """She changes the words that came along with a file, or takes them away."""
    chat = writable(world, person)
    held = seen(chat, message)
    if held.by_bot or held.kind not in CAPTIONED or "forward_origin" in held.wire:
        raise WrongControl(f"message {message} is no file of hers that can have words")
    words = ("caption", "caption_entities")
    kept = {key: value for key, value in held.wire.items() if key not in words}
    changed = with_found(cleaned(caption, may_be_empty=True)).wire(*words)
    held.wire = {**kept, **changed, "edit_date": world.clock.date()}
    chat.tell(world.clock.now(), "reworded", id=held.id, text=caption)
    return world.report("edited_message", dict(held.wire))


def _typed(text: str) -> Formatted:
    if utf16(text) > LONGEST:
        raise WrongControl("her app would cut this text into several messages")
    try:
        return with_found(cleaned(text))
    except Refusal:
        raise WrongControl("her app would not send this text") from None


def delete_copies(world: World, person: int, messages: list[int]) -> None:
    """She deletes messages for herself; the bot is not told and can act on them as before."""
    chat = chat_of(world, person)
    for message in messages:
        seen(chat, message).seen = False


def clear_chat(world: World, person: int) -> None:
    """She deletes the whole chat, which in a bot's chat is for herself only [TD :8646-8649]."""
    chat = chat_of(world, person)
    chat.keyboard = None
    for held in chat.messages.values():
        held.seen = False


ACTIONS = (introduce, start, say, edit, edit_caption, delete_copies, clear_chat)
