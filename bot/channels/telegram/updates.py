"""Reads updates: the few fields we need, strictly; names, pictures and all else are dropped here.

What is kept of an update until its turn is an `Update` and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal, TypeGuard

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

FILES = (
    "photo",
    "voice",
    "video_note",
    "video",
    "audio",
    "animation",
    "document",
    "sticker",
    "location",
    "venue",
    "contact",
    "poll",
    "dice",
    "story",
)
"""What a message may bring instead of words; an animation is a document too, so it comes first."""
OTHER = "other"
NOTED = (
    "message_auto_delete_timer_changed",
    "pinned_message",
    "chat_background_set",
    "write_access_allowed",
)
"""What Telegram itself notes in a chat, such as that messages will be deleted by themselves."""

Kind = Literal[
    "said",
    "edited",
    "pressed",
    "offered",
    "noted",
    "blocked",
    "unblocked",
    "elsewhere",
    "unread",
]
"""What can come; `unread` are words for which there was no room, so that they were dropped."""


MOST = 2**63 - 1
"""Numbers are kept in 64 bits."""


def _whole(text: str) -> str:
    """Refuse half characters, which could not be written down."""
    text.encode()
    return text


_Whole = Annotated[str, AfterValidator(_whole)]
_Number = Annotated[int, Field(ge=-MOST, le=MOST)]


class _Small(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, hide_input_in_errors=True)


class _Chat(_Small):
    id: _Number
    type: Literal["private", "group", "supergroup", "channel"]


class _Message(_Small):
    message_id: _Number
    date: _Number
    chat: _Chat
    text: _Whole | None = Field(default=None, repr=False)


class _From(_Small):
    id: _Number


class _Tap(_Small):
    id: _Whole
    sender: _From = Field(alias="from")
    data: _Whole = Field(default="", repr=False)


class _Member(_Small):
    status: str


class _Membership(_Small):
    chat: _Chat
    date: _Number
    new_chat_member: _Member


class _Raw(_Small):
    update_id: _Number
    message: _Message | None = None
    edited_message: _Message | None = None
    tap: _Tap | None = Field(default=None, alias="callback_query")
    my_chat_member: _Membership | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """What happened, whose chat it was, and the message or tap it came with.

    `text` holds what was typed, the token of a press, or the kind of a file. `date` is the UTC
    second a message was sent; a tap has none, so it has that of its arrival.
    """

    id: int
    kind: Kind
    chat: int = field(repr=False)
    date: int = 0
    message: int | None = None
    text: str = field(default="", repr=False)
    tap: str = ""


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
        return _edited(raw.update_id, raw.edited_message)
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


def _message(number: int, message: _Message, untrusted: Mapping[str, object]) -> Update:
    kind: Kind = "said" if message.text is not None else "offered"
    text = message.text if message.text is not None else file_kind(untrusted)
    if any(key in untrusted for key in NOTED):
        kind, text = "noted", ""
    if message.chat.type != "private":
        kind, text = "elsewhere", ""
    return Update(
        id=number,
        kind=kind,
        chat=message.chat.id,
        date=message.date,
        message=message.message_id,
        text=text,
    )


def _edited(number: int, message: _Message) -> Update:
    kind: Kind = "edited" if message.chat.type == "private" else "elsewhere"
    return Update(
        id=number,
        kind=kind,
        chat=message.chat.id,
        date=message.date,
        message=message.message_id,
        text=(message.text or "") if kind == "edited" else "",
    )


def file_kind(untrusted_message: Mapping[str, object]) -> str:
    """What a message without words brings."""
    return next((kind for kind in FILES if kind in untrusted_message), OTHER)


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
    return replace(update, kind=kind, text="")


def dump(update: Update) -> bytes:
    """Write what is kept of an update until its turn."""
    return _kept.dump_json(update, exclude_defaults=True)


def load(content: bytes) -> Update:
    """Read it back."""
    return _kept.validate_json(content)
