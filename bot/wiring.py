"""Puts the parts together: the only module that names concrete ones, and the only real clock."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import webbrowser
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.content.library import SERVED, Library, shipped
from bot.core.complaint import Complaint
from bot.core.content import Content
from bot.errors import FlowSetError, UsageError

if TYPE_CHECKING:
    from bot.workshop.scripts import Page


class SystemWorld:
    """The clock and the dice of this machine."""

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)

    def chance(self) -> str:
        """Eight fresh random bytes as base64url text."""
        return secrets.token_urlsafe(8)


def _library(folder: Path | None, served: str, today: str | None = None) -> Library:
    codes = tuple(code.strip().upper() for code in served.split(",") if code.strip())
    try:
        day = date.fromisoformat(today) if today else SystemWorld().now().date()
    except ValueError:
        raise UsageError(f'"{today}" is not a day: write it as in 2026-11-21.') from None
    return Library(folder or shipped(), day, codes or SERVED)


def _loaded(library: Library) -> Library:
    try:
        library.load()
    except FlowSetError:
        _print_complaints(library, library.complaints)
        raise
    return library


# sidelight try


def run_try(folder: Path | None, served: str, port: int, *, opens: bool) -> int:
    """Serve the try page until it is stopped."""
    from bot.channels.web import WebChannel
    from bot.http.clock import TurnableClock
    from bot.http.desk import Desk
    from bot.http.serve import serve
    from bot.http.try_page import application
    from bot.service import Service
    from bot.store.memory import MemoryStore

    library, channel = _loaded(_library(folder, served)), WebChannel()
    service = Service(MemoryStore(), channel, lambda: _content(library))
    desk = Desk(service, channel, library, TurnableClock(SystemWorld()))

    def ready(address: str) -> None:
        print(f"Your conversation is at {address}", flush=True)
        print(
            "It is held in memory only. Press Ctrl+C to stop: then all of it is gone.", flush=True
        )
        if opens:
            webbrowser.open(address)

    serve(application(desk), port, ready)
    return 0


def _content(library: Library) -> Content:
    assert library.content is not None
    return library.content


# sidelight talk


def run_talk(folder: Path | None, served: str, flow: str | None) -> int:
    """Hold a conversation in this terminal."""
    content = _loaded(_library(folder, served)).content
    assert content is not None
    if flow is not None and flow not in content.flows:
        known = ", ".join(sorted(content.flows))
        raise UsageError(f'There is no flow "{flow}". There is: {known}.')
    _talk(content, flow)
    return 0


def _talk(content: Content, flow: str | None) -> None:
    from bot.channels.terminal import TerminalChannel
    from bot.core.events import Opened, Said
    from bot.ports import Chat
    from bot.service import Service
    from bot.store.memory import MemoryStore

    world = SystemWorld()
    channel = TerminalChannel(
        lambda text: print(text, end="", flush=True), world, clears=sys.stdout.isatty()
    )
    service, chat = Service(MemoryStore(), channel, lambda: content), Chat("terminal", "here")
    at, chance = world.now(), world.chance()
    first = Opened(flow, at, chance) if flow else Said("/start", at, chance)
    # Lines are read outside the loop, so that Ctrl-C is heard at once and clears the screen.
    with asyncio.Runner() as runner:
        runner.run(service.handle(chat, first))
        try:
            while channel.is_open:
                runner.run(service.handle(chat, channel.event(input("\n> "))))
        except EOFError:
            pass
        finally:
            if channel.is_open:
                runner.run(channel.clear(chat))


# sidelight check


def run_check(path: Path | None, served: str, today: str | None, *, as_json: bool) -> int:
    """Print what is wrong; 1 if anything is an error."""
    folder, only = _to_check(path)
    library = _library(folder, served, today)
    if not library.folder.is_dir():
        raise UsageError(f"{library.folder} is neither a folder of flows nor a flow's file.")
    library.refresh()
    found = [c for c in library.complaints if only is None or c.file == only]
    if as_json:
        print(json.dumps([_as_json(complaint) for complaint in found], indent=2))
    else:
        _print_complaints(library, found)
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


def _print_complaints(library: Library, found: Sequence[Complaint]) -> None:
    for complaint in found:
        prefix = "warning: " if complaint.severity == "warning" else ""
        file = library.folder / complaint.file
        print(f"{file}:{complaint.line}: {complaint.code} {prefix}{complaint.message}")
        if complaint.source_line.strip():
            print(f"    {complaint.source_line.strip()}")
    errors = sum(complaint.severity == "error" for complaint in found)
    flows = sum(1 for _ in library.folder.glob("*.yaml"))
    print(f"{flows} files checked: {errors} errors, {len(found) - errors} warnings.")


# sidelight test


def run_test(folder: Path | None, served: str) -> int:
    """Play what authors wrote and every choice there is; 1 if anything is not as it should be."""
    from bot.workshop import author_tests
    from bot.workshop.explorer import explore

    library = _loaded(_library(folder, served))
    content = _content(library)
    tally = author_tests.run(library.folder / "tests", content, _parse)
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
