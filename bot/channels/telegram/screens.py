"""Turns a screen into messages of Telegram's: texts as they are, and buttons in fixed places.

No text is parsed by Telegram: what a person typed is shown as she typed it, and grows no links.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.effects import (
    Button,
    Copy,
    Entry,
    Media,
    Notice,
    Part,
    Question,
    Screen,
    Text,
    ToCopy,
)
from bot.shelf import is_made

LONGEST = 4096
"""UTF-16 units of one message."""
LONGEST_COPY = 256
KEYPAD = 3
"""Keys beside each other on a keypad."""
BETWEEN = "\n\n"
ICONS = {"close": "✖️", "help": "🛟", "back": "◀️", "menu": "☰", "language": "🌐"}
TICKED, UNTICKED = "✅ ", "◻️ "
METHODS = {"photo": "sendPhoto", "audio": "sendAudio", "video": "sendVideo", "file": "sendDocument"}

Key = dict[str, Any]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as it should stand: a text with spans of typed words, or a medium, and keys.

    `typed` holds offset and length in UTF-16 units of what the person typed herself. `protected`
    says that Telegram lets nobody copy it, save it or hand it on.
    """

    text: str = field(default="", repr=False)
    typed: tuple[Span, ...] = ()
    keys: tuple[tuple[Key, ...], ...] = field(default=(), repr=False)
    media: tuple[str, str] | None = None
    protected: bool = True

    @property
    def entities(self) -> list[dict[str, Any]]:
        """Marks typed words as code: inside it Telegram makes no links of them."""
        return [{"type": "code", "offset": at, "length": length} for at, length in self.typed]


def units(text: str) -> int:
    """How long a text is as Telegram counts: in UTF-16 units."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def render(screen: Screen) -> tuple[Outgoing, ...]:
    """The messages of a screen; the keys are below the last, which is never one to be copied.

    So the words before a text to be copied come below it, where no others do.
    """
    media = [_medium(part) for part in screen.parts if isinstance(part, Media)]
    said = list(_said(screen.parts))
    last = max((at for at, one in enumerate(said) if one.protected), default=None)
    below = said.pop(last) if last is not None else Outgoing("·")
    return (*media, *said, Outgoing(below.text, below.typed, tuple(_rows(screen))))


def _medium(part: Media) -> Outgoing:
    """A file that was made for her is to be kept; a picture is shown like anything else."""
    is_hers = part.kind == "file" and is_made(part.path)
    return Outgoing(part.alt, media=(part.kind, part.path), protected=not is_hers)


# Words


def _said(parts: Sequence[Part]) -> Iterator[Outgoing]:
    """The words of a screen in their order, and what is to be copied in messages of its own."""
    together: list[Part] = []
    for part in parts:
        if not isinstance(part, ToCopy):
            together.append(part)
            continue
        yield from _texts(together)
        together = []
        for words, spans in _cut(part.text, _spans(part)) if part.text.strip() else ():
            yield Outgoing(words, tuple(spans), protected=False)
    yield from _texts(together)


def _texts(parts: Sequence[Part]) -> Iterator[Outgoing]:
    """The words of a screen, in as few messages as they fit in."""
    if (plain := _short(parts)) is not None:
        yield Outgoing(plain)
        return
    text, typed = "", list[Span]()
    for words, spans in _pieces(parts):
        if text and units(text + BETWEEN + words) > LONGEST:
            yield Outgoing(text, tuple(typed))
            text, typed = "", []
        start = units(text + BETWEEN) if text else 0
        text = text + BETWEEN + words if text else words
        typed.extend((start + at, length) for at, length in spans)
    if text:
        yield Outgoing(text, tuple(typed))


def _short(parts: Sequence[Part]) -> str | None:
    """The words of a screen that surely fits in one message and repeats nothing she typed."""
    texts = []
    for part in parts:
        if isinstance(part, Entry):
            texts.append("\n".join(part.lines))
        elif not isinstance(part, Media):
            if not isinstance(part, Notice) and part.typed:
                return None
            texts.append(part.text)
    text = BETWEEN.join(texts)
    return text if text and len(text) <= LONGEST // 2 else None


def _pieces(parts: Sequence[Part]) -> Iterator[tuple[str, Sequence[Span]]]:
    for part in parts:
        match part:
            case Text(text) | Notice(text) | Question(text) | ToCopy(text):
                yield from _cut(text, _spans(part))
            case Entry(lines):
                yield "\n".join(lines), ()
            case Media():
                pass


def _spans(part: Text | Notice | Question | ToCopy) -> list[Span]:
    typed = () if isinstance(part, Notice) else part.typed
    spans = ((part.text[:start], part.text[start:end]) for start, end in typed if end > start)
    return [(units(before), units(said)) for before, said in spans]


def _cut(text: str, spans: Sequence[Span]) -> Iterator[tuple[str, Sequence[Span]]]:
    """A text in pieces that fit; words that are cut are marked on both sides."""
    begun = 0
    while units(text) > LONGEST:
        piece = _fitting(text)
        length = units(piece)
        yield piece, list(_within(spans, begun, begun + length))
        text, begun = text[len(piece) :], begun + length
    yield text, list(_within(spans, begun, begun + units(text)))


def _fitting(text: str) -> str:
    """As much of a text as fits, up to the end of a line or a word if there is one."""
    piece = text[:LONGEST]
    while units(piece) > LONGEST:
        piece = piece[: len(piece) - (units(piece) - LONGEST + 1) // 2]
    for ending in ("\n", " "):
        end = piece.rfind(ending)
        if end > len(piece) // 2:
            return piece[: end + 1]
    return piece


def _within(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    for at, length in spans:
        first, last = max(at, start), min(at + length, end)
        if last > first:
            yield first - start, last - first


# Keys


def _rows(screen: Screen) -> Iterator[tuple[Key, ...]]:
    digits = [_key(button) for button in screen.buttons if button.role == "digit"]
    for start in range(0, len(digits), KEYPAD):
        yield tuple(digits[start : start + KEYPAD])
    for button in screen.buttons:
        if button.role != "digit":
            yield (_key(button),)
    for copy in _copies(screen.parts):
        yield (_copy_key(copy),)
    ways = [_key(way) for way in screen.ways]
    for start in range(0, len(ways), 2):
        yield tuple(ways[start : start + 2])


def _key(button: Button) -> Key:
    icon = ICONS.get(button.role, "")
    label = f"{icon} {button.label}" if icon else button.label
    if button.role == "tick":
        label = (TICKED if button.on else UNTICKED) + label
    return {"text": label, "callback_data": button.token}


def _copies(parts: Sequence[Part]) -> Iterator[Copy]:
    for part in parts:
        if isinstance(part, Entry):
            yield from (copy for copy in part.copies if units(copy.text) <= LONGEST_COPY)


def _copy_key(copy: Copy) -> Key:
    return {"text": copy.label, "copy_text": {"text": copy.text}}
