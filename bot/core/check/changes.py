"""F4: what is offered to change stands in the order of notice, and can be left as it is.

How noticeable the rows of a table are is told by their column `notice`, how noticeable a step is by
its `changes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.check import passages
from bot.core.check.graph import at
from bot.core.complaint import Complaint
from bot.core.content import Content, Table
from bot.core.flow import Flow, Listing, Step
from bot.core.noticing import LEVELS, level
from bot.core.session import Answer
from bot.core.steps import Choices, Pick
from bot.core.steps.pick import NEEDED

CHANGE, NOTICE = "change", "notice"
LEAVE_IT = "leave_it"
DANGER_QUESTION = "danger_question"


def pickable(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F205: what one picks from has the columns that this takes."""
    for step, _, table in _listing_steps(flow, content):
        missing = [column for column in NEEDED if column not in table.columns]
        if isinstance(step.kind, Pick) and missing:
            message = f'the table "{table.name}" has no column {" and ".join(missing)}: add it.'
            yield at(flow, step, "F205", message, "show")


def told_as_noticeable(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F411: a step says that its changes can be noticed if any of its rows says so."""
    for step, listing, table in _listing_steps(flow, content):
        if not _tells_changes(step, table):
            continue
        most = max((level(notice) for notice in _notices(table, listing)), default=-1)
        if most > _level(step):
            message = (
                f'a change shown here is "{LEVELS[most]}": write "changes: {LEVELS[most]}", or '
                'leave such rows out in "where".'
            )
            yield at(flow, step, "F411", message, "changes" if step.changes else "show")


def least_noticeable_first(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F412: where changes are picked, the less noticeable never come after the more so.

    A new round begins with the question about danger.
    """
    changing = [step for step in flow.steps.values() if step.changes and _picks(flow)]
    for step in changing:
        lower = [other for other in changing if _level(other) < _level(step)]
        if not lower or DANGER_QUESTION in step.marks:
            continue
        after = {target.id: step.id for _, target in passages.inside(flow, step)}
        found = passages.reach(flow, after, lambda passed, _: DANGER_QUESTION in passed.marks)
        for other in lower:
            if other.id in found:
                message = (
                    f'this is less noticeable than "{step.id}", which comes before it: turn them '
                    f"round, or ask about danger anew in between, on {found.path(other.id)}."
                )
                yield at(flow, other, "F412", message, "changes")


def can_be_left(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F413: where changes are picked, each that is shown can be left as it is."""
    for step in flow.steps.values() if _picks(flow) else ():
        if step.changes and not _can_leave(step):
            message = (
                "nothing here leaves it as it is: add a choice for that, without an if, with the "
                f"id {LEAVE_IT} or marks: {LEAVE_IT}."
            )
            yield at(flow, step, "F413", message, "changes")


def _picks(flow: Flow) -> bool:
    return any(isinstance(step.kind, Pick) for step in flow.steps.values())


def _can_leave(step: Step) -> bool:
    if isinstance(step.kind, Pick):
        return True
    choices = step.kind.choices if isinstance(step.kind, Choices) else ()
    return any(LEAVE_IT in choice.marks for choice in choices if choice.when is None)


def _level(step: Step) -> int:
    return level(step.changes) if step.changes else -1


def _listing_steps(flow: Flow, content: Content) -> Iterator[tuple[Step, Listing, Table]]:
    """The steps that show rows of a table, with both."""
    for step in flow.steps.values():
        if step.listing is not None and step.listing.table in content.tables:
            yield step, step.listing, content.tables[step.listing.table]


def _tells_changes(step: Step, table: Table) -> bool:
    """Whether a step shows what a row says of a change."""
    lines = step.listing.lines if step.listing is not None else ()
    return {CHANGE, NOTICE} <= set(table.columns) and any(CHANGE in line.names for line in lines)


def _notices(table: Table, listing: Listing) -> Iterator[str]:
    """How noticeable each change is that could be shown, whatever she answered."""

    def unknown(_: str) -> Answer | None:
        return None

    for row in table.rows:
        fits = listing.where is None or listing.where.holds(row.get, unknown) is not False
        if fits and row[CHANGE]:
            yield row[NOTICE]
