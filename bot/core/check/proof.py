"""Proves, for the rules about order, that no path leads to a step without something before it.

A proof is looked for on every way out of a step. A called flow proves what all its paths to the
outcome at hand pass. Wherever a question is asked again, only the new answer counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.agenda import CONSENT
from bot.core.check import passages
from bot.core.complaint import Path
from bot.core.conditions import Condition, Join, Not, Test
from bot.core.content import Content
from bot.core.flow import START, Flow, Step
from bot.core.session import PERSONAL
from bot.core.steps import Agree, Choices
from bot.core.steps.agendas import Ready
from bot.core.steps.base import Exit
from bot.core.steps.choices import Choice
from bot.core.steps.consents import NO, YES

ANY = "*"
"""Stands for every outcome, where a flow goes on in another."""
OUTCOME = "outcome"
DEEPEST = 12
"""Calls inside calls that are looked into; what lies deeper proves nothing."""


class Proof:
    """Something that has to come first: here, a step with a mark."""

    def __init__(self, content: Content, mark: str) -> None:
        self.content = content
        self.mark = mark
        self._open: dict[str, frozenset[str]] = {}
        self._depth = 0

    def unproved(self, flow: Flow) -> passages.Reach:
        """The steps one can get to without it, from wherever the flow is entered."""
        return self._reach(flow, passages.entries(flow, self.content))

    def _reach(self, flow: Flow, entries: frozenset[str]) -> passages.Reach:
        anew = {
            target.id: step.id
            for step in flow.steps.values()
            if self.asks_anew(step)
            for way, target in passages.inside(flow, step)
            if not self.crosses(flow, step, way)
        }
        starts = anew | dict.fromkeys(sorted(entries), "")
        return passages.reach(flow, starts, lambda step, way: self.crosses(flow, step, way))

    def asks_anew(self, step: Step) -> bool:
        """Whether what was proved before the step may no longer hold after it."""
        return False

    def crosses(self, flow: Flow, step: Step, way: Exit) -> bool:
        """Whether a way out can only be taken once it is proved."""
        return self.shown_by(flow, step, way) or self._called(step, way)

    def shown_by(self, flow: Flow, step: Step, way: Exit) -> bool:
        """Whether the step itself proves it for this way out."""
        return self.mark in step.marks

    def _called(self, step: Step, way: Exit) -> bool:
        """Whether the flow that a step calls proves it; `empty` is taken before the call."""
        if step.call is None or way.kind in ("empty", "call"):
            return False
        return not _can_follow(step, way, self.open_ends(step.call.flow))

    def open_ends(self, name: str) -> frozenset[str]:
        """The outcomes with which a called flow can come back unproved."""
        if name not in self._open and self._depth < DEEPEST:
            self._open[name] = frozenset({ANY})  # One that calls itself proves nothing.
            self._depth += 1
            called = self.content.flows.get(name)
            if called is not None:
                self._open[name] = frozenset(self._outcomes(called))
            self._depth -= 1
        return self._open.get(name, frozenset({ANY}))

    def _outcomes(self, called: Flow) -> Iterator[str]:
        for name in self._reach(called, frozenset({START})).came_from:
            step = called.steps[name]
            for way in step.exits():
                if passages.leaves(called, way) and not self.crosses(called, step, way):
                    yield way.target if way.kind == "end" else ANY


class Answered(Proof):
    """An explicit answer: a choice with the mark, at a question of the right kind."""

    def __init__(self, content: Content, mark: str, question: str = "") -> None:
        super().__init__(content, mark)
        self.question = question
        self._asking = {
            flow.id for flow in content.flows.values() if any(map(self.asks, flow.steps.values()))
        }
        self._asks_below: dict[str, bool] = {}
        self._told: dict[str, frozenset[tuple[str, str]]] = {}

    def asks(self, step: Step) -> bool:
        """Whether a step is such a question."""
        if self.question:
            return self.question in step.marks
        return any(self.mark in choice.marks for choice in _choices(step))

    def asks_anew(self, step: Step) -> bool:
        return self.asks(step) or self._calls_asking(step)

    def crosses(self, flow: Flow, step: Step, way: Exit) -> bool:
        if self._calls_asking(step):
            return self._called(step, way)
        return self.shown_by(flow, step, way)

    def shown_by(self, flow: Flow, step: Step, way: Exit) -> bool:
        if self.asks(step):
            return self._answered(step, way)
        return way.when is not None and any(
            way.when.implies(name, value) for name, value in self._told_in(flow)
        )

    def _answered(self, step: Step, way: Exit) -> bool:
        """Whether a way out of the question itself is taken by no other answer."""
        if way.kind == "empty":
            return False
        if way.path[0] == "choices":
            return self.mark in way.marks
        others = [c for c in _choices(step) if not c.target and self.mark not in c.marks]
        return bool(_choices(step)) and not any(
            way.path in taken(step, _fresh(step), choice.id) for choice in others
        )

    def _calls_asking(self, step: Step) -> bool:
        name = step.call.flow if step.call else ""
        if name and name not in self._asks_below:
            below = passages.below(name, self.content)
            self._asks_below[name] = not self._asking.isdisjoint(below)
        return self._asks_below.get(name, False)

    def _told_in(self, flow: Flow) -> frozenset[tuple[str, str]]:
        """The (name, value) pairs that stand for the newest answer, wherever they are tested."""
        if flow.id not in self._told:
            self._told[flow.id] = frozenset(self._pairs(flow))
        return self._told[flow.id]

    def _pairs(self, flow: Flow) -> Iterator[tuple[str, str]]:
        steps = flow.steps.values()
        questions = [step for step in steps if self.asks(step)]
        saves = {step.save for step in questions}
        if len(saves) != 1 or any(map(self._calls_asking, steps)):
            return
        (name,) = saves
        if not name or name in PERSONAL or name in _other_sources(flow, self.content):
            return
        if any(step.save == name and not self.asks(step) for step in steps):
            return
        choices = [choice for step in questions for choice in _choices(step)]
        meant = {choice.id for choice in choices if self.mark in choice.marks}
        for value in meant - {choice.id for choice in choices if self.mark not in choice.marks}:
            yield name, value


def _choices(step: Step) -> tuple[Choice, ...]:
    return step.kind.choices if isinstance(step.kind, Choices) else ()


def _fresh(step: Step) -> str:
    """The name under which a step's answer is still found when its ways are tried."""
    changed = {setting.name for setting in step.sets}
    return step.save if step.save not in changed | PERSONAL else ""


def _other_sources(flow: Flow, content: Content) -> set[str]:
    """The names that get a value by other ways than an answer in this conversation."""
    found = {setting.name for step in flow.steps.values() for setting in step.sets}
    for other in content.flows.values():
        found |= other.outline.keeps
        found |= {name for target, name in other.outline.given if target == flow.id}
    return found


class Consented(Proof):
    """A yes to what is sent; whoever has cover words gave it when she chose them."""

    def __init__(self, content: Content) -> None:
        super().__init__(content, "")

    def shown_by(self, flow: Flow, step: Step, way: Exit) -> bool:
        if isinstance(step.kind, Ready):
            return way.path[0] in ("goto", "end")
        if not isinstance(step.kind, Agree) or step.kind.purpose != CONSENT:
            return False
        targets = {item: target for item, (_, target) in step.kind.labels.items()}
        by_goto = not targets[YES] and bool(targets[NO])
        return way.path == ("yes",) or (by_goto and way.path[0] in ("goto", "end"))


class After:
    """What can follow an answer with a mark."""

    def __init__(self, content: Content, mark: str) -> None:
        self.content = content
        self.mark = mark
        self._ends: dict[str, frozenset[str]] = {}
        self._depth = 0

    def reach(self, flow: Flow) -> passages.Reach:
        """The steps of a flow one can get to after it."""
        first = {
            target.id: step.id
            for step in flow.steps.values()
            for way, target in passages.inside(flow, step)
            if self._given(step, way)
        }
        return passages.reach(flow, first)

    def _given(self, step: Step, way: Exit) -> bool:
        if self.mark in way.marks:
            return True
        if step.call is not None and _can_follow(step, way, self._ends_of(step.call.flow)):
            return way.kind != "empty"
        unsaid = [c for c in _choices(step) if not c.target and self.mark in c.marks]
        return any(way.path in taken(step, _fresh(step), choice.id) for choice in unsaid)

    def _ends_of(self, name: str) -> frozenset[str]:
        """The outcomes a called flow can come back with after the answer was given in it."""
        if name not in self._ends and self._depth < DEEPEST:
            self._ends[name] = frozenset()
            self._depth += 1
            called = self.content.flows.get(name)
            if called is not None:
                self._ends[name] = frozenset(self._outcomes(called))
            self._depth -= 1
        return self._ends.get(name, frozenset({ANY}))

    def _outcomes(self, called: Flow) -> Iterator[str]:
        after = self.reach(called)
        for step in called.steps.values():
            for way in step.exits():
                if passages.leaves(called, way) and (step.id in after or self._given(step, way)):
                    yield way.target if way.kind == "end" else ANY


def _can_follow(step: Step, way: Exit, outcomes: frozenset[str]) -> bool:
    """Whether a way can be taken after the call came back with one of these outcomes."""
    if ANY in outcomes or way.path[0] not in ("goto", "end"):
        return bool(outcomes)
    return any(way.path in taken(step, OUTCOME, outcome) for outcome in outcomes)


def taken(step: Step, name: str, value: str) -> frozenset[Path]:
    """The lines of a `goto` (or `end`) that can be taken if a name has a value."""
    found: set[Path] = {("end",)} if step.end else set()
    for way in step.ways:
        held = True if way.when is None else _holds(way.when, name, value)
        if held is not False:
            found.add(way.path)
        if held:
            break
    return frozenset(found)


def _holds(condition: Condition, name: str, value: str) -> bool | None:
    """Whether a condition holds whatever else is answered; None where that decides."""
    if isinstance(condition, Not):
        held = _holds(condition.inner, name, value)
        return None if held is None else not held
    if isinstance(condition, Join):
        found = [_holds(part, name, value) for part in condition.parts]
        if (not condition.every) in found:
            return not condition.every
        return None if None in found else condition.every
    assert isinstance(condition, Test)
    known = condition.name == name and not condition.variable
    return condition.holds(lambda _: value, lambda _: None) if known else None
