"""Makes settings of a file, or one sentence that says which line is wrong and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.config.settings import Config, Places, Wrong
from bot.core.complaint import Complaint, guess
from bot.errors import ConfigError

_TOKEN = re.compile(r"[0-9]{5}:[A-Za-z0-9_-]{30}")
_KEY = re.compile(r"[A-Za-z_-]{1,30}")
_QUOTING = frozenset(("F003", "F007"))
"""Complaints about YAML that quote a piece of the file."""
_WRONG_TYPES = {
    "bool_parsing": "has to be yes or no",
    "bool_type": "has to be yes or no",
    "literal_error": "has to be turns, info or warning",
    "model_type": "has to hold settings of its own, each on a line below it",
    "path_type": "has to name one path",
    "string_type": "has to be one text",
    "tuple_type": "has to be a list, as in [GB, IE]",
}
_EXAMPLE = "see config.example.yaml"


class Reading(Protocol):
    """What a file holds, with every scalar as text; complaints say what can't be read."""

    @property
    def tree(self) -> object: ...

    @property
    def complaints(self) -> Sequence[Complaint]: ...


ReadYaml = Callable[[bytes, str], Reading]


def load(path: Path, read_yaml: ReadYaml, credentials: Path | None = None) -> Config:
    """Read the settings; any mistake is a `ConfigError`.

    `credentials` is the directory that systemd made for this process, if it did.
    """
    tree = _tree(path, read_yaml)
    for keys in _tokens(tree, ()):
        raise ConfigError(
            f"{path}: {_dotted(keys)} holds a token, which has no place in this file: put it alone "
            "into another file, name that one under telegram.token_file, and revoke the token at "
            "@BotFather if others could read it."
        )
    try:
        return Config.model_validate(tree, context=Places(path.absolute().parent, credentials))
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        raise ConfigError(f"{path}: {_sentence(wrong)}") from None


def _tree(path: Path, read_yaml: ReadYaml) -> object:
    reading = read_yaml(_bytes(path), path.name)
    for wrong in reading.complaints:
        quoting = wrong.code in _QUOTING
        message = re.sub('".*"', '"…"', wrong.message) if quoting else wrong.message
        raise ConfigError(f"{path}:{wrong.line}: {message}")
    if not isinstance(reading.tree, dict):
        raise ConfigError(f"{path} has to hold settings, one on each line: {_EXAMPLE}.")
    return reading.tree


def _bytes(path: Path) -> bytes:
    try:
        if path.is_file():
            return path.read_bytes()
    except OSError:
        raise ConfigError(f"{path} can't be read: let this account read it.") from None
    raise ConfigError(f"{path} is no file: copy config.example.yaml to it, and change that.")


def _tokens(tree: object, keys: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Where tokens stand, as keys or as values."""
    if isinstance(tree, dict):
        for key, below in tree.items():
            yield from _tokens(key, keys)
            yield from _tokens(below, (*keys, key))
    elif isinstance(tree, list):
        for below in tree:
            yield from _tokens(below, keys)
    elif _TOKEN.search(str(tree)):
        yield keys


def _dotted(keys: Sequence[str | int]) -> str:
    """The name of a setting; what might be anything but a name is left out."""
    names = [key for key in keys if isinstance(key, str)]
    return ".".join(name if _KEY.fullmatch(name) else "…" for name in names) or "a line"


def _sentence(wrong: ErrorDetails) -> str:
    name = _dotted(wrong["loc"])
    if wrong["type"] == "extra_forbidden":
        return f"there is no setting {name}: {_EXAMPLE}.{_guess(name)}"
    said = wrong.get("ctx", {}).get("error")
    if not isinstance(said, Wrong):
        said = _WRONG_TYPES.get(wrong["type"], "can't be read")
    return f"{name} {said}; {_EXAMPLE}."


def _guess(wrong: str) -> str:
    """The setting that was meant: one of that name in another place, or else the nearest."""
    known = tuple(names())
    own = wrong.rpartition(".")[2]
    placed = [name for name in known if name.rpartition(".")[2] == own]
    return guess(placed[0] if placed else wrong, known)


def names(part: type[BaseModel] = Config, before: str = "") -> Iterator[str]:
    """All settings there are, dotted."""
    for name, field in part.model_fields.items():
        yield f"{before}{name}"
        if field.is_required():
            assert isinstance(field.annotation, type)
            yield from names(field.annotation, f"{before}{name}.")
