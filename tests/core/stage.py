"""Sets small flows on a stage: a rehearsal stands at the first question of a flow called `a`."""

from __future__ import annotations

import textwrap
from functools import cache

from hypothesis import HealthCheck, settings

from bot.core.content import Content
from bot.core.effects import Screen
from bot.core.session import Answer, Session
from bot.workshop.rehearsal import Rehearsal
from tests.support import content_of

# No deadlines: the first example reads the flows, and machines differ.
FEW = settings(max_examples=40, deadline=None)
MANY = settings(max_examples=200, deadline=None)
SLOW_FLOWS = (HealthCheck.too_slow, HealthCheck.data_too_large)
"""What is drawn for a whole set of flows is large on purpose."""


def flow(name: str, steps: str) -> str:
    """A flow as its file holds it; what it gives may stand in its first line."""
    text = textwrap.dedent(steps).strip()
    head, _, rest = text.partition("\n") if text.startswith("gives:") else ("", "", text)
    body = textwrap.indent(rest, "  ")
    return f"flow: {name}\ntitle: The flow {name}\n{head}\nsteps:\n{body}\n"


@cache
def content_with(*flows: tuple[str, str]) -> Content:
    """The base set with these flows (name, steps)."""
    return content_of({f"{name}.yaml": flow(name, steps) for name, steps in flows})


def on_stage(a: str, **others: str) -> Rehearsal:
    """Open the flow `a` of these steps, with other flows beside it."""
    return Rehearsal(content_with(("a", a), *others.items())).open("a")


def base() -> Content:
    """The base set alone."""
    return content_with()


def screen(rehearsal: Rehearsal) -> Screen:
    """The screen a person sees."""
    assert rehearsal.screen is not None
    return rehearsal.screen


def answers(rehearsal: Rehearsal) -> dict[str, Answer]:
    """The answers of the flow a person is in."""
    return rehearsal.session.frames[-1].answers


def moment(session: Session) -> tuple[object, ...]:
    """What has to come back when a person goes back."""
    return session.frames, session.person, session.said
