"""What a turn was, as far as it is counted: with nobody in it, and nothing that anybody said."""

from __future__ import annotations

from collections import Counter

from bot.core.content import HOME
from bot.core.session import Session

BEGUN, OPENED = "begun", "opened:"


def happened(before: Session, after: Session) -> tuple[str, ...]:
    """What is counted of a turn: a conversation that was begun, and each flow she came into."""
    begun = (BEGUN,) if after.is_open and not before.is_open else ()
    come_into = Counter(_flows(after)) - Counter(_flows(before))
    return (*begun, *(f"{OPENED}{flow}" for flow in come_into.elements()))


def _flows(session: Session) -> list[str]:
    return [frame.flow for frame in session.frames if frame.flow != HOME]
