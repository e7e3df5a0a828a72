"""Changes the master secret, broken: the new one is kept only when everything needs it already.

It stands in for `sidelight keys rotate`, to see that a proof finds this out: never for people.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from bot.store.sqlite import SqliteStore
from bot.store.sqlite_alone import alone
from bot.vault import keyfiles
from bot.vault.keyring import Keyring
from bot.vault.rotation import Rotation, begun
from bot.vault.seal import KEY
from bot.wiring.keys import settings

LATER = 0.4


async def rotate(path: Path) -> None:
    """Wrap every key with a secret that is nowhere but here, and write that down at last."""
    config = settings(path)
    directory, file = config.keys.directory, config.store.file
    version = keyfiles.read(directory, file).newest + 1
    fresh = os.urandom(KEY)
    keys = Keyring({**_masters(directory), version: fresh}, _secret(directory / "index.key"))
    with alone(file) as store:
        deployment = store.deployment()
        assert deployment is not None
        after = begun(deployment, keys)
        store.change_check(deployment.kek_check, after.kek_check)
    opened = SqliteStore.open(file)
    await Rotation(opened, after, keys).rewrap()
    await opened.close()
    await asyncio.sleep(LATER)
    keyfiles.add_master(directory, file, version, lambda _: fresh)


def _masters(directory: Path) -> dict[int, bytes]:
    files = directory.glob("master-*.key")
    return {int(file.stem.partition("-")[2]): _secret(file) for file in files}


def _secret(file: Path) -> bytes:
    return bytes.fromhex(file.read_text().strip())


if __name__ == "__main__":
    asyncio.run(rotate(Path(sys.argv[-1])))
