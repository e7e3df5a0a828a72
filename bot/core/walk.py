"""Moves through the flows: the one mutable thing of a turn, made in it and gone after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from bot.core import trail
from bot.core.agenda import Agenda, Place
from bot.core.conditions import Condition
from bot.core.content import HOME, MENU, Content
from bot.core.effects import Notice, Part
from bot.core.events import Event, Pressed, Returned, Said, TimerFired
from bot.core.flow import START, Call, Step
from bot.core.holdings import Holdings
from bot.core.requests import HERS, Fact, Outcome
from bot.core.session import (
    DAY,
    LOCK,
    OPEN_FOR,
    PERSONAL,
    REMAINS,
    SUNSET,
    TOLD,
    WEEK,
    Answer,
    Consent,
    Frame,
    Kept,
    Session,
)
from bot.core.steps.base import View
from bot.core.steps.spoken import are_words
from bot.core.templates import Template
from bot.core.values import show_date

LONGEST_DRAFT = 100_000
APART = (("plan",), ("messages",), ("check_in",))
"""The first keys of steps whose flows ask for what is no part of her log."""
MOST_TYPED = 40
"""So many of the last messages are remembered, to be told again if she changes one."""


class Walk:
    """Where one turn has got to: the call stack, what is known, and what was said on the way."""

    def __init__(  # noqa: PLR0915  # one line for each thing a turn can change
        self, content: Content, session: Session, event: Event
    ) -> None:
        self.content = content
        self.before = session
        self.event = event
        self.now = int(event.at.timestamp())
        today = session.used if isinstance(event, TimerFired) else self.now // DAY
        self.used = max(session.used, today)
        self.frames = list(session.frames)
        self.anchor = session.frames or (Frame(HOME, MENU),)
        """Where the person stands if the walk comes to nothing: at her question, as answered."""
        self.person = session.person
        self.kept = session.kept
        self.tries = session.tries
        self.keyed = session.keyed
        self.opened = self._kept_open(session)
        self.facts = session.facts if self.opened else ()
        self.keeps = session.keeps
        self.terms = session.terms
        self.consents = session.consents
        self.hidden = session.hidden
        self.typed = session.typed
        self.sources = session.sources
        self.removals = session.removals
        self.agendas = session.agendas
        self.visit = session.visit
        self.is_cut = False
        """Whether there is no way back from here: what came before is kept for good."""
        self.parts: list[Part] = []
        self.said: list[str] = []
        self.resumed: tuple[str, ...] = ()
        """What the screen said that an interruption covered, and that is shown again now."""
        self.ended = ""
        """The flow that ended last in this turn."""

    @property
    def top(self) -> Frame:
        """The frame of the flow the person is in."""
        return self.frames[-1]

    # What is known

    def look(self, name: str) -> Answer | None:
        """An answer of this flow, of the person, or one she let a flow keep."""
        answers = self.frames[-1].answers
        if name in answers:
            return answers[name]
        if name in PERSONAL:
            return self.person.get(name)
        kept = self.kept.get(name)
        if kept is not None and kept.until > self.now:
            return kept.value
        return self._own(name)

    def _own(self, name: str) -> Answer | None:
        """What only the bot knows: what the event tells of the chat, and what is true of a lock."""
        if name == REMAINS and isinstance(self.event, Said | Pressed | Returned):
            return self.event.remains
        if name == LOCK:
            return self.facts if self.opened else None
        return self.content.told.get(name)

    def show(self, name: str) -> str:
        """An answer in words: a label for a choice, a name for a country."""
        if self.look(name) is None:
            return self.content.phrase("unsaid")
        return ", ".join(self.worded(name))

    def worded(self, name: str) -> tuple[str, ...]:
        """The same, each part of it for itself."""
        answer = self.look(name)
        parts = answer if isinstance(answer, tuple) else (str(answer),)
        return tuple(self._worded(name, item) for item in parts)

    def _worded(self, name: str, value: str) -> str:
        flow = self.content.flows.get(self.top.flow)
        if name == SUNSET or (flow is not None and name in flow.dates):
            return show_date(value, self.content.phrase)
        label = flow.labels.get((name, value)) if flow else None
        return label or self.content.places.name(name, value)

    def is_typed(self, name: str) -> bool:
        """Whether an answer is shown as the person typed it."""
        answer = self.look(name)
        flow = self.content.flows.get(self.top.flow)
        if not isinstance(answer, str) or name in PERSONAL | TOLD or (flow and name in flow.dates):
            return False
        return flow is None or (name, answer) not in flow.labels

    def holds(self, condition: Condition) -> bool:
        """Whether a condition is true: the unknown is not."""
        return condition.holds(self.look, self.look) is True

    def view(self, step: Step) -> View:
        """What a step's kind may see."""
        return View(
            self.look(step.save) if step.save else None,
            self.top.begun,
            self.tries,
            self.event.at,
            str(self.person.get("zone", "")),
            self.content.places,
            self.content.phrase,
            self.show,
            self.holds,
            self.keyed,
            self.content.wordlist,
            self.event.chance,
            self.hidden,
            self.held,
            self.look,
            f"{self.visit} {step.flow}/{step.id}",
            min((sent for _, sent in self.typed if sent), default=0),
            self.removals,
            self.content.rows,
            self.worded,
            self.agendas,
        )

    # What she keeps

    def _kept_open(self, session: Session) -> int:
        """Until when it is open; every move of hers makes that later."""
        if session.opened <= self.now:
            return 0
        return session.opened if isinstance(self.event, TimerFired) else self.now + OPEN_FOR

    def unlock(self, facts: tuple[Fact, ...]) -> None:
        """It is open from now on."""
        self.opened, self.facts = self.now + OPEN_FOR, facts
        self.keeps = self.keeps or not HERS.isdisjoint(facts)

    def enter(self, *, hers: bool) -> None:
        """Go in with no way back to what was open before; in an empty place, to begin anew.

        What she said where she was then is not for whoever opened this one.
        """
        self.is_cut = True
        if hers:
            return
        *below, door = self.frames
        kept, is_called = list[Frame](), False
        for frame in below:
            if is_called:  # what a private flow called ends with it
                self.lay_aside([frame])
                is_called = frame.then is not None
            elif self._is_private(frame) and (frame.answers or frame.then is not None):
                self.lay_aside([frame])
                kept.append(Frame(frame.flow, START))
                is_called = frame.then is not None
            else:
                kept.append(frame)
        self.frames = [*kept, door]

    def _is_private(self, frame: Frame) -> bool:
        flow = self.content.flows.get(frame.flow)
        return flow is not None and flow.private

    def bring_back(self) -> None:
        """Have again what was hidden, with what was said since."""
        if (away := self.hidden) is None:
            return
        before, self.hidden = self.before, None
        self.person = {**away.person, **self.person}
        self.kept = {**away.kept, **self.kept}
        self.consents = {**away.consents, **self.consents}
        self.agendas = {**away.agendas, **self.agendas}
        self.each_agenda(Agenda.woken)
        self.before = replace(before, person=self.person)  # so that the way back keeps it too
        if away.draft and not before.draft:
            self.before = replace(self.before, draft=away.draft, drafted=away.drafted)

    def held(self, outcome: Outcome) -> Holdings:
        """All that is held, to whoever has it open."""
        session = replace(
            self.before,
            person=self.person,
            kept={name: one for name, one in self.kept.items() if one.until > self.now},
            consents=self.consents,
            terms=self.terms,
            used=self.used,
            keeps=self.keeps,
            agendas=self.agendas,
        )
        remains = self._own(REMAINS)
        count = remains if isinstance(remains, int) else 0
        return Holdings(session, outcome, count, self.now, self.content.phrase, self.content.places)

    def shut(self) -> None:
        """It is open no more."""
        self.opened, self.facts = 0, ()

    @property
    def is_shut_out(self) -> bool:
        """Whether what she is in is for her alone, and nobody has shown to be her."""
        flow = self.content.flows.get(self.top.flow)
        if flow is None or self.opened:
            return False
        step = flow.find(self.top.step)
        is_guarded = step is not None and step.kind.guarded
        return is_guarded or any(map(self._is_private, self._callers()))

    def _callers(self) -> Iterator[Frame]:
        """What she is in, and the flows that wait for it: what a private one calls is private."""
        yield self.top
        for frame in self.frames[-2::-1]:
            if frame.then is None:
                return
            yield frame

    # Her log

    def hear(self, event: Said) -> None:
        """Remember the message whose words became an answer."""
        flow = self.content.flows.get(self.top.flow)
        if flow is not None and any(step.kind.KEYS[:1] in APART for step in flow.steps.values()):
            return  # what is meant for her plan, or as her word, may never be added to her log
        if event.message:
            self.typed = (*self.typed, (event.message, event.sent))[-MOST_TYPED:]

    def logged(self, mark: str) -> None:
        """What she said of late is kept under a mark, for good."""
        heard = {str(message): mark for message, _ in self.typed}
        self.sources = dict([*self.sources.items(), *heard.items()][-MOST_TYPED:])
        self.typed, self.keeps, self.is_cut = (), True, True

    def planned(self, name: str) -> None:
        """What she said is in her plan, and no longer an answer."""
        self.save(name, None)
        self.keeps = self.is_cut = True

    def postpone(self, what: tuple[str, ...]) -> None:
        """Have entries, or a file, erased in a week."""
        self.removals = dict.fromkeys(what, self.now + WEEK) | self.removals

    def spare(self, what: tuple[str, ...]) -> None:
        """Have entries, or a file, stay."""
        self.removals = {one: at for one, at in self.removals.items() if one not in what}

    # What she asked to be sent

    def arrange(self, place: Place, agenda: Agenda) -> None:
        """Have an agenda take the place of what was asked for in a place."""
        left = {name: one for name, one in self.agendas.items() if name != place}
        self.agendas = left | ({} if agenda == Agenda() else {place: agenda})

    def each_agenda(self, change: Callable[[Agenda], Agenda]) -> None:
        """Change what was asked for, wherever that was."""
        if self.agendas:
            self.agendas = {name: change(one) for name, one in self.agendas.items()}

    def announce(self) -> bool:
        """Arrange that whoever asked for it is told that the service ends; whether that is new."""
        before = self.agendas
        self.each_agenda(lambda agenda: agenda.announcing(self.content.sunset, self.now))
        return self.agendas != before

    def settle_agendas(self, *, hushes: bool) -> None:
        """At the end of a conversation: hush what was asked for, and set when she is to be told."""
        if hushes:
            self.each_agenda(Agenda.hushed)
        if self.keeps:
            ends = self.terms.ends(self.used)
            self.each_agenda(lambda agenda: agenda.noticing(ends))

    # What lasts

    def lasting(self) -> dict[str, Any]:
        """The fields of a session that outlive a conversation, as they are now."""
        return {
            "person": self.person,
            "kept": self.kept,
            "draft": self.before.draft,
            "drafted": self.before.drafted,
            "used": self.used,
            "keeps": self.keeps,
            "terms": self.terms,
            "consents": self.consents,
            "hidden": self.hidden,
            "removals": self.removals,
            "agendas": self.agendas,
        }

    # What she said yes to

    def agree(self, purpose: str, digest: str) -> None:
        """Note that she said yes to the words of a digest, or no where there is none."""
        left = {name: yes for name, yes in self.consents.items() if name != purpose}
        self.consents = left | ({purpose: Consent(digest, self.now // DAY)} if digest else {})

    def withdraw(self, purpose: str) -> None:
        """Take back one yes, or all of them."""
        self.consents = {
            name: yes for name, yes in self.consents.items() if purpose not in ("", name)
        }

    # Answers

    def save(self, name: str, answer: Answer | None) -> None:
        """Save an answer where it belongs; None takes it away, for unsure is not known."""
        if not name:
            return
        if answer is None:
            self.kept = {known: kept for known, kept in self.kept.items() if known != name}
        if name in PERSONAL:
            self.person = _with(self.person, name, answer)
            return
        top = self.frames[-1]
        answers = _with(top.answers, name, answer)
        self.frames[-1] = Frame(top.flow, top.step, answers, top.then, top.begun)

    def gather(self, name: str, answer: Answer) -> None:
        """Save what an answer is so far."""
        self.save(name, answer)
        self.frames[-1] = replace(self.top, begun=True)

    def draft(self, text: str) -> None:
        """Keep words nobody asked for, to be offered back, as far as there is room."""
        before = self.before
        if not has_room(before, text) or are_words(text, self.content.wordlist):
            return
        draft = "\n".join(filter(None, (before.draft, text)))
        drafted = max(before.drafted, self.now)
        self.before = replace(before, draft=draft, drafted=drafted, used=self.used)

    def lay_aside(self, frames: Iterable[Frame]) -> None:
        """Keep as a draft what was typed so far where a question is left without an answer."""
        for frame in frames:
            if frame.begun and frame.then is None:
                step = self.content.find(frame.flow, frame.step)
                text = frame.answers.get(step.save) if step is not None else None
                if isinstance(text, str):
                    self.draft(text)

    def _value(self, name: str, value: Template, change: int | None) -> Answer | None:
        if change is not None:
            before = self.look(name)
            return (before if isinstance(before, int) else 0) + change
        if value.names and value.source == f"{{{value.names[0]}}}":
            return self.look(value.names[0])
        return value.fill(self.show)

    # Moving

    def go(self, target: str) -> None:
        """Stand at another step; one of another flow replaces the top frame."""
        flow, slash, step = target.rpartition("/")
        top = self.frames[-1]
        if flow == HOME:
            self.lay_aside(self.frames[:-1])
            self.frames.clear()  # Home is where everything begins: nothing waits below it.
            self.frames.append(Frame(flow, step))
        else:
            self.frames[-1] = Frame(flow, step) if slash else Frame(top.flow, step, top.answers)

    def interrupt(self, flow: str) -> None:
        """Open a flow on top of the question that was asked; earlier interruptions end."""
        asking = next(depth for depth, frame in enumerate(self.frames) if frame.then is None)
        self.lay_aside(self.frames[asking + 1 :])
        del self.frames[asking + 1 :]
        if not self.top.said:
            self.frames[-1] = replace(self.top, said=self.before.said)
        self.push(flow)

    def push(self, flow: str, answers: dict[str, Answer] | None = None) -> None:
        """Open a flow on top of the current one."""
        self.frames.append(Frame(flow, START, answers or {}))

    def finish(self, step: Step, target: str) -> None:
        """Set, keep, call, then go on: to `target`, or where the step says."""
        for setting in step.sets:
            self.save(setting.name, self._value(setting.name, setting.value, setting.change))
        for name, seconds in step.keep:
            if (answer := self.look(name)) is not None:
                self.kept = {**self.kept, name: Kept(answer, self.now + seconds)}
        if step.call is None:
            self._leave(step, target)
        else:
            self._call(step.call, target)

    def _call(self, call: Call, target: str) -> None:
        given = {name: self._value(name, value, None) for name, value in _given(call)}
        self.frames[-1] = replace(self.top, then=target)
        self.push(call.flow, {name: value for name, value in given.items() if value is not None})

    def _leave(self, step: Step, target: str) -> None:
        if target:
            self.go(target)
        elif step.end:
            self._end(step.end)
        else:
            for way in step.ways:
                if way.when is None or self.holds(way.when):
                    self.go(way.target)
                    return

    def _end(self, outcome: str) -> None:
        """End the top flow and go on in the one below it, or in the menu."""
        self.ended = self.frames.pop().flow
        if not self.frames:
            self.frames.append(Frame(HOME, MENU))
            return
        caller = self.top
        if caller.then is None:
            self.resumed = caller.said
            self.frames[-1] = replace(caller, said=())
            return  # It was interrupted at a wait, and asks again.
        answers = {**caller.answers, "outcome": outcome}
        self.frames[-1] = Frame(caller.flow, caller.step, answers)
        step = self.here()
        called = self.content.find(caller.flow, caller.step)
        if step is not None and step.call is not None and step is called:
            self._leave(step, caller.then)

    def here(self) -> Step | None:
        """The step the top frame stands at; where that is gone, the nearest that is left.

        A flow that is gone gives way to the menu, a step to the last one on the person's own path
        that is still there.
        """
        frame = self.frames[-1]
        flow = self.content.flows.get(frame.flow)
        if flow is None:
            self.parts.append(Notice(self.content.phrase("flow_gone")))
            self.lay_aside(self.frames)
            self.frames = [Frame(HOME, MENU)]
            return self.content.find(HOME, MENU)
        step = flow.find(frame.step)
        if step is None:
            self.parts.append(Notice(self.content.phrase("changed")))
            path = trail.steps(self.before, len(self.frames) - 1, flow.id)
            step = next((s for name in path if (s := flow.find(name))), flow.find(START))
        if step is not None and step.id != frame.step:
            same = flow.find(frame.step) is step
            self.frames[-1] = replace(frame, step=step.id, begun=frame.begun and same)
        return step


def has_room(session: Session, text: str) -> bool:
    """Whether a text can be added to the draft; else it stays where she sent it."""
    return len(session.draft) + len(text) < LONGEST_DRAFT


def _with(answers: dict[str, Answer], name: str, answer: Answer | None) -> dict[str, Answer]:
    if answer is None:
        return {known: value for known, value in answers.items() if known != name}
    return {**answers, name: answer}


def _given(call: Call) -> list[tuple[str, Template]]:
    return [(setting.name, setting.value) for setting in call.given]
