"""Lets time pass over a conversation, and says what comes by itself that nobody asked for.

Whoever holds the phone then may be anybody. So all that may come is a cover over a screen that
stands, its end, or the very words that she asked to be sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bot.core.content import Content
from bot.core.effects import Clear, Consult, Effect, EraseAll, Remind, Screen, Show, ShutVault
from bot.core.events import Event, TimerFired
from bot.core.requests import EraseDue
from bot.core.session import Session
from bot.core.speech import Result
from bot.workshop.rehearsal import lines

Decide = Callable[[Content, Session, Event], Result]
MOST_TIMES = 4
"""So often time passes: until a screen is covered, until it is gone, and twice after that."""
COVERS = ("tap_to_go_on", "alone", "opening")
"""The phrases that a cover is made of."""
UNASKED = "something comes by itself that nobody asked for"


def unasked(decide: Decide, content: Content, session: Session, chance: str) -> Iterator[str]:
    """What comes by itself, as time passes, though nobody asked for it."""
    for _ in range(MOST_TIMES):
        if (due := session.due) is None:
            return
        before, event = session, TimerFired(datetime.fromtimestamp(due, UTC), chance)
        try:
            session, effects = decide(content, before, event)
        except Exception as error:  # noqa: BLE001  # a crash of any kind is what is looked for
            yield f"time passes, and that ends in {type(error).__name__}: {error}"
            return
        for effect in effects:
            if not _is_asked_for(content, before, session, effect):
                yield f"{UNASKED}: {type(effect).__name__}"


def _is_asked_for(content: Content, before: Session, after: Session, effect: Effect) -> bool:
    match effect:
        case Show(screen, instead):
            return instead and bool(after.veil) and _is_cover(content, screen)
        case Remind(words):
            return not before.is_open and words in {one.words for one in before.agendas.values()}
        case Clear(asked):
            return not asked
        case Consult(request):
            return isinstance(request, EraseDue)
        case _:
            return isinstance(effect, EraseAll | ShutVault)


def _is_cover(content: Content, screen: Screen) -> bool:
    covers = {content.phrase(name) for name in COVERS}
    return all(line in covers for part in screen.parts for line in lines(part))
