"""What a message of the bot is made of: its text, its files, its keyboard, what it replies to."""

from __future__ import annotations

from typing import Any

from tests.fakegram.account import BOT
from tests.fakegram.chat import Chat, Held
from tests.fakegram.errors import Breach, NotModelled, bad_request
from tests.fakegram.files import Stored
from tests.fakegram.found import with_found
from tests.fakegram.html_text import from_html
from tests.fakegram.limits import utf16
from tests.fakegram.media import described, is_image
from tests.fakegram.methods.call import Call
from tests.fakegram.texts import Formatted, cleaned

Json = dict[str, Any]
TEXT_UNITS = 4096
CAPTION_UNITS = 1024
LARGEST_UPLOAD = 50 << 20
LARGEST_PHOTO = 10 << 20
MOST_BUTTONS = 100
"""Not documented; what people report of the server's "reply markup is too long"."""
SENDING = "chat_id disable_notification protect_content reply_parameters reply_markup"
"""The parameters that everything sent has."""


def text_of(values: Json) -> Json:
    """The text of a message."""
    found = _formatted(values, "text", "entities", TEXT_UNITS)
    return found.wire("text", "entities")


def caption_of(values: Json) -> Json:
    """The caption of a file, which may be left out."""
    found = _formatted(values, "caption", "caption_entities", CAPTION_UNITS)
    return found.wire("caption", "caption_entities")


def _formatted(values: Json, key: str, entities_key: str, most: int) -> Formatted:
    given = Formatted(values.get(key, ""), tuple(values.get(entities_key, ())))
    if values.get("parse_mode"):
        given = _parsed(given, values["parse_mode"])
    if utf16(given.text) > most:
        raise Breach(f"{key} is too long: {utf16(given.text)} characters, allowed are {most}")
    result = cleaned(given.text, given.entities, may_be_empty=key == "caption")
    return with_found(result)


def _parsed(given: Formatted, mode: str) -> Formatted:
    if given.entities:
        raise Breach("a text has a parse mode or entities, not both")
    if mode.lower() != "html":
        raise NotModelled(f"the parse mode {mode!r}")
    return from_html(given.text)


def file_of(call: Call, kind: str, named: str) -> Stored:
    """The file a call brings along or names by its id."""
    if named.startswith(("http://", "https://")):
        raise NotModelled("files that Telegram fetches from a URL")
    upload = call.files.get(named.removeprefix("attach://"))
    if upload is None:
        return call.world.files.known(named)
    _refuse_unfit(kind, upload.data)
    return call.world.files.keep(upload.data, kind)


def _refuse_unfit(kind: str, data: bytes) -> None:
    if not data:
        raise bad_request("file must be non-empty")
    if len(data) > LARGEST_UPLOAD:
        raise Breach("the file is larger than 50 MB", 413)
    if kind == "photo" and len(data) > LARGEST_PHOTO:
        raise Breach("the photo is larger than 10 MB")
    if kind == "photo" and not is_image(data):
        raise bad_request("IMAGE_PROCESS_FAILED")


def file_content(call: Call, kind: str, named: str, values: Json) -> Json:
    """A file with its caption, as a message holds them."""
    stored = file_of(call, kind, named)
    upload = call.files.get(named.removeprefix("attach://"))
    told = {"file_name": upload.name} if upload else {}
    content = {kind: described(call.world.files, kind, stored, {**told, **values})}
    spoiler = {"has_media_spoiler": True} if values.get("has_spoiler") else {}
    return {**content, **caption_of(values), **spoiler}


def inline_keyboard(values: Json) -> Json:
    """The inline keyboard as a message holds it; an empty one is none."""
    markup = values.get("reply_markup", {})
    if markup.get("force_reply") and ("inline_keyboard" in markup or "keyboard" in markup):
        raise NotModelled("force_reply beside a keyboard")
    rows = [row for row in markup.get("inline_keyboard", ()) if row]
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise Breach("reply markup is too long")
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def place(call: Call, chat: Chat, content: Json) -> Json:
    """Send: put the content into the chat with all that goes around it."""
    if chat.wire["type"] == "channel":
        raise NotModelled("posts in channels")
    values = call.params
    protected = {"has_protected_content": True} if values.get("protect_content") else {}
    reply = _reply(chat, values.get("reply_parameters"))
    held = call.world.chats.put(
        chat,
        {**content, **protected, **reply, **inline_keyboard(values)},
        dict(BOT),
        silent=bool(values.get("disable_notification")),
    )
    _take_keyboard(chat, held, values.get("reply_markup", {}))
    return held.wire


def _take_keyboard(chat: Chat, held: Held, markup: Json) -> None:
    """A keyboard that is not inline makes its message uneditable [MessagesManager.cpp:23062-67]."""
    if not markup or "inline_keyboard" in markup:
        return
    held.editable = False
    if "keyboard" in markup:
        chat.keyboard = markup
    elif "remove_keyboard" in markup:
        chat.keyboard = None


def _reply(chat: Chat, parameters: Json | None) -> Json:
    if parameters is None:
        return {}
    unknown = set(parameters) - {"message_id", "allow_sending_without_reply"}
    if unknown:
        raise NotModelled(f"replies with {', '.join(sorted(unknown))}")
    held = chat.messages.get(parameters["message_id"])
    if held is None and parameters.get("allow_sending_without_reply"):
        return {}
    if held is None:
        raise bad_request("message to be replied not found")
    # The quoted message comes without what it quotes itself.
    quoted = {key: value for key, value in held.wire.items() if key != "reply_to_message"}
    return {"reply_to_message": quoted}
