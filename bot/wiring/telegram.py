"""The bot on Telegram: `sidelight run` and `sidelight profile`.

Everything that can be wrong is looked at before anything is contacted or written: settings, keys,
the store's own keys, flows, the token's shape, and who was erased.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import NamedTuple

from bot import copies, logs
from bot.channels.telegram import profile
from bot.channels.telegram.api import Telegram
from bot.config import Config, read_token
from bot.content.library import Library
from bot.metrics import Metrics
from bot.scheduler import Daily
from bot.store import lock
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_opening import erasures_in, founded_as
from bot.vault.chance import Pool
from bot.vault.deployment import open_vault, verify
from bot.vault.inbox import day_of
from bot.vault.keyring import Keyring
from bot.vault.ledger import Ledger
from bot.vault.logbook import Heads
from bot.vault.vault import Vault
from bot.wiring import stamps
from bot.wiring.charity import public_key
from bot.wiring.flows import configured, content_of, loaded
from bot.wiring.keys import keyring, settings
from bot.wiring.machine import Machine, watched
from bot.wiring.sunset import announced
from bot.wiring.telegram_bot import put_together
from bot.wiring.world import SystemWorld

# sidelight profile


def run_profile(path: Path) -> int:
    """Make what anybody can see of the bot neutral."""
    config = settings(path)
    logs.set_up(config.logs.level, sys.stderr)
    profile.check(profile_of(config))
    token = read_token(config, os.environ)
    for line in asyncio.run(_apply_profile(config, token.reveal())):
        print(line)
    return 0


def profile_of(config: Config) -> profile.Profile:
    """The texts that the settings name."""
    texts = config.profile
    return profile.Profile(texts.name, texts.description, texts.about)


async def _apply_profile(config: Config, token: str) -> tuple[str, ...]:
    telegram = connection(config, token)
    await telegram.open()
    try:
        return await profile.apply(profile_of(config), telegram.call)
    finally:
        await telegram.close()


def connection(config: Config, token: str) -> Telegram:
    """The connection that the settings name; nothing is called yet."""
    return Telegram(token, config.telegram.base_url, config.telegram.base_file_url)


# sidelight run


def run_bot(path: Path) -> int:
    """Hold conversations on Telegram until told to stop."""
    config = settings(path)
    logs.set_up(config.logs.level, sys.stderr)
    _leave_no_core_files()
    profile.check(profile_of(config))
    token = read_token(config, os.environ)
    keys = keyring(config)
    charity = public_key(config)
    stamps.trusted(config)
    announced(config.store.file)
    if (deployment := founded_as(config.store.file)) is not None:
        verify(deployment, keys)
    flows = loaded(configured(config))
    erased = Ledger(config.store.ledger, config.store.file)
    metrics, machine = Metrics(), watched(config.store.file, SystemWorld().now)
    machine.tell(metrics)
    with lock.held(config.store.file), _told(config, metrics):
        _check_erasures(config.store.file, erased)
        sealing, watching = Sealing(keys, erased, charity), Watching(metrics, machine)
        asyncio.run(_run(config, token.reveal(), sealing, flows, watching))
    return 0


class Sealing(NamedTuple):
    """What a vault needs beside its store."""

    keys: Keyring
    ledger: Ledger
    charity: bytes | None = None


def _check_erasures(store: Path, erased: Ledger) -> None:
    """Refuse a store that an older copy was put in place of, and forget old stores put aside."""
    now = SystemWorld().now()
    erased.check(erasures_in(store), store, day_of(now))
    copies.aside(store).drop_old(store.parent, now)


def _told(config: Config, metrics: Metrics) -> AbstractContextManager[object]:
    """Tell numbers, where the settings ask for it."""
    if not config.metrics.port:
        return nullcontext()
    from bot.http.health import told

    return told(metrics, config.metrics.port)


def _leave_no_core_files() -> None:
    """If the process breaks down, its memory, with what people said, goes into no file."""
    with suppress(ImportError):  # Windows writes none of its own accord
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Watching(NamedTuple):
    """What is counted of a running bot, and what it looks at and does beside its chats."""

    metrics: Metrics
    machine: Machine
    daily: Daily | None = None


async def _run(
    config: Config, token: str, sealing: Sealing, flows: Library, watching: Watching
) -> None:
    logs.watch(asyncio.get_running_loop())
    stopping = stop_signal()
    store = SqliteStore.open(config.store.file, took=watching.metrics.store.observe)
    try:
        vault = await open_vault(store, sealing.keys, Pool(), sealing.ledger)
        vault.charity = sealing.charity
        stamping = watching._replace(daily=stamps.daily(config, vault, Heads(vault), SystemWorld()))
        await poll(connection(config, token), vault, flows, stopping, stamping)
    finally:
        await store.close()
    logs.log("stopped")


async def poll(
    telegram: Telegram,
    vault: Vault,
    flows: Library,
    stopping: asyncio.Event,
    watching: Watching | None = None,
) -> None:
    """Answer what comes until it is time to stop, or until Telegram does not know the token."""
    bot = put_together(
        telegram,
        vault,
        lambda: content_of(flows),
        lambda: flows.folder,
        SystemWorld(),
        metrics=watching and watching.metrics,
        machine=watching and watching.machine,
        daily=watching and watching.daily,
    )
    await telegram.open()
    try:
        async with bot.at_work(flows.refresh):
            logs.log("started")
            polling = asyncio.create_task(bot.intake.run())
            asking = asyncio.create_task(stopping.wait())
            await asyncio.wait((polling, asking), return_when=asyncio.FIRST_COMPLETED)
            asking.cancel()
            polling.cancel()
            with suppress(asyncio.CancelledError):
                await polling
    finally:
        await telegram.close()


def stop_signal() -> asyncio.Event:
    """Set once somebody wants the program to end."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError):  # Windows has no such signals: Ctrl+C stops it there
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)
    return stopping
