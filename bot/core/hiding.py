"""Hides what a person keeps before it is erased, and brings it back: with time, or where asked to.

Whoever holds her phone can't tell what was hidden from what was never there, can't end it sooner,
and can't put it off. What she keeps with the vault is not touched; only an erasure does that.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.requests import Control
from bot.core.session import RECOVERABLE, WEEK, Hidden, Session, Terms


def hidden(session: Session, now: int, until: int, *, asked: bool) -> Session:
    """What is left of a session to be met: nothing, with all that was hers put away.

    What was hidden before stays so, and what was said since is dropped.
    """
    before = session.hidden
    if before is None:
        away = Hidden(
            at=now,
            until=until,
            asked=asked,
            person=session.person,
            kept=session.kept,
            consents=session.consents,
            agendas=session.agendas,
            draft=session.draft,
            drafted=session.drafted,
        )
    else:
        away = replace(before, at=now, until=before.until or until)
    return Session(used=session.used, keeps=True, terms=session.terms, hidden=away)


def asked(session: Session, now: int, control: Control) -> Session:
    """The session after somebody asked for everything to be erased, and may have to wait."""
    return hidden(session, now, now + WEEK if control == "in_a_week" else 0, asked=True)


def by_itself(session: Session, now: int) -> Session:
    """The session of somebody who has not been here for as long as she wanted."""
    return hidden(session, now, now + RECOVERABLE, asked=False)


def changed(terms: Terms, days: int, control: Control, now: int) -> Terms:
    """Other terms; shorter ones wait for a week, unless they need not, and longer ones end that."""
    if control == "never":
        return terms
    held = terms.at(now)
    if days >= held or control == "at_once":
        return Terms(days)
    return Terms(held, days, now + WEEK)
