"""What can be tapped or typed in a set of flows, and what was: the shared count of the tools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core import buttons
from bot.core.content import Content
from bot.core.flow import Step
from bot.core.session import Session

TYPED = "(typed)"
"""What stands for an answer that was typed."""


@dataclass(frozen=True, order=True, slots=True)
class Tap:
    """One thing a person can do at one step; `item` is what a button of it means."""

    flow: str
    step: str
    item: str

    def __str__(self) -> str:
        return f"{self.flow}/{self.step}: {self.item}"


def every_tap(content: Content) -> frozenset[Tap]:
    """Everything that authors offer, whether or not anybody can ever get there."""
    steps = (step for flow in content.flows.values() for step in flow.steps.values())
    return frozenset(Tap(step.flow, step.id, item) for step in steps for item in _items(step))


def _items(step: Step) -> Iterator[str]:
    for wording in step.kind.wordings():
        if wording.use == "button":
            *above, name = wording.path
            yield str(name) if above else f"({name})"
    if step.kind.waits and step.kind.values() is None:
        yield TYPED


def item_of(session: Session, token: str) -> str:
    """What a button of the current screen means; "" for the bot's own buttons."""
    return "" if session.veil else buttons.meant(session, token) or ""


def pressed(session: Session, item: str) -> Tap:
    """The press of a button where a session stands; of which row it speaks is no matter."""
    top = session.frames[-1]
    return Tap(top.flow, top.step, item if item == TYPED else item.partition(" ")[0])


def typed(before: Session, after: Session) -> Tap | None:
    """The typed answer that led from one session to another, if it was taken."""
    taken = before.frames and (before.frames, before.person) != (after.frames, after.person)
    return pressed(before, TYPED) if taken else None
