"""What outranks every step: leaving, help, back, menu, language, privacy and forgetting.

The one table of them is here, so that no flow can forget one. Commands work at every wait. Words
match whole messages only, and at a question for free text only the words for leaving do: whatever
else is typed there is her answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from bot.core.steps.choices import folded


class Interrupt(Enum):
    """An event that outranks every step; the value is its command and its button's role."""

    CLOSE = "close"
    HELP = "help"
    BACK = "back"
    MENU = "menu"
    LANGUAGE = "language"
    PRIVACY = "privacy"
    MYDATA = "mydata"
    FORGET = "forget"
    START = "start"


LEADS_TO = {
    Interrupt.HELP: "help",
    Interrupt.LANGUAGE: "language",
    Interrupt.PRIVACY: "your_data",
    Interrupt.MYDATA: "my_data",
    Interrupt.FORGET: "forget",
}
"""The interrupts that open a flow on top of the current one, and come back after it."""

_COMMANDS = {f"/{interrupt.value}": interrupt for interrupt in Interrupt} | {
    "/exit": Interrupt.CLOSE,
    "/leave": Interrupt.CLOSE,
    "/restart": Interrupt.START,
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of each language that mean an interrupt, folded."""

    meanings: Mapping[str, Interrupt] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> Words:
        """Build from (phrase, meaning) rows; raise ValueError for a meaning that does not exist."""
        return cls({folded(phrase): Interrupt(means) for phrase, means in rows})

    def meaning(self, text: str, *, free_text: bool = False) -> Interrupt | None:
        """The interrupt a whole typed message means, if any."""
        command = text.split()[0].casefold().partition("@")[0] if text.strip() else ""
        if command in _COMMANDS:
            return _COMMANDS[command]  # What follows it was put there by a link, and is ignored.
        meant = self.meanings.get(folded(text)) if len(text) < 40 else None
        only_close = free_text or command.startswith("/")
        return meant if meant is Interrupt.CLOSE or not only_close else None
