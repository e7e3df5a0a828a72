"""What the bot remembers between turns of one conversation, as plain frozen values.

`person` and `kept` belong to the person and outlive a conversation; all else ends when she leaves.
A mapping in a session is never changed in place: a turn makes a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal, TypeVar

from pydantic import Field, SerializeAsAny, TypeAdapter, ValidationError
from pydantic_core import from_json

from bot.core.agenda import Agenda, Place
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
SPANS = {"12 months": 365, "36 months": 3 * 365, "10 years": 10 * 365}
"""How many days after she was here last what she keeps can be hidden, by the words for it."""
USUAL_SPAN = SPANS["36 months"]
WEEK = 7 * DAY
"""So long, in seconds, whatever destroys or takes control waits where nothing has to be known."""
RECOVERABLE = 90 * DAY
"""So long, in seconds, what was hidden by itself can be brought back."""
REMAINS = "remains"
"""What every flow can look up and none can save: how many messages could not be taken away."""
LOCK = "lock"
"""The same: what is true of her lock, while it is open."""
OPEN_FOR = 120
"""Seconds without a move after which what was opened is closed."""
SUNSET = "sunset"
"""The last day of the service, where it was announced."""
TOLD = frozenset({"operator", "operator_contact", "bot_name", SUNSET})
"""What the settings tell of who runs the bot, what it is called, and the last day of the service:
every flow can look it up, and none can save it."""

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
class Consent:
    """A yes to one purpose: a digest of the words that were shown, and the UTC day."""

    digest: str
    day: int


@dataclass(frozen=True, slots=True)
class Terms:
    """How many days after she was here last what she keeps is hidden.

    Where `shorter` is not 0, it takes the place of `days` at the UTC second `since`.
    """

    days: int = USUAL_SPAN
    shorter: int = 0
    since: int = 0

    def at(self, now: int) -> int:
        """The days that hold at a UTC second."""
        return self.shorter if self.shorter and self.since <= now else self.days

    def ends(self, used: int) -> int:
        """The UTC second at which they are over for somebody who was here last on a UTC day."""
        end = (used + self.days) * DAY
        return min(end, max(self.since, (used + self.shorter) * DAY)) if self.shorter else end


@dataclass(frozen=True, slots=True)
class Hidden:
    """What was hers in every flow, put away so that everybody is met as for the first time.

    `at` is the UTC second at which it was hidden last, `until` the one at which it is erased (0 is
    by nothing but time). `asked` says that somebody asked for it to be erased.
    """

    at: int
    until: int = 0
    asked: bool = False
    person: dict[str, Answer] = field(default_factory=dict, repr=False)
    kept: dict[str, Kept] = field(default_factory=dict, repr=False)
    consents: dict[str, Consent] = field(default_factory=dict, repr=False)
    agendas: dict[Place, Agenda] = field(default_factory=dict, repr=False)
    draft: str = field(default="", repr=False)
    drafted: int = 0


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
    what is true of its lock. `keeps` says that something may not be forgotten like all else; it is
    held by its own `terms`. `consents` are what she said yes to, by purpose. `hidden` is what was
    put away, until it is brought back or erased. `agendas` are what she asked to be sent, by the
    place where she did. `told` is what is to be said on the next screen, since none was shown yet.
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
    terms: Terms = field(default_factory=Terms)
    consents: dict[str, Consent] = field(default_factory=dict, repr=False)
    hidden: Hidden | None = field(default=None, repr=False)
    typed: tuple[tuple[int, int], ...] = ()
    sources: dict[str, str] = field(default_factory=dict)
    removals: dict[str, int] = field(default_factory=dict)
    agendas: dict[Place, Agenda] = field(default_factory=dict, repr=False)
    told: str = field(default="", repr=False)
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
        asked = (agenda.due for agenda in self.agendas.values())
        return min(filter(None, (self.forgotten, *_stale_at(self), *asked)), default=None)

    def is_due(self, now: float) -> bool:
        """Whether something is to happen at a UTC second."""
        return self.due is not None and self.due <= now

    @property
    def is_erased_next(self) -> bool:
        """Whether all of this is erased once it is forgotten; else it is hidden first."""
        return bool(self.hidden and self.hidden.until) or not self.keeps

    @property
    def forgotten(self) -> int | None:
        """The UTC second at which all of this is erased or hidden, unless she comes back before."""
        if self.hidden and self.hidden.until:
            return self.hidden.until
        if not self.used:
            return None
        end = self.terms.ends(self.used) if self.keeps else (self.used + DAYS_HELD) * DAY
        lasting = (agenda.lasts for agenda in self.agendas.values())
        return max(end, *(kept.until for kept in self.kept.values()), *lasting, 0)


def _stale_at(holder: Session | Hidden) -> Iterator[int]:
    """The UTC seconds at which a draft and kept answers are stale, or an entry is to be erased."""
    if holder.draft:
        yield holder.drafted + DAY + 1
    yield from (kept.until for kept in holder.kept.values())
    if isinstance(holder, Session):
        yield from holder.removals.values()
        if holder.hidden is not None:
            yield from _stale_at(holder.hidden)


def without_stale(session: Session, now: float) -> Session:
    """The session without drafts and kept answers whose time is up at a UTC second."""
    if session.hidden is not None:
        session = replace(session, hidden=_fresh(session.hidden, now))
    return _fresh(session, now)


Holder = TypeVar("Holder", Session, Hidden)


def _fresh(holder: Holder, now: float) -> Holder:
    if not holder.draft and not holder.kept:
        return holder
    if holder.draft and now > holder.drafted + DAY:
        holder = replace(holder, draft="", drafted=0)
    if any(kept.until <= now for kept in holder.kept.values()):
        kept = {name: kept for name, kept in holder.kept.items() if kept.until > now}
        holder = replace(holder, kept=kept)
    return holder


LASTING = frozenset(
    {"person", "kept", "draft", "drafted", "used", "keeps", "terms", "consents", "hidden"}
    | {"removals", "agendas"}
)
"""The fields that outlive a conversation."""
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
    left = (
        {key: value for key, value in raw.items() if key in LASTING}
        if isinstance(raw, dict)
        else {}
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
