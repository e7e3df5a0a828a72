"""What `sidelight doctor` finds on this machine: each look gives one sentence, and what mends it.

Rules of this file: nothing is changed, and no sentence holds a token, an id or anybody's words.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from bot import __version__
from bot.channels.telegram import profile
from bot.channels.telegram.inquiry import Answers
from bot.config import Config
from bot.content.library import Library
from bot.disk import READ_ONLY_FROM, Room, Space, room, used
from bot.errors import SidelightError
from bot.lag import behind
from bot.store import sqlite_looking
from bot.store.sqlite_opening import erasures_in, founded_as
from bot.vault.deployment import verify
from bot.vault.inbox import day_of
from bot.vault.ledger import Ledger
from bot.wiring import telegram
from bot.wiring.charity import public_key
from bot.wiring.flows import configured
from bot.wiring.keys import keyring
from bot.wiring.machine import PAUSED, lagging, pause_file, told_of
from bot.wiring.stamps import trusted
from bot.wiring.sunset import announced

CLOCK_WARNS, CLOCK_FAILS = 30, 120
"""Seconds by which the clock may be wrong."""
OVERDUE = frozenset(("F208", "F306"))
"""The rules that say that somebody should have looked again by now."""


class Grade(Enum):
    """How good a finding is, as it is printed."""

    FINE = "ok"
    WARNING = "warn"
    FAILED = "FAIL"
    UNSEEN = "-"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one look found."""

    name: str
    grade: Grade
    said: str

    def __str__(self) -> str:
        return f"{self.grade.value:<5} {self.name:<9} {self.said}"


def found(name: str, look: Callable[[], Diagnosis]) -> Diagnosis:
    """What a look finds; what stops it is its finding."""
    try:
        return look()
    except SidelightError as problem:
        return failed(name, problem.reason)
    except OSError as problem:
        return failed(name, f"can't be looked at: {problem.strerror}.")


def fine(name: str, said: str) -> Diagnosis:
    """Nothing to do."""
    return Diagnosis(name, Grade.FINE, said)


def failed(name: str, said: str) -> Diagnosis:
    """The bot can't work like this."""
    return Diagnosis(name, Grade.FAILED, said)


def unseen(name: str, why: str) -> Diagnosis:
    """Something else has to be mended first."""
    return Diagnosis(name, Grade.UNSEEN, f"not looked at: {why}.")


def _graded(name: str, much: float, limits: tuple[float, float], said: str) -> Diagnosis:
    warns, fails = limits
    if much < warns:
        return fine(name, said)
    return Diagnosis(name, Grade.FAILED if much >= fails else Grade.WARNING, said)


# Looks


def version() -> Diagnosis:
    """Which program this is."""
    return fine("version", f"Sidelight {__version__}, Python {platform.python_version()}.")


def settings(config: Config) -> Diagnosis:
    """Whether the settings can be used."""
    profile.check(telegram.profile_of(config))
    return fine("settings", "they can be read.")


def operator(config: Config) -> Diagnosis:
    """Whether people can know who runs the bot."""
    if config.operator.name:
        return fine("operator", "whoever asks what is held about her reads who runs the bot.")
    return Diagnosis(
        "operator",
        Grade.WARNING,
        "nobody is named, so people can't know who could read what they say: write the name of "
        "your organisation to operator: in the settings.",
    )


def pause(config: Config) -> Diagnosis:
    """Whether the bot is paused, or ends."""
    ends = told_of(announced(config.store.file))
    if pause_file(config.store.file).exists():
        return Diagnosis("pause", Grade.WARNING, f"{PAUSED} {ends}".strip())
    return fine("pause", f"the bot is not paused. {ends}".strip())


def stamps(config: Config) -> Diagnosis:
    """Whether the authority's certificates can be read, where one is asked for time stamps."""
    if trusted(config) is None:
        return fine("stamps", "no authority is asked for time stamps.")
    return fine("stamps", f"one is asked for once a day, at {config.stamps.hour}:00 UTC.")


def keys(config: Config) -> Diagnosis:
    """Whether the keys can be used, and open this store."""
    ring = keyring(config)
    charitys = " So can the charity's public key." * bool(public_key(config))
    if (deployment := founded_as(config.store.file)) is None:
        return fine("keys", f"they can be read.{charitys} There is no store yet to open.")
    verify(deployment, ring)
    return fine("keys", f"they can be read, and open this store.{charitys}")


def store(config: Config, now: datetime) -> Diagnosis:
    """Whether the store is sound, knows of every erasure, and can be written."""
    file, ledger = config.store.file, config.store.ledger
    for folder in (file.parent, ledger.parent):
        if not folder.is_dir():
            return failed("database", f"there is no folder {folder}: make it (chmod 700).")
    seen = sqlite_looking.look(file)
    for path in filter(Path.exists, (file.parent, file, ledger.parent, ledger)):
        if not os.access(path, os.R_OK | os.W_OK):
            return failed("database", f"{path} can't be written: let this account write there.")
    Ledger(ledger, file).check(erasures_in(file), file, day_of(now))
    if not seen.exists:
        return fine("database", "there is none yet: the first start makes it.")
    return fine("database", "it is sound." + (" The next start updates it." * bool(seen.behind)))


def due(config: Config, now: datetime) -> Diagnosis:
    """Whether everything is done in time."""
    try:
        seconds = behind(sqlite_looking.oldest_due(config.store.file), now)
    except SidelightError:
        return unseen("due", "the database can't be read")
    said = lagging(seconds)
    return Diagnosis("due", Grade.WARNING, said) if said else fine("due", "nothing is late.")


def disk(config: Config, space: Space) -> Diagnosis:
    """Whether there is room for what people say."""
    found = space(next(at for at in config.store.file.absolute().parents if at.is_dir()))
    grade, then = _DISK[room(found)]
    return Diagnosis("disk", grade, f"{used(found):.0f} % of the disk is used.{then}")


_DISK = {
    Room.FREE: (Grade.FINE, ""),
    Room.NO_FILES: (
        Grade.WARNING,
        f" Make room: from {READ_ONLY_FROM:.0f} % on nothing is kept that people type.",
    ),
    Room.READ_ONLY: (
        Grade.FAILED,
        " Make room now: nothing is kept that people type, and they are told so. Buttons, leaving "
        "and erasing still work.",
    ),
}


def flows(config: Config) -> Diagnosis:
    """Whether the flows can be played, and when somebody last looked at what they say."""
    read = configured(config)
    if not read.folder.is_dir():
        return failed("flows", f"{read.folder} is no folder of flows: mend flows: in the settings.")
    read.refresh()
    return _of_flows(read)


def _of_flows(read: Library) -> Diagnosis:
    errors = sum(complaint.severity == "error" for complaint in read.complaints)
    overdue = sum(complaint.code in OVERDUE for complaint in read.complaints)
    others = len(read.complaints) - errors - overdue
    told = f"{read.folder} has {errors} errors, {others} warnings, {overdue} overdue reviews."
    if errors or overdue:
        told += f" `sidelight check {read.folder}` lists them."
    grade = Grade.FAILED if errors else Grade.WARNING if overdue else Grade.FINE
    return Diagnosis("flows", grade, told)


# What Telegram says


def known() -> Diagnosis:
    """Telegram has answered."""
    return fine("telegram", "it answers, and knows the token.")


def webhook(answers: Answers) -> Diagnosis:
    """Whether updates come to whoever asks for them, as this bot does."""
    if not answers.has_webhook:
        return fine("web hook", "none is set.")
    return failed(
        "web hook",
        "one is set, so what people write goes to another program. If that is not yours, somebody "
        "has the token: write /revoke to @BotFather, and put the new token into its file. Then "
        "run `sidelight doctor --remove-webhook`.",
    )


def clock(answers: Answers) -> Diagnosis:
    """Whether this machine knows what time it is."""
    if answers.ahead is None:
        return unseen("clock", "Telegram did not say what time it is")
    wrong = abs(answers.ahead)
    if wrong < CLOCK_WARNS:
        return fine("clock", "it is right.")
    side = "ahead of" if answers.ahead > 0 else "behind"
    said = f"it is {_span(wrong)} {side} Telegram's: run `timedatectl set-ntp true`."
    return _graded("clock", wrong, (CLOCK_WARNS, CLOCK_FAILS), said)


def _span(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 2 * CLOCK_FAILS else f"{seconds / 60:.0f} minutes"
