"""What a turn was, as far as it is counted: with nobody in it, and nothing that anybody said."""

from __future__ import annotations

from collections import Counter

from bot.core import requests
from bot.core.content import HOME
from bot.core.events import Event, Returned
from bot.core.session import Session

BEGUN, KEPT, OPENED = "begun", "kept", "opened:"


def happened(before: Session, after: Session, event: Event) -> tuple[str, ...]:
    """What is counted of a turn: a conversation begun, a flow come into, something kept in a log.

    An entry and a file count the same, in whosever hand the phone is.
    """
    begun = (BEGUN,) if after.is_open and not before.is_open else ()
    kept = (KEPT,) if isinstance(event, Returned) and event.outcome.came in requests.KEPT else ()
    come_into = Counter(_flows(after)) - Counter(_flows(before))
    return (*begun, *kept, *(f"{OPENED}{flow}" for flow in come_into.elements()))


def _flows(session: Session) -> list[str]:
    return [frame.flow for frame in session.frames if frame.flow != HOME]
