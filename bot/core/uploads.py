"""What somebody sent besides words, and where it came from: as the channel tells it, unfetched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

From = Literal["user", "hidden_user", "chat", "channel"]
MOST_BYTES = 20 << 20
"""Bytes of the largest file that is fetched: Telegram gives a bot no larger one."""

FETCHED = ("photo", "voice", "video_note", "video", "audio", "animation", "document")
"""The kinds of file that are fetched if they are kept."""
WHOLE = ("location", "venue", "contact")
"""What is all there when it is sent, so that nothing is fetched."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a forwarded message comes from, as the channel tells: nobody here can check it.

    `name` and `handle` are as they were there, `at` is the UTC second it was first sent.
    """

    kind: From
    name: str = field(default="", repr=False)
    handle: str = field(default="", repr=False)
    at: int = 0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent, of which no byte was fetched.

    `ref` is what the channel fetches it by; where there is none, all of it is in `content`, as with
    a location or a contact. `size` is in bytes, 0 where nobody told. `name` and `media` are what
    the sender's app says, which nobody checked. `caption` are words that came along with it.
    `album` is the same for what was sent together. `sent` is the UTC second at which the channel
    says that it was sent.
    """

    kind: str
    ref: str = field(default="", repr=False)
    size: int = 0
    name: str = field(default="", repr=False)
    media: str = ""
    content: str = field(default="", repr=False)
    album: str = ""
    sent: int = 0
    origin: Origin | None = field(default=None, repr=False)
    caption: str = field(default="", repr=False)
