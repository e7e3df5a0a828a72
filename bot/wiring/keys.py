"""The keys of a deployment: `sidelight keys new`, `sidelight keys check`, `sidelight keys rotate`.

Nothing here contacts anybody.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.config import Config, load
from bot.content import yaml_tree
from bot.copies import KEYS
from bot.errors import KeyProblem, StoreBusy, UsageError
from bot.ports import Deployment
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_alone import alone
from bot.store.sqlite_opening import founded_as
from bot.store.sqlite_reading import looked_at
from bot.vault import keyfiles
from bot.vault.chance import Pool
from bot.vault.deployment import needed, verify
from bot.vault.keyring import Keyring
from bot.vault.rotation import Rotation, Survey, begun, survey

KEY_BACKUP_DAYS = KEYS.days


def settings(path: Path) -> Config:
    """The settings in a file."""
    return load(path, yaml_tree.read, _credentials())


def keyring(config: Config) -> Keyring:
    """The keys that the settings name."""
    if config.keys.from_environment:
        return keyfiles.from_environment(os.environ)
    return keyfiles.read(config.keys.directory, config.store.file, _credentials())


def _credentials() -> Path | None:
    """The directory that systemd made for this process, if it did."""
    path = Path(os.environ.get("CREDENTIALS_DIRECTORY", ""))
    return path if path.is_absolute() else None


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


# sidelight keys check


def run_keys_check(path: Path) -> int:
    """Say whether the keys are as they should be; looks only."""
    config = settings(path)
    keys = keyring(config)
    print(_where(config, keys))
    if founded_as(config.store.file) is None:
        print(f"There is no store at {config.store.file} yet: the first run makes it.")
        return 0
    found, versions = asyncio.run(_surveyed(config, keys))
    print(f"They are the keys of {config.store.file}.")
    for line in (*_counts(config, found, keys), *_what_is_next(config, versions, keys)):
        print(line)
    if found.unopened:
        raise KeyProblem(
            f"{found.unopened} keys in the store can't be opened with any of these: keep the keys "
            "you have, and look for a copy with more of them."
        )
    return 0


def _where(config: Config, keys: Keyring) -> str:
    names = ", ".join(_name(config, version) for version in keys.versions)
    if config.keys.from_environment:
        return f"The keys are in the environment: {names}, {keyfiles.INDEX_VARIABLE}."
    return (
        f"The keys are in {config.keys.directory}: {names}, {keyfiles.INDEX_FILE}.\n"
        "Nobody but this account can read them, and they lie away from the data."
    )


def _name(config: Config, version: int) -> str:
    """What an operator calls a master secret."""
    from_environment = config.keys.from_environment
    return keyfiles.master_variable(version) if from_environment else keyfiles.master_file(version)


async def _surveyed(config: Config, keys: Keyring) -> tuple[Survey, tuple[int, ...]]:
    """What is wrapped with what, and which master secrets the store needs."""
    with looked_at(config.store.file) as store:
        deployment = await store.deployment()
        if deployment is None:
            raise KeyProblem(f"{config.store.file} does not say whose it is: bring back a copy.")
        verify(deployment, keys)
        return await survey(store, deployment, keys), needed(deployment, keys)


def _counts(config: Config, found: Survey, keys: Keyring) -> Iterator[str]:
    for version in keys.versions:
        people, days = found.people.get(version, 0), found.days.get(version, 0)
        name = _name(config, version)
        yield f"{name} opens the keys of {people} people and of {days} days of letters."


def _what_is_next(config: Config, versions: tuple[int, ...], keys: Keyring) -> Iterator[str]:
    newest = versions[0]
    if len(versions) > 1:
        yield "A change of the master secret is not finished: run `sidelight keys rotate`."
    elif keys.newest > newest:
        yield f"{_name(config, keys.newest)} is not used yet: run `sidelight keys rotate`."
    elif keys.versions[0] < newest:
        yield f"Only {_name(config, newest)} is needed. The older ones can go, once you have a"
        yield f"copy of it for {KEY_BACKUP_DAYS} days: run `sidelight keys rotate --finish`."
    else:
        yield "No change of the master secret is under way."


# sidelight keys rotate


def run_keys_rotate(path: Path, *, finishes: bool) -> int:
    """Change the master secret, or remove those that nothing needs any more."""
    config = settings(path)
    keys = keyring(config)
    deployment = founded_as(config.store.file)
    if deployment is None:
        raise UsageError(f"There is no store at {config.store.file}: there are no keys to change.")
    verify(deployment, keys)
    if finishes:
        return _remove_older(config, keys, deployment)
    if len(needed(deployment, keys)) == 1:
        _begin(config)
    keys = keyring(config)
    count = asyncio.run(_rotate(config, keys))
    _tell_of_the_change(config, keys, count)
    return 0


def _begin(config: Config) -> None:
    """Make a new master secret, and let nobody use the store any more who does not have it."""
    try:
        with alone(config.store.file) as store:
            deployment, keys = store.deployment(), keyring(config)
            assert deployment is not None
            versions = needed(deployment, keys)
            if len(versions) > 1:
                return  # it had begun, and was killed before that was in the file itself
            if keys.newest == versions[0]:
                _make(config, keys.newest + 1)
            store.change_check(deployment.kek_check, begun(deployment, keyring(config)).kek_check)
    except StoreBusy:
        raise UsageError(
            "The bot is running, or another program has the store open: stop it, and run this "
            "again. Nothing was changed."
        ) from None


def _make(config: Config, version: int) -> None:
    if config.keys.from_environment:
        raise UsageError(
            f"Put {2 * 32} random hex digits into {_name(config, version)}, beside the variables "
            "that are there, and run this again. Nothing was changed."
        )
    keyfiles.add_master(config.keys.directory, config.store.file, version)


async def _rotate(config: Config, keys: Keyring) -> int:
    store = SqliteStore.open(config.store.file)
    try:
        deployment = await store.deployment()
        assert deployment is not None
        rotation = Rotation(store, deployment, keys, Pool())
        count = await rotation.rewrap()
        await rotation.finish()
    finally:
        await store.close()
    return count


def _tell_of_the_change(config: Config, keys: Keyring, count: int) -> None:
    deployment = founded_as(config.store.file)
    assert deployment is not None
    versions = needed(deployment, keys)
    if len(versions) > 1:
        raise UsageError("The store was too busy to end this: run it again in a while.")
    older = [version for version in keys.versions if version < versions[0]]
    print(f"{count} keys were wrapped anew, and everything opens with the new one alone.")
    print(f"The new master secret is {_place(config, versions[:1])}.")
    print("You can start the bot now. Make a copy of the keys, and one of the data, today: older")
    print("copies of the data open with the older secret only.")
    print(f"The store no longer needs {_place(config, older)}.")
    print(f"Destroy that, and every copy of it, when your copy of the new one is {KEY_BACKUP_DAYS}")
    print("days old: `sidelight keys rotate --finish` removes it here.")


def _place(config: Config, versions: Iterable[int]) -> str:
    names = [_name(config, version) for version in versions]
    if not config.keys.from_environment:
        names = [str(config.keys.directory / name) for name in names]
    return " or ".join(names)


def _remove_older(config: Config, keys: Keyring, deployment: Deployment) -> int:
    """Remove master secrets, if the store is seen to need only the newest."""
    versions = needed(deployment, keys)
    if len(versions) > 1:
        raise KeyProblem(
            "The change is not finished: run `sidelight keys rotate` first. Nothing was removed."
        )
    older = [version for version in keys.versions if version < versions[0]]
    if not older:
        print("There is no older master secret here: nothing was removed.")
        return 0
    found, _ = asyncio.run(_surveyed(config, keys.narrowed(versions)))
    if found.unopened:
        raise KeyProblem(
            f"{found.unopened} keys in the store can't be opened with the newest master secret "
            "alone: run `sidelight keys rotate` again. Nothing was removed."
        )
    if config.keys.from_environment:
        print(f"Nothing needs {_place(config, older)}: take it out of the environment.")
        return 0
    keyfiles.remove_masters(config.keys.directory, older)
    print(f"Removed {_place(config, older)}. Destroy every copy of it too.")
    return 0
