"""Tells what a person tapped or typed to open a lock: words of our list, or a PIN."""

from __future__ import annotations

from bot.core.steps.spoken import PASSPHRASE, RECOVERY
from bot.vault import words
from bot.vault.lockbox import By


def meant(typed: str) -> tuple[bytes, By]:
    """What opens a lock, and what it is counted as."""
    for count, by in ((PASSPHRASE, By.PIN), (RECOVERY, By.WORDS)):
        try:
            return words.secret(words.read(typed, count)), by
        except words.NotWords:
            continue
    return "".join(sign for sign in typed.casefold() if sign.isalnum()).encode(), By.PIN
