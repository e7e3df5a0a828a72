"""A person's lock as authors' tests and the explorer meet it: no keys, no chance, and no time.

Its words are all the same one, so that a test can type whichever is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.core.plan import Item, Plan, edited
from bot.core.requests import (
    Amounts,
    BringBack,
    Came,
    EditPlan,
    Entrust,
    EraseDue,
    EraseEntry,
    Fact,
    KeepEntry,
    KeepFile,
    LiftLock,
    ListOpenings,
    Logged,
    MakeFile,
    MakeReceipt,
    MakeWords,
    Outcome,
    Planning,
    ReadPlan,
    Request,
    SetDuress,
    SetLock,
    SetRecovery,
    Setting,
    TakeControl,
    TellHers,
    Telling,
    TellReference,
    Unlock,
    Withdraw,
    Within,
)
from bot.workshop.plain_log import LOGGED, WORD, PlainLog

REFERENCE = "7KQ2M-9XDA0"
RECEIPT = 4
MADE = "made/here/held.zip"
OPENINGS = ("hers 1795000000", "wrong 1794990000", "empty 1794980000", "asked 1794970000")
_HELD: tuple[tuple[Fact, ...], ...] = (
    ("helper_offered",),
    ("words", "entries", "plan", "waits"),
    ("pin", "words", "helper", "entries", "helper_offered"),
)


@dataclass(slots=True)
class PlainLock:
    """What opens a lock; `open` is None while it is not, and else whether more is known of it."""

    secret: str = ""
    duress: str = ""
    words: str = ""
    code_word: str = ""
    open: bool | None = None
    is_hers: bool = False
    log: PlainLog = field(default_factory=PlainLog)
    empty: PlainLog = field(default_factory=PlainLog)
    """What was written in an empty place, which is seen while that is open."""
    plan: Plan = field(default_factory=Plan)
    empty_plan: Plan = field(default_factory=Plan)
    """The same of what was planned there."""

    def shut(self) -> None:
        """Close it."""
        self.open = None
        self.empty, self.empty_plan = PlainLog(), Plan()

    def carry_out(self, request: Request) -> Outcome:
        """What comes of a request."""
        if isinstance(request, Unlock):
            return self._unlock(request)
        if isinstance(request, KeepEntry | KeepFile | EraseDue):
            is_hers = self.open is not None and self.is_hers
            if self.open is not None and not is_hers:
                self.log.keep(request, is_open=False, locked=True)
                return self.empty.keep(request, is_open=True, locked=False)
            locked = bool(self.secret) and not is_hers
            return self.log.keep(request, is_open=self.open is not None, locked=locked)
        return Outcome("closed") if self.open is None else self._within(request)

    def _within(self, request: Within) -> Outcome:
        match request:
            case TakeControl():
                return self._known(self._control())
            case BringBack(asked):
                self.is_hers = self.is_hers or not (self.secret or (asked and self.words))
                return self._known("done")
            case MakeFile():
                return self._known("done", (MADE, WORD))
            case MakeWords() | TellReference() | ListOpenings() | MakeReceipt():
                return self._known("done", _told(request))
            case _ if isinstance(request, Planning | Logged):
                return self._kept_here(request)
            case _:
                return self._known(self._set(request))

    def _kept_here(self, request: Planning | Logged) -> Outcome:
        return self._planned(request) if isinstance(request, Planning) else self._logged(request)

    def _logged(self, request: Logged) -> Outcome:
        control = self._control()
        if isinstance(request, EraseEntry) and self.is_hers and control != "at_once":
            return self._known(control, self.log.belonging(request))
        waits = "waits" in self._known(control).facts
        came = (self.log if self.is_hers else self.empty).within(request, waits=waits)
        known = self._known(came.came, came.words)
        amounts = came.amounts and replace(came.amounts, items=len(self._seen.items))
        return replace(known, log=came.log, amounts=amounts, releases=came.releases)

    @property
    def _seen(self) -> Plan:
        """The plan of the place that is open."""
        return self.plan if self.is_hers else self.empty_plan

    def _planned(self, request: Planning) -> Outcome:
        came: Came = "done"
        if isinstance(request, EditPlan):
            after, came = edited(self._seen, request.edit)
            if self.is_hers:
                self.plan = after
            else:
                self.empty_plan = after
        return replace(self._known(came), plan=self._seen)

    def _set(self, request: Setting) -> Came:
        match request:
            case SetLock(secret):
                return self._set_lock(secret)
            case SetDuress(secret):
                return self._set_duress(secret)
            case LiftLock():
                self.secret = self.duress = ""
            case SetRecovery(typed):
                self.words = typed
            case Entrust(code_word):
                self.code_word = code_word
            case Withdraw():
                self.code_word = ""
        return "done"

    def _unlock(self, request: Unlock) -> Outcome:
        if request.by == "nothing":
            is_hers = not self.secret and not request.hidden
            return self._opened(is_hers=is_hers, knows=is_hers)
        if request.secret and request.secret in (self.secret, self.words, self.duress):
            return self._opened(is_hers=request.secret != self.duress, knows=True)
        return Outcome("wrong")

    def _opened(self, *, is_hers: bool, knows: bool) -> Outcome:
        self.open, self.is_hers = knows, is_hers
        return self._known("opened")

    def _set_lock(self, secret: str) -> Came:
        if not self.words and not self.code_word:
            return "no_way_back"
        if self.is_hers:
            self.secret = secret
        self.open = True
        return "done"

    def _set_duress(self, secret: str) -> Came:
        if secret == self.secret:
            return "same"
        self.duress = secret
        return "done"

    def _control(self) -> Came:
        if not self.is_hers:
            return "never"
        keeps = self.words or self.log.log.links or self.plan.items
        return "in_a_week" if keeps and not self.secret else "at_once"

    def _known(self, came: Came, words: tuple[str, ...] = ()) -> Outcome:
        held: dict[Fact, str] = {
            "pin": self.secret,
            "words": self.words,
            "helper": self.code_word,
        }
        facts = tuple(fact for fact, is_so in held.items() if is_so and self.open)
        if (self.log if self.is_hers else self.empty).log.links:
            facts = (*facts, "entries")
        if self._seen.items:
            facts = (*facts, "plan")
        waits: tuple[Fact, ...] = ("waits",) if facts and "pin" not in facts else ()
        return Outcome(came, (*facts, *waits, "helper_offered"), words, hers=self.is_hers)


def _told(request: Telling) -> tuple[str, ...]:
    match request:
        case MakeWords(count):
            return (WORD,) * count
        case TellReference():
            return (REFERENCE,)
        case ListOpenings():
            return OPENINGS
        case MakeReceipt():
            return (WORD,) * RECEIPT


_PLAN = Plan(
    (
        Item("home", "priorities", "Staying in my home"),
        Item("money", "priorities", "Money of my own"),
        Item("sam", "people", "Sam can come with the car", "2026-11-28", "done"),
        Item("map", "changes", "A map: be on it no more", "2026-11-29"),
    )
)
"""A plan, for whoever wants to see every way on."""

_CAN_COME: dict[type[object], tuple[Outcome, ...]] = {
    **LOGGED,
    SetLock: (Outcome("done", _HELD[2]), Outcome("no_way_back")),
    SetDuress: (Outcome("done", _HELD[2]), Outcome("same", _HELD[2])),
    LiftLock: (Outcome("done", _HELD[1]),),
    SetRecovery: (*(Outcome("done", held) for held in _HELD[1:]), Outcome("standing", _HELD[1])),
    Entrust: (Outcome("done", _HELD[2]),),
    Withdraw: (Outcome("done", _HELD[2]), Outcome("no_way_back", _HELD[2])),
    TellReference: (Outcome("done", _HELD[2], (REFERENCE,)),),
    ListOpenings: (Outcome("done", _HELD[2], OPENINGS), Outcome("done")),
    TakeControl: (
        *(Outcome("at_once", held) for held in (_HELD[0], _HELD[2])),
        *(Outcome("in_a_week", _HELD[1]), Outcome("never")),
    ),
    MakeReceipt: tuple(Outcome("done", held, (WORD,) * RECEIPT) for held in _HELD[:2]),
    MakeFile: (Outcome("done", _HELD[2], (MADE, WORD)), Outcome("no_file", _HELD[0])),
    TellHers: (
        Outcome("done", amounts=Amounts(0, 0, 0)),
        Outcome("done", _HELD[2], hers=True, amounts=Amounts(7, 2, 1)),
        Outcome("done", _HELD[2], hers=True),
    ),
    BringBack: (Outcome("done"), Outcome("done", _HELD[1], hers=True)),
    ReadPlan: (
        *(Outcome("done", _HELD[1], plan=plan, hers=True) for plan in (Plan(), _PLAN)),
        Outcome("done", _HELD[1]),
    ),
    EditPlan: (
        Outcome("kept", _HELD[1], plan=_PLAN),
        *(Outcome("too_full", plan=_PLAN), Outcome("too_long", plan=_PLAN), Outcome("gone")),
    ),
}


def outcomes(request: Request) -> tuple[Outcome, ...]:
    """All that can come of a request, for whoever wants to see every way on."""
    if isinstance(request, Unlock):
        opened = (Outcome("opened", facts) for facts in _HELD)
        return (*opened, Outcome("wrong"), Outcome("too_often", minutes=15), Outcome("kept_here"))
    if isinstance(request, MakeWords):
        made = tuple(Outcome("done", facts, (WORD,) * request.count) for facts in _HELD)
    else:
        made = _CAN_COME[type(request)]
    # What is kept is kept behind a shut lock too, so that it never comes back as closed.
    return made if isinstance(request, KeepEntry | KeepFile) else (*made, Outcome("closed"))
