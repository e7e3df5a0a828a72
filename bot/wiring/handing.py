"""Seals files that are made for a person, and lays them where her channel finds them."""

from __future__ import annotations

from bot.shelf import Shelf
from bot.vault.locksmith import Hand


def handing(shelf: Shelf) -> Hand:
    """Puts each file alone into a ZIP with a passphrase of its own, and that on a shelf."""

    def hand(name: str, content: bytes) -> tuple[str, str]:
        from bot.reports import sealing

        secret = sealing.passphrase()
        sealed = sealing.sealed(content, secret, name)
        return shelf.put(f"{name.partition('.')[0]}.zip", sealed), secret

    return hand
