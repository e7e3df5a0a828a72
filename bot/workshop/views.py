"""What the try page shows authors, ready for JSON: the place, the answers, the map, the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bot.core.complaint import Complaint
from bot.core.content import Content
from bot.core.flow import START, Flow, Include, Picture, Speech, Step
from bot.core.session import Answers, Session
from bot.core.steps.base import Exit

View = dict[str, Any]
Where = Callable[[str, str], tuple[str, int]]
"""Finds the file and the line of a step."""
LONGEST_TITLE = 60


def panel(content: Content, session: Session, where: Where) -> View:
    """Where a conversation stands, and what it holds."""
    held = {"answers": list(_answers(session)), "draft": bool(session.draft)}
    if not session.frames:
        nowhere = {"flow": None, "title": "", "step": "", "file": "", "line": 0}
        return {**nowhere, "stack": [], "turns": 0, **held}
    top = session.frames[-1]
    flow = content.flows.get(top.flow)
    file, line = where(top.flow, top.step)
    return {
        "flow": top.flow,
        "title": flow.title if flow else "",
        "step": top.step,
        "file": file,
        "line": line,
        "stack": [{"flow": frame.flow, "step": frame.step} for frame in session.frames],
        "turns": len(session.trail),
        **held,
    }


def _answers(session: Session) -> Iterator[View]:
    for depth, frame in enumerate(reversed(session.frames)):
        yield from _held(frame.answers, "an earlier flow" if depth else "this flow")
    yield from _held(session.person, "the person")
    yield from _held({name: kept.value for name, kept in session.kept.items()}, "kept")


def _held(answers: Answers, whose: str) -> Iterator[View]:
    for name, value in answers.items():
        plain = list(value) if isinstance(value, tuple) else value
        yield {"name": name, "value": plain, "whose": whose}


def flows(content: Content) -> list[View]:
    """The flows there are, with their titles."""
    return [{"flow": name, "title": flow.title} for name, flow in content.flows.items()]


def flow_map(flow: Flow, where: Where) -> View:
    """A flow as a graph, drawn from its steps' own ways out."""
    return {
        "flow": flow.id,
        "title": flow.title,
        "nodes": [_node(flow, step, where) for step in flow.steps.values()],
        "edges": [edge for step in flow.steps.values() for edge in _edges(flow, step)],
    }


def _node(flow: Flow, step: Step, where: Where) -> View:
    return {
        "id": step.id,
        "kind": step.kind.shape().partition(" ")[0],
        "title": _title(step),
        "marks": sorted(step.marks),
        "changes": step.changes or None,
        "line": where(flow.id, step.id)[1],
        "waits": step.kind.waits,
    }


def _title(step: Step) -> str:
    """The first words that a person reads at a step, cut to fit."""
    words = next(_words(step), "")
    return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1].rstrip() + "…"


def _words(step: Step) -> Iterator[str]:
    for saying in step.says:
        match saying:
            case Speech(template):
                yield template.source
            case Include(snippet):
                yield f"({snippet})"
            case Picture(_, _, alt):
                yield alt
    yield from (wording.template.source for wording in step.wordings() if wording.use == "message")


def _edges(flow: Flow, step: Step) -> Iterator[View]:
    for way in step.exits():
        kind = "goto" if way.kind == "end" else way.kind
        yield {"from": step.id, "to": _target(flow, way), "label": way.label, "kind": kind}


def _target(flow: Flow, way: Exit) -> str:
    """Where a way leads: to a step of this flow, by its present name, or out of it."""
    match way.kind:
        case "end":
            return f"(end) {way.target}"
        case "call":
            return f"{way.target}/{START}"
        case _:
            target = flow.find(way.target)
            return target.id if target is not None else way.target


def checks(complaints: Iterable[Complaint], version: int, served_version: int) -> View:
    """What the checker says, errors first."""
    ordered = sorted(complaints, key=lambda complaint: complaint.severity)
    return {
        "version": version,
        "served_version": served_version,
        "complaints": [_complaint(complaint) for complaint in ordered],
    }


def _complaint(complaint: Complaint) -> View:
    names = ("file", "line", "code", "severity", "message", "source_line")
    return {name: getattr(complaint, name) for name in names}
