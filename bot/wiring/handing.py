"""Lays what is made for a person where her channel finds it: sealed files, packages, pictures."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.chain import Log
from bot.core.requests import MakePackage, MakeRelease
from bot.shelf import Shelf
from bot.vault.desk import Packed, Parcel, Whole
from bot.vault.locksmith import Hand


def handing(shelf: Shelf) -> Hand:
    """Puts each file alone into a ZIP with a passphrase of its own, and that on a shelf."""

    def hand(name: str, content: bytes) -> tuple[str, str]:
        from bot.reports import sealing

        secret = sealing.passphrase()
        sealed = sealing.sealed(content, secret, name)
        return shelf.put(f"{name.partition('.')[0]}.zip", sealed), secret

    return hand


@dataclass(slots=True)
class Reports:
    """Reports of people's logs; whoever asks for none need not wait for what makes them.

    Where `shows` is set, the printed report of the last package lies on the shelf as well, for
    somebody who tries all this on her own machine.
    """

    shelf: Shelf
    shows: bool = False
    last: str = field(default="", repr=False)

    async def draw(self, log: Log) -> str:
        """A picture of when things happened; gives where it lies."""
        from bot.wiring import reporting

        return self.shelf.put("weeks.png", await reporting.drawn(log))

    async def places(self, parcel: Parcel) -> tuple[str, ...]:
        """The files that are pictures, and hold the place where they were taken."""
        from bot.wiring import reporting

        return await reporting.with_places(parcel)

    async def pack(self, parcel: Parcel, request: MakePackage) -> Packed:
        """A sealed package."""
        from bot.wiring import reporting

        return await reporting.packed(parcel, request, self.shelf, self._see)

    async def bind(self, parcel: Parcel, request: MakeRelease) -> Whole:
        """A package that nothing seals yet."""
        from bot.wiring import reporting

        return await reporting.bound(parcel, request, self._see)

    def _see(self, pdf: bytes) -> None:
        if self.shows:
            self.last = self.shelf.put("log.pdf", pdf)
