"""F2: what is looked up was saved before, and every value can occur."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from bot.core.check.graph import at
from bot.core.complaint import Complaint, Path, guess
from bot.core.conditions import Condition, Test
from bot.core.content import Content, Table
from bot.core.flow import Flow, Include, Step
from bot.core.requests import Fact
from bot.core.session import CHOSEN, LOCK, PERSONAL, REMAINS, TOLD, Answer

OUTCOME = "outcome"


@dataclass(slots=True)
class Names:
    """What a flow knows: each name with the values it can have, or None for any."""

    values: dict[str, set[str] | None] = field(default_factory=dict)

    def add(self, name: str, values: Iterable[str] | None) -> None:
        """Note that a name can have these values too."""
        known = self.values.get(name, set())
        self.values[name] = None if values is None or known is None else known | set(values)


def names(flow: Flow, content: Content) -> Names:
    """Everything that can be looked up in a flow."""
    found = Names()
    for name in PERSONAL:
        found.add(name, _personal(name, content))
    for name in (REMAINS, *TOLD):
        found.add(name, None)
    found.add(LOCK, get_args(Fact))
    for step in flow.steps.values():
        _add_saved(found, step)
        if step.call is not None:
            called = content.flows.get(step.call.flow)
            found.add(OUTCOME, called.gives if called else None)
    for name in _from_elsewhere(flow, content):
        found.add(name, None)
    return found


def _add_saved(found: Names, step: Step) -> None:
    if step.save and step.save not in PERSONAL:
        found.add(step.save, step.kind.values())
    for setting in step.sets:
        fixed = not setting.value.names and setting.change is None
        found.add(setting.name, {setting.value.source} if fixed else None)


def _from_elsewhere(flow: Flow, content: Content) -> Iterator[str]:
    """The names that other flows keep for everyone, or give to this one."""
    for other in content.flows.values():
        if other is not flow:
            yield from other.outline.keeps
        yield from (name for target, name in other.outline.given if target == flow.id)


def _personal(name: str, content: Content) -> Iterable[str] | None:
    if name == "country":
        return content.places.countries
    return content.places.languages if name == "language" else CHOSEN.get(name)


def tests_fit(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F201, F202: conditions test names that are saved, for values they can have."""
    known = names(flow, content).values
    for step in flow.steps.values():
        for path, condition in step.conditions():
            for test in condition.tests():
                for code, message in _test_problems(test, known):
                    yield at(flow, step, code, message, *path)


def _test_problems(test: Test, known: Mapping[str, set[str] | None]) -> Iterator[tuple[str, str]]:
    for name in (test.name, *([test.value] if test.variable else [])):
        if name not in known:
            yield "F201", _never_saved(name, known)
            return
    values = known[test.name]
    if values is None or test.variable or test.verb not in ("is", "has"):
        return
    if test.value not in values:
        hint = guess(test.value, values) or f" Use: {', '.join(sorted(values)[:8])}."
        yield "F202", f'"{test.name[:40]}" is never "{test.value[:40]}".{hint}'


def _never_saved(name: str, known: Mapping[str, set[str] | None]) -> str:
    hint = guess(name, known) or " Save it in a step before, or take it out."
    return f'nothing is ever saved as "{name[:40]}".{hint}'


def all_used(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F203: what is asked is used; nobody is asked for nothing."""
    used = set(_used(flow, content))
    for step in flow.steps.values():
        saved: list[tuple[str, Path]] = [(step.save, ("save",))] if step.save else []
        saved += [(setting.name, ("set", setting.name)) for setting in step.sets]
        for name, path in saved:
            if name not in used and name not in PERSONAL:
                message = f'"{name[:40]}" is saved here and never used: use it, or take it out.'
                yield at(flow, step, "F203", message, *path)


def _used(flow: Flow, content: Content) -> Iterator[str]:
    for step in flow.steps.values():
        for _, condition in step.conditions():
            for test in condition.tests():
                yield from (test.name, test.value if test.variable else test.name)
        for _, used in _holes(step, content):
            yield from used
        if step.listing is not None and step.listing.where is not None:
            yield from (t.value for t in step.listing.where.tests() if t.variable)
        yield from (name for name, _ in step.keep)
        yield from step.kind.uses()


def _holes(step: Step, content: Content) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The names in braces of a step, with their places."""
    for wording in step.wordings():
        yield wording.path, wording.template.names
    for saying in step.says:
        if isinstance(saying, Include) and saying.snippet in content.snippets:
            yield saying.path, content.snippets[saying.snippet].names
    for setting in step.sets:
        yield ("set", setting.name), setting.value.names
    for setting in step.call.given if step.call else ():
        yield ("with", setting.name), setting.value.names


def holes_known(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F204: every `{name}` can be filled in."""
    known = set(names(flow, content).values)
    for step in flow.steps.values():
        table = content.tables.get(step.listing.table) if step.listing else None
        columns = set(table.columns) if table else set()
        for path, used in _holes(step, content):
            allowed = known | columns if path[0] == "each" else known
            for name in used:
                if name not in allowed and (table or path[0] != "each"):
                    hint = guess(name, allowed) or " Save it in a step before, or take it out."
                    message = f"nothing fills in {{{name[:40]}}}.{hint}"
                    yield at(flow, step, "F204", message, *path)
        taken = ((name, ("keep", name)) for name, _ in step.keep)
        for name, path in (*taken, *((name, ()) for name in step.kind.uses())):
            if name not in known:
                yield at(flow, step, "F201", _never_saved(name, dict.fromkeys(known)), *path)


def columns_exist(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F205, F202, F201: a `where` tests columns, for values that some row has."""
    steps = [step for step in flow.steps.values() if step.listing is not None]
    known = names(flow, content).values if steps else {}
    for step in steps:
        listing = step.listing
        table = content.tables.get(listing.table) if listing else None
        if listing is None or listing.where is None or table is None:
            continue
        for test in listing.where.tests():
            for code, message in _column_problems(test, table, known):
                yield at(flow, step, code, message, "where")


def _column_problems(
    test: Test, table: Table, known: Mapping[str, set[str] | None]
) -> Iterator[tuple[str, str]]:
    if test.name not in table.columns:
        hint = guess(test.name, table.columns) or f" Use: {', '.join(table.columns[:8])}."
        yield "F205", f'the table "{table.name}" has no column "{test.name[:40]}".{hint}'
    elif test.variable and test.value not in known:
        yield "F201", _never_saved(test.value, known)
    elif not test.variable and test.verb == "is" and not _occurs(test, table):
        hint = guess(test.value, {row[test.name] for row in table.rows}) or " Add one."
        what = f'{test.name} "{test.value[:40]}"'
        yield "F202", f'no row of "{table.name}" has {what}.{hint}'


def _occurs(test: Test, table: Table) -> bool:
    return any(row[test.name] == test.value for row in table.rows)


def outcomes_given(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F202: what a flow says it gives, some step of it ends with."""
    ends = {step.end for step in flow.steps.values() if step.end}
    for index, name in enumerate(flow.gives):
        if name not in ends:
            hint = guess(name, ends) or " Take it out, or end a step with it."
            message = f'no step of this flow has "end: {name[:40]}".{hint}'
            yield Complaint("F202", message, flow.file, ("gives", index))


def served_have_lines(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F207: warn where a country that is served has no row for what a step shows."""
    for step in flow.steps.values():
        listing = step.listing
        table = content.tables.get(listing.table) if listing else None
        if listing is None or listing.where is None or table is None:
            continue
        tests = tuple(listing.where.tests())
        asks_country = any(test.variable and test.value == "country" for test in tests)
        if not asks_country or any(test.name == "served" for test in tests):
            continue
        for code in content.places.served:
            if not _has_row(table, listing.where, code):
                name = content.places.countries[code][:40]
                message = f"{name} is served, but no row here fits it: add one to the table."
                yield Complaint(
                    "F207", message, flow.file, ("steps", step.id, "where"), severity="warning"
                )


def _has_row(table: Table, where: Condition, code: str) -> bool:
    """Whether some row could fit a country, whatever else is asked."""

    def right(name: str) -> Answer | None:
        return code if name == "country" else None

    return any(where.holds(row.get, right) is not False for row in table.rows)
