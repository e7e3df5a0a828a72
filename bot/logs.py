"""What is logged: a time, an event's code and a few short values, and never anybody's words.

Rules of this file: a line is made of names that are listed here and of values that fit their
pattern. What other libraries log is reduced to who logged it, how bad it is and what kind of
exception came with it, since their texts hold messages, names and tokens. Whatever is printed all
the same goes through `redacted` at last.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import re
import sys
import threading
import time
import warnings
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, TextIO

from bot.errors import wordless
from bot.ports import Chat

LEVELS = {"turns": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}
MOST = 1_000_000
"""Numbers from here on are not printed: they might be somebody's."""
UNPRINTED = "?"

_NUMBER = None
_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FIELDS: Mapping[str, re.Pattern[str] | None] = {
    "count": _NUMBER,
    "flow": _WORD,
    "kind": re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}"),
    "method": re.compile(r"[a-z][A-Za-z]{0,39}"),
    "ms": _NUMBER,
    "outcome": _WORD,
    "seconds": _NUMBER,
    "status": _NUMBER,
    "step": _WORD,
    "tries": _NUMBER,
    "update_count": _NUMBER,
    "who": re.compile(r"[0-9a-f]{8}"),
}
"""What a line may tell, and the pattern of its text; without a pattern only numbers.

A single small word has the form of a flow's name, so nothing but names out of flows is given there.
"""
FIELDS = frozenset(_FIELDS)

_EVENT = re.compile(r"[a-z][a-z_]{0,39}")
_TOKEN = re.compile(r"[0-9]{5,}(?::|%3A)[\w-]{30,}", re.IGNORECASE)
_ADDRESS = re.compile(r"(/bot)[0-9]+(?::|%3A)[^/\s]*", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"[0-9]{6,}")
_own = logging.getLogger("sidelight")


def redacted(text: str) -> str:
    """A text without tokens and without long numbers."""
    for pattern, instead in ((_TOKEN, "…"), (_ADDRESS, r"\1…"), (_LONG_NUMBER, "…")):
        text = pattern.sub(instead, text)
    return text


# Lines of our own


class Line(str):
    """What our own records carry as their message; only this module makes one."""

    __slots__ = ()


def log(event: str, **fields: object) -> None:
    """Tell that something happened as it should."""
    _own.info(_line(event, fields))


def tells_turns() -> bool:
    """Whether single turns are told, so that nobody has to prepare what is not printed."""
    return _own.isEnabledFor(logging.DEBUG)


def detail(event: str, **fields: object) -> None:
    """Tell of one turn, which only the lowest level prints."""
    _own.debug(_line(event, fields))


def warn(event: str, **fields: object) -> None:
    """Tell that something went wrong that nobody has to mend at once."""
    _own.warning(_line(event, fields))


def fail(event: str, error: BaseException, **fields: object) -> None:
    """Tell that an exception was not expected, where it came from and of what kind it is."""
    _fail(_line(event, fields), type(error), error.__traceback__)


def _fail(line: Line, kind: type[BaseException], trace: TracebackType | None) -> None:
    _own.error(Line(f"{line} {_field('kind', kind.__name__)}\n{redacted(wordless(kind, trace))}"))


def _line(event: str, fields: Mapping[str, object]) -> Line:
    code = event if _EVENT.fullmatch(event) else UNPRINTED
    return Line(" ".join([code, *(_field(name, value) for name, value in fields.items())]))


def _field(name: str, value: object) -> str:
    if name not in _FIELDS:
        return f"{UNPRINTED}={UNPRINTED}"
    pattern = _FIELDS[name]
    if isinstance(value, str):
        fits = pattern is not None and pattern.fullmatch(value) is not None
        return f"{name}={value if fits else UNPRINTED}"
    return f"{name}={_number(value) if pattern is None else UNPRINTED}"


def _number(value: object) -> str:
    match value:
        case bool():
            return UNPRINTED
        case int() if -MOST < value < MOST:
            return str(int(value))
        case float() if -MOST < value < MOST:
            return f"{value:.3f}"
        case _:
            return UNPRINTED


class Lines(logging.StreamHandler[TextIO]):
    """Prints our own lines as they are, and of all others next to nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        return isinstance(record.msg, Line) or record.levelno >= logging.WARNING

    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        said = record.msg if isinstance(record.msg, Line) else redacted(_reduced(record))
        return f"{at} {_level(record.levelno)} {said}"

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Do nothing: logging's own way would print the record's message and arguments."""


def _level(number: int) -> str:
    """The standard name of a level: others can be given names of any kind."""
    names = {0: "DEBUG", 2: "INFO", 3: "WARNING", 4: "ERROR", 5: "CRITICAL"}
    return names.get(min(number // 10, 5), "DEBUG")


def _reduced(record: logging.LogRecord) -> str:
    trouble = record.exc_info[0] if isinstance(record.exc_info, tuple) else None
    kind = f" {_field('kind', trouble.__name__)}" if isinstance(trouble, type) else ""
    return f"{_known(record.name)}{kind}"


def _known(name: str) -> str:
    """As much of a logger's name as names a module: anything can be made a part of it."""
    while name and name not in sys.modules:
        name = name.rpartition(".")[0]
    return name or UNPRINTED


# Everything that could print


def set_up(level: str, stream: TextIO) -> None:
    """Let nothing but lines reach the stream, whoever logs, warns or fails to catch."""
    for other in logging.Logger.manager.loggerDict.values():
        if isinstance(other, logging.Logger):
            other.handlers, other.propagate = [], True
    root = logging.getLogger()
    root.handlers = [Lines(stream)]
    root.setLevel(logging.WARNING)
    _own.setLevel(LEVELS[level])
    sys.excepthook = _on_uncaught
    threading.excepthook = _on_uncaught_in_thread
    sys.unraisablehook = _on_unraisable
    warnings.showwarning = _on_warning


def watch(loop: asyncio.AbstractEventLoop) -> None:
    """Let what nobody awaited be told as everything else is."""
    loop.set_exception_handler(_on_loop_fault)


def _on_uncaught(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
    _fail(Line("uncaught"), kind, trace)


def _on_uncaught_in_thread(uncaught: threading.ExceptHookArgs) -> None:
    if uncaught.exc_type is not SystemExit:
        _fail(Line("uncaught_in_thread"), uncaught.exc_type, uncaught.exc_traceback)


def _on_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    _fail(Line("unraisable"), unraisable.exc_type, unraisable.exc_traceback)


def _on_warning(  # noqa: PLR0913  # the arguments are those of the standard library
    message: Warning | str,  # noqa: ARG001  # it may repeat a value
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    kind = _field("kind", category.__name__)
    _own.warning(Line(redacted(f"warning {kind}\n{filename}:{lineno}")))


def _on_loop_fault(_: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
    error = told.get("exception")
    if isinstance(error, BaseException):
        fail("loop_fault", error)
    else:
        warn("loop_fault")


# Who it was


class Pseudonyms:
    """Names for chats that tell them apart for one UTC day, and cannot be made out afterwards."""

    def __init__(self, fresh_key: Callable[[], bytes]) -> None:
        self._fresh_key = fresh_key
        self._key = b""
        self._day: date | None = None

    def of(self, chat: Chat | bytes, at: datetime) -> str:
        """The name of a chat on that day; the key of an earlier day is gone."""
        day = at.astimezone(UTC).date()
        if day != self._day:
            self._day, self._key = day, self._fresh_key()
        address = chat if isinstance(chat, bytes) else f"{chat.channel}\0{chat.id}".encode()
        return hmac.new(self._key, address, hashlib.sha256).hexdigest()[:8]
