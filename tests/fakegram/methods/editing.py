"""Edits messages of the bot: at any time, but not every kind [MessagesManager.cpp:23057-23190]."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.fakegram import media
from tests.fakegram.chat import Chat, Held
from tests.fakegram.errors import Breach, bad_request
from tests.fakegram.methods.call import Call, Method
from tests.fakegram.methods.content import caption_of, file_content, inline_keyboard, text_of

Json = dict[str, Any]
EDITING = "chat_id message_id reply_markup"
REPLACEABLE = ("text", "animation", "audio", "document", "photo", "video")
"""What `editMessageMedia` may replace, and a voice message is not among it [API]."""
TEXT = ("text", "entities", "link_preview_options")
CAPTION = ("caption", "caption_entities")
MEDIA = (*media.KINDS, *TEXT, *CAPTION, "has_media_spoiler")
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


def edit_text(call: Call) -> Json:
    """Another text."""
    chat, held = _editable(call)
    if held.kind != "text":
        raise bad_request("there is no text in the message to edit")
    if "text" not in call.params:
        raise Breach("message text is empty")
    options = call.params.get("link_preview_options")
    preview = {"link_preview_options": options} if options else {}
    return _change(call, chat, held, TEXT, {**text_of(call.params), **preview})


def edit_caption(call: Call) -> Json:
    """Another caption, or none."""
    chat, held = _editable(call)
    if held.kind not in media.KINDS:
        raise bad_request("there is no caption in the message to edit")
    return _change(call, chat, held, CAPTION, caption_of(call.params))


def edit_media(call: Call) -> Json:
    """Another file; the caption and the spoiler are those of the new one."""
    chat, held = _editable(call)
    if held.kind not in REPLACEABLE:
        raise bad_request("there is no media in the message to edit")
    new = call.params["media"]
    if new["type"] not in REPLACEABLE:
        raise Breach(f"a message can't be edited to {new['type']}")
    content = file_content(call, new["type"], new["media"], new)
    return _change(call, chat, held, MEDIA, content)


def edit_keyboard(call: Call) -> Json:
    """Other buttons, or none."""
    chat, held = _editable(call)
    return _change(call, chat, held, (), {})


def _editable(call: Call) -> tuple[Chat, Held]:
    if "chat_id" not in call.params or "message_id" not in call.params:
        raise Breach("message identifier is not specified")
    chat = call.chat()
    held = call.message(chat, "to edit")
    # Only the bot's own, and never again once a reply keyboard or ForceReply came with it
    # [MessagesManager.cpp:23062-23067].
    if not held.by_bot or not held.editable:
        raise bad_request("message can't be edited")
    return chat, held


def _change(call: Call, chat: Chat, held: Held, keys: Iterable[str], content: Json) -> Json:
    """Replace some keys and the keyboard, which vanishes if none is given."""
    replaced = {*keys, "reply_markup"}
    kept = {key: value for key, value in held.wire.items() if key not in replaced}
    new = {**kept, **content, **inline_keyboard(call.params)}
    if _shown(new) == _shown(held.wire):
        raise bad_request(NOT_MODIFIED)
    held.wire = {**new, "edit_date": call.world.clock.date()}
    text = new.get("text", new.get("caption", ""))
    chat.tell(call.world.clock.now(), "edited", id=held.id, kind=held.kind, text=text)
    return held.wire


def _shown(wire: Json) -> Json:
    return {key: value for key, value in wire.items() if key != "edit_date"}


METHODS = (
    Method(
        "editMessageText",
        edit_text,
        "Message",
        f"{EDITING} text parse_mode entities link_preview_options",
    ),
    Method(
        "editMessageCaption",
        edit_caption,
        "Message",
        f"{EDITING} caption parse_mode caption_entities",
    ),
    Method("editMessageMedia", edit_media, "Message", f"{EDITING} media"),
    Method("editMessageReplyMarkup", edit_keyboard, "Message", EDITING),
)
