"""What a store writes: each job runs inside a transaction that it shares with others."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeVar

from bot.ports import Change, Climb, Count, Deployment, Envelope, Erasure, Move, Rewrapped
from bot.store.sqlite_opening import statements

A = TypeVar("A")
Run = Callable[..., sqlite3.Cursor]
"""Runs one statement; the cursor is good until the next."""

MOST_TOGETHER = 128
"""So many rows are written by one statement, for each one takes the interpreter's lock anew."""
CHUNK = 2000
"""So many old letters are forgotten at once: others must not wait for all."""

SQL: Final = statements()


def found(run: Run, deployment: Deployment) -> bool:
    """Found the store, if it is new and empty."""
    values = (deployment.id, deployment.kek_check, deployment.index_check)
    return run(SQL["found"], values).rowcount == 1


def commit(run: Run, change: Change) -> bool:
    """Write a row on top of its version, and empty the letters whose turn it was."""
    return commit_all(run, [change])[0]


def commit_all(run: Run, changes: Sequence[Change]) -> list[bool]:
    """Write many rows, each on top of its version: a stale one fails alone."""
    plain = {change.idx: change for change in changes if change.version and change.anew is None}
    won = _write(run, list(plain.values()))
    written = []
    for change in changes:
        if plain.get(change.idx) is change:
            written.append(change.idx in won)
        elif change.version and change.anew is None:
            written.append(bool(_write(run, [change])))
        else:
            written.append(_begin(run, change))
    taken = zip(changes, written, strict=True)
    kept = [change for change, is_written in taken if is_written]
    done(run, [update for change in kept for update in change.done])
    _count(run, [count for change in kept for count in change.counts])
    return written


def _count(run: Run, counts: Sequence[Count]) -> None:
    """Add to the weeks what happened in many turns, each thing once."""
    numbers: Counter[tuple[int, str]] = Counter()
    for count in counts:
        numbers[count.week, count.what] += count.number
    for some in _portions(list(numbers.items())):
        values = [value for (week, what), number in some for value in (week, what, number)]
        run(_repeated("count", len(some)), values)


def _write(run: Run, changes: Sequence[Change]) -> set[bytes]:
    """Write rows that are there; gives those that were written."""
    won: set[bytes] = set()
    for some in _portions(changes):
        values: list[object] = []
        for change in some:
            row = change.row
            values += (change.idx, change.version, row.uid, row.session, row.slate, change.due)
        rows = run(_repeated("write", len(some)), values).fetchall()
        won.update(idx for (idx,) in rows)
    return won


def _portions(whole: Sequence[A]) -> Iterator[Sequence[A]]:
    return (whole[at : at + MOST_TOGETHER] for at in range(0, len(whole), MOST_TOGETHER))


@cache
def _repeated(name: str, count: int) -> str:
    """A statement for so many rows: what stands after `/*each*/` is repeated."""
    head, _, rest = SQL[name].partition("/*each*/")
    each, _, tail = rest.partition("/*end*/")
    return head + ", ".join([each] * count) + tail


def _begin(run: Run, change: Change) -> bool:
    found = run(SQL["version"], (change.idx,)).fetchone()
    if (found[0] if found else 0) != change.version:
        return False
    if change.anew is not None:
        erase(run, (change.idx, change.anew))
    row = change.row
    run(SQL["add_person"], (row.uid, row.key))
    content = (row.chat, row.session, row.slate, change.due)
    run(SQL["add_address"], (change.idx, row.uid, *content))
    return True


def erase(run: Run, whom: tuple[bytes, int]) -> None:
    """Forget a chat's person on a day; her letters' numbers stay, so that none is played again."""
    idx, day = whom
    run(SQL["note_erasure"], {"idx": idx, "day": day})
    for name in ("empty_letters", "drop_poison", "drop_person"):
        run(SQL[name], {"idx": idx})


def erase_again(run: Run, erasure: Erasure) -> bool:
    """Forget somebody whom an older copy brought back; whether it had."""
    found = run(SQL["place"], (erasure.uid,)).fetchone()
    if found:
        erase(run, (found[0], erasure.day))
    run(SQL["add_erasure"], (erasure.uid, erasure.day))
    return found is not None


def drop_old_erasures(run: Run, day: int) -> None:
    """Forget who was erased on earlier days."""
    run(SQL["drop_old_erasures"], (day,))


def drop_old_counts(run: Run, week: int) -> None:
    """Forget what was counted in earlier weeks."""
    run(SQL["drop_old_counts"], (week,))


def keep_lock(run: Run, lock: tuple[bytes, int, bytes, Collection[bytes]]) -> bool:
    """Write a person's lock on top of its version, or the first one, and what it is found by."""
    uid, version, content, words = lock
    owners = (run(SQL["find_lock"], (found,)).fetchone() for found in words)
    if any(owner not in (None, (uid,)) for owner in owners):
        return False
    if version:
        written = run(SQL["write_lock"], (content, uid, version)).rowcount == 1
    else:
        written = run(SQL["add_lock"], (content, uid)).rowcount == 1
    if written:
        _write_words(run, uid, set(words))
    return written


def keep_plan(run: Run, plan: tuple[bytes, int, bytes]) -> bool:
    """Write a person's plan on top of its version, or the first one."""
    uid, version, content = plan
    if version:
        return run(SQL["write_plan"], (content, uid, version)).rowcount == 1
    return run(SQL["add_plan"], (content, uid)).rowcount == 1


def _write_words(run: Run, uid: bytes, words: set[bytes]) -> None:
    """Change only what differs: most writes of a lock count a try, and change nothing of this."""
    known = {found for (found,) in run(SQL["words"], (uid,)).fetchall()}
    for found in known - words:
        run(SQL["drop_words"], (found,))
    for found in words - known:
        run(SQL["add_words"], (found, uid))


def keep_stamp(run: Run, stamp: tuple[int, bytes, Sequence[Climb]]) -> bool:
    """Keep the stamp of a day, and how people's heads climb to it, where that is new."""
    day, content, climbs = stamp
    if run(SQL["add_stamp"], (day, content)).rowcount != 1:
        return False
    for climb in climbs:
        run(SQL["add_climb"], (climb.number, climb.content, climb.uid))
    return True


def move(run: Run, move: Move) -> bool:
    """Bring a person to another chat, and leave somebody new in the one she had."""
    to, left = move.to, move.left
    stands = run(SQL["standing"], (move.before,)).fetchall() == [(to.idx, to.version)]
    if not stands or run(SQL["standing"], (to.row.uid,)).fetchall() != [(left.idx, left.version)]:
        return False
    run(SQL["add_erasure"], (move.before, move.day))
    run(SQL["add_person"], (left.row.uid, left.row.key))
    for change in (left, to):
        row = change.row
        content = (row.uid, row.chat, row.session, row.slate, change.due)
        run(SQL["readdress"], (*content, change.idx))
    run(SQL["drop_person_by_name"], (move.before,))
    done(run, (*left.done, *to.done))
    return True


def receive(run: Run, envelopes: Sequence[Envelope]) -> frozenset[int]:
    """Keep letters; gives the numbers that never came before."""
    new: set[int] = set()
    for some in _portions(list({letter.update: letter for letter in reversed(envelopes)}.values())):
        values: list[object] = []
        for letter in some:
            kept = (None, None) if letter.poison else (letter.idx, letter.content)
            values += (letter.update, letter.day, *kept)
        new.update(number for (number,) in run(_repeated("receive", len(some)), values).fetchall())
        for letter in some:
            if letter.poison and letter.update in new:
                run(SQL["keep_apart"], (letter.update, letter.day, letter.idx, letter.content))
    return frozenset(new)


def set_aside(run: Run, envelopes: Sequence[Envelope]) -> None:
    """Keep letters apart that were waiting; what was forgotten meanwhile does not come back."""
    for letter in envelopes:
        if run(_repeated("empty_letters_by_number", 1), (letter.update,)).rowcount == 1:
            run(SQL["keep_apart"], (letter.update, letter.day, letter.idx, letter.content))


def done(run: Run, updates: Sequence[int]) -> None:
    """Empty letters."""
    for some in _portions(updates):
        run(_repeated("empty_letters_by_number", len(some)), some)


def rewrap(run: Run, keys: Sequence[Rewrapped]) -> int:
    """Put wrapped keys in the place of others, where those still lie there."""
    return sum(_rewrap(run, key) for key in keys)


def _rewrap(run: Run, key: Rewrapped) -> int:
    match key.place:
        case bytes(uid):
            return run(SQL["rewrap_person"], (key.after, uid, key.before)).rowcount
        case int(day):
            return run(SQL["rewrap_day"], (key.after, day, key.before)).rowcount
        case None:
            return run(SQL["rewrap_check"], (key.after, key.before)).rowcount


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


TOGETHER: Final[Mapping[Callable[..., Any], Callable[..., Sequence[Any]]]] = {commit: commit_all}
"""Jobs of which many are done at once, and how."""
