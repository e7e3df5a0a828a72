"""Says what may be seen in a chat at rest, and what nobody could have removed from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.channels.telegram.remover import EMPTY
from bot.channels.telegram.slate import REMOVABLE, SPOKEN, Slate
from bot.core.session import Frame, Session
from bot.core.speech import IDLE_IN_DANGER, LAPSE_IN_DANGER
from tests.fakegram.person import Person
from tests.fakegram.seen import Seen, seen
from tests.fakegram.updates import DAY, TAP_SECONDS

Json = dict[str, Any]
UNANSWERED = ("lost_answer", "bad_json", "cut_body")
"""Faults after which the bot can't know what number its message has."""
TOLD = ("chat_id", "message_id", "message_ids")
"""What a story tells of a call."""
VEILS = ("Tap to go on.", "Can you read on your own right now?")


@dataclass(slots=True)
class Chat:
    """One person's chat, as an onlooker remembers it.

    `left` says that the last thing she did was to leave, None that nobody can tell; `sent` counts
    what was sent until then. `lost` are messages whose numbers the bot never learned. `rested` are
    those of the bot's that stood when it was last at rest, at `rested_at`; since then she sent what
    is `unheard`, and has `tapped` and `let_in` the bot again, first at that second. `hidden` says
    that the bot can't know that she did. `stands_at` is where her conversation stood before
    something that may move nothing.
    """

    person: Person
    rested_at: float
    blocked: bool = False
    left: bool | None = False
    sent: int | None = None
    lost: set[int] = field(default_factory=set)
    rested: set[int] = field(default_factory=set)
    unheard: dict[int, float] = field(default_factory=dict)
    tapped: float | None = None
    let_in: float | None = None
    hidden: bool = False
    tokens: list[str] = field(default_factory=list)
    stands_at: tuple[Frame, ...] | None = None

    def does(self, *, leaves: bool = False) -> None:
        """She does something that the bot is told of."""
        self.left, self.sent, self.stands_at = leaves, None, None

    def writes(self, message: int, at: float, *, leaves: bool = False) -> None:
        """She sends a message."""
        self.unheard[message] = at
        self.does(leaves=leaves)

    def taps(self, at: float, *, leaves: bool = False) -> None:
        """She taps; whoever left is not in a conversation again by that."""
        self.tapped = at if self.tapped is None else self.tapped
        self.does(leaves=leaves or self.left is True)

    def lets_in(self, at: float) -> None:
        """She lets the bot in again, if she had stopped it."""
        if self.blocked:
            self.blocked, self.let_in = False, at

    def expire(self, at: float) -> None:
        """What Telegram held for a day in vain, it told nobody; a tap it holds for minutes."""
        old = {number for number, said in self.unheard.items() if at - said >= DAY}
        self.lost |= old
        self.unheard = {n: said for n, said in self.unheard.items() if n not in old}
        if self.let_in is not None and at - self.let_in >= DAY:
            self.hidden, self.let_in = True, None
        if old or (self.tapped is not None and at - self.tapped > TAP_SECONDS):
            self.left = None

    def forget_unlearned(self, slate: Slate, shown: Iterable[Seen]) -> None:
        """After a crash: what was sent just before it, and came to nobody's knowledge."""
        known = {message.number for message in (*slate.shown, *slate.goes)}
        ours = {message.id for message in shown if message.by_bot}
        self.lost |= ours - known - self.rested


@dataclass(frozen=True, slots=True)
class Look:
    """What an onlooker sees of one chat, and what the bot thinks of it."""

    chat: Chat
    visible: tuple[Seen, ...]
    history: tuple[Json, ...]
    session: Session
    slate: Slate
    at: float

    @property
    def sent(self) -> int:
        """How many messages the bot ever sent here."""
        return sum(event["what"] == "sent" for event in self.history)

    def removable(self, *, by_bot: bool) -> list[Seen]:
        """What stands and could have been removed, or emptied."""
        lost = self.chat.lost
        return [
            message
            for message in self.visible
            if message.by_bot is by_bot
            and message.id not in lost
            and (message.age < REMOVABLE or (by_bot and message.text != EMPTY))
        ]


def looks(chats: Iterable[Chat]) -> list[tuple[Chat, tuple[Seen, ...], tuple[Json, ...]]]:
    """What is to be seen in each chat; unlearned messages are noticed on the way."""
    found = []
    for chat in chats:
        fakegram, where = chat.person.fakegram, {"chat": chat.person.id}
        shown, history, calls = fakegram.many(("visible", where), ("history", where), ("calls", {}))
        chat.lost |= _unanswered(chat.person.id, history, calls)
        found.append((chat, tuple(map(seen, shown)), tuple(history)))
    return found


def _unanswered(chat: int, history: list[Json], calls: list[Json]) -> set[int]:
    """The messages that were sent by calls whose answers did not arrive."""
    numbers = [event["id"] for event in history if event["what"] == "sent"]
    sends = [
        call
        for call in calls
        if call["method"].startswith("send")
        and call["accepted"]
        and call["params"]["chat_id"] == chat
    ]
    assert len(numbers) == len(sends)
    pairs = zip(numbers, sends, strict=True)
    return {number for number, call in pairs if call["fault"] in UNANSWERED}


def check(look: Look) -> None:
    """Fail if something stands in a chat at rest that should not."""
    chat, session = look.chat, look.session
    _check_moves(look)
    if chat.blocked or chat.hidden:
        return
    ours, hers = look.removable(by_bot=True), look.removable(by_bot=False)
    words = [message.text for message in hers if message.kind == "text"]
    assert not words, f"her words stay: {words}"
    assert len(ours) <= 1, f"several screens: {[message.text for message in ours]}"
    if not session.is_open:
        assert ours == [], "a screen stays after the conversation ended"
    if session.is_open and look.at - chat.rested_at < SPOKEN:
        _check_screen(look, ours)
    if session.veil:
        assert all(m.text.rpartition("\n")[2] in VEILS for m in ours), "a veil is not to be seen"
    if chat.left:
        assert not session.is_open, "she left, and is still in a conversation"
        assert hers == [], "something of hers stays after she left"
        assert chat.sent in (None, look.sent), "something was sent after she left"


def _check_moves(look: Look) -> None:
    """Nothing is overdue, nobody's screen stays longer than in danger, and nothing else moved."""
    session, stood_at = look.session, look.chat.stands_at
    if stood_at is not None:
        assert session.frames in (stood_at, ()), "something moved that may not"
    if session.is_open:
        assert session.due is not None
        assert session.due > look.at, "what is due is not done"
        assert session.idle <= look.at + IDLE_IN_DANGER
        assert session.lapse <= look.at + LAPSE_IN_DANGER


def _check_screen(look: Look, ours: list[Seen]) -> None:
    """What is wanted is to be seen, unless it was too late for it when it could be shown."""
    if look.chat.unheard:
        assert ours != [], "she wrote, and sees no screen"
    if look.slate.wanted:
        wanted, seen = [m.text for m in look.slate.wanted.messages], [m.text for m in ours]
        assert seen == wanted, f"{wanted} is wanted, {seen} is to be seen"


def rest(look: Look) -> None:
    """Remember how a chat looks now that everything is quiet."""
    chat = look.chat
    chat.rested = {message.id for message in look.visible if message.by_bot}
    chat.rested_at = look.at
    chat.hidden &= not chat.unheard
    chat.unheard.clear()
    chat.tapped = chat.let_in = chat.stands_at = None
    buttons = (button for message in look.visible for row in message.rows for button in row)
    chat.tokens += [b.value for b in buttons if b.action == "callback_data"]
    chat.sent = look.sent if chat.left else None


def story(chats: Sequence[Chat]) -> str:
    """What happened at Telegram, for failures that do not come a second time."""
    lines = [
        f"{event['at']:.1f} {chat.person.id} {event['what']} {event.get('id', '')} "
        f"{event.get('text', '')[:40]!r}"
        for chat in chats
        for event in chat.person.history()
    ]
    for call in chats[0].person.fakegram.calls():
        told = {name: call["params"][name] for name in TOLD if name in call["params"]}
        lines.append(f"{call['at']:.1f} {call['method']} {call['status']} {call['fault']} {told}")
    return "\n".join(lines)
