"""The way back: small records that turn the conversation after an answer into the one before it.

A record holds only what changed, so a session does not grow with what was answered long ago.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydantic_core import from_json, to_json

from bot.core.session import Answer, Frame, Session

LONGEST = 24
"""How many questions a person can go back."""


def _undo(new: dict[str, Answer], old: dict[str, Answer]) -> list[object]:
    """Say which names to drop and which to set, to make `old` of `new`."""
    if new is old:
        return []
    drop = [name for name in new if name not in old]
    if old.items() <= new.items():
        return [drop, {}] if drop else []
    put = {name: value for name, value in old.items() if new.get(name) != value}
    return [drop, put] if drop or put else []


def _redo(answers: dict[str, Answer], undo: list[object]) -> dict[str, Answer]:
    if not undo:
        return answers
    drop, put = undo
    assert isinstance(drop, list)
    assert isinstance(put, dict)
    left = {name: value for name, value in answers.items() if name not in drop}
    return left | {name: _answer(value) for name, value in put.items()}


def _answer(value: object) -> Answer:
    if isinstance(value, list):
        return tuple(value)
    assert isinstance(value, str | int)
    return value


def record(old: Session, new: tuple[Frame, ...], person: dict[str, Answer]) -> str:
    """Write what leads from new frames and a person's answers back to `old`."""
    frames = []
    for depth, frame in enumerate(old.frames):
        now = new[depth] if depth < len(new) else None
        known = now.answers if now is not None and now.flow == frame.flow else {}
        undo = _undo(known, frame.answers)
        entry = [f"{frame.flow}/{frame.step}", undo, frame.then, frame.begun, *frame.said]
        frames.append(entry)
    said = () if old.said == (frames[-1][0],) else old.said  # Mostly only the question itself.
    return to_json([frames, _undo(person, old.person), said]).decode()


def back(session: Session) -> Session | None:
    """Restore the moment before the last answer, or None at the first question."""
    if not session.trail:
        return None
    *earlier, last = session.trail
    frames, person, said = from_json(last)
    return replace(
        session,
        frames=tuple(_restore(session, depth, entry) for depth, entry in enumerate(frames)),
        person=_redo(session.person, person),
        said=tuple(said) or (frames[-1][0],),
        trail=tuple(earlier),
    )


def _restore(
    session: Session,
    depth: int,
    entry: tuple[str, list[object], str | None, bool, *tuple[str, ...]],
) -> Frame:
    place, undo, then, begun, *said = entry
    flow, _, step = place.partition("/")
    known: dict[str, Answer] = {}
    if depth < len(session.frames) and session.frames[depth].flow == flow:
        known = session.frames[depth].answers
    return Frame(flow, step, _redo(known, undo), then, begun, tuple(said))


def follow(old: Session, new: tuple[Frame, ...], person: dict[str, Answer]) -> tuple[str, ...]:
    """The trail of `old`, made to lead back from new frames: an answer grows where one stays."""
    earlier = back(old)
    if earlier is None or (old.frames, old.person) == (new, person):
        return old.trail
    return (*earlier.trail, record(earlier, new, person))


def lengthen(trail: tuple[str, ...], entry: str) -> tuple[str, ...]:
    """Add a record, dropping the oldest one past `LONGEST`."""
    return (*trail[-LONGEST + 1 :], entry)


def steps(session: Session, depth: int, flow: str) -> Iterator[str]:
    """The steps this frame stood at before, newest first."""
    for entry in reversed(session.trail):
        frames = from_json(entry)[0]
        stood, _, step = frames[depth][0].partition("/") if depth < len(frames) else ("", "", "")
        if stood == flow:
            yield step
