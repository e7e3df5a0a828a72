"""F1: every step leads on, everything named is there, and every conversation can end."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.check import passages
from bot.core.complaint import Complaint, Path, guess
from bot.core.content import HOME, MENU, NEEDED, Content
from bot.core.flow import START, Flow, Include, Picture, Step
from bot.core.interrupts import Interrupt
from bot.core.steps.base import Exit
from bot.core.steps.choices import Choices, folded


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
    hint = hint or " Write it, or lead elsewhere."
    message = f'step "{step.id[:40]}" goes to {what}, which does not exist.{hint}'
    return at(flow, step, "F103", message, *way.path)


def _perhaps_a_flow(name: str, content: Content) -> str:
    return f' Did you mean "{name}/start"?' if name in content.flows else ""


def _missing_flow(
    flow: Flow, content: Content, step: Step, name: str, path: Path
) -> Complaint | None:
    if name in content.flows:
        return None
    hint = guess(name, content.flows) or " Write it, or lead elsewhere."
    message = f'there is no flow "{name}".{hint}'
    return at(flow, step, "F107", message, *path)


def ways_on(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F104: every step has a way on, and none that is never taken."""
    for step in flow.steps.values():
        if step.kind.leans_on_goto():
            if not step.ways and not step.end:
                message = f'step "{step.id}" has no way on: add "goto: step" or "end: name".'
                yield at(flow, step, "F104", message)
        elif step.ways or step.end:
            message = "this is never taken, as every button names its own step: take it out."
            yield at(flow, step, "F104", message, "goto" if step.ways else "end")


def some_button_stays(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F104: a screen has a button whatever the conditions of its choices find."""
    for step in flow.steps.values():
        choices = step.kind.choices if isinstance(step.kind, Choices) else ()
        if choices and all(choice.when is not None for choice in choices):
            message = 'every choice here has an "if": add one without, for everybody else.'
            yield at(flow, step, "F104", message, "choices")


def parts_exist(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F106, F108, F109: snippets, tables and media that are named exist."""
    for step in flow.steps.values():
        for saying in step.says:
            match saying:
                case Include(name, path) if name not in content.snippets:
                    hint = guess(name, content.snippets) or " Add it to snippets.yaml."
                    message = f'there is no snippet "{name}".{hint}'
                    yield at(flow, step, "F106", message, *path)
                case Picture(_, file, _, path) if file not in content.media:
                    hint = guess(file, content.media) or " Put it into the folder media."
                    message = f'there is no file "{file[:60]}" in this set.{hint}'
                    yield at(flow, step, "F109", message, *path)
        if step.listing is not None and step.listing.table not in content.tables:
            name = step.listing.table
            hint = guess(name, content.tables) or " Add it, or show another."
            message = f'there is no table "data/{name}.csv".{hint}'
            yield at(flow, step, "F108", message, "show")


def reachable(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F111: every step can be reached."""
    found = passages.reach(flow, passages.entries(flow, content))
    for step in flow.steps.values():
        if step.id not in found:
            message = f'no step leads to "{step.id[:40]}": link to it, or take it out.'
            yield at(flow, step, "F111", message)


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
        if step.call is not None and step.call.flow == HOME:
            message = '"home" can\'t be run on top of a flow: use "goto: home/menu" instead.'
            yield at(flow, step, "F114", message, "do")
        elif step.call is not None and flow.id in passages.below(step.call.flow, content):
            message = (
                f'"{step.call.flow}" leads back to "{flow.id}", so they call each other for ever: '
                "take one of the calls out."
            )
            yield at(flow, step, "F114", message, "do")


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
        message = 'add a step "menu" to this flow: every conversation comes back to it.'
        yield Complaint("F120", message, home.file, ("steps",))
