"""F4: danger question → look → capture → plan → change, proved on every path, skips included.

Every flow is walked as if entered from the menu, and from wherever other flows jump into it: a jump
inherits nothing. A called flow counts if all its paths to the outcome at hand pass the mark.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from bot.core.check.graph import at
from bot.core.check.passages import Reach, shows_line
from bot.core.check.proof import After, Answered, Proof
from bot.core.complaint import Complaint
from bot.core.content import FIRST, HOME, Content
from bot.core.flow import START, Flow, Step, asks
from bot.core.steps import Attach, Choices

NOTICEABLE = ("visible", "maybe")
NO_DANGER, ALL_ADULTS, UNDER_18 = "no_danger", "all_adults", "under_18"
ADULT, NOBODY_NAKED = "adult", "nobody_naked"
TAPS_TO_LINE = 2
Place = tuple[str, str]
"""A flow and a step in it."""


def danger_asked_first(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F401: a change that can be noticed comes only after an explicit "no danger"."""
    if changing := [step for step in flow.steps.values() if step.changes in NOTICEABLE]:
        found = Answered(content, NO_DANGER, "danger_question").unproved(flow)
        message = (
            'this change can be noticed: ask about danger first, and lead here only from "no", '
            "not by {path}."
        )
        yield from come_to(flow, changing, found, ("F401", message, "changes"))


def captured_first(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F402: a change that can be noticed comes only after the proof was kept."""
    if changing := [step for step in flow.steps.values() if step.changes in NOTICEABLE]:
        found = Proof(content, "capture").unproved(flow)
        message = (
            "a change can erase proof: put a step marked capture before it, also on the path "
            "{path}."
        )
        yield from come_to(flow, changing, found, ("F402", message, "changes"))


def adults_only(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F403, F404: a tool for adults' images never meets a picture of somebody under 18."""
    if tools := [step for step in flow.steps.values() if "adult_tool" in step.marks]:
        found = Answered(content, ALL_ADULTS).unproved(flow)
        message = (
            "this tool is for adults' pictures only: ask if all were 18 or over, and lead here "
            "only from there, not by {path}."
        )
        yield from come_to(flow, tools, found, ("F403", message, "marks"))
        young = After(content, UNDER_18).reach(flow)
        message = (
            "this tool is for adults' pictures only: take out the path that leads here after "
            '"under 18", {path}.'
        )
        yield from come_to(flow, tools, young, ("F404", message, "marks"))


def files_asked_first(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F409, F410: a file comes only from an adult, and only if nobody is naked in it."""
    if waiting := [step for step in flow.steps.values() if isinstance(step.kind, Attach)]:
        naked = Answered(content, NOBODY_NAKED).unproved(flow)
        message = (
            "ask before any file if it shows somebody naked, and lead here only from a clear "
            "no, not by {path}."
        )
        yield from come_to(flow, waiting, naked, ("F409", message, "attach"))
        young = Answered(content, ADULT).unproved(flow)
        message = (
            "no file is taken from somebody under 18: ask, and lead here only from 18 or over, "
            "not by {path}."
        )
        yield from come_to(flow, waiting, young, ("F410", message, "attach"))


def come_to(
    flow: Flow, steps: Iterable[Step], found: Reach, said: tuple[str, str, str]
) -> Iterator[Complaint]:
    """Complain of the steps among what was found, each with the path that leads there."""
    code, message, key = said
    for step in steps:
        if step.id in found:
            yield at(flow, step, code, message.format(path=found.path(step.id)), key)


def danger_is_short(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F405: nobody in danger fills in a form."""
    for step in flow.steps.values():
        if "danger_branch" in step.marks and asks(step):
            message = "nobody in danger should have to type or tick: use choices here."
            yield at(flow, step, "F405", message)


def questions_can_be_answered(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F408: a question that opens the way to changes has a real yes, no and not sure."""
    for step in flow.steps.values():
        choices = step.kind.choices if isinstance(step.kind, Choices) else ()
        always = [choice for choice in choices if choice.when is None]
        if "danger_question" in step.marks:
            clear = [choice for choice in always if NO_DANGER in choice.marks]
            if not clear or len(always) - len(clear) < 2:
                message = (
                    "a danger question needs choices, without an if, for yes, not sure and a clear "
                    "no: give the no the id no_danger, or marks: no_danger."
                )
                yield at(flow, step, "F408", message, "marks")
        if any(ALL_ADULTS in choice.marks for choice in choices):
            young = [choice for choice in always if UNDER_18 in choice.marks]
            if len([choice for choice in young if ALL_ADULTS not in choice.marks]) < 2:
                message = (
                    "a question about age needs choices, without an if, for under 18 and not sure: "
                    "give both marks: under_18."
                )
                yield at(flow, step, "F408", message, "choices")


def line_in_two_taps(content: Content) -> Iterator[Complaint]:
    """F406: from every wait a human line is at most two taps away, by the Help button too."""
    by_help = _has_line(content, ("help", START), TAPS_TO_LINE - 1)
    for flow in content.flows.values():
        for step in flow.steps.values():
            place = flow.id, step.id
            if not step.kind.waits or (by_help and place != (HOME, FIRST)):
                continue
            if not _has_line(content, place, TAPS_TO_LINE):
                message = f"no human line is within {TAPS_TO_LINE} taps: lead to one from here."
                yield at(flow, step, "F406", message)


def _has_line(content: Content, place: Place, taps: int) -> bool:
    """Whether some way from a place shows a line after at most so many taps."""
    seen: set[Place] = set()
    queue = deque([(place, taps)] if content.find(*place) else [])
    while queue:
        place, left = queue.popleft()
        step = _step(content, place)
        if place in seen or left < 0:
            continue
        if shows_line(step, content):
            return True
        seen.add(place)
        onward = _onward(content, content.flows[place[0]], step)
        if step.kind.waits:
            queue.extend((target, left - 1) for target in onward)
        else:
            queue.extendleft((target, left) for target in onward)
    return False


def _step(content: Content, place: Place) -> Step:
    return content.flows[place[0]].steps[place[1]]


def _onward(content: Content, flow: Flow, step: Step) -> Iterator[Place]:
    for way in step.exits():
        if way.kind == "end":
            continue
        owner, slash, name = way.target.rpartition("/")
        if way.kind == "call":
            owner, slash, name = way.target, "/", START
        other = content.flows.get(owner) if slash else flow
        target = other.find(name) if other is not None else None
        if other is not None and target is not None:
            yield other.id, target.id
