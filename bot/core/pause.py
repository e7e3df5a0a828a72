"""What people get while the service is paused: emergency numbers, and ways to leave and to erase.

Leaving, time, and the flow that erases are played as ever. Everything else is answered with one
screen, the same for everybody. Nothing else moves: what is typed stays where it was typed, and each
question waits until it is asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.core import check_ins, speech
from bot.core.commands import commanded, is_leaving
from bot.core.content import HOME, UNLOCK, Content
from bot.core.effects import Button, Effect, Entry, LeaveWords, Screen, Show, Text
from bot.core.engine import turn
from bot.core.events import (
    Event,
    Flooded,
    LeftQuickly,
    Offered,
    Opened,
    Pressed,
    Returned,
    Said,
    TimerFired,
)
from bot.core.flow import Listing
from bot.core.interrupts import Interrupt
from bot.core.session import Session
from bot.core.speech import Result
from bot.core.walk import Walk

DANGER, ERASING = "danger", "forget"
"""The flow whose numbers are shown, and the one that may still be played."""
ERASE = "(forget)"
"""What the one button means; brackets keep it apart from an author's ids."""
MOST = 6
"""How many countries' numbers are shown: nobody can choose another one here."""


def played(content: Content, session: Session, event: Event) -> Result:
    """Play one event of a service that is paused."""
    if isinstance(event, TimerFired):  # nothing is sent that nobody can answer
        session = check_ins.let_go(session, int(event.at.timestamp()))
    if _goes_on(content, session, event):
        return turn(content, session, event)
    if _is_unheard(event):
        return session, ()
    if _erases(content, session, event):
        asked = Said(f"/{Interrupt.FORGET.value}", event.at, event.chance)
        return _erasing(content, turn(content, _open(content, session, event), asked), event)
    if _is_erasing(session) and commanded(content, session, event) is None:
        return _erasing(content, turn(content, session, event), event)
    return _held(content, _open(content, session, event), event)


def _goes_on(content: Content, session: Session, event: Event) -> bool:
    """Whether an event is played as ever: time, leaving, and a press on something long gone."""
    if isinstance(event, LeftQuickly | TimerFired | Returned) or is_leaving(
        content, session, event
    ):
        return True
    return isinstance(event, Pressed) and not session.is_open


def _is_unheard(event: Event) -> bool:
    """Whether nothing answers it, as it is too old or too much; her words stay where they are."""
    late = isinstance(event, Said | Pressed | Offered) and event.late
    return late or isinstance(event, Flooded)


def _open(content: Content, session: Session, event: Event) -> Session:
    """The session; of somebody who is not here yet, as if she had begun."""
    if session.is_open:
        return session
    return turn(content, session, Opened(HOME, event.at, event.chance))[0]


# Erasing


def _erases(content: Content, session: Session, event: Event) -> bool:
    if session.items == (ERASE,) and isinstance(event, Pressed):
        return event.token == f"{session.visit}.0"
    return commanded(content, session, event) is Interrupt.FORGET


def _is_erasing(session: Session) -> bool:
    if not session.is_open or session.items == (ERASE,):
        return False
    *below, top = (frame.flow for frame in session.frames)
    return top == ERASING or (top == UNLOCK and below[-1:] == [ERASING])


def _erasing(content: Content, result: Result, event: Event) -> Result:
    """What came of it, unless she has left that flow again."""
    session = result[0]
    if not session.is_open or session.veil or _is_erasing(session):
        return result
    return _held(content, session, event)


# The screen


def _held(content: Content, session: Session, event: Event) -> Result:
    """Show the screen, over a question that will be asked again; a veil stays below it."""
    now = int(event.at.timestamp())
    held = replace(
        session,
        visit=event.chance,
        items=(ERASE,),
        behind=session.behind if session.veil else (),
        shape="",
        keyed=(),
        idle=now + speech.IDLE_IN_DANGER,
        lapse=now + speech.LAPSE_IN_DANGER,
        used=Walk(content, session, event).used,
    )
    shown: tuple[Effect, ...] = (Show(screen(content, held, event)),)
    typed = isinstance(event, Said) and commanded(content, session, event) is None
    return held, (LeaveWords(), *shown) if typed else shown


def screen(content: Content, session: Session, event: Event) -> Screen:
    """The one screen there is."""
    walk = Walk(content, session, event)
    parts = speech.opened(walk, Text(content.phrase("paused")), *numbers(walk))
    erase = Button(content.phrase("erase_held"), f"{session.visit}.0", "choice")
    ways = (content.lasting["close"],)
    return Screen(session.visit, parts, (erase,), ways, fresh=speech.is_fresh(walk))


def numbers(walk: Walk) -> Iterator[Entry]:
    """The emergency numbers of the countries that are served, as the danger flow shows them."""
    listing = listed(walk.content, DANGER, kind="emergency", served="yes")
    return speech.rows(walk, replace(listing, most=MOST)) if listing is not None else iter(())


def listed(content: Content, flow: str, **only: str) -> Listing | None:
    """What a flow lists of the rows that have these values and no others."""
    found = content.flows.get(flow)
    for step in found.steps.values() if found is not None else ():
        where = step.listing.where if step.listing is not None else None
        if where and all(where.implies(name, value) for name, value in only.items()):
            return step.listing
    return None
