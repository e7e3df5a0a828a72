"""What can still decide where a conversation goes: so much of a session is worth telling apart.

An answer counts at a step only if something ahead looks at it before it is given anew. What tests
find counts in pairs, for one test can stand behind another. A table's rows depend on several values
at once, and those count together.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations

from bot.core.check.passages import inside
from bot.core.conditions import Condition, Look, Test, number
from bot.core.content import Content
from bot.core.flow import Flow, Setting, Speech, Step
from bot.core.session import LOCK, PERSONAL, Answer, Frame, Session
from bot.core.steps.agendas import Agendas, ListAgenda
from bot.core.steps.sendings import Asking

MOST_COUNTED = 20
"""How far below what it is compared with a number is told from others."""

MARK = "visit{:06}"
"""What the explorer calls one screen, by which an entry made there is found again."""
_IS_MARK = re.compile(r"visit\d{6}\Z")

Values = tuple[str, ...]
"""Names whose very values decide together."""
Watch = Test | Values


class Facts:
    """The facts of sessions in one set of flows."""

    def __init__(self, content: Content) -> None:
        self._ahead = {flow.id: _waiting(flow) for flow in content.flows.values()}
        self._sending = {flow.id for flow in content.flows.values() if _sends(flow)}

    def of(self, session: Session, frames: Sequence[Frame]) -> set[Hashable]:
        """What is worth telling apart on these frames."""
        found: set[Hashable] = {("country", session.person.get("country"))}
        tested: list[Hashable] = []
        for frame in frames:
            look = _look(session, frame)
            for watch in self._ahead[frame.flow].get(frame.step, ()):
                if isinstance(watch, Test):
                    tested.append(_fact(watch, look))
                else:
                    found.add((watch, *map(_value, map(look, watch))))
        if any(frame.flow in self._sending for frame in frames):
            found.update(asked_for(session))
        return found.union(tested, combinations(tested, 2))


def _sends(flow: Flow) -> bool:
    """Whether what she asked to be sent can be set, listed or stopped in a flow."""
    kinds = Asking | Agendas | ListAgenda
    return any(isinstance(step.kind, kinds) for step in flow.steps.values())


def asked_for(session: Session) -> Iterator[Hashable]:
    """What she asked to be sent, as far as it can be listed, changed or stopped."""
    agendas = session.agendas.values()
    yield "words", any(agenda.words for agenda in agendas)
    yield "asked for", any(not agenda.is_empty for agenda in agendas)


def _look(session: Session, frame: Frame) -> Look:
    def look(name: str) -> Answer | None:
        if name in frame.answers:
            return frame.answers[name]
        if name == LOCK:
            return session.facts if session.opened else None
        kept = session.kept.get(name)
        return session.person.get(name) if name in PERSONAL else kept.value if kept else None

    return look


def _fact(test: Test, look: Look) -> Hashable:
    """What a test finds; of a number, the number, so that a count that grows is always new."""
    answer = look(test.name)
    if isinstance(answer, int):
        limit = number(test.value) or 0
        return test.name, limit, max(limit - MOST_COUNTED, min(answer, limit + 1))
    return test, test.holds(look, look)


def _value(answer: Answer | None) -> Answer | None:
    """A value as far as it matters: which entry a mark stands for never does."""
    return MARK if isinstance(answer, str) and _IS_MARK.match(answer) else answer


# What lies ahead


def _waiting(flow: Flow) -> dict[str, tuple[Watch, ...]]:
    """For each step, what is looked at ahead of a person who is waited for there."""
    entering: dict[str, frozenset[Watch]] = dict.fromkeys(flow.steps, frozenset())
    changed = True
    while changed:
        before = dict(entering)
        for step in flow.steps.values():
            entering[step.id] = frozenset(_on_entering(step)) | _onwards(flow, step, entering)
        changed = entering != before
    return {step.id: tuple(_onwards(flow, step, entering)) for step in flow.steps.values()}


def _on_entering(step: Step) -> Iterator[Watch]:
    for saying in step.says:
        if isinstance(saying, Speech):
            yield from _tests(saying.when)
    where = step.listing.where if step.listing is not None else None
    if names := sorted({test.value for test in _tests(where) if test.variable}):
        yield tuple(names)


def _onwards(flow: Flow, step: Step, entering: dict[str, frozenset[Watch]]) -> frozenset[Watch]:
    """From the wait on: what the buttons depend on, and what comes after the answer."""
    after: set[Watch] = {test for way in step.ways for test in _tests(way.when)}
    for _, target in inside(flow, step):
        after |= entering[target.id]
    after = _without({setting.name for setting in step.sets if setting.change is None}, after)
    after.update((name,) for setting in _settings(step) for name in setting.value.names)
    after = _without({step.save}, after)
    for _, condition in step.kind.conditions():
        after.update(condition.tests())
    return frozenset(after)


def _settings(step: Step) -> tuple[Setting, ...]:
    return (*step.sets, *(step.call.given if step.call is not None else ()))


def _without(given: set[str], watched: set[Watch]) -> set[Watch]:
    """Leave out what is given anew here, so that what it was before does not count."""
    tests: set[Watch] = {w for w in watched if isinstance(w, Test) and w.name not in given}
    values = (tuple(n for n in w if n not in given) for w in watched if isinstance(w, tuple))
    return tests.union(filter(None, values))


def _tests(condition: Condition | None) -> Iterator[Test]:
    if condition is not None:
        yield from condition.tests()
