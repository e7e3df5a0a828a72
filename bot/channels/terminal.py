"""The terminal as a channel: screens as plain text, buttons by number."""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.at_once import AtOnce
from bot.core.effects import Button, Entry, Media, Notice, Part, Question, Screen, Text, ToCopy
from bot.core.events import Event, LeftQuickly, Pressed, Said
from bot.ports import Chat, World

CLEAR = "\x1b[2J\x1b[3J\x1b[H"
_WAY_KEYS = {"close": "x", "help": "h", "back": "b", "menu": "m", "language": "l"}


class TerminalChannel(AtOnce):
    """Prints screens, and reads lines as presses and words."""

    def __init__(self, write: Callable[[str], None], world: World, *, clears: bool) -> None:
        self._write = write
        self._world = world
        self._clears = clears
        self._keys: dict[str, Button] = {}
        self.is_open = False

    async def show(self, chat: Chat, screen: Screen) -> None:
        self.is_open = True
        self._keys = _numbered(screen)
        self._write("\n" + "\n".join(render(screen, self._keys)) + "\n")

    async def clear(self, chat: Chat) -> None:
        self.is_open = False
        self._keys = {}
        self._write(CLEAR if self._clears else "\n" * 2)

    def event(self, untrusted_line: str) -> Event:
        """What a typed line means: a button's number or letter, or words."""
        at, chance = self._world.now(), self._world.chance()
        # Bytes that are no UTF-8 arrive as halves of characters, which nothing can store.
        line = untrusted_line.encode(errors="replace").decode().strip()
        button = self._keys.get(line.casefold())
        if button is None:
            return Said(line, at, chance)
        return (
            LeftQuickly(at, chance) if button.role == "close" else Pressed(button.token, at, chance)
        )


def _numbered(screen: Screen) -> dict[str, Button]:
    """Buttons by number; the digits of a keypad by what is on them."""
    digits = {
        one.label: one for one in screen.buttons if one.role == "digit" and one.label.isdecimal()
    }
    others = [one for one in screen.buttons if digits.get(one.label) is not one]
    numbered = {str(number): one for number, one in enumerate(others, 10 if digits else 1)}
    return digits | numbered | {_WAY_KEYS[way.role]: way for way in screen.ways}


def render(screen: Screen, keys: dict[str, Button]) -> list[str]:
    """A screen as lines of text."""
    lines = [line for part in screen.parts for line in (*_lines(part), "")]
    for key, button in keys.items():
        if key.isdecimal():
            tick = {True: "[x] ", False: "[ ] "}[button.on] if button.role == "tick" else ""
            lines.append(f"  {key}  {tick}{button.label}")
    ways = (f"{key} {button.label}" for key, button in keys.items() if not key.isdecimal())
    return [*lines, "", "  " + " · ".join(ways)]


def _lines(part: Part) -> tuple[str, ...]:
    match part:
        case Text(text) | Question(text) | ToCopy(text):
            return (text,)
        case Notice(text):
            return (f"({text})",)
        case Media(kind, _, alt):
            return (f"[{kind}: {alt}]",)
        case Entry(lines):
            return tuple(f"  {line}" for line in lines)
