"""Buttons for help that stand on a screen after alarming words, until she takes one or goes on."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.alarms import Alarm
from bot.core.content import Content
from bot.core.steps.base import Key
from bot.core.templates import Template

GO_ON = "(go_on)"
_ALARMS = {
    Alarm.DANGER: ("(danger)", "offer_danger", "danger"),
    Alarm.CRISIS: ("(crisis)", "offer_crisis", "crisis"),
}
"""What alarming words offer: the button's meaning, its phrase and its flow."""
FLOWS = {item: flow for item, _, flow in _ALARMS.values()}
"""The flow that each offer opens."""
PHRASES = {item: phrase for item, phrase, _ in _ALARMS.values()} | {GO_ON: "go_on"}
"""The words on the buttons of an offer, in the order they stand in."""


def called_for(alarms: frozenset[Alarm]) -> tuple[str, ...]:
    """What to offer after these alarms."""
    return (*(_ALARMS[alarm][0] for alarm in _ALARMS if alarm in alarms), GO_ON)


def standing(items: Iterable[str]) -> tuple[str, ...]:
    """What is offered among these items."""
    return tuple(item for item in items if item in PHRASES)


def joined(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    """What is offered in either."""
    both = {*one, *other}
    return tuple(item for item in PHRASES if item in both)


def keys(content: Content, items: Iterable[str]) -> tuple[Key, ...]:
    """The buttons of an offer."""
    return tuple(Key(item, Template((content.phrase(PHRASES[item]),)), "offer") for item in items)
