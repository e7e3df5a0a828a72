"""Walks the steps of a flow as a graph, for the rules that prove something about every path."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.core.content import HOME, MENU, Content
from bot.core.flow import START, Flow, Step
from bot.core.steps.base import Exit

Crosses = Callable[[Step, Exit], bool]
"""Whether a way out of a step is one that proves something, and so may be taken."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The steps that were reached, each with the step it was reached from."""

    came_from: Mapping[str, str]

    def __contains__(self, step: str) -> bool:
        return step in self.came_from

    def path(self, step: str) -> str:
        """One way to a step, in words."""
        steps = [step]
        while before := self.came_from[steps[-1]]:
            steps.append(before)
        return " → ".join(reversed(steps))


def inside(flow: Flow, step: Step) -> Iterator[tuple[Exit, Step]]:
    """The exits that stay in the flow, with the step each leads to."""
    for way in step.exits():
        if way.kind in ("call", "end", "jump"):
            continue
        if (target := flow.find(way.target)) is not None:
            yield way, target


def reach(
    flow: Flow,
    entries: Iterable[str],
    stops_at: Callable[[Step], bool] = lambda _: False,
    crosses: Crosses = lambda _, __: False,
) -> Reach:
    """Everything reachable from the entries without leaving a stopping step or a crossing exit."""
    came_from: dict[str, str] = {name: "" for name in entries if name in flow.steps}
    queue = deque(came_from)
    while queue:
        step = flow.steps[queue.popleft()]
        if stops_at(step):
            continue
        for way, target in inside(flow, step):
            if target.id not in came_from and not crosses(step, way):
                came_from[target.id] = step.id
                queue.append(target.id)
    return Reach(came_from)


def entries(flow: Flow, content: Content) -> frozenset[str]:
    """Where a flow is entered: its start, and wherever other flows jump to."""
    into = {
        target.partition("/")[2]
        for other in content.flows.values()
        for target in jumps(other)
        if target.startswith(f"{flow.id}/")
    }
    menu = {MENU} if flow.id == HOME else set()
    return frozenset({START} | menu | into) & flow.steps.keys()


def jumps(flow: Flow) -> frozenset[str]:
    """The places in other flows that a flow jumps to."""
    return flow.outline.jumps


def calls(flow: Flow) -> frozenset[str]:
    """The flows a flow calls."""
    return flow.outline.calls


def ends(step: Step) -> bool:
    """Whether a conversation can leave the flow at this step."""
    leaves = any(way.kind in ("end", "jump") for way in step.exits())
    return leaves or step.kind.enter() is not None


def reaches_end(flow: Flow) -> frozenset[str]:
    """The steps from which some path leaves the flow."""
    before: dict[str, set[str]] = {}
    for step in flow.steps.values():
        for _, target in inside(flow, step):
            before.setdefault(target.id, set()).add(step.id)
    found = {step.id for step in flow.steps.values() if ends(step)}
    queue = deque(found)
    while queue:
        for name in before.get(queue.popleft(), ()):
            if name not in found:
                found.add(name)
                queue.append(name)
    return frozenset(found)
