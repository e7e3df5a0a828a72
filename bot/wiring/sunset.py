"""`sidelight sunset`: announces that the service ends, and erases everybody once it has."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot import copies, files
from bot.config import Config
from bot.core import sunset
from bot.core.sunset import NOTICE, TOLD_BEFORE, Sunset
from bot.errors import StoreUnfit, UsageError
from bot.store import lock
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_opening import erasures_in
from bot.store.sqlite_reading import looked_at
from bot.vault.clearing import erase_everybody
from bot.vault.inbox import day_of
from bot.vault.ledger import Ledger
from bot.wiring.keys import settings
from bot.wiring.machine import sunset_file, sunset_in
from bot.wiring.world import SystemWorld

FEWEST = 10
"""Fewer people than this could be somebody."""
EVERYWHERE = time(12, tzinfo=UTC)
"""At this time of a UTC day, that day has begun in every place."""


def run_sunset(path: Path, what: str, on: str | None) -> int:
    """Say what was announced, announce it, call it off, or carry it out."""
    config, now = settings(path), SystemWorld().now()
    known = announced(config.store.file)
    match what:
        case "begin":
            _begin(config, known, _day(on), now.date())
        case "cancel":
            _cancel(config, known)
        case "finish":
            _finish(config, known, on, now)
        case _:
            _show(config, known, now.date())
    return 0


def announced(store: Path) -> Sunset | None:
    """What was announced; refuses a file that says nothing."""
    file = sunset_file(store)
    try:
        return sunset_in(store)
    except ValueError:
        raise StoreUnfit(
            f"{file} can't be understood, so nobody can tell when this service ends. Remove it, "
            "and announce the day again."
        ) from None
    except OSError as problem:
        raise StoreUnfit(f"{file} can't be read: {problem.strerror}.") from None


# sidelight sunset begin


def _begin(config: Config, known: Sunset | None, day: date, today: date) -> None:
    _check_day(known, day, today)
    _keep(config, Sunset(today if known is None else known.begun, day))
    print("It is announced: a bot that runs tells people from now on, without a restart.")
    _show(config, announced(config.store.file), today)


def _day(untrusted_day: str | None) -> date:
    try:
        return date.fromisoformat(untrusted_day or "")
    except ValueError:
        raise UsageError("Name the day, as in `sidelight sunset begin --on 2027-06-30`.") from None


def _check_day(known: Sunset | None, day: date, today: date) -> None:
    """Refuse a day that is too near, or earlier than the one that people were told."""
    if known is None:
        if day < today + NOTICE:
            raise UsageError(
                f"People need time to take along what is theirs: name {today + NOTICE} or a later "
                "day. If the bot has to stop at once, use `sidelight pause`."
            )
        return
    _check_lasts(known)
    if day < known.ends or day <= today:
        raise UsageError(
            f"People were told {known.ends}: it can be moved to a later day, which is not over. "
            "`sidelight sunset cancel` calls it off."
        )


def _check_lasts(known: Sunset) -> None:
    if known.is_over:
        raise UsageError(
            "This service has ended, and what was erased can't come back. To begin another one "
            "here, stop the bot and remove the file `sunset` beside the data."
        )


def _keep(config: Config, fresh: Sunset) -> None:
    file = sunset_file(config.store.file)
    if not file.parent.is_dir():
        raise StoreUnfit(f"There is no folder {file.parent}, so there is no bot to end here.")
    try:
        files.replace(file, sunset.written(fresh).encode())
    except OSError as problem:
        raise StoreUnfit(f"{file} can't be written: {problem.strerror}.") from None


# sidelight sunset


def _show(config: Config, known: Sunset | None, today: date) -> None:
    for line in shown(known, today, _keepers(config.store.file)):
        print(line)


def shown(known: Sunset | None, today: date, keepers: int) -> Iterator[str]:
    """What an operator is told: what was announced, and what happens when."""
    few = "a few" if keepers < FEWEST else str(keepers)
    keeping = f"People who keep something here (notes, a plan, a lock): {few}."
    if known is None:
        yield "Nothing was announced: the service goes on."
        yield keeping
    elif known.is_over:
        yield "The service has ended. Whoever writes is told that, with emergency numbers."
        yield "If `sidelight sunset finish` was cut short, give it again: it goes on."
    else:
        yield f"The service ends on {known.ends}, in {(known.ends - today).days} days."
        yield keeping
        yield from _what_happens(known)


def _what_happens(known: Sunset) -> Iterator[str]:
    again = " and ".join(str(known.ends - timedelta(before)) for before in TOLD_BEFORE)
    yield "Until then all works as ever. Whoever writes is told the day, and how to take along"
    yield "notes and a plan. Whoever asked for it is sent her own words in her own hours, from"
    yield f"{known.begun} on, and again from {again}. Nobody else is sent anything."
    yield f"Nothing is erased by itself. On {known.ends}, from 12:00 UTC on, stop the bot and give:"
    yield f"  sidelight sunset finish --on {known.ends}"
    yield "To move it to a later day: `sidelight sunset begin --on DAY`. To call it off:"
    yield "`sidelight sunset cancel`."


def _keepers(store: Path) -> int:
    if not store.exists():
        return 0
    with looked_at(store) as opened:
        return asyncio.run(opened.keepers())


# sidelight sunset cancel


def _cancel(config: Config, known: Sunset | None) -> None:
    if known is None:
        print("Nothing was announced: nothing was changed.")
        return
    _check_lasts(known)
    file = sunset_file(config.store.file)
    try:
        file.unlink()
    except OSError as problem:
        raise StoreUnfit(f"{file} can't be removed: {problem.strerror}.") from None
    print("It is called off: nothing is erased. The bot says nothing of it any more, so people who")
    print("were told may still think that it ends.")


# sidelight sunset finish


def _finish(config: Config, known: Sunset | None, on: str | None, now: datetime) -> None:
    if known is None:
        raise UsageError(
            "Nothing was announced, so nothing is erased. `sidelight sunset begin --on DAY` first."
        )
    _check_over(known, now)
    if on != str(known.ends):
        raise UsageError(
            "This erases everybody, for good. If that is what you want, give the day as well: "
            f"`sidelight sunset finish --on {known.ends}`. Nothing was erased."
        )
    with lock.held(config.store.file):
        _erase(config, known, now)
    print("All that people kept here is erased, and the ledger of erasures knows of it.")
    print("Copies in other places still hold what they held: destroy them now, with the keys'.")
    print("Start the bot again, so that whoever writes is told. `docs/operating.md` says the rest.")


def _check_over(known: Sunset, now: datetime) -> None:
    first = datetime.combine(known.ends, EVERYWHERE)
    if now < first:
        raise UsageError(
            f"People were told {known.ends}, so nothing is erased before {first:%Y-%m-%d %H:%M} "
            "UTC, when that day has begun everywhere."
        )


def _erase(config: Config, known: Sunset, now: datetime) -> None:
    """Say that it has ended, and then erase: a bot that starts in between greets nobody anew."""
    store, ledger = config.store.file, Ledger(config.store.ledger, config.store.file)
    ledger.check(erasures_in(store), store, day_of(now))
    _keep(config, Sunset(known.begun, known.ends, is_over=True))
    if store.exists():
        asyncio.run(_emptied(store, ledger, now))
    for path in copies.aside(store).found(store.parent):
        copies.remove(path)


async def _emptied(file: Path, ledger: Ledger, now: datetime) -> None:
    store = SqliteStore.open(file)
    try:
        await erase_everybody(store, ledger, now)
    finally:
        await store.close()
