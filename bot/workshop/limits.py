"""What a screen may not be: mute, without a way on, or more than Telegram takes."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.effects import Button, Copy, Entry, Notice, Screen, ToCopy
from bot.workshop.rehearsal import lines

MOST_TEXT = 4096
"""UTF-16 units in a message."""
MOST_LABEL = 64
MOST_TOKEN = 64
"""Bytes that a button can carry."""
MOST_COPIED = 256


def units(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def faults(screen: Screen) -> Iterator[str]:
    """Everything wrong with a screen, in words."""
    if not screen.buttons and screen.typing is None:
        yield "there is no way on: no button of the flow's own, and nothing to type"
        return
    said = [part for part in screen.parts if not isinstance(part, Notice)]
    together = [part for part in screen.parts if not isinstance(part, ToCopy)]
    texts = ["\n".join(lines(part)) for part in said]
    if not any(text.strip() for text in texts):
        yield "nothing is said here"
    if units("\n\n".join("\n".join(lines(part)) for part in together)) > MOST_TEXT:
        yield f"the texts together have more than {MOST_TEXT} characters"
    for button in (*screen.buttons, *screen.ways):
        yield from _button_faults(button)
    for part in said:
        if isinstance(part, Entry):
            for copy in part.copies:
                yield from _copy_faults(copy)


def _button_faults(button: Button) -> Iterator[str]:
    yield from _label_faults(button.label)
    if len(button.token.encode()) > MOST_TOKEN:
        yield f'what the button "{button.label}" carries is longer than {MOST_TOKEN} bytes'


def _copy_faults(copy: Copy) -> Iterator[str]:
    yield from _label_faults(copy.label)
    if not 0 < (length := units(copy.text)) <= MOST_COPIED:
        yield f'what "{copy.label}" copies has {length} characters, not 1 to {MOST_COPIED}'


def _label_faults(label: str) -> Iterator[str]:
    if not label.strip():
        yield "a button has no words"
    elif units(label) > MOST_LABEL:
        yield f'the button "{label}" has more than {MOST_LABEL} characters'
