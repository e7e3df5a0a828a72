"""Turns a step into what is said, and a wait into a screen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pydantic_core import to_json

from bot.core import trail
from bot.core.buttons import hidden, shuffled
from bot.core.content import FIRST, HOME, Content, Table
from bot.core.effects import (
    Button,
    Copy,
    Effect,
    Entry,
    Media,
    Notice,
    Part,
    Question,
    Role,
    Screen,
    Show,
    Text,
    ToCopy,
)
from bot.core.flow import Include, Listing, Picture, Saying, Speech, Step
from bot.core.session import Frame, Session
from bot.core.steps.base import Key, Prompt
from bot.core.templates import Template
from bot.core.walk import Walk

COPIED = ("phone", "sms", "url")
"""The columns whose values a person can copy with one tap."""
LONGEST_LABEL = 64
"""Characters a button of a messenger can show."""
IDLE, LAPSE = 120, 300
"""Seconds without a move until a screen is veiled, and until it is gone: she may have put the phone
down, and somebody else may pick it up."""
IDLE_IN_DANGER, LAPSE_IN_DANGER = 600, 900
"""The same where someone in danger reads: she looks at the numbers with no hand free to tap."""
IN_DANGER = frozenset({"danger", "crisis"})
DANGER_MARK = "danger_branch"
FREE_TEXT = "text"
"""What a step asks for that takes any words."""

Result = tuple[Session, tuple[Effect, ...]]


# What is said


def speak(walk: Walk, step: Step) -> bool:
    """Say what a step says and shows; False if its table had no row and `empty` was taken."""
    walk.said.append(f"{step.flow}/{step.id}")
    walk.parts.extend(_spoken(walk, step))
    if step.listing is None:
        return True
    shown = tuple(rows(walk, step.listing, step))
    walk.parts.extend(shown)
    if not shown and step.listing.empty:
        walk.go(step.listing.empty)
        return False
    return True


def digest(walk: Walk, step: Step) -> str:
    """A mark of the words that a step shows now: other words have another one."""
    parts = _spoken(walk, step)
    shown = to_json([part.text if isinstance(part, Text) else part for part in parts])
    return hashlib.sha256(shown).hexdigest()


def resume(walk: Walk, step: Step) -> bool:
    """Say again the whole screen that an interruption covered; False if there was none."""
    places, walk.resumed = walk.resumed, ()
    if not places or not step.kind.waits or walk.content.find(*places[-1].split("/")) is not step:
        return False
    repeat(walk, places)
    return True


def repeat(walk: Walk, places: tuple[str, ...]) -> None:
    """Say again what stood on a screen; what another flow knew and filled in is gone."""
    for place in places:
        flow, _, name = place.partition("/")
        step = walk.content.find(flow, name)
        if step is not None and not _is_shut(walk, flow):
            walk.said.append(place)
            walk.parts.extend(_spoken(walk, step, again=step.flow != walk.top.flow))
            if step.listing is not None:
                walk.parts.extend(rows(walk, step.listing, step))


def _is_shut(walk: Walk, flow: str) -> bool:
    """Whether a flow is for her alone, and what she keeps is shut."""
    found = walk.content.flows.get(flow)
    return found is not None and found.private and not walk.opened


def _spoken(walk: Walk, step: Step, *, again: bool = False) -> list[Part]:
    if step.plain is not None:
        return [Text(text) for text in step.plain]
    said = [_part(walk, saying, again=again) for saying in step.says]
    return [part for part in said if part is not None]


def _part(walk: Walk, saying: Saying, *, again: bool) -> Part | None:
    match saying:
        case Speech(template, _, when, copied):
            if when is not None and not walk.holds(when):
                return None
            text = _text(walk, template, again=again)
            return ToCopy(text.text, text.typed) if copied and text is not None else text
        case Include(snippet):
            return _text(walk, walk.content.snippets[snippet], again=again)
        case Picture(kind, file, alt):
            return Media(kind, file, alt)


def _text(walk: Walk, template: Template, *, again: bool) -> Text | None:
    if again and any(walk.look(name) is None for name in template.names):
        return None
    return Text(*template.marked(walk.show, walk.is_typed))


def rows(walk: Walk, listing: Listing, step: Step | None = None) -> Iterator[Entry]:
    """The rows of a table that are shown; of a step's, those its kind is at."""
    table = walk.content.tables[listing.table]
    fitting = (row for row in table.rows if _fits(walk, listing, row))
    shown = fitting if step is None else step.kind.among(walk.view(step), fitting)
    for row, _ in zip(shown, range(listing.most), strict=False):
        yield Entry(_lines(walk, listing, row), tuple(_copies(walk, table, listing, row)))


def _fits(walk: Walk, listing: Listing, row: Mapping[str, str]) -> bool:
    return listing.where is None or listing.where.holds(row.get, walk.look) is True


def _lines(walk: Walk, listing: Listing, row: Mapping[str, str]) -> tuple[str, ...]:
    def shown(name: str) -> str:
        return walk.content.places.name(name, row[name]) if name in row else walk.show(name)

    filled = (line for line in listing.lines if all(row.get(n, "?") for n in line.names))
    return tuple(line.fill(shown) for line in filled)


def _copies(walk: Walk, table: Table, listing: Listing, row: Mapping[str, str]) -> Iterator[Copy]:
    named = {name for line in listing.lines for name in line.names}
    for column in COPIED:
        if column in table.columns and column in named and row[column]:
            label = walk.content.phrase("copy", text=row[column])
            yield Copy(_shortened(label), row[column])


def _shortened(label: str) -> str:
    """A label that fits on a button: long links are cut there, and copied whole."""
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"


# The screen


def wait(
    walk: Walk, step: Step, notice: str = "", instead: tuple[Key, ...] = (), *, stays: bool = False
) -> Result:
    """Show a waiting step's screen, and remember what its buttons mean.

    While a person stays at a step its buttons keep their tokens, so that a press that arrives twice
    still sets what it said.
    """
    prompt = step.kind.prompt(walk.view(step))
    keys = instead or prompt.keys
    visit, items = _numbered(walk, keys, stays=stays, shuffles=prompt.shuffles and not instead)
    parts = [Notice(notice), *walk.parts] if notice else walk.parts
    if prompt.question is not None:
        parts = [
            *parts,
            *_file(walk, prompt),
            *_honesty(walk, prompt),
            Question(*prompt.question.marked(walk.show, walk.is_typed)),
        ]
    buttons = tuple(_button(walk, visit, items.index(key.item), key) for key in keys)
    screen = _screen(walk, visit, parts, buttons, prompt.typing)
    return remember(walk, visit, step.shape, items, stays=stays), (Show(screen),)


def _numbered(
    walk: Walk, keys: tuple[Key, ...], *, stays: bool, shuffles: bool
) -> tuple[str, tuple[str, ...]]:
    """The visit of a screen, and what its buttons mean, by number.

    On a keypad the numbers are anew at each beginning, and stay while something is being entered.
    """
    before, chance = walk.before, walk.event.chance
    items = tuple(key.item for key in keys)
    if shuffles:
        if stays and walk.keyed and before.visit and set(items) == set(before.items):
            return before.visit, before.items
        return hidden(chance), shuffled(items, chance)
    same = stays and items == before.items
    return (before.visit if same else "") or chance, items


def _file(walk: Walk, prompt: Prompt) -> Iterator[Part]:
    """A file that was made for her, a picture, or a text to copy."""
    if prompt.to_copy:
        yield ToCopy(prompt.to_copy)
    if prompt.file:
        yield Media("file", prompt.file, walk.content.phrase("file_alt"))
    if prompt.picture:
        yield Media("photo", prompt.picture, walk.content.phrase("picture_alt"))


def _honesty(walk: Walk, prompt: Prompt) -> Iterator[Part]:
    """Before she types, what it means if no "Kept" comes."""
    if prompt.typing == FREE_TEXT and not walk.top.begun:
        yield Text(walk.content.phrase("unless_kept"))


def _button(walk: Walk, visit: str, number: int, key: Key) -> Button:
    wanted = "" if key.role != "tick" else "-" if key.on else "+"
    return Button(key.label.fill(walk.show), f"{visit}.{number}{wanted}", key.role, key.on)


def _screen(
    walk: Walk, visit: str, parts: list[Part], buttons: tuple[Button, ...], typing: str | None
) -> Screen:
    said = tuple(parts) if _is_first(walk) else opened(walk, *parts)
    return Screen(visit, said, buttons, _ways(walk, visit), typing, is_fresh(walk))


def _is_first(walk: Walk) -> bool:
    """Whether this is the first message, which is the same for everybody."""
    top = walk.frames[-1]
    return top.flow == HOME and top.step == FIRST


def is_fresh(walk: Walk) -> bool:
    """Whether a person wants each screen as a new message."""
    return walk.person.get("reading") == "new_messages"


def opened(walk: Walk, *parts: Part) -> tuple[Part, ...]:
    """The parts of a screen, under a dull line if she chose discreet screens.

    What follows a text to be copied is another message, which opens with that line too.
    """
    if walk.person.get("screens") != "discreet":
        return parts
    line = Text(walk.content.phrase("opening"))
    said: list[Part] = [line]
    for part in parts:
        if isinstance(said[-1], ToCopy) and not isinstance(part, ToCopy):
            said.append(line)
        said.append(part)
    return tuple(said)


def _ways(walk: Walk, visit: str) -> tuple[Button, ...]:
    """The bot's own buttons, in places that never change."""
    lasting = walk.content.lasting
    if _is_first(walk):
        return (_way(walk, visit, "language"), lasting["close"])
    return (_way(walk, visit, "back"), _way(walk, visit, "menu"), lasting["help"], lasting["close"])


def _way(walk: Walk, visit: str, role: Role) -> Button:
    return Button(walk.content.phrase(role), f"{visit}.{role}", role)


def stuck(walk: Walk) -> Result:
    """Say that a flow went round in circles; the answers stay, and the menu is offered."""
    walk.frames, walk.said = list(walk.anchor), list(walk.before.said)
    visit, step = walk.event.chance, walk.here()
    notice: list[Part] = [Notice(walk.content.phrase("stuck"))]
    screen = _screen(walk, visit, notice, (_way(walk, visit, "menu"),), None)
    return remember(walk, visit, step.shape if step else "", (), stays=True), (Show(screen),)


def remember(walk: Walk, visit: str, shape: str, items: tuple[str, ...], *, stays: bool) -> Session:
    """The session at this wait; a question that was answered is put on the trail."""
    frames = tuple(walk.frames)
    idle, lapse = deadlines(walk, frames, walk.said)
    return Session(
        frames=frames,
        visit=visit,
        shape=shape,
        items=items,
        tries=walk.tries,
        said=tuple(walk.said),
        trail=_trail(walk, frames, stays=stays),
        idle=idle,
        lapse=lapse,
        keyed=walk.keyed,
        opened=walk.opened,
        facts=walk.facts,
        typed=walk.typed,
        sources=walk.sources,
        **walk.lasting(),
    )


def still(walk: Walk) -> Session:
    """The session while a request is carried out: at the same question, with the time anew."""
    before = walk.before
    idle, lapse = deadlines(walk, before.frames, before.said)
    return replace(before, keyed=(), idle=idle, lapse=lapse, used=walk.used, opened=walk.opened)


def deadlines(walk: Walk, frames: tuple[Frame, ...], said: Iterable[str]) -> tuple[int, int]:
    """The seconds at which this screen is to be veiled, and at which it is to go."""
    if _in_danger(walk.content, frames, said):
        return walk.now + IDLE_IN_DANGER, walk.now + LAPSE_IN_DANGER
    return walk.now + IDLE, walk.now + LAPSE


def _in_danger(content: Content, frames: tuple[Frame, ...], said: Iterable[str]) -> bool:
    for frame in frames:
        if frame.flow in IN_DANGER:
            return True
    for place in said:
        flow, _, name = place.partition("/")
        step = content.find(flow, name)
        if step is not None and DANGER_MARK in step.marks:
            return True
    return False


def _trail(walk: Walk, frames: tuple[Frame, ...], *, stays: bool) -> tuple[str, ...]:
    before = walk.before
    if walk.is_cut:
        return ()
    if stays:
        return trail.follow(before, frames, walk.person)
    if not before.frames:
        return before.trail
    return trail.lengthen(before.trail, trail.record(before, frames, walk.person))
