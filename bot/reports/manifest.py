"""manifest.json: what a package says of itself, and the one file of it that counts.

It holds the log as it may be seen, and `contents`, to which the last link is bound by a hash: so
the head of the package stands for all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, TypeAdapter
from pydantic_core import from_json

from bot.core.canonical import canonical
from bot.core.chain import Link, Log
from bot.core.document import Access
from bot.core.incident import STRICT, Digest, Number, Words
from bot.core.merkle import Neighbour

FORMAT = 1
NAME = "manifest.json"
SUMS = "SHA256SUMS"
SHIPPED = ("VERIFY.txt", "verify.py")
"""What every package has, besides the log and its files."""


def _bytes(text: object) -> object:
    """What hexadecimal digits stand for, if they are written as we write them."""
    if not isinstance(text, str) or bytes.fromhex(text).hex() != text:
        raise ValueError("no hexadecimal digits")
    return bytes.fromhex(text)


Hex = Annotated[bytes, BeforeValidator(_bytes), PlainSerializer(bytes.hex)]
Size = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class Held:
    """One file of a package."""

    __pydantic_config__ = STRICT

    name: str
    sha256: Digest
    size: Size


@dataclass(frozen=True, slots=True)
class Derived:
    """A file that was made of an exhibit, such as a picture without the place it was taken at."""

    __pydantic_config__ = STRICT

    name: str
    of: str
    how: Words = field(repr=False)


@dataclass(frozen=True, slots=True)
class Beside:
    """A neighbour on the way up to a stamped root."""

    __pydantic_config__ = STRICT

    side: Literal["left", "right"]
    digest: Annotated[Hex, Field(min_length=32, max_length=32)]


@dataclass(frozen=True, slots=True)
class Stamped:
    """A time stamp (RFC 3161) over a root that the head of one link belongs to."""

    __pydantic_config__ = STRICT

    name: str
    number: Number
    way: tuple[Beside, ...] = ()

    @property
    def neighbours(self) -> tuple[Neighbour, ...]:
        """The way up as the core climbs it."""
        return tuple(Neighbour(beside.side, beside.digest) for beside in self.way)


@dataclass(frozen=True, slots=True)
class Contents:
    """All that is in a package besides the log, and what is said of it."""

    __pydantic_config__ = STRICT

    software: str
    before: Hex
    """The head before this handover: the one that earlier stamps and notes can be about."""
    files: tuple[Held, ...]
    derived: tuple[Derived, ...]
    stamps: tuple[Stamped, ...]
    accesses: tuple[Access, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Linked:
    """A link as it is written; a bare one has neither salt nor body."""

    __pydantic_config__ = STRICT

    number: Number
    leaf: Annotated[Hex, Field(min_length=32, max_length=32)]
    head: Annotated[Hex, Field(min_length=32, max_length=32)]
    salt: Annotated[Hex, Field(min_length=32, max_length=32)] | None = field(default=None)
    body: dict[str, Any] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if (self.salt is None) != (self.body is None) or self.body == {}:
            raise ValueError("a link has a salt and a body, or neither")

    def link(self) -> Link:
        """The link as the core knows it."""
        if self.salt is None or self.body is None:
            return Link(self.number, self.leaf, self.head)
        return Link(self.number, self.leaf, self.head, self.salt, canonical(self.body))


@dataclass(frozen=True, slots=True)
class _Written:
    """All of the file, as it is written."""

    __pydantic_config__ = STRICT

    format: Literal[1]
    log: Annotated[Hex, Field(min_length=16, max_length=16)]
    links: tuple[_Linked, ...]
    contents: Contents


_contents: TypeAdapter[Contents] = TypeAdapter(Contents)
_written: TypeAdapter[_Written] = TypeAdapter(_Written)


def digest_of(contents: Contents) -> str:
    """The hash by which a handover is bound to what it handed over."""
    return sha256(canonical(_contents.dump_python(contents, mode="json"))).hexdigest()


def sums(files: Mapping[str, bytes]) -> bytes:
    """SHA256SUMS as `sha256sum` writes it."""
    lines = (f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def write(log: Log, contents: Contents) -> bytes:
    """The file, in the one way it can be written."""
    links = [_as_written(link) for link in log.links]
    said = _contents.dump_python(contents, mode="json")
    return canonical({"format": FORMAT, "log": log.id.hex(), "links": links, "contents": said})


def _as_written(link: Link) -> dict[str, object]:
    bare = {"number": link.number, "leaf": link.leaf.hex(), "head": link.head.hex()}
    return bare if link.is_bare else bare | {"salt": link.salt.hex(), "body": from_json(link.body)}


def read(untrusted_bytes: bytes) -> tuple[Log, Contents] | None:
    """The log and the contents; None unless it is written exactly as we would write it."""
    try:
        if canonical(from_json(untrusted_bytes)) != untrusted_bytes:
            return None
        found = _written.validate_json(untrusted_bytes, strict=True)
    except ValueError:  # what is wrong would repeat what was said
        return None
    return Log(found.log, tuple(linked.link() for linked in found.links)), found.contents
