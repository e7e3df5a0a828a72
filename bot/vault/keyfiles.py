"""Reads the secrets of a deployment from where they are kept, and makes them.

A secret is a file of its own: 32 random bytes as 64 hex digits. Master secrets have numbers, and
the highest is the newest. Nothing that is said of a file here holds what it contains.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot import files
from bot.errors import KeyProblem
from bot.vault.keyring import Keyring
from bot.vault.seal import KEY, Chance

FIRST = 1
INDEX_FILE = "index.key"
MASTER_VARIABLE = "SIDELIGHT_MASTER_KEY"
INDEX_VARIABLE = "SIDELIGHT_INDEX_KEY"
_MASTER_FILE = re.compile(r"master-([1-9][0-9]{0,2})\.key")
_MASTER_NUMBER = re.compile(r"[2-9]|[1-9][0-9]{1,2}")
_UNFINISHED = ".*.key.new"
_ENDING = ".key"
_DIGITS = 2 * KEY
_OTHERS = 0o077
_CHECKS_OWNERS = os.name == "posix"


def read(directory: Path, store: Path, credentials: Path | None = None) -> Keyring:
    """The keys in a directory, which has to be away from the store's file.

    `credentials` is the directory that systemd made for this process, if it did: files there are
    root's, and a list of rights that looks like the group's lets this process read them.
    """
    try:
        _check_directory(directory, store, given=_is_given(directory, credentials))
        masters = {
            version: _read(directory / master_file(version), store, credentials)
            for version in _versions(directory) or (FIRST,)
        }
        return Keyring(masters, _read(directory / INDEX_FILE, store, credentials))
    except OSError as problem:
        raise KeyProblem(f"Keys can't be read from {directory}: {problem.strerror}.") from None


def master_file(version: int) -> str:
    """What the file of a master secret is called."""
    return f"master-{version}.key"


def _versions(directory: Path) -> list[int]:
    names = (_MASTER_FILE.fullmatch(path.name) for path in directory.iterdir())
    return sorted(int(name[1]) for name in names if name)


def from_environment(environment: Mapping[str, str]) -> Keyring:
    """The keys in environment variables, for whoever asks for that in so many words."""
    masters = {
        version: _secret(environment.get(name, ""), name)
        for version, name in _variables(environment).items()
    }
    return Keyring(masters, _secret(environment.get(INDEX_VARIABLE, ""), INDEX_VARIABLE))


def master_variable(version: int) -> str:
    """What the variable of a master secret is called."""
    return MASTER_VARIABLE if version == FIRST else f"{MASTER_VARIABLE}_{version}"


def _variables(environment: Mapping[str, str]) -> dict[int, str]:
    before = f"{MASTER_VARIABLE}_"
    numbers = [name.removeprefix(before) for name in environment if name.startswith(before)]
    if not all(map(_MASTER_NUMBER.fullmatch, numbers)):
        raise KeyProblem(
            f"A variable that begins with {before} does not end with a number from 2 to 255: "
            f"the second master secret is {master_variable(2)}."
        )
    versions = sorted(map(int, numbers))
    if MASTER_VARIABLE in environment or not versions:
        versions.insert(0, FIRST)
    return {version: master_variable(version) for version in versions}


def create(
    directory: Path, store: Path, *, founded: bool = False, chance: Chance = os.urandom
) -> None:
    """Make new keys in a directory; refuses where there are any, or a store that has its own."""
    if founded:
        raise KeyProblem(
            f"{store} is sealed with keys it has: bring those back; no others open it."
        )
    try:
        _check_apart(directory, store)
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_directory(directory, store, given=False)
        names = [master_file(version) for version in _versions(directory)]
        _check_free(directory, (master_file(FIRST), INDEX_FILE, *names))
        for name in (master_file(FIRST), INDEX_FILE):
            _write(directory / name, chance(KEY))
        files.sync_folder(directory)
    except OSError as problem:
        raise KeyProblem(f"Keys can't be made in {directory}: {problem.strerror}.") from None


def copy(directory: Path, target: Path) -> None:
    """Copy the keys in a directory, and nothing else that lies there, into one that is new."""
    try:
        target.mkdir(mode=0o700)
        for path in sorted(directory.glob(f"*{_ENDING}")):
            files.write(target / path.name, path.read_bytes())
        files.sync_folder(target)
    except OSError as problem:
        raise KeyProblem(f"Keys can't be copied to {target}: {problem.strerror}.") from None


def add_master(directory: Path, store: Path, version: int, chance: Chance = os.urandom) -> None:
    """Make one more master secret; refuses where it exists."""
    name = master_file(version)
    try:
        _check_directory(directory, store, given=False)
        _check_free(directory, (name,))
        _write(directory / name, chance(KEY))
        files.sync_folder(directory)
    except OSError as problem:
        raise KeyProblem(f"{directory / name} can't be made: {problem.strerror}.") from None


def remove_masters(directory: Path, versions: Iterable[int]) -> None:
    """Remove master secrets that nothing needs any more, the oldest first."""
    try:
        for version in sorted(versions):
            (directory / master_file(version)).unlink()
        _sweep(directory)
        files.sync_folder(directory)
    except OSError as problem:
        raise KeyProblem(f"Keys can't be removed from {directory}: {problem.strerror}.") from None


# Places


def _is_given(path: Path, credentials: Path | None) -> bool:
    return credentials is not None and path.resolve() == credentials.resolve()


def _check_directory(directory: Path, store: Path, *, given: bool) -> None:
    if not directory.is_dir():
        raise KeyProblem(f"There is no directory {directory}: make keys with `sidelight keys new`.")
    _check_apart(directory, store)
    found = directory.stat()
    if _CHECKS_OWNERS and not given:
        _check_owner(directory, found)
        if found.st_mode & 0o027:
            raise KeyProblem(f"Others can get into {directory}: run `chmod 700 {directory}`.")


def _check_free(directory: Path, names: Iterable[str]) -> None:
    for name in names:
        if os.path.lexists(directory / name):
            raise KeyProblem(f"{directory / name} exists already: nothing was made.")


def _check_apart(path: Path, store: Path) -> None:
    """Whoever copies the data must not have copied the keys with it."""
    if path.resolve().is_relative_to(store.resolve().parent):
        raise KeyProblem(f"{path} lies with the data: keep keys in another directory.")


def _check_owner(path: Path, found: os.stat_result) -> None:
    if found.st_uid != os.geteuid():
        raise KeyProblem(f"{path} belongs to somebody else: it has to be this process's own.")


# Files


def _read(path: Path, store: Path, credentials: Path | None) -> bytes:
    if not path.exists():
        raise KeyProblem(f"There is no file {path}: bring it back, or make keys for a new store.")
    _check_apart(path.resolve().parent, store)
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))  # a pipe would wait
    try:
        _check_file(path, os.fstat(handle), given=_is_given(path.resolve().parent, credentials))
        untrusted_text = os.read(handle, _DIGITS + 2)
    finally:
        os.close(handle)
    return _secret(untrusted_text.decode("latin-1").removesuffix("\n"), str(path))


def _check_file(path: Path, found: os.stat_result, *, given: bool) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise KeyProblem(f"{path} is not a file.")
    if not _CHECKS_OWNERS:  # pragma: no cover, rights are of another kind there
        return
    if given and found.st_uid == 0:
        if found.st_mode & _OTHERS & ~stat.S_IRGRP:
            raise KeyProblem(f"Others can read or change {path}.")
        return
    _check_owner(path, found)
    if found.st_mode & _OTHERS:
        raise KeyProblem(f"Others can read or change {path}: run `chmod 600 {path}`.")


def _secret(untrusted_text: str, name: str) -> bytes:
    if not untrusted_text:
        raise KeyProblem(f"{name} is empty or missing: it has to hold {_DIGITS} hex digits.")
    if set(untrusted_text) - set("0123456789abcdefABCDEF"):
        raise KeyProblem(
            f"{name} holds something other than {_DIGITS} hex digits and a line's end."
        )
    if len(untrusted_text) != _DIGITS:
        wrong = "short" if len(untrusted_text) < _DIGITS else "long"
        raise KeyProblem(f"{name} is too {wrong}: it has to hold {_DIGITS} hex digits.")
    secret = bytes.fromhex(untrusted_text)
    if len(set(secret)) == 1:
        raise KeyProblem(f"{name} is one byte repeated, and no secret: make new keys.")
    return secret


def _write(path: Path, secret: bytes) -> None:
    """Write a file whole or not at all, whenever this process is killed."""
    _sweep(path.parent)
    fresh = path.with_name(f".{path.name}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{secret.hex()}\n")
        file.flush()
        os.fsync(handle)
    os.link(fresh, path)  # a rename could take the place of another key
    fresh.unlink()


def _sweep(directory: Path) -> None:
    """Remove what a process left that was killed while it made a key."""
    for path in directory.glob(_UNFINISHED):
        path.unlink()
