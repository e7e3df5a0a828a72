"""How the server says no: an error code, a sentence, and sometimes when to try again.

The sentences are those of the published server where it is known; bots should not depend on them.
"""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A call that is answered with an error."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        """The error as a bot receives it."""
        said = {"ok": False, "error_code": self.code, "description": self.description}
        return {**said, "parameters": self.parameters} if self.parameters else said


class Breach(Refusal):
    """A call that breaks a rule which the bot could have known: it fails, and is a violation."""

    def __init__(self, what: str, code: int = 400, kind: str = "Bad Request") -> None:
        super().__init__(code, f"{kind}: {what}")


class NotModelled(Breach):
    """Something that Telegram knows and this server does not: never answered with `ok`."""

    def __init__(self, what: str) -> None:
        super().__init__(f"fakegram does not model {what}", 501, "Not Implemented")


class WrongControl(Exception):
    """A test asked for something that no person could do; the message says what."""


def bad_request(what: str) -> Refusal:
    """Nothing is done: the call makes no sense as things are."""
    return Refusal(400, f"Bad Request: {what}")


def forbidden(what: str) -> Refusal:
    """Nothing is done: the other side does not want it."""
    return Refusal(403, f"Forbidden: {what}")


def conflict(what: str) -> Refusal:
    """Two pollers, or polling beside a webhook."""
    return Refusal(409, f"Conflict: {what}")


def too_many(retry_after: int) -> Refusal:
    """Too much at once."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
