"""The files of the charity's key as text: a line that says what it is, and then its bytes.

They can be sent by mail, or carried on a stick. What is said of a file never holds what is in it.
"""

from __future__ import annotations

import binascii
import re
import textwrap
from base64 import b64decode, b64encode
from enum import Enum
from pathlib import Path

from bot import files
from bot.errors import CharityProblem
from bot.vault import charity, references
from bot.vault.charity import Grant
from bot.vault.references import NotReference

PRIVATE_NAME, PUBLIC_NAME = "charity-private.key", "charity-public.key"
LARGEST = 64 * 1024
"""No file of these has so many bytes."""
_WIDTH = 76
_MADE = re.compile(r"Reference (\S{1,20}) as of second (\d{1,12})")


class Kind(Enum):
    """What a file is, as its first line says."""

    PRIVATE = "Sidelight: the charity's private key. Keep it off every server."
    PUBLIC = "Sidelight: the charity's public key."
    APPEAL = "Sidelight: an appeal to the charity's key."
    GRANT = "Sidelight: a grant from the charity's key."


_ASKED_FOR = {
    Kind.PRIVATE: "the private key that `sidelight keys charity-new` made",
    Kind.PUBLIC: "the public key that `sidelight keys charity-new` made",
    Kind.APPEAL: "an appeal that `sidelight lock letter` wrote",
    Kind.GRANT: "a grant that `sidelight lock open` wrote",
}


def text_of(kind: Kind, content: bytes, *lines: str) -> str:
    """A file as text."""
    return "\n".join([kind.value, *lines, *textwrap.wrap(b64encode(content).decode(), _WIDTH), ""])


def grant_text(grant: Grant) -> str:
    """A grant as text."""
    return text_of(Kind.GRANT, grant.sealed, f"Reference {grant.reference} as of second {grant.at}")


def read(path: Path, kind: Kind) -> bytes:
    """What a file of a kind holds."""
    return _decoded(path, kind, _lines(path, kind))


def read_grant(path: Path) -> Grant:
    """The grant in a file."""
    made, *rest = _lines(path, Kind.GRANT) or [""]
    if (found := _MADE.fullmatch(made)) is None:
        raise _damaged(path, Kind.GRANT)
    try:
        reference = references.read(found[1])
    except NotReference:
        raise _damaged(path, Kind.GRANT) from None
    return Grant(reference, int(found[2]), _decoded(path, Kind.GRANT, rest))


def read_public(path: Path) -> bytes:
    """The charity's public key in a file; refuses a private one in so many words."""
    if _whole(path).startswith(Kind.PRIVATE.value):
        raise CharityProblem(
            f"{path} is the charity's PRIVATE key: take it off this computer, and put the public "
            f"one, {PUBLIC_NAME}, in its place. Then make a new pair, since this one lay here."
        )
    public = read(path, Kind.PUBLIC)
    if not charity.is_public(public):
        raise _damaged(path, Kind.PUBLIC)
    return public


def write_pair(folder: Path, public: bytes, private: bytes) -> None:
    """Write a new pair into a folder, the private key first."""
    write(folder / PRIVATE_NAME, text_of(Kind.PRIVATE, private))
    write(folder / PUBLIC_NAME, text_of(Kind.PUBLIC, public))


def write(path: Path, text: str) -> None:
    """Write a file that is not there yet, for its owner only."""
    try:
        files.make(path)
        files.write(path, text.encode())
        files.sync_folder(path.parent)
    except FileExistsError:
        raise CharityProblem(f"{path} is there already: nothing was written over it.") from None
    except OSError as problem:
        raise CharityProblem(f"{path} can't be written: {problem.strerror}.") from None


def _lines(path: Path, kind: Kind) -> list[str]:
    first, *rest = _whole(path).splitlines() or [""]
    if first.strip() != kind.value:
        raise CharityProblem(f"{path} is not {_ASKED_FOR[kind]}: name that file.")
    return [line.strip() for line in rest]


def _whole(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST).decode("ascii", "replace")
    except OSError as problem:
        raise CharityProblem(f"{path} can't be read: {problem.strerror}.") from None


def _decoded(path: Path, kind: Kind, lines: list[str]) -> bytes:
    try:
        return b64decode("".join(lines), validate=True)
    except (binascii.Error, ValueError):
        raise _damaged(path, kind) from None


def _damaged(path: Path, kind: Kind) -> CharityProblem:
    return CharityProblem(f"{path} is damaged: it should be {_ASKED_FOR[kind]}. Copy it again.")
