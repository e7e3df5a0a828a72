"""F4: danger question → look → capture → plan → change, proved on every path, skips included.

Every flow is walked as if entered from the menu, and from wherever other flows jump into it: a jump
inherits nothing. A called flow counts if all its paths to the outcome at hand pass the mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.check import passages
from bot.core.check.graph import at
from bot.core.complaint import Complaint
from bot.core.content import FIRST, HOME, Content
from bot.core.flow import START, Flow, Step, asks
from bot.core.steps import Choices
from bot.core.steps.base import Exit

NOTICEABLE = ("visible", "maybe")
NO_DANGER, ALL_ADULTS, UNDER_18 = "no_danger", "all_adults", "under_18"
TAPS_TO_LINE = 2


@dataclass(frozen=True, slots=True)
class Answered:
    """Proves that an explicit answer was given: a choice with this mark, at such a question."""

    content: Content
    flow: Flow
    mark: str
    question: str = ""

    def __call__(self, step: Step, way: Exit) -> bool:
        """Whether this way out can only be taken after the answer."""
        if self.mark in way.marks and (not self.question or self.question in step.marks):
            return True
        if way.when is not None and any(way.when.implies(*pair) for pair in self._saved()):
            return True
        return step.call is not None and self._called(step.call.flow, way)

    def _saved(self) -> Iterator[tuple[str, str]]:
        """The (name, value) pairs that stand for the answer."""
        for step in self.flow.steps.values():
            if step.save and isinstance(step.kind, Choices) and self._is_question(step):
                for choice in step.kind.choices:
                    if self.mark in choice.marks:
                        yield step.save, choice.id

    def _is_question(self, step: Step) -> bool:
        return not self.question or self.question in step.marks

    def _called(self, name: str, way: Exit) -> bool:
        called = self.content.flows.get(name)
        if called is None or called is self.flow or way.kind in ("empty", "skip"):
            return False
        inner = Answered(self.content, called, self.mark, self.question)
        open_ends = _outcomes(passages.reach(called, {START}, crosses=inner), called, inner)
        return _excluded(way, open_ends, called)


def _outcomes(found: passages.Reach, called: Flow, crosses: Answered) -> set[str]:
    """The outcomes a called flow can end with unproved; a jump away could end with any."""
    open_ends: set[str] = set()
    for name in found.came_from:
        for way in called.steps[name].exits():
            if way.kind in ("end", "jump") and not crosses(called.steps[name], way):
                open_ends.add(way.target if way.kind == "end" else "*")
    return open_ends


def _excluded(way: Exit, open_ends: set[str], called: Flow) -> bool:
    """Whether a way can't be taken after any of the outcomes."""
    if not open_ends:
        return True
    if "*" in open_ends or way.when is None:
        return False
    possible = {step.end for step in called.steps.values() if step.end}
    return any(way.when.implies("outcome", name) for name in possible - open_ends)


def _passes(content: Content, step: Step, mark: str) -> bool:
    """Whether a step has a mark, or calls a flow all of whose paths pass it."""
    if mark in step.marks:
        return True
    called = content.flows.get(step.call.flow) if step.call else None
    if called is None:
        return False
    found = passages.reach(called, {START}, stops_at=lambda inner: mark in inner.marks)
    return not any(
        passages.ends(called.steps[name])
        for name in found.came_from
        if mark not in called.steps[name].marks
    )


def danger_asked_first(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F401: a change that can be noticed comes only after an explicit "no danger"."""
    changing = [step for step in flow.steps.values() if step.changes in NOTICEABLE]
    if not changing:
        return
    answered = Answered(content, flow, NO_DANGER, "danger_question")
    found = passages.reach(flow, passages.entries(flow, content), crosses=answered)
    for step in changing:
        if step.id in found:
            message = (
                "this change can be noticed, and here it is reached without a clear "
                f'"no danger" first: {found.path(step.id)}.'
            )
            yield at(flow, step, "F401", message, "changes")


def captured_first(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F402: a change that can be noticed comes only after the proof was kept."""
    changing = [step for step in flow.steps.values() if step.changes in NOTICEABLE]
    if not changing:
        return
    found = passages.reach(
        flow, passages.entries(flow, content), lambda step: _passes(content, step, "capture")
    )
    for step in changing:
        if step.id in found:
            message = (
                "a change can erase proof, and here it is reached without a step marked capture "
                f"before it: {found.path(step.id)}."
            )
            yield at(flow, step, "F402", message, "changes")


def adults_only(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F403, F404: a tool for adults' images never meets a picture of somebody under 18."""
    tools = [step for step in flow.steps.values() if "adult_tool" in step.marks]
    if not tools:
        return
    answered = Answered(content, flow, ALL_ADULTS)
    found = passages.reach(flow, passages.entries(flow, content), crosses=answered)
    young = passages.reach(flow, _after_under_18(flow))
    for step in tools:
        if step.id in found:
            message = (
                "this tool is for adults' pictures only, and here it is reached without "
                f'"everyone was 18 or over": {found.path(step.id)}.'
            )
            yield at(flow, step, "F403", message, "marks")
        if step.id in young:
            message = (
                'this tool is for adults\' pictures only, and a path after "under 18" leads here: '
                f"{young.path(step.id)}."
            )
            yield at(flow, step, "F404", message, "marks")


def _after_under_18(flow: Flow) -> set[str]:
    return {
        target.id
        for step in flow.steps.values()
        for way, target in passages.inside(flow, step)
        if UNDER_18 in way.marks
    }


def danger_is_short(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F405: nobody in danger fills in a form."""
    for step in flow.steps.values():
        if "danger_branch" in step.marks and asks(step):
            message = "nobody in danger should have to type or tick: use choices here."
            yield at(flow, step, "F405", message)


def questions_can_be_answered(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F408: a danger question offers a plain "no", and a way for "not sure"."""
    for step in flow.steps.values():
        if "danger_question" not in step.marks:
            continue
        choices = step.kind.choices if isinstance(step.kind, Choices) else ()
        if not any(NO_DANGER in choice.marks for choice in choices) or len(choices) < 3:
            message = (
                "a danger question needs choices for yes, not sure, and a clear no "
                "(its id no_danger, or marks: no_danger)."
            )
            yield at(flow, step, "F408", message, "marks")


def line_in_two_taps(content: Content) -> Iterator[Complaint]:
    """F406: from every wait a human line is at most two taps away, by the Help button too."""
    helps = content.flows.get("help")
    by_help = helps is not None and _line_within(
        content, helps, helps.find(START), TAPS_TO_LINE - 1
    )
    for flow in content.flows.values():
        for step in flow.steps.values():
            has_help = by_help and (flow.id, step.id) != (HOME, FIRST)
            if (
                step.kind.waits
                and not has_help
                and not _line_within(content, flow, step, TAPS_TO_LINE)
            ):
                message = f"from here no human line is within {TAPS_TO_LINE} taps."
                yield at(flow, step, "F406", message)


def _line_within(content: Content, flow: Flow, step: Step | None, taps: int) -> bool:
    """Whether some way from a step shows a line after so many taps."""
    if step is None:
        return False
    if "line" in step.marks:
        return True
    left = taps - step.kind.waits
    if left < 0:
        return False
    return any(
        _line_within(content, owner, target, left) for owner, target in _onward(content, flow, step)
    )


def _onward(content: Content, flow: Flow, step: Step) -> Iterator[tuple[Flow, Step]]:
    for way in step.exits():
        if way.kind == "end":
            continue
        owner, slash, name = way.target.rpartition("/")
        if way.kind == "call":
            owner, slash, name = way.target, "/", START
        other = content.flows.get(owner) if slash else flow
        target = other.find(name) if other is not None else None
        if other is not None and target is not None:
            yield other, target
