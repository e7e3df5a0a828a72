"""The bot on Telegram: `sidelight run`, `sidelight profile` and `sidelight keys new`.

Everything that can be wrong is looked at before anything is contacted or written: settings, keys,
the store's own keys, flows, and the token's shape.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot import logs
from bot.channels.telegram import profile
from bot.channels.telegram.api import Telegram
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.outage import Patient
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.turns import Turns
from bot.config import Config, load, read_token
from bot.content import yaml_tree
from bot.content.library import Library
from bot.errors import SidelightError
from bot.ports import World
from bot.scheduler import Scheduler
from bot.service import Service
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_opening import founded_as
from bot.vault import keyfiles
from bot.vault.chance import Pool
from bot.vault.deployment import open_vault, verify
from bot.vault.keyring import Keyring
from bot.vault.vault import Vault
from bot.wiring.flows import content_of, library, loaded
from bot.wiring.world import SystemWorld

HORIZON_MINUTES = 16
"""Screens last fifteen minutes at most, so what is due by then may have been shown just now."""
MANY = 100_000
FIRST_POLL_SECONDS = 2.0
REFRESH_SECONDS = 10
LANE_SECONDS, CALL_SECONDS = 0.5, 0.4
"""How long a stop waits for turns, and then for calls: it takes two seconds at most."""


def settings(path: Path) -> Config:
    """The settings in a file."""
    return load(path, yaml_tree.read)


# sidelight keys new


def run_keys_new(path: Path) -> int:
    """Make the keys that the settings ask for, where there are none."""
    config = settings(path)
    founded = founded_as(config.store.file) is not None
    keyfiles.create(config.keys.directory, config.store.file, founded=founded)
    print(f"New keys are in {config.keys.directory}.")
    print("Keep a copy in another place than the copies of the store: without them it can't be")
    print("read any more, and whoever has both can read everything.")
    return 0


def keyring(config: Config) -> Keyring:
    """The keys that the settings name."""
    if config.keys.from_environment:
        return keyfiles.from_environment(os.environ)
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    return keyfiles.read(
        config.keys.directory, config.store.file, Path(credentials) if credentials else None
    )


# sidelight profile


def run_profile(path: Path) -> int:
    """Make what anybody can see of the bot neutral."""
    config = settings(path)
    logs.set_up(config.logs.level, sys.stderr)
    profile.check(_profile(config))
    token = read_token(config, os.environ)
    for line in asyncio.run(_apply_profile(config, token.reveal())):
        print(line)
    return 0


def _profile(config: Config) -> profile.Profile:
    texts = config.profile
    return profile.Profile(texts.name, texts.description, texts.about)


async def _apply_profile(config: Config, token: str) -> tuple[str, ...]:
    telegram = _telegram(config, token)
    await telegram.open()
    try:
        return await profile.apply(_profile(config), telegram.call)
    finally:
        await telegram.close()


def _telegram(config: Config, token: str) -> Telegram:
    return Telegram(token, config.telegram.base_url, config.telegram.base_file_url)


# sidelight run


def run_bot(path: Path) -> int:
    """Hold conversations on Telegram until told to stop."""
    config = settings(path)
    logs.set_up(config.logs.level, sys.stderr)
    _leave_no_core_files()
    profile.check(_profile(config))
    token = read_token(config, os.environ)
    keys = keyring(config)
    if (deployment := founded_as(config.store.file)) is not None:
        verify(deployment, keys)
    flows = loaded(library(config.flows, ",".join(config.served)))
    asyncio.run(_run(config, token.reveal(), keys, flows))
    return 0


def _leave_no_core_files() -> None:
    """If the process breaks down, its memory, with what people said, goes into no file."""
    with suppress(ImportError):  # Windows writes none of its own accord
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


async def _run(config: Config, token: str, keys: Keyring, flows: Library) -> None:
    logs.watch(asyncio.get_running_loop())
    stopping = stop_signal()
    store = SqliteStore.open(config.store.file)
    try:
        vault = await open_vault(store, keys, Pool())
        async with bot_on(_telegram(config, token), vault, flows) as intake:
            polling = asyncio.create_task(intake.run())
            asking = asyncio.create_task(stopping.wait())
            await asyncio.wait((polling, asking), return_when=asyncio.FIRST_COMPLETED)
            asking.cancel()
            polling.cancel()
            with suppress(asyncio.CancelledError):
                await polling
    finally:
        await store.close()
    logs.log("stopped")


def stop_signal() -> asyncio.Event:
    """Set once somebody wants the program to end."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError):  # Windows has no such signals: Ctrl+C stops it there
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)
    return stopping


@asynccontextmanager
async def bot_on(telegram: Telegram, vault: Vault, flows: Library) -> AsyncIterator[Intake]:
    """Everything that runs beside the polling, begun and ended in order."""
    world, patient, content = SystemWorld(), Patient(telegram), lambda: content_of(flows)
    channel = TelegramChannel(patient, Pace(), lambda: flows.folder, world)
    service = Service(vault, channel, content, idles=True)
    channel.serve(service)
    scheduler = Scheduler(
        service, vault, world, lambda chat: lanes.is_busy(chat), lambda chat: turns.wipe(chat)
    )
    turns = Turns(service, vault, channel, world, scheduler.later)
    lanes = Lanes(turns.take)
    intake = Intake(patient, vault, channel, lanes, content, world)
    await telegram.open()
    await intake.resume()
    scheduler.start(flows.refresh)
    resuming = asyncio.create_task(_resume(vault, channel, scheduler, intake, world))
    logs.log("started")
    try:
        yield intake
    finally:
        resuming.cancel()
        await scheduler.stop()
        await lanes.stop(LANE_SECONDS)
        await channel.stop(CALL_SECONDS)
        await telegram.close()


async def _resume(
    vault: Vault, channel: TelegramChannel, scheduler: Scheduler, intake: Intake, world: World
) -> None:
    """Go on where the last run was stopped, in every chat where something may be left to do.

    What people sent meanwhile is heard before time is, so Telegram is asked first.
    """
    with suppress(TimeoutError):
        await asyncio.wait_for(intake.polled.wait(), FIRST_POLL_SECONDS)
    minute = int(world.now().timestamp() // 60)
    for chat in await vault.due(minute + HORIZON_MINUTES, MANY):
        try:
            await channel.resume(chat)
        except SidelightError as problem:
            logs.warn("resume_failed", kind=type(problem).__name__)
        await scheduler.look(chat)
