"""F3: what a tired person on a small screen can read, and that a human is never far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bot.core.check import passages
from bot.core.check.graph import at
from bot.core.complaint import Complaint
from bot.core.content import NEEDED, Content
from bot.core.flow import START, Flow
from bot.core.steps import Choices
from bot.core.steps.base import Use
from bot.core.steps.tick import Tick

LONGEST_BUTTON = 30
LONGEST_MESSAGE = 300
LONGEST_TO_COPY = 3_500
MOST_BUTTONS = 6
FEWEST_OPENING, MOST_OPENING = 100, 200
"""What fills the line that a list of chats shows of a message, and no more than that."""
TELLING = re.compile(r"sidelight|safe|help|stalk|abus|secret|danger|police|threat", re.IGNORECASE)
"""Words that would tell whoever glances at a phone what this is."""
_LENGTHS: Mapping[Use, tuple[str, str, int]] = {
    "button": ("F301", "button", LONGEST_BUTTON),
    "message": ("F302", "message", LONGEST_MESSAGE),
    "to_copy": ("F302", "text to copy", LONGEST_TO_COPY),
}
"""The rule for each use of a text, what it is called, and how long it may be."""
GLANCED_AT = ("opening", "tap_to_go_on", "alone", "go_on", "not_now")
"""The phrases that stand where someone else may look."""
OWN = frozenset(NEEDED) - {"home", "danger", "crisis", "help"}
"""The bot's small flows that come back to where the person was, and so need no line themselves."""


def short_enough(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F301, F302: buttons and messages are short, and what is copied fits in one message."""
    for step in flow.steps.values():
        for wording in step.wordings():
            code, name, most = _LENGTHS[wording.use]
            length = len(wording.template.source)
            if length > most:
                message = f"this {name} has {length} characters: keep it to {most}."
                yield at(flow, step, code, message, *wording.path)


def snippets_short(content: Content) -> Iterator[Complaint]:
    """F302: snippets are short too."""
    for name, template in content.snippets.items():
        if len(template.source) > LONGEST_MESSAGE:
            length = len(template.source)
            message = f"this message has {length} characters: keep it under {LONGEST_MESSAGE}."
            yield Complaint("F302", message, "snippets.yaml", ("snippets", name))


def dull_enough(content: Content) -> Iterator[Complaint]:
    """F307: the line on top of discreet screens fills the preview; nothing glanced at tells."""
    opening = content.phrase("opening")
    length = len(opening)
    if opening != "opening" and not FEWEST_OPENING <= length <= MOST_OPENING:
        message = (
            f"this line has {length} characters: write {FEWEST_OPENING} to {MOST_OPENING}, so that "
            "a list of chats shows nothing else."
        )
        yield _phrase("opening", message)
    for name in GLANCED_AT:
        if (telling := TELLING.search(content.phrase(name))) is not None:
            message = f'"{telling[0]}" tells whoever glances at it what this is: use dull words.'
            yield _phrase(name, message)


def _phrase(name: str, message: str) -> Complaint:
    return Complaint("F307", message, "phrases.yaml", ("phrases", name))


def few_buttons(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F303: at most six buttons on a screen."""
    for step in flow.steps.values():
        match step.kind:
            case Choices(choices):
                key, count = "choices", len(choices)
            case Tick(items):
                key, count = "tick", len(items)
            case _:
                continue
        if count > MOST_BUTTONS:
            message = f"{count} buttons are too many: put all but {MOST_BUTTONS} on a next step."
            yield at(flow, step, "F303", message, key)


def human_near(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F305: every flow leads to a human line."""
    if flow.id in OWN or START not in flow.steps:
        return
    near = {flow.id}.union(*(passages.below(name, content) for name in passages.onward(flow)))
    steps = (step for name in near for step in content.flows[name].steps.values())
    if not any(passages.shows_line(step, content) for step in steps):
        message = "no path of this flow shows a human line: mark the step that does, marks: line."
        yield Complaint("F305", message, flow.file, ("steps",))


def reviews_due(content: Content, today: date) -> Iterator[Complaint]:
    """F306: warn of a flow that should have been read through again by now."""
    for flow in content.flows.values():
        review = flow.review
        if review is not None and (today - review.on).days > review.again:
            due = review.on + timedelta(days=review.again)
            message = (
                f"this flow was to be reviewed again by {due}: check it, then write today in on:."
            )
            path = ("reviewed", "on")
            yield Complaint("F306", message, flow.file, path, severity="warning")
