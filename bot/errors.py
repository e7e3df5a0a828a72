"""The one tree of errors; each message says what to do next, and none holds what a person said.

SidelightError
├── CharityProblem      a file for the charity's offline key, or one that comes back, can't be used
├── ConfigError         a setting is wrong; names it, and never repeats what it holds
├── FileGone            a file that was sent can't be had, now or any more
├── FileTooBig          a file that was sent is larger than those that are taken
├── FlowSetError        a set of flows can't be used; carries the complaints
├── KeyProblem          the keys can't be used; holds none of their bytes
├── LedgerProblem       the ledger of erasures is missing, damaged, or knows more than the store
├── NotMade             a report or a picture could not be made; says nothing of what is in it
├── PackageProblem      a package of a log can't be opened, or made
├── StoreBusy           the store is held by somebody else; nothing was written
├── StoreFull           the store can't be written; nothing was written
├── StoreUnfit          a file is no store that this version can use
├── UnreadableRecord    a link of a log can't be understood
├── UnreadableSession   a stored session can't be understood any more
├── UnknownChat         a chat that this process does not hold
├── Unsealable          a sealed record was altered, moved, or sealed with another key
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

    status = 1
    """What a command exits with that it stops."""

    @property
    def reason(self) -> str:
        """The sentence: the one that was given, or else the docstring of the class."""
        return str(self) or (self.__doc__ or "")


class ConfigError(SidelightError):
    """A setting is wrong: compare it with config.example.yaml."""

    status = 78  # EX_CONFIG, which tells a service manager that trying again is in vain


class CharityProblem(SidelightError):
    """The charity's key, a request or a reply can't be used: the message says why."""


class FileGone(SidelightError):
    """The file can't be had now: send it again."""


class FileTooBig(SidelightError):
    """A file larger than 20 MB can't be taken: send a smaller one."""


class FlowSetError(SidelightError):
    """These flows have errors: mend what is listed above, and try again."""


class UnreadableRecord(SidelightError):
    """A record of a log can't be read or kept: nothing was changed."""


class PackageProblem(SidelightError):
    """A package can't be opened or made: the message says why."""


class NotMade(SidelightError):
    """A report or a picture could not be made: nothing else was changed, so try again later."""


class UnreadableSession(SidelightError):
    """A stored session can't be read: the conversation goes on from the menu."""


class UnknownChat(SidelightError):
    """No such chat is open here: begin a new one."""


class UsageError(SidelightError):
    """The command can't do this: the message says what it can do."""


class KeyProblem(SidelightError):
    """The keys can't be used: the message says what is wrong with them."""

    status = 78


class LedgerProblem(SidelightError):
    """The ledger of erasures can't be used: the message says what is wrong with it."""

    status = 78


class Unsealable(SidelightError):
    """A sealed record can't be opened: it was altered or moved, or its key is another one."""


class StoreBusy(SidelightError):
    """The store is held by another process, or closing: nothing was written, so try again."""


class StoreFull(SidelightError):
    """The store can't be written: make room on its disk, or let this process write there."""


class StoreUnfit(SidelightError):
    """A file can't be used as a store: the message says why."""

    status = 78
