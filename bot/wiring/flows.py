"""Reads a set of flows, checks it, and plays its tests: `sidelight check` and `sidelight test`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.content.library import SERVED, Library, shipped
from bot.core.complaint import Complaint
from bot.core.content import Content
from bot.errors import FlowSetError, UsageError
from bot.wiring.world import SystemWorld

if TYPE_CHECKING:
    from bot.config import Config
    from bot.workshop.scripts import Page


def configured(config: Config) -> Library:
    """The set that the settings name; nothing is read yet."""
    flows = library(config.flows, ",".join(config.served))
    operator = config.operator
    told = {
        "operator": operator.name,
        "operator_contact": operator.contact,
        "bot_name": config.profile.name,
    }
    flows.told = {name: text for name, text in told.items() if text}
    return flows


def library(folder: Path | None, served: str, today: str | None = None) -> Library:
    """The set in a folder, or the shipped one; nothing is read yet."""
    codes = tuple(code.strip().upper() for code in served.split(",") if code.strip())
    try:
        day = date.fromisoformat(today) if today else SystemWorld().now().date()
    except ValueError:
        raise UsageError(f'"{today}" is not a day: write it as in 2026-11-21.') from None
    return Library(folder or shipped(), day, codes or SERVED)


def loaded(flows: Library) -> Library:
    """The same, read; what is wrong with it is printed."""
    try:
        flows.load()
    except FlowSetError:
        _print_complaints(flows, flows.complaints)
        raise
    return flows


def content_of(flows: Library) -> Content:
    """The last good set."""
    assert flows.content is not None
    return flows.content


# sidelight check


def run_check(path: Path | None, served: str, today: str | None, *, as_json: bool) -> int:
    """Print what is wrong; 1 if anything is an error."""
    folder, only = _to_check(path)
    flows = library(folder, served, today)
    if not flows.folder.is_dir():
        raise UsageError(f"{flows.folder} is neither a folder of flows nor a flow's file.")
    flows.refresh()
    found = [c for c in flows.complaints if only is None or c.file == only]
    if as_json:
        print(json.dumps([_as_json(complaint) for complaint in found], indent=2))
    else:
        _print_complaints(flows, found)
    return int(any(complaint.severity == "error" for complaint in found))


def _to_check(path: Path | None) -> tuple[Path | None, str | None]:
    """The folder to read, and the one file of it to speak of, if only one was named."""
    if path is None or not path.is_file():
        return path, None
    if path.name.endswith(".test.yaml"):
        raise UsageError(f"{path} holds tests: `sidelight test` plays them.")
    if path.suffix == ".csv" and path.parent.name == "data":
        return path.parent.parent, f"data/{path.name}"
    if path.suffix != ".yaml":
        stem = path.name.partition(".")[0]
        raise UsageError(f'{path} is not read: rename it to "{stem}.yaml", in small letters.')
    return path.parent, path.name


def _as_json(complaint: Complaint) -> dict[str, object]:
    return {key: value for key, value in asdict(complaint).items() if key != "path"}


def _print_complaints(flows: Library, found: Sequence[Complaint]) -> None:
    for complaint in found:
        prefix = "warning: " if complaint.severity == "warning" else ""
        file = flows.folder / complaint.file
        print(f"{file}:{complaint.line}: {complaint.code} {prefix}{complaint.message}")
        if complaint.source_line.strip():
            print(f"    {complaint.source_line.strip()}")
    errors = sum(complaint.severity == "error" for complaint in found)
    files = sum(1 for _ in flows.folder.glob("*.yaml"))
    print(f"{files} files checked: {errors} errors, {len(found) - errors} warnings.")


# sidelight test


def run_test(folder: Path | None, served: str) -> int:
    """Play what authors wrote and every choice there is; 1 if anything is not as it should be."""
    from bot.workshop import author_tests
    from bot.workshop.explorer import explore

    flows = loaded(library(folder, served))
    content = content_of(flows)
    tally = author_tests.run(flows.folder / "tests", content, _parse)
    exploration = explore(content)
    for failure in (*tally.failures, *exploration.findings):
        print(failure)
    for tap in exploration.untaken:
        print(f"{tap}: nobody can ever get to this.")
    print(f"{tally.passed} tests passed, {len(tally.failures)} failed.")
    print(f"{len(exploration.visited)} choices walked, {len(exploration.findings)} findings.")
    print(f"{len(tally.untapped)} of them are in no author's test, but all were walked.")
    return int(bool(tally.failures or exploration.findings or exploration.untaken))


def _parse(data: bytes, file: str) -> Page:
    """Read a file of tests as the flows themselves are read."""
    from bot.content import yaml_tree
    from bot.workshop.scripts import Page

    reading, lines = yaml_tree.read(data, file), yaml_tree.Lines(data)
    return Page(reading.tree, lines.find, reading.complaints)
