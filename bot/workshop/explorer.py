"""Takes every choice of every flow, and needs no author for it.

A place is the stack of steps a person stands on, with its buttons. What else can matter are facts:
her country, and what the conditions that still lie ahead would find. The search goes on from a
moment only if two of its facts were not yet seen together at its place, so that it ends soon and
still meets every pair.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import takewhile

from bot.core import buttons
from bot.core import session as sessions
from bot.core.content import HOME, MENU, Content
from bot.core.effects import Button, Clear, Consult, Effect, Notice, Screen, Show
from bot.core.engine import turn
from bot.core.events import Event, LeftQuickly, Offered, Opened, Pressed, Returned, Said
from bot.core.flow import Flow, Step
from bot.core.interrupts import Interrupt
from bot.core.places import Places
from bot.core.requests import Request
from bot.core.session import REMAINS, TOLD, Answer, Frame, Session
from bot.core.steps import Unlock
from bot.core.steps.base import Press
from bot.core.steps.tick import DONE
from bot.core.uploads import Upload
from bot.workshop import samples
from bot.workshop.coverage import Tap, every_tap, pressed, typed
from bot.workshop.facts import MARK, Facts, asked_for
from bot.workshop.limits import faults
from bot.workshop.meanwhile import unasked
from bot.workshop.plain_lock import outcomes
from bot.workshop.samples import Move, Play

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LOST = ("stuck", "changed", "flow_gone")
"""What the bot says where a flow leads nowhere; nobody edits anything here."""
MOST_TURNS = 500_000
"""A set of flows that needs more than this is given up with a finding."""


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """Something a person should never meet, and where she would."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(frozen=True, slots=True)
class Exploration:
    """What was taken, what is wrong, and which choices nobody can get to."""

    visited: frozenset[Tap]
    findings: tuple[Finding, ...]
    untaken: tuple[Tap, ...]
    turns: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A conversation at a wait; `aside` counts the frames that were left for help or the like."""

    session: Session
    screen: Screen
    aside: int = 0


def explore(content: Content, begins: Collection[str] = ()) -> Exploration:
    """Walk a set of flows, and once more with empty tables, for every row may be gone one day.

    In that second walk the settings tell who runs the bot, if they do not in the first. Where
    `begins` names flows, it begins in these and nowhere else, and counts what was taken in them.
    """
    named = {flow.id: _named(flow) for flow in content.flows.values()}
    walks = (
        _Walk(content, _general(content.places), named, begins),
        _Walk(_otherwise(content), frozenset({"", *content.places.served[:1]}), {}, begins),
    )
    for walk in walks:
        walk.begin()
        walk.go_on()
    taken = frozenset(tap for walk in walks for tap in walk.taken)
    return Exploration(
        visited=taken,
        findings=tuple(sorted({finding for walk in walks for finding in walk.findings})),
        untaken=tuple(
            sorted(tap for tap in every_tap(content) - taken if tap.flow in begins or not begins)
        ),
        turns=sum(walk.turns for walk in walks),
    )


def _otherwise(content: Content) -> Content:
    """The set where no table has a row, and where settings tell what they do not tell here."""
    tables = {name: replace(table, rows=()) for name, table in content.tables.items()}
    told = {name: "(told)" for name in TOLD if name not in content.told}
    return replace(content, tables=tables, told=told)


class _Walk:
    """One walk and what it has seen so far.

    Countries in `general` go everywhere, those in `named` only through the flows that name them.
    """

    def __init__(
        self,
        content: Content,
        general: frozenset[str],
        named: Mapping[str, frozenset[str]],
        begins: Collection[str],
    ) -> None:
        self.content = content
        self.begins = begins
        self.general = general
        self.named = named
        self._facts = Facts(content)
        self._counting = {flow.id for flow in content.flows.values() if _counts(flow)}
        self.taken: set[Tap] = set()
        self.findings: set[Finding] = set()
        self.turns = 0
        self._queue: deque[Moment] = deque()
        self._seen: defaultdict[Hashable, set[Hashable]] = defaultdict(set)
        self._interrupted: set[Hashable] = set()
        self._waited: set[Hashable] = set()
        self._doors: set[Hashable] = set()

    def begin(self) -> None:
        """Stand wherever a conversation can begin, in each country that can matter."""
        for country in sorted(self.general.union(*self.named.values())):
            person: dict[str, Answer] = {"country": country} if country else {}
            for event in self._openings():
                self.arrive(self.play(Session(person=person), event))

    def go_on(self) -> None:
        """Go on until nothing new is found."""
        while self._queue and self.turns < MOST_TURNS:
            moment = self._queue.popleft()
            if (screen := _screen(moment)) not in self._interrupted:
                self._interrupted.add(screen)
                self._leave(moment)
                self._interrupt(moment)
            self._wait(moment)
            for play in self._plays(moment):
                for remains in self._remains(moment):
                    self.arrive(self._carry_out(moment, play, remains))
        if self._queue:
            self._find("the set", f"there is more here than {MOST_TURNS} turns can show")

    def arrive(self, moment: Moment | None) -> None:
        """Go on from a moment later, if anything about it is new."""
        if moment is None or not self._matters(moment.session):
            return
        seen = self._seen[_key(moment)]
        facts = self._facts.of(moment.session, moment.session.frames[moment.aside :])
        if not facts <= seen:
            seen |= facts
            self._queue.append(moment)

    def _openings(self) -> Iterator[Event]:
        if not self.begins:
            yield Said("/start", NOW, self._chance())
        for flow in self.begins or self.content.flows:
            yield Opened(flow, NOW, self._chance())

    def _matters(self, session: Session) -> bool:
        """Whether this country can make a difference here."""
        country = str(session.person.get("country", ""))
        named = (self.named.get(frame.flow, frozenset()) for frame in session.frames)
        return country in self.general or any(country in countries for countries in named)

    # What a person does

    def _plays(self, moment: Moment) -> Iterator[Play]:
        """Every way to answer a screen."""
        roles = {item: button for item, button in _meant(moment) if item is not None}
        ticks = [item for item, button in roles.items() if button.role == "tick"]
        if ticks:
            for chosen in ([], *([item] for item in ticks), ticks):
                yield *(Press(item, item in chosen) for item in ticks), Press(DONE)
        digits = {item for item, button in roles.items() if button.role == "digit"}
        alone = roles.keys() - {*ticks, *digits, *([DONE] if ticks else ())}
        yield from ((Press(item),) for item in roles if item in alone)
        step = self.content.find(*_place(moment.session).split("/"))
        if step is not None and self._is_new(moment, step):
            yield from samples.plays(step, self.content)

    def _is_new(self, moment: Moment, step: Step) -> bool:
        """Whether what is typed here matters: whoever is let in at a door was asked nothing else.

        All that can come of opening comes of one press too, so the keypad is tried once at a door,
        whatever was said before.
        """
        if not isinstance(step.kind, Unlock):
            return True
        is_new = (door := _screen(moment)) not in self._doors
        self._doors.add(door)
        return is_new

    def _remains(self, moment: Moment) -> tuple[int, ...]:
        """How many messages may be left in the chat, as far as a flow looks at it."""
        return (0, 2) if _flow(moment) in self._counting else (0,)

    def _carry_out(self, moment: Moment, play: Play, remains: int) -> Moment | None:
        now: Moment | None = moment
        for move in play:
            if now is None:
                return None
            event = self._event(now, move, remains)
            if event is not None:
                now = self._take(now, move, event)
        return now

    def _take(self, moment: Moment, move: Move, event: Event) -> Moment | None:
        after = self.play(moment.session, event, moment.aside)
        if isinstance(move, Press):
            self.taken.add(pressed(moment.session, move.item))
        elif after is not None and (tap := typed(moment.session, after.session)) is not None:
            self.taken.add(tap)
        return after

    def _event(self, moment: Moment, move: Move, remains: int) -> Event | None:
        """The event of a move; None where it would change nothing."""
        if not isinstance(move, Press):
            return Said(move.text, NOW, self._chance(), remains=remains)
        button = dict(_meant(moment)).get(move.item)
        if button is None:
            return None
        if button.role == "tick" and button.on is move.wanted:
            return None
        return Pressed(button.token, NOW, self._chance(), remains=remains)

    def _leave(self, moment: Moment) -> None:
        """Leaving clears the chat, whichever way it is done."""
        chance = self._chance()
        ways = (Said("/exit", NOW, chance), Pressed("close", NOW, chance), LeftQuickly(NOW, chance))
        for event in ways:
            if self.play(moment.session, event) is not None:
                self._find(_place(moment.session), "leaving does not clear the chat")

    def _wait(self, moment: Moment) -> None:
        """Let time pass: what comes by itself is what she asked for, and nothing else.

        It is done once at each place for each way in which something can be asked for.
        """
        asked = tuple(asked_for(moment.session))
        if (where := (_place(moment.session), asked)) in self._waited:
            return
        self._waited.add(where)
        for what in unasked(turn, self.content, moment.session, self._chance()):
            self._find(_place(moment.session), what)

    def _interrupt(self, moment: Moment) -> None:
        """Do what can be done anywhere; all of it is answered."""
        for event in self._interruptions(moment.screen):
            after = self.play(moment.session, event, moment.aside)
            if after is None:
                self._find(_place(moment.session), "the conversation ends without being left")
            elif _flow(after) == _flow(moment):
                self.arrive(after)
            else:
                self.arrive(replace(after, aside=_below(moment.session, after.session)))

    def _interruptions(self, screen: Screen) -> Iterator[Event]:
        """A file, commands, words that mean nothing, the bot's own buttons, and an old one."""
        yield Offered("photo", NOW, self._chance(), upload=Upload("photo", "explored"))
        for interrupt in Interrupt:
            if interrupt is not Interrupt.CLOSE:
                yield Said(f"/{interrupt.value}", NOW, self._chance())
        for text in ("🦄", "a" * 4096):
            yield Said(text, NOW, self._chance())
        for way in screen.ways:
            if way.role != "close":
                yield Pressed(way.token, NOW, self._chance())
        yield Pressed("gone.0", NOW, self._chance())

    # What comes of it

    def play(self, session: Session, event: Event, aside: int = 0) -> Moment | None:
        """Play one event and look at all that comes of it; None where the chat was cleared."""
        self.turns += 1
        place = event.flow if isinstance(event, Opened) else _place(session)
        try:
            after, effects = turn(self.content, session, event)
            stored = sessions.load(sessions.dump(after))
        except Exception as error:  # noqa: BLE001  # a crash of any kind is what is looked for
            self._find(place, f"{type(event).__name__} ends in {type(error).__name__}: {error}")
            return None
        if stored != after:
            self._find(_place(after), "the session changes when it is stored and read back")
        if requests := [effect.request for effect in effects if isinstance(effect, Consult)]:
            return self._await(stored, requests[-1], event, aside)
        screen = self._shown(place, after, effects)
        if screen is None:
            return None
        return Moment(stored, screen, aside if aside < len(stored.frames) else 0)

    def _await(self, session: Session, request: Request, event: Event, aside: int) -> Moment | None:
        """Go on from all that can come of a request."""
        *others, first = (
            Returned(outcome, event.at, event.chance) for outcome in outcomes(request)[::-1]
        )
        for other in others:
            self.arrive(self.play(session, other, aside))
        return self.play(session, first, aside)

    def _shown(self, place: str, after: Session, effects: tuple[Effect, ...]) -> Screen | None:
        screens = [effect.screen for effect in effects if isinstance(effect, Show)]
        if not screens and not any(isinstance(effect, Clear) for effect in effects):
            self._find(place, "the bot does not answer")
        if after.is_open is not bool(screens):
            self._find(place, "what is shown and what is remembered do not agree")
        for screen in screens:
            self._inspect(place, _place(after), screen)
        return screens[-1] if screens else None

    def _inspect(self, before: str, after: str, screen: Screen) -> None:
        lost = [name for name in LOST if Notice(self.content.phrase(name)) in screen.parts]
        for name in lost:
            self._find(before, f'the bot can only say: "{self.content.phrase(name)}"')
        for fault in faults(screen) if not lost else ():
            self._find(after, fault)

    def _find(self, place: str, what: str) -> None:
        self.findings.add(Finding(place, what))

    def _chance(self) -> str:
        return MARK.format(self.turns)


def _place(session: Session) -> str:
    top = session.frames[-1] if session.frames else Frame(HOME, MENU)
    return f"{top.flow}/{top.step}"


def _key(moment: Moment) -> Hashable:
    """Where a moment stands, with what can be pressed there."""
    session = moment.session
    stack = tuple((frame.flow, frame.step, frame.then) for frame in session.frames[moment.aside :])
    return stack, bool(moment.aside), frozenset(session.items), len(session.keyed)


def _screen(moment: Moment) -> Hashable:
    """Which screen it is, whatever lies below."""
    return _place(moment.session), frozenset(moment.session.items)


def _meant(moment: Moment) -> Iterator[tuple[str | None, Button]]:
    """The buttons of a moment, each with what it means."""
    return ((buttons.meant(moment.session, one.token), one) for one in moment.screen.buttons)


def _flow(moment: Moment) -> str:
    return moment.session.frames[-1].flow


def _below(before: Session, after: Session) -> int:
    """How many frames lie below an interruption, unchanged."""
    pairs = zip(before.frames, after.frames[:-1], strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


# Countries, and what is left in the chat


def _general(places: Places) -> frozenset[str]:
    """No country, those that are served, and one that is not: they can matter anywhere."""
    other = next((code for code in places.countries if code not in places.served), "")
    return frozenset({"", other, *places.served})


def _counts(flow: Flow) -> bool:
    """Whether a flow looks at what is left in the chat."""
    conditions = (condition for step in flow.steps.values() for _, condition in step.conditions())
    return any(test.name == REMAINS for condition in conditions for test in condition.tests())


def _named(flow: Flow) -> frozenset[str]:
    """The countries that a flow's conditions name."""
    conditions = (condition for step in flow.steps.values() for _, condition in step.conditions())
    tests = (test for condition in conditions for test in condition.tests())
    return frozenset(test.value for test in tests if (test.name, test.verb) == ("country", "is"))
