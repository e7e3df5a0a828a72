"""The command `sidelight receipt`: whether an erasure with these four words is noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from bot.errors import UsageError
from bot.store.sqlite_opening import erasures_in
from bot.vault.ledger import LEDGER_DAYS, Ledger
from bot.vault.receipts import COUNT, noted
from bot.vault.words import NotWords
from bot.wiring.keys import settings

_FIRST_DAY = date(1970, 1, 1)
MISREAD = f"A receipt is {COUNT} words of our list: look at how these are written."


def run_receipt(path: Path, words: Sequence[str]) -> int:
    """Say whether an erasure with this receipt is noted; looks only."""
    config = settings(path)
    ledger = Ledger(config.store.ledger, config.store.file)
    erasures = [*(ledger.read() or ()), *erasures_in(config.store.file)]
    try:
        erasure = noted(" ".join(words), erasures)
    except NotWords:
        raise UsageError(MISREAD) from None
    if erasure is None:
        print("No erasure with this receipt is noted.")
        print(f"Erasures are noted for {LEDGER_DAYS} days. Where somebody has to wait for hers,")
        print("it is noted a week after she asked for it.")
        return 1
    print(f"Erased on {_FIRST_DAY + timedelta(days=erasure.day)} (UTC).")
    return 0
