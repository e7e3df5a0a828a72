"""F1: every step leads on, everything named is there, and every conversation can end."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.check import passages
from bot.core.complaint import Complaint, Path, guess
from bot.core.content import HOME, MENU, NEEDED, Content
from bot.core.flow import START, Flow, Include, Picture, Step
from bot.core.interrupts import Interrupt
from bot.core.steps.base import Exit
from bot.core.steps.choices import folded


def at(flow: Flow, step: Step, code: str, message: str, *path: str | int) -> Complaint:
    """A complaint about a place in a step."""
    return Complaint(code, message, flow.file, ("steps", step.id, *path))


def targets_exist(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F103, F107: every step and flow that is named exists."""
    if START not in flow.steps:
        message = 'a flow begins at the step "start", and there is none.'
        yield Complaint("F103", message, flow.file, ("steps",))
    for step in flow.steps.values():
        for way in step.exits():
            if (problem := _missing(flow, content, step, way)) is not None:
                yield problem


def _missing(flow: Flow, content: Content, step: Step, way: Exit) -> Complaint | None:
    if way.kind == "end":
        return None
    if way.kind == "call":
        return _missing_flow(flow, content, step, way.target, way.path)
    other, slash, name = way.target.rpartition("/")
    if slash and other not in content.flows:
        return _missing_flow(flow, content, step, other, way.path)
    found = content.flows[other] if slash else flow
    if found.find(name) is not None:
        return None
    what = f'"{way.target}"' if slash else f'"{name}"'
    hint = guess(name, found.steps) or _perhaps_a_flow(name, content)
    message = f'step "{step.id}" goes to {what}, which does not exist.{hint}'
    return at(flow, step, "F103", message, *way.path)


def _perhaps_a_flow(name: str, content: Content) -> str:
    return f' Did you mean "{name}/start"?' if name in content.flows else ""


def _missing_flow(
    flow: Flow, content: Content, step: Step, name: str, path: Path
) -> Complaint | None:
    if name in content.flows:
        return None
    message = f'there is no flow "{name}".{guess(name, content.flows)}'
    return at(flow, step, "F107", message, *path)


def ways_on(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F104: every step has a way on, and none that is never taken."""
    for step in flow.steps.values():
        if step.kind.leans_on_goto():
            if not step.ways and not step.end:
                yield at(flow, step, "F104", 'there is no way on: add "goto: step" or "end: name".')
        elif step.ways or step.end:
            message = "this is never taken: every button here names its own step."
            yield at(flow, step, "F104", message, "goto" if step.ways else "end")


def parts_exist(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F106, F108, F109: snippets, tables and media that are named exist."""
    for step in flow.steps.values():
        for saying in step.says:
            match saying:
                case Include(name, path) if name not in content.snippets:
                    message = f'there is no snippet "{name}".{guess(name, content.snippets)}'
                    yield at(flow, step, "F106", message, *path)
                case Picture(_, file, _, path) if file not in content.media:
                    message = f'there is no file "{file}" in this set.{guess(file, content.media)}'
                    yield at(flow, step, "F109", message, *path)
        if step.listing is not None and step.listing.table not in content.tables:
            name = step.listing.table
            message = f'there is no table "data/{name}.csv".{guess(name, content.tables)}'
            yield at(flow, step, "F108", message, "show")


def reachable(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F111: every step can be reached."""
    found = passages.reach(flow, passages.entries(flow, content))
    for step in flow.steps.values():
        if step.id not in found:
            message = f'no step leads to "{step.id}": link to it, or take it out.'
            yield at(flow, step, "F111", message)


def loops_wait(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F112: whatever goes round in a circle waits for the person on the way."""
    for step in flow.steps.values():
        circle = _circle(flow, content, step)
        if circle:
            message = f"this goes round without ever asking anything: {circle}."
            yield at(flow, step, "F112", message)
            return


def _circle(flow: Flow, content: Content, step: Step) -> str:
    """A way from a step back to it that never waits."""
    here = f"{flow.id}/{step.id}"
    came_from = dict.fromkeys(_straight_on(flow, content, step), here)
    queue = list(came_from)
    while queue:
        place = queue.pop()
        if place == here:
            return _round(came_from, here)
        name, _, step_id = place.partition("/")
        for onward in _straight_on(
            content.flows[name], content, content.flows[name].steps[step_id]
        ):
            if onward not in came_from:
                came_from[onward] = place
                queue.append(onward)
    return ""


def _round(came_from: dict[str, str], here: str) -> str:
    path = [here]
    while len(path) == 1 or path[-1] != here:
        path.append(came_from[path[-1]])
    return " → ".join(place.partition("/")[2] for place in reversed(path))


def _straight_on(flow: Flow, content: Content, step: Step) -> Iterator[str]:
    """Where a step leads without waiting."""
    for way in step.exits():
        if way.kind == "end" or (step.kind.waits and way.kind != "empty"):
            continue
        if way.kind == "call":
            other, name = content.flows.get(way.target), START
        else:
            owner, slash, name = way.target.rpartition("/")
            other = content.flows.get(owner) if slash else flow
        target = other.find(name) if other is not None else None
        if other is not None and target is not None:
            yield f"{other.id}/{target.id}"


def can_end(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F113: from every step some path ends the flow."""
    ending = passages.reaches_end(flow)
    for step in flow.steps.values():
        if step.id not in ending:
            message = "no path from here ever ends: give one of its steps an end:."
            yield at(flow, step, "F113", message)
            return


def calls_return(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F114: no flow calls itself, also not by way of others."""
    for step in flow.steps.values():
        if step.call is not None and flow.id in _below(step.call.flow, content):
            message = (
                f'"{step.call.flow}" leads back to "{flow.id}", so they call each other for ever.'
            )
            yield at(flow, step, "F114", message, "do")


def _below(name: str, content: Content) -> set[str]:
    """The flows that can run while a called flow has not returned."""
    found: set[str] = set()
    queue = [name]
    while queue:
        current = queue.pop()
        if current in found or current == HOME or current not in content.flows:
            continue
        found.add(current)
        other = content.flows[current]
        queue.extend(passages.calls(other))
        queue.extend(target.partition("/")[0] for target in passages.jumps(other))
    return found


def no_collisions(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F115: no button reads like one of the bot's own commands."""
    own = {interrupt.value for interrupt in Interrupt} | set(content.words.meanings)
    own |= {folded(content.phrase(name)) for name in ("close", "back", "help", "menu")}
    for step in flow.steps.values():
        for wording in step.kind.wordings():
            label = wording.template.source
            if wording.use == "button" and folded(label) in own:
                message = f'"{label}" is a word of the bot\'s own: use other words on this button.'
                yield at(flow, step, "F115", message, *wording.path)


def bot_is_complete(content: Content) -> Iterator[Complaint]:
    """F120: the flows that the bot itself leads to are there."""
    for name in NEEDED:
        if name not in content.flows:
            message = f'the bot needs a flow "{name}": copy the one that comes with Sidelight.'
            yield Complaint("F120", message, f"{name}.yaml", line=1)
    home = content.flows.get(HOME)
    if home is not None and MENU not in home.steps:
        message = 'the flow "home" needs a step "menu", where every conversation comes back to.'
        yield Complaint("F120", message, home.file, ("steps",))
