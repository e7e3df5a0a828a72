"""Conversations on the person's own machine: `sidelight try` and `sidelight talk`."""

from __future__ import annotations

import asyncio
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

from bot.core.content import Content
from bot.errors import UsageError
from bot.ports import Channel
from bot.service import Service
from bot.shelf import Shelf
from bot.wiring.flows import content_of, library, loaded
from bot.wiring.handing import Reports, handing
from bot.wiring.world import SystemWorld


def _service(channel: Channel, content: Callable[[], Content], reports: Reports) -> Service:
    """A service that keeps everything in memory, sealed with keys that nobody keeps."""
    from bot.store.memory import MemoryStore
    from bot.vault.keyring import Keyring
    from bot.vault.locksmith import Locksmith, Outside, Tools
    from bot.vault.stretcher import Stretcher
    from bot.vault.vault import Vault

    vault = Vault(MemoryStore(), Keyring.throwaway(), b"here")
    outside = Outside(handing(reports.shelf), channel.fetch, reports)
    tools = Tools.over(vault, Stretcher(), channel.cleared, outside)
    return Service(vault, channel, content, locksmith=Locksmith(tools))


# sidelight try


def run_try(folder: Path | None, served: str, port: int, *, opens: bool) -> int:
    """Serve the try page until it is stopped."""
    from bot.channels.web import WebChannel
    from bot.http.clock import TurnableClock
    from bot.http.desk import Desk, Made
    from bot.http.serve import serve
    from bot.http.try_page import application

    flows, channel = loaded(library(folder, served)), WebChannel()
    reports = Reports(Shelf(), shows=True)
    service = _service(channel, lambda: content_of(flows), reports)
    clock = TurnableClock(SystemWorld())
    desk = Desk(service, channel, flows, clock, Made(reports.shelf, lambda: reports.last))

    def ready(address: str) -> None:
        print(f"Your conversation is at {address}", flush=True)
        print(
            "It is held in memory only. Press Ctrl+C to stop: then all of it is gone.", flush=True
        )
        if opens:
            webbrowser.open(address)

    serve(application(desk), port, ready)
    return 0


# sidelight talk


def run_talk(folder: Path | None, served: str, flow: str | None) -> int:
    """Hold a conversation in this terminal."""
    content = loaded(library(folder, served)).content
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

    world = SystemWorld()
    channel = TerminalChannel(
        lambda text: print(text, end="", flush=True), world, clears=sys.stdout.isatty()
    )
    service, chat = _service(channel, lambda: content, Reports(Shelf())), Chat("terminal", "here")
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
