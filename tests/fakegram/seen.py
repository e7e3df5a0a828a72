"""What a person sees, as tests read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message; `action` is the field of the Bot API that says what it does."""

    label: str
    action: str
    value: Any


@dataclass(frozen=True, slots=True)
class Seen:
    """A message in the chat; `age` is in seconds, `text` is the caption where there is a file."""

    id: int
    by_bot: bool
    kind: str
    text: str
    entities: tuple[Json, ...]
    rows: tuple[tuple[Button, ...], ...]
    age: float
    edited: bool
    silent: bool
    protected: bool
    spoiler: bool
    editable: bool

    @property
    def labels(self) -> list[str]:
        """The labels of all its buttons."""
        return [button.label for row in self.rows for button in row]

    def button(self, label: str) -> Button:
        """One of its buttons."""
        return next(button for row in self.rows for button in row if button.label == label)


def seen(wire: Json) -> Seen:
    """A message as the control side tells it."""
    rows = tuple(tuple(Button(**button) for button in row) for row in wire.pop("buttons"))
    return Seen(rows=rows, entities=tuple(wire.pop("entities")), **wire)
