"""The one tree of errors; each message says what to do next, and none holds what a person said.

SidelightError
├── FlowSetError        a set of flows can't be used; carries the complaints
├── UnreadableSession   a stored session can't be understood any more
├── UnknownChat         a chat that this process does not hold
└── UsageError          a command was asked for something that can't be done
"""

from __future__ import annotations

import traceback
from types import TracebackType


def wordless(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Where something went wrong and of what kind it is: what it says may be a person's words."""
    return "".join([*traceback.format_tb(trace), kind.__name__])


class SidelightError(Exception):
    """Something that Sidelight can explain in one sentence."""

    @property
    def reason(self) -> str:
        """The sentence: the one that was given, or else the docstring of the class."""
        return str(self) or (self.__doc__ or "")


class FlowSetError(SidelightError):
    """These flows have errors: mend what is listed above, and try again."""


class UnreadableSession(SidelightError):
    """A stored session can't be read: the conversation goes on from the menu."""


class UnknownChat(SidelightError):
    """No such chat is open here: begin a new one."""


class UsageError(SidelightError):
    """The command can't do this: the message says what it can do."""
