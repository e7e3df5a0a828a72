"""`sidelight pause` and `sidelight resume`: a file beside the store, which a running bot sees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot import files
from bot.config import Config
from bot.core import pause
from bot.core.content import HOME, Content
from bot.core.effects import Entry, Text
from bot.core.events import Opened
from bot.core.session import Session
from bot.errors import StoreUnfit
from bot.wiring.flows import configured
from bot.wiring.keys import settings
from bot.wiring.machine import pause_file
from bot.wiring.world import SystemWorld


def run_pause(path: Path) -> int:
    """Pause the bot, and print what everybody gets who writes to it."""
    config = settings(path)
    _make(pause_file(config.store.file))
    print("The bot is paused: at once if it runs, and if not, from its next start on.")
    for line in _told(config):
        print(line)
    print("`sidelight resume` ends this, and people go on where they were.")
    return 0


def run_resume(path: Path) -> int:
    """Let the bot go on."""
    file = pause_file(settings(path).store.file)
    was_there = file.exists()
    try:
        file.unlink(missing_ok=True)
    except OSError as problem:
        raise StoreUnfit(f"{file} can't be removed: {problem.strerror}.") from None
    print("The bot goes on." if was_there else "The bot was not paused: nothing was changed.")
    return 0


def _make(file: Path) -> None:
    if not file.parent.is_dir():
        raise StoreUnfit(f"There is no folder {file.parent}, so there is no bot to pause here.")
    try:
        with suppress(FileExistsError):
            files.make(file)
    except OSError as problem:
        raise StoreUnfit(
            f"{file} can't be made: {problem.strerror}. The bot is not paused: make that file in "
            "any other way, or stop the bot."
        ) from None


def _told(config: Config) -> Iterator[str]:
    """What people get; a bot that runs shows it with the flows that it read last."""
    flows = configured(config)
    flows.refresh()
    if flows.content is None:
        yield "What people get can't be shown here: the flows have errors (`sidelight check`)."
        return
    yield "Whoever writes to it gets this:"
    yield from (f"  {line}" for line in shown(flows.content))


def shown(content: Content) -> Iterator[str]:
    """The lines of the one screen there is while the bot is paused."""
    world = SystemWorld()
    event = Opened(HOME, world.now(), world.chance())
    screen = pause.screen(content, Session(), event)
    for part in screen.parts:
        if isinstance(part, Text):
            yield part.text
        elif isinstance(part, Entry):
            yield from part.lines
    yield " ".join(f"[{button.label}]" for button in (*screen.buttons, *screen.ways))
