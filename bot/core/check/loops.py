"""F112: what goes round in a circle has to wait for the person on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping

from bot.core.check import passages
from bot.core.check.graph import at
from bot.core.complaint import Complaint
from bot.core.content import Content
from bot.core.flow import START, Flow, Step

Place = tuple[str, str]
"""A flow and a step in it."""
DEEPEST = 12
"""Calls inside calls that are looked into."""


def loops_wait(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F112: whatever goes round in a circle waits for the person on the way."""
    ahead = _Straight(content).ahead_of(flow)
    endless = _endless(ahead)
    seen: set[Place] = set()
    for step in flow.steps.values():
        circle = _circle((flow.id, step.id), ahead, endless, seen)
        mine = [place for place in circle if place[0] == flow.id]
        if mine:
            way = passages.spelled([_named(flow, place) for place in (*circle, circle[0])])
            message = f"this goes round without asking anything: {way}. Let a step on it wait."
            yield at(flow, flow.steps[mine[0][1]], "F112", message)
            return


def _named(flow: Flow, place: Place) -> str:
    return place[1] if place[0] == flow.id else "/".join(place)


def _endless(ahead: Mapping[Place, tuple[Place, ...]]) -> dict[Place, Place]:
    """The places from which one can go on for ever, each with a next such place."""
    before: dict[Place, list[Place]] = {place: [] for place in ahead}
    left = {place: len(onward) for place, onward in ahead.items()}
    for place, onward in ahead.items():
        for target in onward:
            before[target].append(place)
    ending = deque(place for place, count in left.items() if not count)
    while ending:
        for place in before[ending.popleft()]:
            left[place] -= 1
            if not left[place]:
                ending.append(place)
    return {
        place: next(target for target in ahead[place] if left[target])
        for place, count in left.items()
        if count
    }


def _circle(
    start: Place,
    ahead: Mapping[Place, tuple[Place, ...]],
    endless: Mapping[Place, Place],
    seen: set[Place],
) -> tuple[Place, ...]:
    """The circle that one gets into from a place, unless that was found before."""
    path: list[Place] = []
    place = start
    while place in endless and place not in seen:
        seen.add(place)
        path.append(place)
        place = endless[place]
    return tuple(path[path.index(place) :]) if place in path else ()


class _Straight:
    """Where one gets to without waiting."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._comes_back: dict[str, bool] = {}
        self._depth = 0

    def ahead_of(self, flow: Flow) -> dict[Place, tuple[Place, ...]]:
        """Every place that a flow leads to without waiting, with the next ones."""
        return self._from(((flow.id, name) for name in flow.steps), self._onward)

    def _from(
        self, starts: Iterable[Place], onward: Callable[[Flow, Step], Iterator[Place]]
    ) -> dict[Place, tuple[Place, ...]]:
        found: dict[Place, tuple[Place, ...]] = {}
        queue = deque(starts)
        while queue:
            place = queue.popleft()
            if place not in found:
                found[place] = tuple(onward(*self._at(place)))
                queue.extend(found[place])
        return found

    def _at(self, place: Place) -> tuple[Flow, Step]:
        flow = self.content.flows[place[0]]
        return flow, flow.steps[place[1]]

    def _onward(self, flow: Flow, step: Step) -> Iterator[Place]:
        if step.call is not None and not step.kind.waits:
            yield from self._place(step.call.flow, START)
        yield from self._in_frame(flow, step)

    def _in_frame(self, flow: Flow, step: Step) -> Iterator[Place]:
        """Where a step leads, past the flow it calls."""
        for way in step.exits():
            if way.kind in ("end", "call") or (way.kind != "empty" and self._waits(step)):
                continue
            owner, slash, name = way.target.rpartition("/")
            yield from self._place(owner if slash else flow.id, name)

    def _place(self, flow: str, step: str) -> Iterator[Place]:
        other = self.content.flows.get(flow)
        target = other.find(step) if other is not None else None
        if target is not None:
            yield flow, target.id

    def _waits(self, step: Step) -> bool:
        return step.kind.waits or (step.call is not None and not self._passes(step.call.flow))

    def _passes(self, name: str) -> bool:
        """Whether a called flow can come back without having waited."""
        if name not in self._comes_back and self._depth < DEEPEST:
            self._comes_back[name] = False  # One that calls itself is a circle already.
            self._depth += 1
            places = self._from(self._place(name, START), self._in_frame)
            steps = [self._at(place)[1] for place in places]
            self._comes_back[name] = any(step.end and not self._waits(step) for step in steps)
            self._depth -= 1
        return self._comes_back.get(name, True)
