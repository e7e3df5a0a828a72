"""Makes packages of logs for whoever hands them over, and pictures of when things happened."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.chain import SALT, Log
from bot.core.document import Selection
from bot.core.requests import MakePackage
from bot.reports import sealing
from bot.reports.package import Files, Package, package
from bot.shelf import Shelf
from bot.vault.scribe import Packed

NAME = "package"


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports as they are made for one deployment: they lie on its shelf until they are sent."""

    shelf: Shelf

    async def draw(self, log: Log) -> str:
        """A picture of when things happened; gives where it lies."""
        raise NotImplementedError

    async def pack(
        self, selection: Selection, originals: Mapping[str, bytes], request: MakePackage
    ) -> Packed:
        """A sealed package; raises `PackageProblem`."""
        made = await asyncio.to_thread(package, selection, Files(originals), os.urandom(SALT))
        return await asyncio.to_thread(self._sealed, made, request)

    def _sealed(self, made: Package, request: MakePackage) -> Packed:
        if request.recipient:
            sealed = sealing.sealed_to(made.content, request.recipient)
            return Packed(self.shelf.put(f"{NAME}.age", sealed), (), made.log)
        secret = sealing.passphrase()
        sealed = sealing.sealed(made.content, secret)
        return Packed(self.shelf.put(f"{NAME}.zip", sealed), (secret,), made.log)
