"""Founds a store, and refuses keys that it was not founded with.

While the master secret is changed, the check of the store is sealed with both, one around the
other: nobody can go on who has only one of them.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable

from bot.errors import KeyProblem, Unsealable
from bot.ports import Deployment, Store
from bot.vault.keyring import Keyring
from bot.vault.ledger import Ledger
from bot.vault.seal import Chance, bind, key_version
from bot.vault.vault import Vault

_KNOWN = b"sidelight"
_HELP = "bring back the keys that it was founded with"


def founding(keyring: Keyring, chance: Chance = os.urandom) -> Deployment:
    """A deployment with a name of its own, which knows these keys again."""
    name = chance(16)
    return Deployment(
        name, check_of(name, keyring, (keyring.newest,), chance), keyring.index_check()
    )


def check_of(
    name: bytes, keyring: Keyring, versions: Iterable[int], chance: Chance = os.urandom
) -> bytes:
    """What nobody can open who has not all of these master secrets; the last lies outside."""
    check = _KNOWN
    for version in versions:
        check = keyring.kek(version, name, chance).seal(check, _bound(name))
    return check


def verify(deployment: Deployment, keyring: Keyring) -> None:
    """Refuse keys that are not those of the deployment."""
    needed(deployment, keyring)
    if not hmac.compare_digest(deployment.index_check, keyring.index_check()):
        raise KeyProblem(f"The index secret is not the one of this store: {_HELP}.")


def needed(deployment: Deployment, keyring: Keyring) -> tuple[int, ...]:
    """The versions of the master secret that the store needs, the newest first.

    It is one, and two while keys are wrapped anew.
    """
    versions = []
    try:
        check = deployment.kek_check
        while check != _KNOWN:
            versions.append(key_version(check))
            check = _opened(check, deployment.id, keyring)
    except Unsealable:
        raise KeyProblem(f"The master secret is not the one of this store: {_HELP}.") from None
    return tuple(versions)


def _opened(check: bytes, name: bytes, keyring: Keyring) -> bytes:
    version = key_version(check)
    if version not in keyring.versions:
        raise KeyProblem(
            f"This store needs its master secret number {version}, which is not among the keys: "
            "bring it back."
        )
    return keyring.kek(version, name).open(check, _bound(name))


def _bound(name: bytes) -> bytes:
    return bind(name, b"deployment", b"kek_check")


async def open_vault(
    store: Store, keyring: Keyring, chance: Chance = os.urandom, ledger: Ledger | None = None
) -> Vault:
    """The vault over a store, which is founded if it is new and empty.

    A master secret that the store does not know of yet is not used. The ledger, if there is one,
    takes over what the store knows of erasures and it does not.
    """
    if await store.deployment() is None:
        await store.found(founding(keyring, chance))
    deployment = await store.deployment()
    if deployment is None:
        raise KeyProblem("This store is not empty, and does not say whose it is: use another.")
    verify(deployment, keyring)
    newest = needed(deployment, keyring)[0]
    if ledger is not None:
        await ledger.settle(store)
    return Vault(store, keyring.narrowed(range(newest + 1)), deployment.id, chance, ledger)
