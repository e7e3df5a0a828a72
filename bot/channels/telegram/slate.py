"""What one chat shows, what it should show, and what has to go from it: plain, pure and sealed.

A slate is committed together with the turn that changed it, so that after a crash the chat can be
made equal to it. It holds the numbers of all messages we know of, for nothing else can be removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from bot.channels.telegram.screens import Outgoing, render
from bot.core.effects import (
    Clear,
    Consult,
    DropFile,
    Effect,
    EraseAll,
    LeaveWords,
    Remind,
    Screen,
    Show,
    ShutVault,
    TakeFile,
)
from bot.ports import Heard

HOUR = 3600
SWEEP = 24 * HOUR
"""After so long a screen goes, whoever left it: a day's outage later it can still be removed."""
REMOVABLE = 47 * HOUR
"""Telegram lets a bot remove messages of the last 48 hours; one older spoils a whole batch."""
SPOKEN = 120
"""Seconds within which a screen has to be shown: later it might come into the wrong hand."""
AGAIN = 60
"""Seconds after which an unfinished removal is looked at again."""
MOST_UNKEPT = 2_000
"""Messages of hers that nobody kept and that are remembered; older ones count as lost."""
COUNTED = 4
"""Bytes that tell how many messages remain, before all else."""


class Standing(NamedTuple):
    """A message in the chat: its number, its UTC second, and whether it is the person's."""

    number: int
    date: int
    hers: bool = False


_messages: TypeAdapter[tuple[Outgoing, ...]] = TypeAdapter(tuple[Outgoing, ...])


class Wanted:
    """The messages that should stand, as they are stored or as they are used; made when needed."""

    __slots__ = ("_messages", "_stored")

    def __init__(
        self, messages: tuple[Outgoing, ...] | None = None, stored: bytes | None = None
    ) -> None:
        self._messages = messages
        self._stored = stored

    @property
    def messages(self) -> tuple[Outgoing, ...]:
        """As they are used."""
        if self._messages is None:
            self._messages = _messages.validate_json(self._stored) if self._stored else ()
        return self._messages

    @property
    def stored(self) -> bytes:
        """As they are stored."""
        if self._stored is None:
            self._stored = _messages.dump_json(self._messages or (), exclude_defaults=True)
        return self._stored

    def __bool__(self) -> bool:
        return bool(self._stored or self._messages)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Wanted) and self.messages == other.messages

    def __hash__(self) -> int:
        return hash(len(self.messages))


NOTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Slate:
    """What is known of one chat.

    `wanted` are the messages that should stand, as of the UTC second `at`, and `turn` counts them,
    so that a newer wish is told from an older. `instead` lets them only take the place of others,
    `once` says that nobody waits for them: they are said once, or not at all.
    `shown` are ours that stand. `goes` has to be removed, `stays` is hers and not kept anywhere.
    `epoch` rises whenever the chat is cleared: what was under way before may not stand after it.
    `under_way` counts new messages whose numbers are not known yet, and `run` names the run of the
    program that sends them; `lost` those that can't be
    removed. `vanishes` says that the person is forgotten once her chat is empty. `offered` is the
    number of the message with the file she sent last: it stays, until that file is kept.
    """

    epoch: int = 0
    turn: int = 0
    wanted: Wanted = field(default=NOTHING, repr=False)
    at: int = 0
    instead: bool = False
    once: bool = False
    fresh: bool = False
    shown: tuple[Standing, ...] = ()
    below: bool = False
    goes: tuple[Standing, ...] = ()
    stays: tuple[Standing, ...] = ()
    under_way: int = 0
    run: str = ""
    lost: int = 0
    blocked: bool = False
    open: bool = False
    vanishes: bool = False
    offered: int = 0

    @property
    def edits(self) -> bool:
        """Whether what is wanted can take the place of what is shown, in one message."""
        return (
            len(self.shown) == len(self.wanted.messages) == 1
            and self.wanted.messages[0].media is None
            and not self.below
            and not (self.fresh and not self.instead)
        )

    @property
    def may_be_unsaid(self) -> bool:
        """Whether what is wanted may not stand yet: an edit may be made twice, a message not."""
        return bool(self.under_way or self.instead or self.edits)

    def due(self, at: float) -> float | None:
        """The UTC second at which something has to be done, if nothing happens before."""
        moments = [float(message.date + SWEEP) for message in self.shown[:1]]
        moments += [float(message.date + REMOVABLE) for message in self.stays[:1]]
        moments += [float(self.at + SPOKEN)] if self.once and self.under_way else []
        moments += [at + AGAIN] if self.vanishes or (self.goes and not self.blocked) else []
        return min(moments, default=None)


EMPTY = Slate()
_USUAL = tuple((f.name, getattr(EMPTY, f.name)) for f in fields(Slate) if f.name != "wanted")
_MESSAGES = ("shown", "goes", "stays")


def dump(slate: Slate) -> bytes:
    """Write a slate; the count of what remains stands first, to be read without the rest.

    The messages that are wanted stand last, since the next turn does not read them.
    """
    changed = {name: value for name, usual in _USUAL if (value := getattr(slate, name)) != usual}
    if not changed and not slate.wanted:
        return b""
    rest = to_json(changed)
    counts = slate.lost.to_bytes(COUNTED, "big") + len(rest).to_bytes(COUNTED, "big")
    return counts + rest + (slate.wanted.stored if slate.wanted else b"")


def load(data: bytes) -> Slate:
    """Read a slate back; it was sealed, so it is what was written."""
    if not data:
        return EMPTY
    start = 2 * COUNTED
    end = start + int.from_bytes(data[COUNTED:start], "big")
    read = from_json(data[start:end])
    for name in _MESSAGES:
        if name in read:
            read[name] = tuple(Standing(*message) for message in read[name])
    wanted = Wanted(stored=data[end:]) if len(data) > end else NOTHING
    return Slate(wanted=wanted, **read)


def lost(data: bytes) -> int:
    """How many messages could not be removed."""
    return int.from_bytes(data[:COUNTED], "big")


# What a turn does


def noted(slate: Slate, heard: Heard, effects: Sequence[Effect], at: int) -> Slate:
    """The slate after a turn; a screen that is too old goes before, so that a new one is said."""
    slate = hear(sweep(slate, at), heard)
    for effect in effects:
        match effect:
            case Show(screen, instead):
                slate = _want(slate, screen, at, instead=instead)
            case Remind(words):
                slate = _remind(slate, words, at)
            case Clear(asked):
                slate = clear(slate, unkept=asked)
            case LeaveWords():
                slate = _left_where_it_is(slate)
            case DropFile() | TakeFile():
                slate = _without_file(slate, effect)
            case EraseAll() | ShutVault() | Consult():
                slate = _unseen(slate, effect)
    return slate


def _unseen(slate: Slate, effect: EraseAll | ShutVault | Consult) -> Slate:
    """What is not seen in the chat; that she is erased is done once the chat is empty."""
    return replace(slate, vanishes=True) if isinstance(effect, EraseAll) else slate


def hear(slate: Slate, heard: Heard) -> Slate:
    """Remember a message of hers: what is kept may go, all else stays until she leaves."""
    if heard.message is None:
        return slate
    hers = Standing(heard.message, heard.date, hers=True)
    slate = replace(slate, blocked=False, vanishes=False)
    if heard.kept:
        return replace(slate, goes=(*slate.goes, hers))
    over = max(0, len(slate.stays) + 1 - MOST_UNKEPT)
    stays = (*slate.stays, hers)[over:]
    offered = hers.number if heard.file else slate.offered
    return replace(slate, stays=stays, below=True, lost=slate.lost + over, offered=offered)


def _without_file(slate: Slate, why: DropFile | TakeFile) -> Slate:
    """The file she just sent goes, whether it is dropped or was kept."""
    drops = isinstance(why, DropFile)
    last = slate.stays[-1].number if drops and slate.stays else slate.offered
    goes = tuple(message for message in slate.stays if message.number == last)
    stays = tuple(message for message in slate.stays if message.number != last)
    return replace(slate, goes=(*slate.goes, *goes), stays=stays, offered=0)


def _want(slate: Slate, screen: Screen, at: int, *, instead: bool) -> Slate:
    if instead and not slate.shown:
        return slate
    slate = replace(
        slate,
        turn=slate.turn + 1,
        wanted=Wanted(render(screen)),
        at=at,
        instead=instead,
        once=False,
        fresh=screen.fresh,
        open=True,
        vanishes=False,
    )
    return slate if instead or slate.edits else replace(slate, under_way=len(slate.wanted.messages))


def _remind(slate: Slate, words: str, at: int) -> Slate:
    """Her own words, as a new message that looks like any other; what stands goes."""
    return replace(
        slate,
        turn=slate.turn + 1,
        wanted=Wanted((Outgoing(words, protected=False),)),
        at=at,
        instead=False,
        once=True,
        fresh=True,
        under_way=1,
        vanishes=False,
    )


def _left_where_it_is(slate: Slate) -> Slate:
    """Her last message stays until she leaves, since it may be kept nowhere else."""
    if not slate.goes or not slate.goes[-1].hers:
        return slate
    stays = (*slate.stays, slate.goes[-1])
    return replace(slate, goes=slate.goes[:-1], stays=stays, below=True)


def clear(slate: Slate, *, unkept: bool = True) -> Slate:
    """Nothing may stand any more, and nothing that is under way may come to stand.

    What she sent and nobody kept goes too, unless she did not ask for this.

    Whether she still stops the bot is found out by trying: she may have let it in again, and a day
    later Telegram does not tell that any more.
    """
    return replace(
        slate,
        epoch=slate.epoch + 1,
        wanted=NOTHING,
        shown=(),
        stays=() if unkept else slate.stays,
        goes=(*slate.goes, *slate.shown, *(slate.stays if unkept else ())),
        below=False,
        blocked=False,
        open=False,
    )


def cleared(data: bytes) -> bytes:
    """The slate of a chat that its person left for another: all there goes, and then the row."""
    return dump(replace(clear(load(data)), vanishes=True))


def sweep(slate: Slate, at: int) -> Slate:
    """Take away a screen a day old, and give up on what can't be removed any more."""
    if slate.shown and slate.shown[0].date + SWEEP <= at:
        slate = replace(slate, wanted=NOTHING, shown=(), goes=(*slate.goes, *slate.shown))
    if not slate.stays or slate.stays[0].date + REMOVABLE > at:
        return slate
    stays = tuple(message for message in slate.stays if message.date + REMOVABLE > at)
    return replace(slate, stays=stays, lost=slate.lost + len(slate.stays) - len(stays))


# What the channel found out


def placed(slate: Slate, sent: Slate, ours: Iterable[Standing]) -> Slate:
    """The messages of a slate that was sent stand; if the chat was cleared since, they go again.

    What is wanted by now may still be on its way as new messages, and then it stays counted.
    """
    ours, on_its_way = tuple(ours), slate.turn != sent.turn
    if slate.epoch != sent.epoch:
        stands = replace(slate, goes=(*slate.goes, *ours))
    else:
        stands = replace(slate, below=False, shown=ours, goes=(*slate.goes, *slate.shown))
    return stands if on_its_way and not stands.edits else replace(stands, under_way=0)


def withdrawn(slate: Slate, ours: Iterable[Standing], unknown: int = 0) -> Slate:
    """Some of a screen's messages came to stand, not all: they go, and it is begun again."""
    return replace(slate, goes=(*slate.goes, *ours), lost=slate.lost + unknown)


def unshown(slate: Slate) -> Slate:
    """What stood can't be edited, or is not there any more: what is wanted is sent instead."""
    sent = 0 if slate.instead else len(slate.wanted.messages)
    goes = (*slate.goes, *slate.shown)
    return replace(slate, shown=(), goes=goes, under_way=slate.under_way or sent)


def reduced(slate: Slate, stays: Standing) -> Slate:
    """One message of a screen of several took its place."""
    if stays not in slate.shown:
        return slate
    others = tuple(message for message in slate.shown if message != stays)
    return replace(slate, shown=(stays,), goes=(*slate.goes, *others))


def removed(slate: Slate, gone: Iterable[int], given_up: int = 0) -> Slate:
    """Messages are gone, or so many of them can't be removed."""
    numbers = set(gone)
    if not numbers:
        return slate
    goes = tuple(message for message in slate.goes if message.number not in numbers)
    return replace(slate, goes=goes, lost=slate.lost + given_up)


def given_up(slate: Slate, turn: int) -> Slate:
    """What was wanted in a turn could not be shown, and is too late now."""
    return replace(slate, wanted=NOTHING, under_way=0) if slate.turn == turn else slate


def on_the_way(slate: Slate, run: str) -> Slate:
    """New messages are sent in this run of the program."""
    return replace(slate, run=run) if slate.under_way else slate


def after_crash(slate: Slate, run: str) -> Slate:
    """What an earlier run sent may have come to stand: nobody knows. It is on its way again now."""
    if not slate.under_way or slate.run == run:
        return slate
    again = slate.under_way if slate.wanted else 0
    return replace(slate, under_way=again, run=run, lost=slate.lost + slate.under_way)


def stopped(slate: Slate) -> Slate:
    """She stopped the bot: nothing can be said or removed now."""
    return replace(slate, blocked=True, wanted=NOTHING, under_way=0)


def let_in(slate: Slate) -> Slate:
    """She let the bot in again; nothing is said before she writes.

    What stands is taken away, since it may have been time to veil it meanwhile.
    """
    return unshown(replace(slate, blocked=False))
