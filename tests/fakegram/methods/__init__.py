"""The methods of the Bot API that a bot in private chats needs; any other one fails."""

from __future__ import annotations

from tests.fakegram.methods import deleting, editing, profile, receiving, sending
from tests.fakegram.methods.call import Call, Method

GROUPS = (sending, editing, deleting, receiving, profile)
METHODS = {method.name: method for group in GROUPS for method in group.METHODS}

__all__ = ["METHODS", "Call", "Method"]
