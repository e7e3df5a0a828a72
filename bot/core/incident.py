"""What happened to the person, when and where, in her own words: an entry of her log.

Everything but `what` can be left out, and what is not known is told from nothing else. When it
happened and when it was written down stay apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field

STRICT = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)
LATE = timedelta(days=2)
"""From so many days after it happened, an entry is late; with fewer, zones might be to blame."""
MOST_EXHIBITS = 26
"""Of one entry: they are told apart by a letter."""
ADDED = frozenset({"exhibits", "filings"})
"""What an amendment adds to, and never takes away."""

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_ZONE = re.compile(r"([A-Za-z][A-Za-z0-9_+/-]{0,63}|[+-]\d\d:\d\d)?")

Precision = Literal["exact", "about", "range", "unknown"]
Known = Literal["", "saw", "told", "think"]
"""How she knows who it was: she saw it, was told, or thinks so."""


def _instant(text: str) -> str:
    if datetime.fromisoformat(text).strftime(_INSTANT) != text:
        raise ValueError("no time in UTC")
    return text


def _stated(text: str) -> str:
    """A day, or a day and a minute, as somebody stated them: on her own clock."""
    pattern = "%Y-%m-%dT%H:%M" if "T" in text else "%Y-%m-%d"
    if datetime.fromisoformat(text).strftime(pattern) != text:
        raise ValueError("no day, and no time of one")
    return text


def _maybe_stated(text: str) -> str:
    return text and _stated(text)


def _zone(text: str) -> str:
    if not _ZONE.fullmatch(text):
        raise ValueError("no time zone")
    return text


def _digest(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise ValueError("no SHA-256")
    return text


Instant = Annotated[str, AfterValidator(_instant)]
Stated = Annotated[str, AfterValidator(_maybe_stated)]
Zone = Annotated[str, AfterValidator(_zone)]
Digest = Annotated[str, AfterValidator(_digest)]
Kind = Annotated[str, Field(pattern=r"^[a-z0-9_]{0,40}$")]
Number = Annotated[int, Field(ge=1)]
Words = str
"""What somebody said, kept as it was said."""


@dataclass(frozen=True, slots=True)
class Occurred:
    """When it happened, as she stated it: on her clock, with the zone she named.

    `often` is how she said that it was several times ("every day this week"), and `acts` how many
    that were; 0 is several, uncounted.
    """

    __pydantic_config__ = STRICT

    precision: Precision = "unknown"
    start: Stated = ""
    end: Stated = ""
    zone: Zone = ""
    often: Words = field(default="", repr=False)
    acts: Annotated[int, Field(ge=0)] = 1
    words: Words = field(default="", repr=False)
    """How she said when, if that is more than the rest says."""

    def __post_init__(self) -> None:
        stated = (bool(self.start), bool(self.end))
        fits = {
            "exact": stated == (True, False),
            "about": stated == (True, False),
            "range": any(stated),
            "unknown": not any(stated),
        }
        if not fits.get(self.precision, False):
            raise ValueError("start and end do not fit how exactly it is known")
        if all(stated) and _is_after(self.start, self.end):
            raise ValueError("it ends before it starts")

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day it can have been; None if that is not known."""
        first, last = self.start or self.end, self.end or self.start
        return (date.fromisoformat(first[:10]), date.fromisoformat(last[:10])) if first else None

    @property
    def has_hour(self) -> bool:
        """Whether a time of day is known, or two it was between."""
        return "T" in (self.start or self.end)


def _is_after(start: str, end: str) -> bool:
    shared = min(len(start), len(end))  # a day is not after a minute of that day
    return start[:shared] > end[:shared]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file that supports an incident, by the SHA-256 of its bytes as they were received."""

    __pydantic_config__ = STRICT

    sha256: Digest
    size: Annotated[int, Field(ge=0)]
    name: Words = field(default="", repr=False)
    """What the file was called where it came from."""
    media: Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*)?$")] = ""
    shows: Words = field(default="", repr=False)
    sent: Annotated[str, AfterValidator(lambda text: text and _instant(text))] = ""
    """When the channel says that it was sent."""
    origin: Words = field(default="", repr=False)
    """Where the channel says that it was forwarded from."""
    together: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,32}$")] = ""
    """The same for all files that were sent together."""


@dataclass(frozen=True, slots=True)
class Filing:
    """That she told somebody who has to act, such as police or a platform, and what came of it."""

    __pydantic_config__ = STRICT

    to: Words = field(default="", repr=False)
    on: Stated = ""
    number: Words = field(default="", repr=False)
    """The reference she was given."""
    officer: Words = field(default="", repr=False)
    answer: Words = field(default="", repr=False)
    next_on: Stated = ""


@dataclass(frozen=True, slots=True)
class Impact:
    """What it did to her; in many places the law asks for that."""

    __pydantic_config__ = STRICT

    fear: Words = field(default="", repr=False)
    sleep: Words = field(default="", repr=False)
    work: Words = field(default="", repr=False)
    money: Words = field(default="", repr=False)
    other: Words = field(default="", repr=False)


IMPACT = tuple(part.name for part in fields(Impact))
"""What it can have done to her."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One entry: `what` is there always; in an amendment it says what is to be said about it.

    An entry that amends an earlier one names the fields that it states anew. Its exhibits and
    filings come on top. `locked` is an entry that was made while her lock was shut, so that
    somebody else may have made it.
    """

    __pydantic_config__ = STRICT

    what: Words = field(repr=False)
    recorded: Instant
    sent: Annotated[str, AfterValidator(lambda text: text and _instant(text))] = ""
    """When the channel says that it was sent."""
    occurred: Occurred = field(default=Occurred(), repr=False)
    kind: Kind = field(default="", repr=False)
    channel: Words = field(default="", repr=False)
    account: Words = field(default="", repr=False)
    quoted: Words = field(default="", repr=False)
    who: Words = field(default="", repr=False)
    how_known: Known = field(default="", repr=False)
    witnesses: Words = field(default="", repr=False)
    impact: Impact = field(default=Impact(), repr=False)
    did: Words = field(default="", repr=False)
    exhibits: tuple[Exhibit, ...] = field(default=(), repr=False)
    filings: tuple[Filing, ...] = field(default=(), repr=False)
    order: Words = field(default="", repr=False)
    """The protective order that was in force."""
    same_person_as: tuple[Number, ...] = ()
    locked: bool = False
    amends: Annotated[int, Field(ge=0)] = 0
    reason: Words = field(default="", repr=False)
    restates: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.what.strip():
            raise ValueError("an entry says what happened")
        if len(self.exhibits) > MOST_EXHIBITS:
            raise ValueError(f"an entry has {MOST_EXHIBITS} exhibits at most")
        if not self.amends and (self.reason or self.restates):
            raise ValueError("only an amendment has a reason, and restates fields")
        if not set(self.restates) <= RESTATED or len(set(self.restates)) != len(self.restates):
            raise ValueError("an amendment restates fields of an entry, each once")

    @property
    def days_late(self) -> int | None:
        """How many days after it happened this was written down; None if nobody can tell."""
        if self.occurred.days is None:
            return None
        return (date.fromisoformat(self.recorded[:10]) - self.occurred.days[1]).days

    @property
    def is_late(self) -> bool:
        """Whether this was written down days after it happened."""
        return self.days_late is not None and self.days_late >= LATE.days


RESTATED = frozenset(
    {"occurred", "kind", "channel", "account", "what", "quoted", "who", "how_known", "witnesses"}
    | {"impact", "did", "order", "same_person_as"}
)
"""The fields that an amendment can state anew."""


def letter(place: int) -> str:
    """What an exhibit is called within its entry, by its place from 0 on."""
    return chr(ord("a") + place)
