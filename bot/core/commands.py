"""What a person commands, with words, a command, or one of the bot's own buttons."""

from __future__ import annotations

from bot.core.content import Content
from bot.core.events import Event, LeftQuickly, Pressed, Said
from bot.core.interrupts import Interrupt
from bot.core.session import Session

FREE_TEXT = "ask text"
OWN = ("back", "menu", "language")
"""The bot's own buttons that belong to one screen; those for help and leaving never grow old."""


def is_leaving(content: Content, session: Session, event: Event) -> bool:
    """Whether an event means to leave at once, whatever is going on."""
    if isinstance(event, LeftQuickly):
        return True
    return commanded(content, session, event) is Interrupt.CLOSE


def commanded(content: Content, session: Session, event: Event) -> Interrupt | None:
    """The bot's own command that was typed, or pressed on a button of the bot's own."""
    match event:
        case Said(text):
            return content.words.meaning(text, free_text=session.shape.startswith(FREE_TEXT))
        case Pressed("help" | "close"):
            return Interrupt(event.token)
        case Pressed(token):
            visit, _, role = token.rpartition(".")
            current = visit == session.visit and visit
            return Interrupt(role) if current and role in OWN else None
        case _:
            return None
