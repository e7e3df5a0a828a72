"""What the bot remembers between turns of one conversation, as plain frozen values.

`person` and `kept` belong to the person and outlive a conversation; all else ends when she leaves.
A mapping in a session is never changed in place: a turn makes a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from pydantic import Field, SerializeAsAny, TypeAdapter, ValidationError
from pydantic_core import from_json

from bot.core.requests import Fact
from bot.errors import UnreadableSession

FORMAT = 1
PERSONAL = frozenset({"country", "language", "zone", "reading", "screens"})
"""Answers that belong to the person and are known in every flow."""
CHOSEN = {
    "reading": frozenset({"one_screen", "new_messages"}),
    "screens": frozenset({"plain", "discreet"}),
}
"""How a person can want her screens: one that is edited or each as a message of its own, and with
or without a dull line on top. These answers are chosen and not typed."""
DAY = 24 * 3600
DAYS_HELD = 30
"""So many days after she was here last, what nobody asked to keep is erased."""
REMAINS = "remains"
"""What every flow can look up and none can save: how many messages could not be taken away."""
LOCK = "lock"
"""The same: what is true of her lock, while it is open."""
OPEN_FOR = 300
"""Seconds without a move after which what was opened is closed."""
TOLD = frozenset({"operator", "operator_contact"})
"""What the settings tell of who runs the bot: every flow can look it up, and none can save it."""

Answer = Annotated[str | int | tuple[str, ...], Field(union_mode="left_to_right")]
Answers = Mapping[str, Answer]
Veil = Literal["", "tap", "alone"]
"""What covers the question: nothing, a neutral "tap to go on", or "can you read on your own?"."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One flow on the call stack: where it stands and the answers given in it.

    `then` is None unless the frame waits for a flow it called; then it is where to go afterwards,
    with "" for the step's own `goto`. `begun` says that an answer was begun at this step, so
    that a text goes on where it was after an interruption.
    """

    flow: str
    step: str
    answers: SerializeAsAny[dict[str, Answer]] = field(default_factory=dict, repr=False)
    then: str | None = None
    begun: bool = False
    said: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that a flow gave to the person, until a UTC second."""

    value: Answer = field(repr=False)
    until: int


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation at a wait.

    `visit` names the current screen and `items` what its buttons mean, so that an old or forged
    button is told from a current one. `shape` is the question that was asked, so that a flow edited
    meanwhile is noticed. `tries` counts the bad tries here.
    `said` names the steps whose words stand on the screen, and `trail` holds one undo record per
    answered question, newest last. `draft` is what was typed where nothing was asked, and `drafted`
    the UTC second it was last added to.
    `idle` and `lapse` are the UTC seconds at which the screen is to be veiled, and at which the
    conversation is closed (0 is never). `veil` says what covers the screen; then `visit` and
    `items` are the veil's own, and `behind` holds the items of what it covers.
    `used` is the UTC day, counted from 1970, on which she last did something (0 is never).
    `keyed` is what was entered at this wait so far and must be neither an answer nor a draft: a
    PIN, or words that open. `opened` is the UTC second until which what she keeps is open, `facts`
    what is true of its lock. `keeps` says that something may not be forgotten by itself.
    """

    frames: tuple[Frame, ...] = ()
    person: dict[str, Answer] = field(default_factory=dict, repr=False)
    kept: dict[str, Kept] = field(default_factory=dict, repr=False)
    visit: str = ""
    shape: str = ""
    items: tuple[str, ...] = field(default=(), repr=False)
    tries: int = 0
    said: tuple[str, ...] = ()
    trail: tuple[str, ...] = field(default=(), repr=False)
    draft: str = field(default="", repr=False)
    drafted: int = 0
    idle: int = 0
    lapse: int = 0
    veil: Veil = ""
    behind: tuple[str, ...] = field(default=(), repr=False)
    used: int = 0
    keyed: tuple[str, ...] = field(default=(), repr=False)
    opened: int = 0
    facts: tuple[Fact, ...] = ()
    keeps: bool = False
    format: int = FORMAT

    @property
    def is_open(self) -> bool:
        """Whether a conversation is under way."""
        return bool(self.frames)

    @property
    def due(self) -> int | None:
        """The next UTC second at which something is to happen by itself, if any."""
        if self.frames:
            return (self.lapse if self.veil else self.idle) or None
        return self.forgotten

    def is_due(self, now: float) -> bool:
        """Whether something is to happen at a UTC second."""
        return self.due is not None and self.due <= now

    @property
    def forgotten(self) -> int | None:
        """The UTC second at which all of this is erased, unless she comes back before."""
        if not self.used or self.keeps:
            return None
        return max((self.used + DAYS_HELD) * DAY, *(kept.until for kept in self.kept.values()), 0)


def without_stale(session: Session, now: float) -> Session:
    """The session without a draft and kept answers whose time is up at a UTC second."""
    if not session.draft and not session.kept:
        return session
    if session.draft and now > session.drafted + DAY:
        session = replace(session, draft="", drafted=0)
    if any(kept.until <= now for kept in session.kept.values()):
        kept = {name: kept for name, kept in session.kept.items() if kept.until > now}
        session = replace(session, kept=kept)
    return session


_adapter: TypeAdapter[Session] = TypeAdapter(Session)


def dump(session: Session) -> bytes:
    """Write a session as JSON."""
    return _adapter.dump_json(session)


def salvage(untrusted_bytes: bytes) -> Session:
    """What belongs to the person in a session that can't be read any more."""
    try:
        raw = from_json(untrusted_bytes)
    except ValueError:
        return Session()
    known = {"person", "kept", "draft", "drafted", "used", "keeps"}
    left = (
        {key: value for key, value in raw.items() if key in known} if isinstance(raw, dict) else {}
    )
    try:
        return _adapter.validate_python(left)
    except ValidationError:
        return Session()


def load(untrusted_bytes: bytes) -> Session:
    """Read a session back; raise `UnreadableSession` where that can't be done."""
    session = _read(untrusted_bytes)
    if session is None or session.format != FORMAT:
        raise UnreadableSession
    return session


def _read(untrusted_bytes: bytes) -> Session | None:
    if b'"format"' not in untrusted_bytes:
        return None  # All else has a default, so bytes that say nothing would pass for a session.
    # Pydantic's error holds what was said, so it ends here and is no error's context.
    try:
        return _adapter.validate_json(untrusted_bytes)
    except ValidationError:
        return None
