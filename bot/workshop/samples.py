"""What the explorer types where an answer is typed: good values, doubtful ones and bad ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.core.content import Content
from bot.core.flow import Step
from bot.core.places import Places
from bot.core.steps import Locking, Pick, Unlock
from bot.core.steps.ask import Ask, Type
from bot.core.steps.base import Press, Typed
from bot.core.steps.keypad import OK, UNDO
from bot.core.steps.log import LeftOut
from bot.core.steps.pick import STOP
from bot.core.steps.shown import Listed
from bot.core.steps.tick import DONE
from bot.workshop.plain_log import WORD

Move = Press | Typed
Play = tuple[Move, ...]
"""What a person does in a row at one step."""

_FEW = 10
_FIXED = {
    "date": ("3 April 2026", "03/04/2026", "today"),
    "time": ("14:30", "9:30"),
    "phone": ("+44 20 7946 0958",),
    "url": ("https://example.org/a?b=c",),
}
_BAD = ("🦄 <b>&", "?")
"""What no typed value can be."""


def plays(step: Step, content: Content) -> list[Play]:
    """Everything worth typing at a step; nothing for a step at which nothing is asked."""
    if isinstance(step.kind, Unlock | Locking):
        words = (Typed(" ".join([WORD] * 8)),), (Typed(WORD), Typed(WORD)), (Typed("12"),)
        return [*_tapped(), *words]
    if isinstance(step.kind, Listed):
        last = "done" if isinstance(step.kind, LeftOut) else "go_on"
        return [(Typed(content.phrase(last)),)]
    if isinstance(step.kind, Pick):
        return [(Typed(step.kind.labels[STOP].source),)]
    if not isinstance(step.kind, Ask):
        return []
    kind = step.kind.type
    if kind.name == "text":
        # The longest answer stands for all, for it makes the longest screens.
        too_long = Typed("a" * (kind.most + 1))
        return [(Typed("a" * kind.most), Press(DONE)), (too_long, too_long)]
    bad = tuple(Typed(text) for text in _BAD)
    return [*((Typed(text),) for text in _values(kind, content.places)), bad]


def _tapped() -> Iterator[Play]:
    """A PIN once, twice, one that is weak, one that is too short, and two that differ."""
    pin, other = ((*(Press(digit) for digit in text), Press(OK)) for text in ("482915", "620481"))
    weak = (*(Press("1") for _ in range(6)), Press(OK))
    yield from (pin, (*pin, *pin), (*pin, *other), weak, (Press("1"), Press(UNDO), Press(OK)))


def _values(kind: Type, places: Places) -> tuple[str, ...]:
    match kind.name:
        case "number":
            return _numbers(kind)
        case "country":
            return _countries(places)
        case "language":
            return tuple(places.languages.values())[:_FEW]
        case "zone":
            return ("Europe/Dublin", *_doubtful(places.zones_by_name))
        case name:
            return _FIXED[name]


def _numbers(kind: Type) -> tuple[str, ...]:
    some = {*range(kind.low, min(kind.high, kind.low + _FEW) + 1), kind.high}
    return tuple(str(number) for number in sorted(some | {kind.low - 1, kind.high + 1}))


def _countries(places: Places) -> tuple[str, ...]:
    """A country that is not served, and a name that can mean two."""
    other = next((name for code, name in places.countries.items() if code not in places.served), "")
    return tuple(filter(None, (other, *_doubtful(places.countries_by_name))))


def _doubtful(by_name: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(name for name, codes in by_name.items() if len(codes) > 1)[:1]
