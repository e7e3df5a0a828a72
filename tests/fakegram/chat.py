"""A chat: what the server holds of it, and what the person in it sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.fakegram import media

Json = dict[str, Any]
CONTENT = ("text", "animation", *media.KINDS, "sticker", "location", "contact")
"""An animation comes before a document, since it is one too."""


@dataclass(slots=True)
class Held:
    """A message on the server.

    `seen` is False once the person deleted her own copy, which nobody tells the bot. `editable` is
    False for good where a keyboard that is not inline came with it.
    """

    wire: Json
    sent_at: float
    by_bot: bool
    editable: bool = True
    silent: bool = False
    seen: bool = True

    @property
    def id(self) -> int:
        """Its number in the chat."""
        return int(self.wire["message_id"])

    @property
    def kind(self) -> str:
        """What it mainly holds."""
        return next((kind for kind in CONTENT if kind in self.wire), "service")

    def buttons(self) -> Iterator[Json]:
        """Its inline buttons, row by row."""
        for row in self.wire.get("reply_markup", {}).get("inline_keyboard", ()):
            yield from row


class Chat:
    """A private chat, a group or a channel.

    `status` is the bot's place in it: member, administrator, left, kicked (in a private chat:
    blocked), or new where nobody ever wrote to the bot.
    """

    def __init__(self, wire: Json, status: str) -> None:
        self.wire = wire
        self.status = status
        self.deactivated = False
        self.messages: dict[int, Held] = {}
        self.removed: dict[int, Held] = {}
        self.history: list[Json] = []
        self.keyboard: Json | None = None

    @property
    def id(self) -> int:
        """Its number, which for a private chat is the person's."""
        return int(self.wire["id"])

    @property
    def private(self) -> bool:
        """Whether it is a chat of one person with the bot."""
        return bool(self.wire["type"] == "private")

    def add(self, held: Held) -> None:
        """A message arrives."""
        self.messages[held.id] = held

    def remove(self, message_id: int) -> None:
        """A message is deleted for both sides."""
        self.removed[message_id] = self.messages.pop(message_id)

    def tell(self, at: float, what: str, **more: Any) -> None:
        """Write down what happened, for tests that look at everything that was ever shown."""
        self.history.append({"at": at, "what": what, **more})

    def visible(self, now: float) -> list[Json]:
        """What the person sees, oldest first."""
        return [view(held, now) for held in self.messages.values() if held.seen]


def view(held: Held, now: float) -> Json:
    """A message as the person sees it."""
    wire = held.wire
    return {
        "id": held.id,
        "by_bot": held.by_bot,
        "kind": held.kind,
        "text": wire.get("text", wire.get("caption", "")),
        "entities": wire.get("entities", wire.get("caption_entities", [])),
        "buttons": [_row(row) for row in wire.get("reply_markup", {}).get("inline_keyboard", ())],
        "age": now - held.sent_at,
        "edited": "edit_date" in wire,
        "silent": held.silent,
        "protected": bool(wire.get("has_protected_content")),
        "spoiler": bool(wire.get("has_media_spoiler")),
        "editable": held.editable,
    }


def _row(row: list[Json]) -> list[Json]:
    return [_button(button) for button in row]


def _button(button: Json) -> Json:
    action = next(key for key in button if key not in ("text", "style", "icon_custom_emoji_id"))
    value = button[action]["text"] if action == "copy_text" else button[action]
    return {"label": button["text"], "action": action, "value": value}
