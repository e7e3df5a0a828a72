"""Reads updates: the few fields we need, strictly; whoever sends has no name here, and no picture.

What is kept of an update until its turn is an `Update` and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeGuard

from pydantic import Field, TypeAdapter, ValidationError

from bot.channels.telegram.sent import (
    MOST,
    Number,
    Small,
    Untrusted,
    Whole,
    caption_of,
    file_kind,
    origin_of,
    upload_of,
)
from bot.core.uploads import Origin, Upload

NOTED = (
    "message_auto_delete_timer_changed",
    "pinned_message",
    "chat_background_set",
    "write_access_allowed",
)
"""What Telegram itself notes in a chat, such as that messages will be deleted by themselves."""
CAPTIONED = frozenset({"photo", "voice", "video", "audio", "animation", "document"})
"""What words come along with, and can be changed or taken away later."""

Kind = Literal[
    "said",
    "edited",
    "captioned",
    "pressed",
    "offered",
    "noted",
    "blocked",
    "unblocked",
    "elsewhere",
    "unread",
]
"""What can come; `unread` are words for which there was no room, so that they were dropped.

`edited` is a text that she changed, and `captioned` are words that came along with a file.
"""


class _Chat(Small):
    id: Number
    type: Literal["private", "group", "supergroup", "channel"]


class _Message(Small):
    message_id: Number
    date: Number
    chat: _Chat
    text: Whole | None = Field(default=None, repr=False)
    edit_date: Number = 0


class _From(Small):
    id: Number


class _Tap(Small):
    id: Whole
    sender: _From = Field(alias="from")
    data: Whole = Field(default="", repr=False)


class _Member(Small):
    status: str


class _Membership(Small):
    chat: _Chat
    date: Number
    new_chat_member: _Member


class _Raw(Small):
    update_id: Number
    message: _Message | None = None
    edited_message: _Message | None = None
    tap: _Tap | None = Field(default=None, alias="callback_query")
    my_chat_member: _Membership | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """What happened, whose chat it was, and the message or tap it came with.

    `text` holds what was typed, the token of a press, or the kind of a file. `date` is the UTC
    second a message was sent; a tap has none, so it has that of its arrival. `changed` is that of a
    change, 0 where what changed is nothing that she wrote. `origin` is where words were forwarded
    from; that of a file is in `upload`, which is None where there is nothing to take in.
    """

    id: int
    kind: Kind
    chat: int = field(repr=False)
    date: int = 0
    message: int | None = None
    text: str = field(default="", repr=False)
    tap: str = ""
    changed: int = 0
    origin: Origin | None = field(default=None, repr=False)
    upload: Upload | None = field(default=None, repr=False)


_raw: TypeAdapter[_Raw] = TypeAdapter(_Raw)
_kept: TypeAdapter[Update] = TypeAdapter(Update)


def read(untrusted_update: object, now: int) -> Update | None:
    """Read an update as Telegram sends it; None where it can't be understood."""
    # Pydantic's error holds what was said, so it ends here and is no error's context.
    try:
        raw = _raw.validate_python(untrusted_update)
    except ValidationError:
        return None
    assert isinstance(untrusted_update, Mapping)
    if raw.tap is not None:
        return _pressed(raw.update_id, raw.tap, now)
    if raw.my_chat_member is not None:
        return _membership(raw.update_id, raw.my_chat_member)
    if raw.message is not None:
        return _message(raw.update_id, raw.message, untrusted_update["message"])
    if raw.edited_message is not None:
        return _edited(raw.update_id, raw.edited_message, untrusted_update["edited_message"])
    return None


def _pressed(number: int, tap: _Tap, now: int) -> Update:
    # In a private chat, and only there are our buttons, the chat's number is the person's.
    return Update(
        id=number, kind="pressed", chat=tap.sender.id, date=now, text=tap.data, tap=tap.id
    )


def _membership(number: int, change: _Membership) -> Update:
    gone = change.new_chat_member.status in ("kicked", "left")
    kind: Kind = "elsewhere"
    if change.chat.type == "private":
        kind = "blocked" if gone else "unblocked"
    return Update(id=number, kind=kind, chat=change.chat.id, date=change.date, text=str(gone))


def _message(number: int, message: _Message, untrusted: Untrusted) -> Update:
    if message.chat.type != "private":
        return _of(number, message, "elsewhere")
    if any(key in untrusted for key in NOTED):
        return _of(number, message, "noted")
    if message.text is not None:
        said = _of(number, message, "said", message.text)
        return replace(said, origin=origin_of(untrusted))
    offered = _of(number, message, "offered", file_kind(untrusted))
    return replace(offered, upload=upload_of(untrusted, message.chat.id, message.date))


def _edited(number: int, message: _Message, untrusted: Untrusted) -> Update:
    """What she changed; a place that moves by itself is nothing that she wrote."""
    changed = message.edit_date or message.date
    if message.chat.type != "private":
        return _of(number, message, "elsewhere")
    if message.text is not None:
        return replace(_of(number, message, "edited", message.text), changed=changed)
    if CAPTIONED.isdisjoint(untrusted):
        return _of(number, message, "edited")
    return replace(_of(number, message, "captioned", caption_of(untrusted)), changed=changed)


def _of(number: int, message: _Message, kind: Kind, text: str = "") -> Update:
    return Update(number, kind, message.chat.id, message.date, message.message_id, text)


def number_of(untrusted_update: object) -> int | None:
    """The number of an update that can't be understood otherwise."""
    number = untrusted_update.get("update_id") if isinstance(untrusted_update, Mapping) else None
    return number if _is_number(number) else None


def chat_of(untrusted_update: object) -> int | None:
    """Whose chat an update that can't be read is from, as far as that can be told."""
    if not isinstance(untrusted_update, Mapping):
        return None
    for content in untrusted_update.values():
        for key in ("chat", "from"):
            place = content.get(key) if isinstance(content, Mapping) else None
            number = place.get("id") if isinstance(place, Mapping) else None
            if _is_number(number):
                return number
    return None


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and -MOST <= value <= MOST


def without_words(update: Update) -> Update:
    """An update without what was typed, which has to stay where she typed it."""
    kind: Kind = "unread" if update.kind == "said" else update.kind
    text = update.text if update.kind == "offered" else ""
    return replace(update, kind=kind, text=text, changed=0, origin=None, upload=None)


def dump(update: Update) -> bytes:
    """Write what is kept of an update until its turn."""
    return _kept.dump_json(update, exclude_defaults=True)


def load(content: bytes) -> Update:
    """Read it back."""
    return _kept.validate_json(content)
