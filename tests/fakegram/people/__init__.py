"""What people do, as a test tells them to: each action is what an app would let a person do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakegram.people import buttons, files, groups, place, words

GROUPS = (words, buttons, files, groups, place)
ACTIONS: dict[str, Callable[..., Any]] = {
    action.__name__: action for group in GROUPS for action in group.ACTIONS
}
"""By name; each takes the world and what the test says."""
