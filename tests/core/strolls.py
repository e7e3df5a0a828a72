"""Random conversations, checked after every turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.core.content import Content
from bot.core.effects import (
    Button,
    Clear,
    Consult,
    DropFile,
    Effect,
    EraseAll,
    Notice,
    Screen,
    Show,
    ShutVault,
)
from bot.core.engine import turn
from bot.core.events import (
    Event,
    Flooded,
    LeftQuickly,
    Offered,
    Opened,
    Pressed,
    Returned,
    Said,
    TimerFired,
)
from bot.core.onward import DEEPEST
from bot.core.session import Session, dump, load
from bot.workshop.plain_lock import PlainLock
from bot.workshop.rehearsal import BEGINNING
from tests.core.worlds import ANSWERS

Move = tuple[str, int | str]
TYPED: dict[str, Callable[[str, datetime, str], Event]] = {
    "say": Said,
    "forged": Pressed,
    "send": Offered,
    "leave": Said,
    "late": lambda text, at, chance: Said(text, at, chance, late=True),
}


class Stroll:
    """One random conversation: turns moves into events, and checks every turn."""

    def __init__(self, content: Content, session: Session | None = None) -> None:
        self.content = content
        self.flows = sorted(content.flows)
        self.session = session or Session()
        self.lock = PlainLock()
        self.screen: Screen | None = None
        self.at: datetime = BEGINNING
        self.seen: list[str] = []
        self.events: list[Event] = []
        self.effects: list[tuple[Effect, ...]] = []

    def event(self, move: Move) -> Event | None:
        """What a move means here; None where there is nothing to do it with."""
        name, value = move
        at, chance = self.at, f"visit{len(self.events):06}"
        if isinstance(value, int):
            return self._numbered(name, value, at, chance)
        if name == "leave" and value == "event":
            return LeftQuickly(at, chance)
        return TYPED[name](value, at, chance)

    def _numbered(self, name: str, number: int, at: datetime, chance: str) -> Event | None:
        if name in ("wait", "fire"):
            self.at += timedelta(minutes=number)
        if name == "old" and self.seen:
            return Pressed(self.seen[number % len(self.seen)], at, chance)
        if name == "answer" and self.screen is not None and self.screen.typing is not None:
            fitting = ANSWERS[self.screen.typing]
            return Said(fitting[number % len(fitting)], at, chance)
        if name in NUMBERED:
            return NUMBERED[name](self, number, chance)
        if self.buttons:
            return self._pressed(name, self.buttons[number % len(self.buttons)], chance)
        return None

    def _pressed(self, name: str, button: Button, chance: str) -> Event:
        if name == "label":
            return Said(button.label, self.at, chance)
        return Pressed(button.token, self.at, chance, late=name == "late press")

    def take(self, move: Move) -> None:
        """Play one move and check what has to hold after every turn."""
        event = self.event(move)
        if event is None:
            return
        self._play(event)

    def _play(self, event: Event) -> None:
        session, effects = turn(self.content, self.session, event)
        assert load(dump(session)) == session
        self._check(event, session, effects)
        self._check_leaving(session)
        self.session, self.events = session, [*self.events, event]
        self.effects.append(effects)
        self.seen += [button.token for button in self.buttons]
        for effect in effects:
            if isinstance(effect, Consult):
                outcome = self.lock.carry_out(effect.request)
                self._play(Returned(outcome, event.at, event.chance))

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Every button of the screen."""
        return (*self.screen.buttons, *self.screen.ways) if self.screen else ()

    def _check(self, event: Event, session: Session, effects: tuple[Effect, ...]) -> None:
        match effects:
            case (Show(screen, instead),):
                assert session.is_open
                assert instead == (is_late(event) or isinstance(event, TimerFired))
                self.screen = screen
                self._check_screen(session, screen)
            case (Clear(),) | (EraseAll(), Clear()):
                assert not session.is_open
                self.lock.shut()
                self.screen = None
            case (Consult(),):
                assert session.is_open
            case (Show(), ShutVault()):
                self.lock.shut()
                self._check(event, session, effects[:1])
            case (DropFile(), *rest):
                assert isinstance(event, Offered)
                self._check(event, session, tuple(rest))
            case ():
                assert is_late(event) or isinstance(event, TimerFired | Flooded)
            case _:
                raise AssertionError(effects)

    def _check_screen(self, session: Session, screen: Screen) -> None:
        assert screen.parts
        assert screen.visit == session.visit
        assert screen.ways[-1].role == "close"
        assert len(session.items) == len(screen.buttons)
        assert len(session.frames) <= DEEPEST
        assert Notice(self.content.phrase("stuck")) not in screen.parts
        tokens = [button.token for button in (*screen.buttons, *screen.ways)]
        assert len(set(tokens)) == len(tokens)

    def _check_leaving(self, session: Session) -> None:
        ways = (
            LeftQuickly(self.at, "x"),
            Pressed("close", self.at, "x"),
            Said("/exit", self.at, "x"),
        )
        for event in ways:
            left, effects = turn(self.content, session, event)
            assert effects == (Clear(),)
            assert not left.is_open
            assert left.person == session.person


NUMBERED: dict[str, Callable[[Stroll, int, str], Event]] = {
    "fire": lambda at, _, chance: TimerFired(at.at, chance),
    "flood": lambda at, _, chance: Flooded(at.at, chance),
    "open": lambda at, n, chance: Opened(at.flows[n % len(at.flows)], at.at, chance),
}


def is_late(event: Event) -> bool:
    """Whether an event came long after it was sent."""
    return isinstance(event, Said | Pressed | Offered) and event.late


def stroll(content: Content, moves: Iterable[Move], session: Session | None = None) -> Stroll:
    """Play moves from the beginning."""
    walked = Stroll(content, session)
    for move in moves:
        walked.take(move)
    return walked


def opened(content: Content, flow: str = "f0") -> Move:
    """The move that opens a flow."""
    return ("open", sorted(content.flows).index(flow))
