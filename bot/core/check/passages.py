"""Walks the steps of a flow as a graph, for the rules that prove something about every path."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.content import HOME, MENU, Content
from bot.core.flow import START, Flow, Step
from bot.core.steps.base import Exit

Crosses = Callable[[Step, Exit], bool]
"""Whether a way out of a step is one that proves something, and so may be taken."""
MOST_SHOWN = 5
"""Steps of a path that are named."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The steps that were reached, each with the step it was reached from."""

    came_from: Mapping[str, str]

    def __contains__(self, step: str) -> bool:
        return step in self.came_from

    def path(self, step: str) -> str:
        """One way to a step, in words."""
        steps = [step]
        while (before := self.came_from.get(steps[-1], "")) and before not in steps:
            steps.append(before)
        return spelled(steps[::-1])


def spelled(steps: Sequence[str]) -> str:
    """Steps in a row; of a long row, its beginning and its end."""
    shown = [step[:24] for step in steps]
    if len(shown) > MOST_SHOWN:
        shown = [*shown[:2], "…", *shown[2 - MOST_SHOWN :]]
    return " → ".join(shown)


def leaves(flow: Flow, way: Exit) -> bool:
    """Whether a way out leaves the flow: it ends, or goes on in another."""
    owner, slash, _ = way.target.rpartition("/")
    return way.kind == "end" or bool(way.kind != "call" and slash and owner != flow.id)


def inside(flow: Flow, step: Step) -> Iterator[tuple[Exit, Step]]:
    """The exits that stay in the flow, with the step each leads to."""
    for way in step.exits():
        if way.kind == "call" or leaves(flow, way):
            continue
        if (target := flow.find(way.target.rpartition("/")[2])) is not None:
            yield way, target


def reach(
    flow: Flow,
    entries: Mapping[str, str] | Iterable[str],
    crosses: Crosses = lambda _, __: False,
) -> Reach:
    """Everything reachable from the entries without a crossing exit.

    Entries may say which step they were reached from.
    """
    known = entries if isinstance(entries, Mapping) else dict.fromkeys(sorted(entries), "")
    came_from = {name: before for name, before in known.items() if name in flow.steps}
    queue = deque(came_from)
    while queue:
        step = flow.steps[queue.popleft()]
        for way, target in inside(flow, step):
            if target.id not in came_from and not crosses(step, way):
                came_from[target.id] = step.id
                queue.append(target.id)
    return Reach(came_from)


def entries(flow: Flow, content: Content) -> frozenset[str]:
    """Where a flow is entered: its start, and wherever other flows jump to."""
    into = (
        flow.find(target.partition("/")[2])
        for other in content.flows.values()
        for target in jumps(other)
        if target.startswith(f"{flow.id}/")
    )
    menu = {MENU} if flow.id == HOME else set()
    return frozenset({START} | menu | {step.id for step in into if step}) & flow.steps.keys()


def jumps(flow: Flow) -> frozenset[str]:
    """The places in other flows that a flow jumps to."""
    return flow.outline.jumps


def calls(flow: Flow) -> frozenset[str]:
    """The flows a flow calls."""
    return flow.outline.calls


def onward(flow: Flow) -> frozenset[str]:
    """The flows that a flow leads to: those it calls and those it jumps to."""
    return calls(flow) | {target.partition("/")[0] for target in jumps(flow)}


def below(name: str, content: Content) -> set[str]:
    """The flows that can run while a called flow has not returned."""
    found: set[str] = set()
    queue = [name]
    while queue:
        current = queue.pop()
        if current in found or current == HOME or current not in content.flows:
            continue
        found.add(current)
        queue.extend(onward(content.flows[current]))
    return found


def ends(flow: Flow, step: Step) -> bool:
    """Whether a conversation can leave the flow here, or a way leads nowhere, told elsewhere."""
    if step.kind.departs:
        return True
    ways = [way for way in step.exits() if way.kind != "call"]
    lost = [way for way in ways if flow.find(way.target.rpartition("/")[2]) is None]
    return not ways or bool(lost) or any(leaves(flow, way) for way in ways)


def reaches_end(flow: Flow) -> frozenset[str]:
    """The steps from which some path leaves the flow."""
    before: dict[str, set[str]] = {}
    for step in flow.steps.values():
        for _, target in inside(flow, step):
            before.setdefault(target.id, set()).add(step.id)
    found = {step.id for step in flow.steps.values() if ends(flow, step)}
    queue = deque(found)
    while queue:
        for name in before.get(queue.popleft(), ()):
            if name not in found:
                found.add(name)
                queue.append(name)
    return frozenset(found)


def shows_line(step: Step, content: Content) -> bool:
    """Whether a step shows a human line: it says so, or its table has numbers to call."""
    table = content.tables.get(step.listing.table) if step.listing else None
    return "line" in step.marks or (table is not None and "phone" in table.columns)
