"""Calls Telegram: python-telegram-bot is the connection, and its errors become five of our own.

Nothing is retried here, since only the caller knows what a call that may have been carried out
would do a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram.transport import NotSent, TooLong, Transport, proxy_for
from bot.errors import FileTooBig, SidelightError

CALLS = 19
"""Calls in flight: more would only wait at Telegram."""
FILES = 3
"""Files that are fetched at a time, each over a connection of its own."""
CALL_SECONDS = 15.0
OK = 200
BLOCKING = ("blocked", "deactivated", "initiate", "kicked")
"""Telegram's words for people who can't be written to; it forbids other things too."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along with a call: one of the flow set, or one made for her in memory."""

    path: Path
    content: bytes | None = field(default=None, repr=False)


class CallError(SidelightError):
    """Telegram did not do what it was asked to."""


class Refused(CallError):
    """Telegram refuses this call, and will each time."""

    def __init__(self, why: str = "") -> None:
        super().__init__()
        self.why = why.casefold()


class Blocked(CallError):
    """The person has stopped the bot, or never started it."""


class TooMany(CallError):
    """Telegram wants us to wait before we do this again."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Unreachable(CallError):
    """No answer came; `sent` says whether the call may have been carried out all the same."""

    def __init__(self, *, sent: bool) -> None:
        super().__init__()
        self.sent = sent


class Elsewhere(CallError):
    """Another program takes this bot's updates: stop it, and this one goes on by itself."""


class TokenRefused(Unreachable):
    """Telegram does not know this token: put the one BotFather gave you into the token's file."""

    status = 78

    def __init__(self) -> None:
        # What has to be removed stays remembered until there is a token that can do it.
        super().__init__(sent=False)


class Telegram:
    """The Bot API for one token, which no text of this class shows."""

    def __init__(self, token: str, base_url: str, base_file_url: str) -> None:
        proxy = proxy_for(base_url)
        self._calls = Transport(CALLS, CALL_SECONDS, proxy)
        self._polls = Transport(1, CALL_SECONDS, proxy)
        self._files = Transport(FILES, CALL_SECONDS, proxy_for(base_file_url))
        # A poll is held open, so it has a connection of its own, and with it a bot.
        self._caller = Bot(token, base_url, base_file_url, request=self._calls)
        self._poller = Bot(token, base_url, base_file_url, request=self._polls)

    def __repr__(self) -> str:
        return "Telegram()"

    async def open(self) -> None:
        """Make ready to call; nothing is called yet."""
        await self._calls.initialize()
        await self._polls.initialize()
        await self._files.initialize()

    async def close(self) -> None:
        """Let go of all connections."""
        await self._calls.shutdown()
        await self._polls.shutdown()
        await self._files.shutdown()

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Call a method; raises one of the errors above."""
        return await _asked(self._caller, method, parameters)

    async def download(self, path: str, most: int) -> bytes:
        """The bytes of a file that `getFile` gave the path of; raises `FileTooBig` too."""
        # The address holds the token, so that no error may be the context of another here.
        problem: SidelightError
        try:
            status, content = await self._files.download(self._address(path), most)
        except TooLong:
            problem = FileTooBig()
        except TelegramError as error:
            problem = _ours(error)
        else:
            if status == OK:
                return content
            problem = Refused() if 400 <= status < 500 else Unreachable(sent=True)
        raise problem

    def _address(self, path: str) -> str:
        return f"{self._caller.base_file_url}/{quote(path)}"

    def time_there(self) -> datetime | None:
        """The time by the server that answered the last call, to the second; None if unknown."""
        try:
            return parsedate_to_datetime(self._calls.date).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    async def poll(self, offset: int | None, seconds: int) -> list[Any]:
        """Ask for updates, held open so long; an offset confirms all that came before it."""
        parameters: dict[str, Any] = {"timeout": seconds, "allowed_updates": list(KINDS)}
        if offset is not None:
            parameters["offset"] = offset
        patience = seconds + CALL_SECONDS
        found = await _asked(self._poller, "getUpdates", parameters, read_timeout=patience)
        if not isinstance(found, list):
            raise Unreachable(sent=True)
        return found


KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The updates we ask for."""


async def _asked(bot: Bot, method: str, parameters: Mapping[str, Any], **how: Any) -> Any:
    # Raw results are wanted, since to make objects of them would keep names. The library warns,
    # which is dear, of methods it has itself, letter by letter; Telegram does not look at capitals.
    endpoint, ready = method[0].upper() + method[1:], _with_files(parameters)
    # The library's errors hold what Telegram said, so they end here and are no error's context.
    problem = None
    try:
        return await bot.do_api_request(endpoint, ready, **how)
    except TelegramError as error:
        problem = _ours(error)
    except Exception:  # noqa: BLE001  # an answer of no known shape breaks the library anywhere
        problem = Unreachable(sent=True)
    raise problem


def _with_files(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _ready(value) for name, value in parameters.items()}


def _ready(value: Any) -> Any:
    if not isinstance(value, Attachment):
        return value
    if value.content is not None:
        return InputFile(value.content, value.path.name)
    try:
        return InputFile(value.path.read_bytes(), value.path.name)
    except OSError:
        raise Refused from None


def _ours(error: Exception) -> CallError:
    match error:
        case InvalidToken():
            return TokenRefused()
        case Conflict():
            return Elsewhere()
        case Forbidden(message=why) if any(word in why.casefold() for word in BLOCKING):
            return Blocked()
        case RetryAfter(_retry_after=wait):  # the public one warns that its type will change
            return TooMany(wait.total_seconds())
        case BadRequest(message=why) | Forbidden(message=why):
            return Refused(why)
        case _:
            return Unreachable(sent=not isinstance(error.__cause__, NotSent))
