"""`sidelight doctor`: looks at everything a running bot needs, and prints a line for each."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot import disk, logs
from bot.channels.telegram.api import CallError, TokenRefused, TooMany, Unreachable
from bot.channels.telegram.inquiry import Answers, inquire
from bot.config import Config, Secret, read_token
from bot.disk import Space
from bot.errors import ConfigError, SidelightError
from bot.ports import World
from bot.wiring import diagnosis, telegram
from bot.wiring.diagnosis import Diagnosis, Grade, failed, fine, found, unseen
from bot.wiring.keys import settings as read
from bot.wiring.world import SystemWorld

LOCAL = ("keys", "database", "due", "disk", "flows")
REMOTE = ("telegram", "web hook", "clock")


@dataclass(frozen=True, slots=True)
class Machine:
    """What a look may need of the machine: its clock, and its disks."""

    world: World
    space: Space = disk.space


def run_doctor(path: Path, *, removes_webhook: bool) -> int:
    """Print what is found; 1 if the bot can't work like this."""
    logs.set_up("warning", sys.stderr)
    looks = list(examine(path, Machine(SystemWorld()), removes_webhook=removes_webhook))
    for look in looks:
        # Nothing that needs it should be in there: this is for what nobody has thought of.
        print(logs.redacted(str(look)))
    return int(any(look.grade is Grade.FAILED for look in looks))


def examine(path: Path, machine: Machine, *, removes_webhook: bool = False) -> Iterator[Diagnosis]:
    """Look at one thing after the other, as far as the settings and the token let one."""
    yield diagnosis.version()
    try:
        config = read(path)
    except ConfigError as problem:
        yield failed("settings", problem.reason)
        for name in ("operator", "pause", "stamps", "token", *REMOTE, *LOCAL):
            yield unseen(name, "the settings can't be read")
        return
    yield found("settings", lambda: diagnosis.settings(config))
    yield diagnosis.operator(config)
    yield found("pause", lambda: diagnosis.pause(config))
    yield found("stamps", lambda: diagnosis.stamps(config))
    yield from _of_telegram(config, machine.world, removes_webhook=removes_webhook)
    looks = (
        partial(diagnosis.keys, config),
        partial(diagnosis.store, config, machine.world.now()),
        partial(diagnosis.due, config, machine.world.now()),
        partial(diagnosis.disk, config, machine.space),
        partial(diagnosis.flows, config),
    )
    for name, look in zip(LOCAL, looks, strict=True):
        yield found(name, look)


def _of_telegram(config: Config, world: World, *, removes_webhook: bool) -> Iterator[Diagnosis]:
    try:
        token = read_token(config, os.environ)
    except SidelightError as problem:
        yield failed("token", problem.reason)
        for name in REMOTE:
            yield unseen(name, "there is no token")
        return
    yield fine("token", "it is there, and looks like one.")
    try:
        answers = asyncio.run(_asked(config, token, world, removes_webhook=removes_webhook))
    except CallError as problem:
        yield failed("telegram", _why(problem, config))
        for name in REMOTE[1:]:
            yield unseen(name, "Telegram did not answer")
        return
    yield from (diagnosis.known(), diagnosis.webhook(answers), diagnosis.clock(answers))


async def _asked(config: Config, token: Secret, world: World, *, removes_webhook: bool) -> Answers:
    connection = telegram.connection(config, token.reveal())
    await connection.open()
    try:
        if removes_webhook:
            await connection.call("deleteWebhook", {})
        return await inquire(connection, world.now)
    finally:
        await connection.close()


def _why(problem: CallError, config: Config) -> str:
    """What Telegram itself said stays out of it, since it may repeat what it was told."""
    match problem:
        case TokenRefused():
            return problem.reason
        case TooMany():
            return "it wants us to wait: try again in some minutes."
        case Unreachable():
            away = "it can't be reached, or gives no answer that can be read: look at the network"
            own = " and at telegram.base_url" * ("api.telegram.org" not in config.telegram.base_url)
            return f"{away}{own}, and try again."
        case _:
            return "it refuses to tell who this bot is: try again later."
