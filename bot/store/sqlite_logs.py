"""What a store writes of logs and releases: each job runs in a transaction shared with others."""

from __future__ import annotations

from collections.abc import Sequence

from bot.keeping import ExhibitRow, LinkRow, ReleaseRow
from bot.store.sqlite_jobs import SQL, Run


def add_link(run: Run, kept: tuple[bytes, LinkRow, Sequence[ExhibitRow]]) -> bool:
    """Keep a link that follows the last one, with its files."""
    uid, link, exhibits = kept
    if not _add(run, uid, link):
        return False
    for one in exhibits:
        values = (uid, link.number, one.place, one.file, one.twin, one.key, one.size)
        run(SQL["add_exhibit"], values)
    return True


def _add(run: Run, uid: bytes, link: LinkRow) -> bool:
    values = {
        "uid": uid,
        "number": link.number,
        "mark": link.mark,
        "chain": link.chain,
        "content": link.content,
    }
    return run(SQL["add_link"], values).rowcount == 1


def erase_link(run: Run, erased: tuple[bytes, LinkRow, int, int | None]) -> bool:
    """Forget what a link holds, or one file of it, and keep the link that says so."""
    uid, removal, number, place = erased
    if not _add(run, uid, removal):
        return False
    files = {row[2] for row in run(SQL["exhibits"], (uid,)).fetchall() if row[0] == number}
    if place is None:
        run(SQL["empty_link"], (uid, number))
    run(SQL["drop_exhibits"], {"uid": uid, "number": number, "place": place})
    drop_files(run, sorted(files))
    return True


def add_piece(run: Run, piece: tuple[bytes, int, bytes, bytes]) -> bool:
    """Keep a piece of a file."""
    return run(SQL["add_piece"], piece).rowcount == 1


def drop_files(run: Run, files: Sequence[bytes]) -> None:
    """Forget files that belong to no link and no release."""
    for file in files:
        run(SQL["drop_file"], {"file": file})


def add_release(run: Run, kept: tuple[bytes, ReleaseRow]) -> bool:
    """Keep a release of somebody who is known."""
    uid, release = kept
    values = (release.idx, release.file, release.day, release.terms, release.told, uid)
    return run(SQL["add_release"], values).rowcount == 1


def drop_release(run: Run, file: bytes) -> bool:
    """Forget a release with its file."""
    dropped = run(SQL["drop_release"], (file,)).rowcount == 1
    drop_files(run, [file])
    return dropped


def drop_old_releases(run: Run, day: int) -> None:
    """Forget the releases that ended before a day, with their files."""
    for (file,) in run(SQL["old_releases"], (day,)).fetchall():
        drop_release(run, file)
