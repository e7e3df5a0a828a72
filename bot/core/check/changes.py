"""F4: what is offered to change stands in the order of notice, and can be left as it is.

How noticeable the rows of a table are is told by their column `notice`, how noticeable a step is by
its `changes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.check import passages
from bot.core.check.graph import at
from bot.core.check.names import names
from bot.core.check.proof import Answered, Proof
from bot.core.complaint import Complaint
from bot.core.content import Content, Table
from bot.core.flow import Flow, Listing, Step
from bot.core.hours import WEEKDAYS
from bot.core.noticing import LEVELS, level
from bot.core.session import Answer
from bot.core.steps import Choices, LayOut, Pick
from bot.core.steps.pick import NEEDED
from bot.core.steps.plan_days import APART, NO_DAYS

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


def laid_out_last(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F414: changes are laid out only after a look, the proof, and an explicit "no danger"."""
    steps = [step for step in flow.steps.values() if isinstance(step.kind, LayOut)]
    if not steps:
        return
    firsts = (
        (Proof(content, "look"), "a step marked look"),
        (Proof(content, "capture"), "a step marked capture"),
        (Answered(content, "no_danger", DANGER_QUESTION), 'the question about danger, and a "no"'),
    )
    for proof, what in firsts:
        found = proof.unproved(flow)
        for step in steps:
            if step.id in found:
                message = (
                    f"changes are laid out last: put {what} before it, also on the path "
                    f"{found.path(step.id)}."
                )
                yield at(flow, step, "F414", message, "lay_out")


def laid_out_fits(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F102, F205: what is laid out was picked, and its days and words can be read."""
    picked = {step.save for step in flow.steps.values() if isinstance(step.kind, Pick)}
    for step in flow.steps.values():
        if not isinstance(step.kind, LayOut):
            continue
        kind = step.kind
        for name in set(kind.picked) - picked:
            message = f'"{name[:40]}" is not what she picked: name the save of a step with pick.'
            yield at(flow, step, "F102", message, "lay_out")
        known = names(flow, content).values
        for key, name, ids in _days(kind):
            if unknown := set(known.get(name) or ()) - set(ids):
                message = (
                    f'"{min(unknown)[:40]}" can\'t be counted with: use {", ".join(ids)} as ids.'
                )
                yield at(flow, step, "F102", message, key)
        yield from _wording(flow, step, kind, content)


def _days(kind: LayOut) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield "weekdays", kind.weekdays, WEEKDAYS
    yield "apart", kind.apart, (*APART, NO_DAYS)


def _wording(flow: Flow, step: Step, kind: LayOut, content: Content) -> Iterator[Complaint]:
    table = content.tables.get(kind.table)
    if table is None:
        yield at(flow, step, "F108", f'there is no table "{kind.table[:40]}".', "from_table")
        return
    needed = dict.fromkeys((*NEEDED, *kind.wording.names))
    if missing := [column for column in needed if column not in table.columns]:
        message = f'the table "{table.name}" has no column {" and ".join(missing)}.'
        yield at(flow, step, "F205", message, "as_item")


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
