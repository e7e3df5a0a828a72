"""What a store writes: each job runs inside a transaction that it shares with others."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Final

from bot.ports import Change, Deployment, Envelope
from bot.store.sqlite_opening import statements

Run = Callable[..., sqlite3.Cursor]
"""Runs one statement; the cursor is good until the next."""

CHUNK = 2000
"""So many old letters are forgotten at once: others must not wait for all."""

SQL: Final = statements()
_WRITE = SQL["write"]
_EMPTY_LETTER = SQL["empty_letter"]
_RECEIVE = SQL["receive"]


def found(run: Run, deployment: Deployment) -> bool:
    """Found the store, if it is new and empty."""
    values = (deployment.id, deployment.kek_check, deployment.index_check)
    return run(SQL["found"], values).rowcount == 1


def commit(run: Run, change: Change) -> bool:
    """Write a row on top of its version, and empty the letters whose turn it was."""
    if change.version and not change.anew:
        row = change.row
        on_top = (change.idx, change.version, row.uid)
        written = run(_WRITE, (row.chat, row.session, row.slate, change.due, *on_top)).rowcount == 1
    else:
        written = _begin(run, change)
    if written:
        done(run, change.done)
    return written


def _begin(run: Run, change: Change) -> bool:
    found = run(SQL["version"], (change.idx,)).fetchone()
    if (found[0] if found else 0) != change.version:
        return False
    if change.anew:
        erase(run, change.idx)
    row = change.row
    run(SQL["add_person"], (row.uid, row.key))
    content = (row.chat, row.session, row.slate, change.due)
    run(SQL["add_address"], (change.idx, row.uid, *content))
    return True


def erase(run: Run, idx: bytes) -> None:
    """Forget a chat's person; the numbers of her letters stay, so that none is played again."""
    for name in ("empty_letters", "drop_poison", "drop_person"):
        run(SQL[name], {"idx": idx})


def receive(run: Run, envelopes: Sequence[Envelope]) -> frozenset[int]:
    """Keep letters; gives the numbers that never came before."""
    new = []
    for letter in envelopes:
        numbers, content = (letter.update, letter.day), (letter.idx, letter.content)
        kept = (None, None) if letter.poison else content
        if run(_RECEIVE, numbers + kept).rowcount == 1:
            new.append(letter.update)
            if letter.poison:
                run(SQL["keep_apart"], numbers + content)
    return frozenset(new)


def set_aside(run: Run, envelopes: Sequence[Envelope]) -> None:
    """Keep letters apart that were waiting; what was forgotten meanwhile does not come back."""
    for letter in envelopes:
        if run(_EMPTY_LETTER, (letter.update,)).rowcount == 1:
            run(SQL["keep_apart"], (letter.update, letter.day, letter.idx, letter.content))


def done(run: Run, updates: Sequence[int]) -> None:
    """Empty letters."""
    for update in updates:
        run(_EMPTY_LETTER, (update,))


def add_day_key(run: Run, key: tuple[int, bytes]) -> None:
    """Keep the wrapped key of a day, unless there is one."""
    run(SQL["add_day_key"], key)


def drop_old(run: Run, days: tuple[int, int]) -> None:
    """Destroy the keys of the inbox's earlier days, and forget what was kept apart before."""
    run(SQL["drop_day_keys"], days[:1])
    run(SQL["drop_old_poison"], days[1:])


def drop_old_letters(run: Run, day: int) -> bool:
    """Forget a number of the letters of earlier days; whether there may be more."""
    return run(SQL["drop_old_letters"], (day, CHUNK)).rowcount == CHUNK
