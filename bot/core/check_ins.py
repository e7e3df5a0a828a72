"""Plays what a person asked to be sent: its time comes, or her word answers it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.agenda import Agenda
from bot.core.commands import commanded
from bot.core.content import FIRST, HOME
from bot.core.effects import Remind
from bot.core.events import Said
from bot.core.session import DAY, DAYS_HELD, Session
from bot.core.speech import Result
from bot.core.walk import Walk


def come(walk: Walk) -> Result | None:
    """Send her own words, if it is time for them; None where it is time for nothing.

    What is arranged just now comes at the next look: a service that is paused lets it go there.
    """
    if walk.announce():
        return replace(walk.before, agendas=walk.agendas), ()
    due = {place: one for place, one in walk.agendas.items() if _is_due(one.due, walk.now)}
    if not due:
        return None
    is_away = walk.now // DAY - walk.used > DAYS_HELD
    effects: tuple[Remind, ...] = ()
    for place, agenda in due.items():
        after, sends = replace(agenda, asleep=agenda.asleep or is_away).come(walk.now)
        walk.arrange(place, after)
        if sends and not effects:
            effects = (Remind(agenda.words),)
    return replace(walk.before, agendas=walk.agendas), effects


def let_go(session: Session, now: int) -> Session:
    """The session where nothing is sent of what is due, as if she had not asked for it."""
    if not any(_is_due(one.due, now) for one in session.agendas.values()):
        return session
    agendas = {place: one.come(now, silent=True)[0] for place, one in session.agendas.items()}
    return replace(session, agendas=agendas)


def answers(walk: Walk, event: Said) -> bool:
    """Take words as the answer to a check-in, where nothing else is asked, and note it.

    Nothing that is done here differs between her word and her word under duress. What calls for
    help or leaves is never taken for an answer.
    """
    if not walk.agendas or not _is_free(walk):
        return False
    if commanded(walk.content, walk.before, event) is not None:
        return False
    found = {place: one.answered(event.text, walk.now) for place, one in walk.agendas.items()}
    for place, agenda in found.items():
        if agenda is not None:
            walk.arrange(place, agenda)
    if not any(found.values()):
        return False
    walk.each_agenda(Agenda.woken)  # she wrote, which is all that what was hushed waits for
    return True


def _is_free(walk: Walk) -> bool:
    """Whether no other answer is waited for: she is not here, or met as everybody is."""
    if not walk.before.is_open or walk.before.veil:
        return True
    return (walk.top.flow, walk.top.step) == (HOME, FIRST)


def _is_due(due: int | None, now: int) -> bool:
    return due is not None and due <= now
