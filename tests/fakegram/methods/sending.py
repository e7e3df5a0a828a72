"""Sends messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakegram.methods.call import Call, Method
from tests.fakegram.methods.content import SENDING, file_content, place, text_of

Json = dict[str, Any]
CAPTION = "caption parse_mode caption_entities"


def send_message(call: Call) -> Json:
    """A text."""
    chat = call.chat()
    options = call.params.get("link_preview_options")
    preview = {"link_preview_options": options} if options else {}
    return place(call, chat, {**text_of(call.params), **preview})


def send_file(kind: str) -> Callable[[Call], Json]:
    """A file of a kind."""

    def send(call: Call) -> Json:
        chat = call.chat()
        named = call.params.get(kind, kind)
        return place(call, chat, file_content(call, kind, named, call.params))

    return send


def send_chat_action(call: Call) -> bool:
    """The bot seems to type or to upload."""
    chat = call.chat()
    chat.tell(call.world.clock.now(), "action", action=call.params["action"])
    return True


METHODS = (
    Method(
        "sendMessage",
        send_message,
        "Message",
        f"{SENDING} text parse_mode entities link_preview_options",
    ),
    Method("sendPhoto", send_file("photo"), "Message", f"{SENDING} photo {CAPTION} has_spoiler"),
    Method(
        "sendDocument",
        send_file("document"),
        "Message",
        f"{SENDING} document {CAPTION} disable_content_type_detection",
    ),
    Method(
        "sendAudio",
        send_file("audio"),
        "Message",
        f"{SENDING} audio {CAPTION} duration performer title",
    ),
    Method(
        "sendVideo",
        send_file("video"),
        "Message",
        f"{SENDING} video {CAPTION} duration width height has_spoiler supports_streaming",
    ),
    Method("sendVoice", send_file("voice"), "Message", f"{SENDING} voice {CAPTION} duration"),
    Method("sendChatAction", send_chat_action, "True", "chat_id action"),
)
