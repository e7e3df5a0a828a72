"""What people get once the service has ended: one screen, the same for everybody.

Nothing is kept of whoever writes then, but what it takes to clear the chat again.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import speech
from bot.core.commands import commanded, is_leaving
from bot.core.content import FIRST, HOME, Content
from bot.core.effects import Clear, Effect, Entry, EraseAll, LeaveWords, Part, Screen, Show, Text
from bot.core.events import Event, Offered, Pressed, Said, TimerFired
from bot.core.pause import listed, numbers
from bot.core.session import Frame, Session
from bot.core.speech import Result
from bot.core.walk import Walk

LINES = "helplines"
"""The flow whose lists of help lines are shown."""
EVERYWHERE = "ZZ"
"""The country of what is there for all of them."""


def played(content: Content, session: Session, event: Event) -> Result:
    """Play one event of a service that has ended."""
    match event:
        case TimerFired():
            is_due = session.is_due(event.at.timestamp())
            return _gone(asked=False) if is_due else (session, ())
        case _ if is_leaving(content, session, event):
            return _gone(asked=True)
        case Said() | Pressed() | Offered() if not event.late:
            return _told(content, session, event)
        case _:
            return session, ()


def _gone(*, asked: bool) -> Result:
    return Session(), (EraseAll(), Clear(asked))


def _told(content: Content, session: Session, event: Event) -> Result:
    """Show the screen until its time is up; what was typed is not kept, and stays where it is."""
    until = int(event.at.timestamp()) + speech.IDLE_IN_DANGER
    held = Session(frames=(Frame(HOME, FIRST),), visit=event.chance, idle=until)
    shown: tuple[Effect, ...] = (Show(screen(content, event)),)
    typed = isinstance(event, Said) and commanded(content, session, event) is None
    return held, (LeaveWords(), *shown) if typed else shown


def screen(content: Content, event: Event) -> Screen:
    """The one screen there is."""
    walk = Walk(content, Session(), event)
    parts: tuple[Part, ...] = (Text(content.phrase("ended")), *numbers(walk), *_lines(walk))
    return Screen(event.chance, parts, (), (content.lasting["close"],))


def _lines(walk: Walk) -> Iterator[Entry]:
    """Where help lines are listed, as the flow of help lines shows it for all countries."""
    listing = listed(walk.content, LINES, country=EVERYWHERE)
    return speech.rows(walk, listing) if listing is not None else iter(())
