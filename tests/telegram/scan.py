"""Looks for what may stand nowhere: tokens, ids, and people's words, in every file a bot leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.telegram.running import RunningBot

KEPT_APART = ("token", "config.yaml")
"""The operator's own files, which hold the token and the addresses."""
SHORTEST = 4
"""Shorter words stand in any text by chance."""


def findings(folder: Path, secrets: Iterable[str]) -> Iterator[str]:
    """Where secrets stand in the files of a folder, in any of the ways a program writes texts."""
    needles = {needle: secret for secret in secrets for needle in _spellings(secret)}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in KEPT_APART:
            held = path.read_bytes()
            yield from (
                f"{path.name} holds {secret!r}" for n, secret in needles.items() if n in held
            )


def _spellings(secret: str) -> set[bytes]:
    escaped = secret.encode("unicode_escape")
    return {secret.encode(), secret.encode("utf-16-le"), escaped, ascii(secret)[1:-1].encode()}


def secrets_of(bot: RunningBot) -> set[str]:
    """What must not be found: the token, and all that people are and said in this server."""
    found = {bot.fakegram.token, bot.fakegram.token.partition(":")[2]}
    for person in bot.people:
        found |= {str(person.id), f"Name{person.id}"}
        for said in person.history("said"):
            found.update(str(said.get("text", "")).splitlines())
    return {secret for secret in found if len(secret.strip()) >= SHORTEST}
