"""The kinds of step. A new kind is a class in this folder and its name in `KINDS`."""

from bot.core.steps.ask import Ask
from bot.core.steps.base import Kind
from bot.core.steps.choices import Choices
from bot.core.steps.departures import Erase, Leave
from bot.core.steps.plain import Plain
from bot.core.steps.tick import Tick

KINDS = (Choices, Tick, Ask, Leave, Erase)

__all__ = ["KINDS", "Ask", "Choices", "Erase", "Kind", "Leave", "Plain", "Tick"]
