"""A person's lock as authors' tests and the explorer meet it: no keys, no chance, and no time.

Its words are all the same one, so that a test can type whichever is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.requests import (
    Came,
    Fact,
    LiftLock,
    ListOpenings,
    MakeWords,
    Outcome,
    Request,
    SetDuress,
    SetLock,
    SetRecovery,
    Unlock,
)

WORD = "abandon"
OPENINGS = ("hers 1795000000", "wrong 1794990000", "empty 1794980000")
_CLOSED = Outcome("closed")
_HELD: tuple[tuple[Fact, ...], ...] = ((), ("words",), ("pin", "words"))


@dataclass(slots=True)
class PlainLock:
    """What opens a lock, and what of it is known while it is open (None while it is not)."""

    secret: str = ""
    duress: str = ""
    words: str = ""
    open: set[Fact] | None = None
    is_hers: bool = False

    def shut(self) -> None:
        """Close it."""
        self.open = None

    def carry_out(self, request: Request) -> Outcome:
        """What comes of a request."""
        if isinstance(request, Unlock):
            return self._unlock(request)
        if self.open is None:
            return Outcome("closed")
        match request:
            case SetLock(secret):
                return self._set_lock(secret)
            case SetDuress(secret):
                return self._set_duress(secret)
            case LiftLock():
                self.secret = self.duress = ""
                self.open.discard("pin")
            case MakeWords(count):
                return self._known("done", (WORD,) * count)
            case SetRecovery(words):
                self.words = words
                self.open.add("words")
            case ListOpenings():
                return self._known("done", OPENINGS)
        return self._known("done")

    def _unlock(self, request: Unlock) -> Outcome:
        if request.by == "nothing":
            return self._opened(is_hers=not self.secret, knows=not self.secret)
        if request.secret and request.secret in (self.secret, self.words, self.duress):
            return self._opened(is_hers=request.secret != self.duress, knows=True)
        return Outcome("wrong")

    def _opened(self, *, is_hers: bool, knows: bool) -> Outcome:
        held: dict[Fact, str] = {"pin": self.secret, "words": self.words}
        self.open = {fact for fact, it in held.items() if it and knows}
        self.is_hers = is_hers
        return self._known("opened")

    def _set_lock(self, secret: str) -> Outcome:
        assert self.open is not None
        if not self.words:
            return self._known("no_way_back")
        if self.is_hers:
            self.secret = secret
        self.open.add("pin")
        return self._known("done")

    def _set_duress(self, secret: str) -> Outcome:
        if secret == self.secret:
            return self._known("same")
        self.duress = secret
        return self._known("done")

    def _known(self, came: Came, words: tuple[str, ...] = ()) -> Outcome:
        return Outcome(came, tuple(sorted(self.open or ())), words)


def outcomes(request: Request) -> tuple[Outcome, ...]:
    """All that can come of a request, for whoever wants to see every way on."""
    match request:
        case Unlock():
            tries = Outcome("wrong"), Outcome("too_often", minutes=15)
            return (*(Outcome("opened", facts) for facts in _HELD), *tries)
        case SetLock():
            return _done(_HELD[2]), Outcome("no_way_back"), _CLOSED
        case SetDuress():
            return _done(_HELD[2]), Outcome("same", _HELD[2]), _CLOSED
        case LiftLock():
            return _done(_HELD[1]), _CLOSED
        case MakeWords(count):
            made = (Outcome("done", facts, (WORD,) * count) for facts in _HELD)
            return (*made, _CLOSED)
        case SetRecovery():
            return _done(_HELD[1]), _done(_HELD[2]), Outcome("standing", _HELD[1]), _CLOSED
        case ListOpenings():
            return Outcome("done", _HELD[2], OPENINGS), _done(_HELD[0]), _CLOSED


def _done(facts: tuple[Fact, ...]) -> Outcome:
    return Outcome("done", facts)
