"""Copies, and bringing them back: `sidelight backup` and `sidelight restore`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import copies, files
from bot.config import Config
from bot.copies import DATA, KEYS
from bot.errors import LedgerProblem, StoreUnfit, UsageError
from bot.ports import Erasure
from bot.store import lock, sqlite_copies, sqlite_restoring
from bot.store.sqlite_opening import founded_as
from bot.vault import keyfiles
from bot.vault.deployment import verify
from bot.vault.ledger import Ledger
from bot.wiring.keys import keyring, settings
from bot.wiring.world import SystemWorld

# sidelight backup data


def run_backup_data(path: Path, folder: Path) -> int:
    """Copy the store, which may be in use, and remove copies that are too old."""
    config, now = settings(path), SystemWorld().now()
    store = config.store.file
    _check_places(config, folder)
    copies.check_without(folder, KEYS, "keys")
    part, copy = _names(DATA, folder, now)
    sqlite_copies.copy(store, part, int(now.timestamp()))
    files.move(part, copy)
    print(f"The data was copied to {copy}, and the copy is whole.")
    _drop_old(DATA, folder, now)
    copies.aside(store).drop_old(store.parent, now)
    return 0


# sidelight backup keys


def run_backup_keys(path: Path, folder: Path) -> int:
    """Copy the keys, and remove copies that are too old."""
    config, now = settings(path), SystemWorld().now()
    if config.keys.from_environment:
        raise UsageError("The keys come from the environment: copy them from where it gets them.")
    _check_places(config, folder)
    copies.check_without(folder, DATA, "data")
    _check_keys(config)
    part, copy = _names(KEYS, folder, now)
    keyfiles.copy(config.keys.directory, part)
    files.move(part, copy)
    print(f"The keys were copied to {copy}.")
    _drop_old(KEYS, folder, now)
    return 0


def _check_keys(config: Config) -> None:
    """Refuse to copy keys that open nothing: they would take the place of those that do."""
    keys = keyring(config)
    if (deployment := founded_as(config.store.file)) is not None:
        verify(deployment, keys)


def _check_places(config: Config, folder: Path) -> None:
    copies.check_folder(folder)
    copies.check_apart(folder, config.store.file.parent, "the data")
    copies.check_apart(folder, config.keys.directory, "the keys")


def _names(kind: copies.Kind, folder: Path, now: datetime) -> tuple[Path, Path]:
    """What a copy is called until it is whole, and then."""
    at = kind.free(folder, now)
    return folder / kind.part(at), folder / kind.name(at)


def _drop_old(kind: copies.Kind, folder: Path, now: datetime) -> None:
    if dropped := kind.drop_old(folder, now):
        print(f"Copies older than {kind.days} days were removed: {dropped}.")


# sidelight restore


def run_restore(path: Path, file: Path, *, stopped: bool, ledger_lost: bool) -> int:
    """Put a copy in the place of the store, and erase in it whoever was erased since."""
    config = settings(path)
    if not (lock.CAN_TELL or stopped):
        raise UsageError(
            "This system can't tell whether the bot runs: stop it, and add --stopped to say so."
        )
    with lock.held(config.store.file):
        _restore(config, file, SystemWorld().now(), ledger_lost=ledger_lost)
    return 0


def _restore(config: Config, file: Path, now: datetime, *, ledger_lost: bool) -> None:
    store, at = config.store.file, int(now.timestamp())
    made = _usable(config, file, now)
    listed = Ledger(config.store.ledger, store)
    _check_ledger(listed, lost=ledger_lost)
    print(f"{file} is whole, was made on {made:%Y-%m-%d at %H:%M} UTC, and belongs to these keys.")
    noted = sqlite_restoring.rest(store, at)
    erasures = _all_erasures(listed, [*(noted or ()), *sqlite_copies.erasures_of(file)])
    kind = copies.aside(store)
    aside = store.with_name(kind.name(kind.free(store.parent, now)))
    had_store = store.exists()
    gone = sqlite_restoring.bring_back(file, store, aside, erasures)
    kind.drop_old(store.parent, now)
    print(f"People it still had who were erased since, and were erased again: {gone}.")
    if had_store:
        print(f"What was there before is kept as {aside} for {kind.days} days.")
    print("The copy is in its place; what came after it is not in it. The bot can be started.")
    if ledger_lost:
        print(_AFTER_LOSS)


_AFTER_LOSS = (
    "The ledger was lost, so whoever was erased after this copy was made may be there again. A "
    "new ledger was begun."
)


def _usable(config: Config, file: Path, now: datetime) -> datetime:
    """When a copy was made; refuses one that is not whole, not ours, or too old."""
    copy = sqlite_copies.look(file)
    verify(copy.deployment, keyring(config))
    made = datetime.fromtimestamp(copy.at, UTC)
    if now - made > timedelta(days=DATA.days):
        raise StoreUnfit(
            f"{file} is older than {DATA.days} days: it is no longer known who was erased since."
        )
    return made


def _check_ledger(listed: Ledger, *, lost: bool) -> None:
    if listed.read() is None and not lost:
        raise LedgerProblem(
            f"There is no ledger of erasures at {listed.path}: bring it back, so that nobody who "
            "was erased comes back. If it is lost for good, say so with --ledger-lost."
        )


def _all_erasures(listed: Ledger, noted: list[Erasure]) -> list[Erasure]:
    """Everybody who was erased, as far as the ledger, the store or the copy knows."""
    listed.add(noted)
    return listed.read() or []
