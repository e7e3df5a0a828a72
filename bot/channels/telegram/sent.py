"""Reads what somebody sent besides words, and where she has it from: strictly, and nothing else.

What can't be read is left out, and what was sent with it is not lost for that. No byte is fetched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.core.canonical import canonical
from bot.core.uploads import FETCHED, Origin, Upload

FILES = (
    "photo",
    "voice",
    "video_note",
    "video",
    "audio",
    "animation",
    "document",
    "sticker",
    "venue",
    "location",
    "contact",
    "poll",
    "dice",
    "story",
)
"""What a message may bring instead of words; where it is two of these, the narrower comes first."""
OTHER = "other"
BETWEEN = ":"
"""Stands between the chat and the file in what a file is fetched by."""
ALBUM_DIGITS = 16
MOST = 2**63 - 1
"""Numbers are kept in 64 bits."""
_MEDIA = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}\Z", re.ASCII)

M = TypeVar("M", bound="Small")
Untrusted = Mapping[str, object]


def whole(text: str) -> str:
    """Refuse half characters, which could not be written down."""
    text.encode()
    return text


Whole = Annotated[str, AfterValidator(whole)]
Number = Annotated[int, Field(ge=-MOST, le=MOST)]
Size = Annotated[int, Field(ge=0, le=MOST)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Metres = Annotated[float, Field(ge=0, le=100_000)]


class Small(BaseModel):
    """A few fields of something that Telegram sends; no error tells what they hold."""

    model_config = ConfigDict(strict=True, frozen=True, hide_input_in_errors=True)


class _File(Small):
    file_id: Whole = Field(repr=False)
    file_size: Size = 0
    file_name: Whole = Field(default="", repr=False)
    mime_type: Whole = Field(default="", repr=False)


class _Picture(_File):
    width: Size = 0
    height: Size = 0


class _Photo(Small):
    photo: list[_Picture] = Field(min_length=1)


class _Location(Small):
    latitude: Latitude = Field(repr=False)
    longitude: Longitude = Field(repr=False)
    horizontal_accuracy: Metres | None = Field(default=None, repr=False)


class _Venue(Small):
    location: _Location
    title: Whole = Field(repr=False)
    address: Whole = Field(repr=False)


class _Contact(Small):
    phone_number: Whole = Field(repr=False)
    first_name: Whole = Field(repr=False)
    last_name: Whole | None = Field(default=None, repr=False)


class _Caption(Small):
    caption: Whole = Field(repr=False)


class _Album(Small):
    media_group_id: Whole


class _Party(Small):
    """Somebody, or a group or a channel."""

    first_name: Whole = Field(default="", repr=False)
    last_name: Whole = Field(default="", repr=False)
    title: Whole = Field(default="", repr=False)
    username: Whole = Field(default="", repr=False)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.title or f"{self.first_name} {self.last_name}".strip()


class _Source(Small):
    type: Literal["user", "hidden_user", "chat", "channel"]
    date: Number
    person: _Party | None = Field(default=None, alias="sender_user")
    hidden: Whole = Field(default="", alias="sender_user_name", repr=False)
    sender_chat: _Party | None = None
    chat: _Party | None = None


class _Forwarded(Small):
    forward_origin: _Source


# What is read of a message


def file_kind(untrusted_message: Untrusted) -> str:
    """What a message without words brings."""
    return next((kind for kind in FILES if kind in untrusted_message), OTHER)


def caption_of(untrusted_message: Untrusted) -> str:
    """The words that came along with a file."""
    found = _read(_Caption, untrusted_message) if "caption" in untrusted_message else None
    return found.caption if found is not None else ""


def origin_of(untrusted_message: Untrusted) -> Origin | None:
    """Where a message was forwarded from, if it was and that can be read."""
    if "forward_origin" not in untrusted_message:
        return None  # As most messages are: to find that out by a refusal costs more.
    found = _read(_Forwarded, untrusted_message)
    if found is None:
        return None
    source = found.forward_origin
    party = source.person or source.sender_chat or source.chat or _Party()
    name = source.hidden or party.name
    return Origin(source.type, name, party.username, source.date)


def upload_of(untrusted_message: Untrusted, chat: int, sent: int) -> Upload | None:
    """The file, place or contact of a message; None for what can't be taken in."""
    kind = file_kind(untrusted_message)
    read = _READS.get(kind)
    found = read(untrusted_message, chat) if read is not None else None
    if found is None:
        return None
    return Upload(
        kind,
        **found,
        album=_album(untrusted_message, chat),
        sent=sent,
        origin=origin_of(untrusted_message),
        caption=caption_of(untrusted_message),
    )


def _album(untrusted_message: Untrusted, chat: int) -> str:
    """A mark that is the same for what was sent together, and is not Telegram's own."""
    found = _read(_Album, untrusted_message)
    if found is None:
        return ""
    mark = f"{chat}{BETWEEN}{found.media_group_id}".encode()
    return hashlib.sha256(mark).hexdigest()[:ALBUM_DIGITS]


# Each kind of file


Told = dict[str, Any]
Read = Callable[[Untrusted, int], Told | None]


def _file(kind: str) -> Read:
    def read(untrusted_message: Untrusted, chat: int) -> Told | None:
        found = _read(_File, untrusted_message[kind])
        return None if found is None else _told(found, chat)

    return read


def _photo(untrusted_message: Untrusted, chat: int) -> Told | None:
    """The largest of a photo's sizes; of those that are as large, the last."""
    found = _read(_Photo, untrusted_message)
    if found is None:
        return None
    return _told(max(reversed(found.photo), key=lambda one: one.width * one.height), chat)


def _told(file: _File, chat: int) -> Told:
    """The chat is part of what a file is fetched by, so that whoever leaves it stops that."""
    return {
        "ref": f"{chat}{BETWEEN}{file.file_id}",
        "size": file.file_size,
        "name": file.file_name,
        "media": file.mime_type if _MEDIA.match(file.mime_type) else "",
    }


def _location(untrusted_message: Untrusted, _: int) -> Told | None:
    found = _read(_Location, untrusted_message["location"])
    return None if found is None else _content(**_spot(found))


def _venue(untrusted_message: Untrusted, _: int) -> Told | None:
    found = _read(_Venue, untrusted_message["venue"])
    if found is None:
        return None
    return _content(title=found.title, address=found.address, **_spot(found.location))


def _contact(untrusted_message: Untrusted, _: int) -> Told | None:
    found = _read(_Contact, untrusted_message["contact"])
    if found is None:
        return None
    names = {"first_name": found.first_name, "last_name": found.last_name}
    return _content(phone=found.phone_number, **names)


def _spot(location: _Location) -> dict[str, float | None]:
    return {
        "latitude": location.latitude,
        "longitude": location.longitude,
        "accuracy": location.horizontal_accuracy,
    }


def _content(**fields: str | float | None) -> Told:
    """All there is, as text in one way only; fractions are texts in it, for there is but one."""
    told = {name: _plain(value) for name, value in fields.items() if value is not None}
    return {"content": canonical(told).decode()}


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else format(Decimal(repr(value)), "f")


_READS: Mapping[str, Read] = {
    "photo": _photo,
    "venue": _venue,
    "location": _location,
    "contact": _contact,
    **{kind: _file(kind) for kind in FETCHED if kind != "photo"},
}


def _read(model: type[M], untrusted: object) -> M | None:
    # Pydantic's error holds what was said, so it ends here and is no error's context.
    try:
        return model.model_validate(untrusted)
    except ValidationError:
        return None
