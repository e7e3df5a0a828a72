"""Founds a store, and refuses keys that it was not founded with."""

from __future__ import annotations

import hmac
import os

from bot.errors import KeyProblem, Unsealable
from bot.ports import Deployment, Store
from bot.vault.keyring import Keyring
from bot.vault.seal import Chance, bind, key_version
from bot.vault.vault import Vault

_KNOWN = b"sidelight"
_HELP = "bring back the keys that it was founded with"


def founding(keyring: Keyring, chance: Chance = os.urandom) -> Deployment:
    """A deployment with a name of its own, which knows these keys again."""
    name = chance(16)
    check = keyring.kek(keyring.newest, name, chance).seal(_KNOWN, _bound(name))
    return Deployment(name, check, keyring.index_check())


def verify(deployment: Deployment, keyring: Keyring) -> None:
    """Refuse keys that are not those of the deployment."""
    if not _opens(deployment, keyring):
        raise KeyProblem(f"The master secret is not the one of this store: {_HELP}.")
    if not hmac.compare_digest(deployment.index_check, keyring.index_check()):
        raise KeyProblem(f"The index secret is not the one of this store: {_HELP}.")


def _opens(deployment: Deployment, keyring: Keyring) -> bool:
    check, name = deployment.kek_check, deployment.id
    try:
        return keyring.kek(key_version(check), name).open(check, _bound(name)) == _KNOWN
    except Unsealable:
        return False


def _bound(name: bytes) -> bytes:
    return bind(name, b"deployment", b"kek_check")


async def open_vault(store: Store, keyring: Keyring, chance: Chance = os.urandom) -> Vault:
    """The vault over a store, which is founded if it is new and empty."""
    if await store.deployment() is None:
        await store.found(founding(keyring, chance))
    deployment = await store.deployment()
    if deployment is None:
        raise KeyProblem("This store is not empty, and does not say whose it is: use another.")
    verify(deployment, keyring)
    return Vault(store, keyring, deployment.id, chance)
