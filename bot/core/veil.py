"""Covers a question that nobody answers for a while, and says what may lift the cover.

Two screens, both without a word of what lies behind them: "tap to go on", and behind it "can you
read on your own?". Only a yes brings the question back. Both have buttons and a visit of their own,
so that no button of the question can be pressed through them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.core import offers
from bot.core.content import Content
from bot.core.effects import Button, Screen, Show, ShutVault, Text
from bot.core.events import Event, Pressed, Said
from bot.core.session import Session, Veil
from bot.core.speech import Result, deadlines, is_fresh, opened
from bot.core.steps.choices import folded
from bot.core.walk import Walk

GO_ON, YES, NOT_NOW = "(on)", "(yes)", "(not_now)"
"""What the buttons mean; brackets keep them apart from an author's ids."""
_BUTTONS: dict[Veil, dict[str, str]] = {
    "tap": {GO_ON: "go_on"},
    "alone": {YES: "yes", NOT_NOW: "not_now"},
}
"""What the buttons of each veil mean, and the phrases on them."""
_SHUT: dict[str, Any] = {"keyed": (), "opened": 0, "facts": ()}
"""What a veil closes: somebody else may hold the phone when it is lifted."""
_WORDS: dict[Veil, str] = {"tap": "tap_to_go_on", "alone": "alone"}
_TYPED: dict[Veil, dict[str, str]] = {
    "": {},
    "tap": {"go_on": GO_ON},
    "alone": {"yes": YES, "no": NOT_NOW, "not_now": NOT_NOW},
}
"""The phrases that answer a veil where they are typed."""


def cover(walk: Walk, session: Session, veil: Veil, *, instead: bool = False) -> Result:
    """Put a veil over a session's question; of the same veil the buttons stay as they were."""
    visit = walk.before.visit if walk.before.veil == veil else walk.event.chance
    behind = session.behind if session.veil else session.items
    items = tuple(_BUTTONS[veil])
    covered = replace(session, visit=visit, items=items, veil=veil, behind=behind, **_SHUT)
    show = Show(_screen(walk, visit, veil, fresh=not instead), instead)
    return covered, (show, ShutVault()) if session.opened else (show,)


def _screen(walk: Walk, visit: str, veil: Veil, *, fresh: bool) -> Screen:
    phrases = _BUTTONS[veil].values()
    buttons = tuple(
        Button(walk.content.phrase(phrase), f"{visit}.{number}", "choice")
        for number, phrase in enumerate(phrases)
    )
    parts = opened(walk, Text(walk.content.phrase(_WORDS[veil])))
    ways = (walk.content.lasting["close"],)
    return Screen(visit, parts, buttons, ways, fresh=fresh and is_fresh(walk))


def lifted(session: Session) -> Session:
    """The session as it is behind its veil; no button that was ever shown is current there."""
    if not session.veil:
        return session
    return replace(session, veil="", visit="", items=session.behind, behind=())


def answer(content: Content, session: Session, event: Event) -> str:
    """What an event means to the veil that stands; "" where it means nothing to it."""
    match event:
        case Pressed(token):
            meanings = {
                f"{session.visit}.{number}": item
                for number, item in enumerate(_BUTTONS.get(session.veil, ()))
            }
            return meanings.get(token, "")
        case Said(text):
            word = folded(text)
            typed = _TYPED[session.veil].items()
            return next((item for name, item in typed if word == folded(content.phrase(name))), "")
        case _:
            return ""


def touched(walk: Walk) -> Session:
    """The session before this turn, with the time that begins anew."""
    before = walk.before
    idle, lapse = deadlines(walk, before.frames, before.said)
    return replace(before, idle=idle, lapse=lapse)


def with_offers(before: Session, after: Session) -> Session:
    """Keep what was offered behind a veil, and never seen, while she stays at her question."""
    unseen = offers.standing(before.behind)
    same = [(f.flow, f.step) for f in before.frames] == [(f.flow, f.step) for f in after.frames]
    if not unseen or not same:
        return after
    return replace(after, items=offers.joined(unseen, offers.standing(after.items)))
