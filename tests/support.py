"""Makes content for tests: small flows given as YAML, put beside the flows the bot itself needs."""

from __future__ import annotations

import os
import tempfile
import textwrap
import warnings
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

from bot.content.library import Library, shipped
from bot.core.complaint import Complaint
from bot.core.content import Content

TODAY = date(2026, 11, 21)
BASE = Path(__file__).parent / "sets" / "base"
"""A small complete set: the flows the bot needs, each as short as can be."""


@cache
def shipped_content() -> Content:
    """The flows that come with Sidelight."""
    return Library(shipped(), TODAY).load()


def write_set(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a set of flows: the base set, with these files added or put in their place."""
    for source in BASE.rglob("*"):
        if source.is_file():
            copy = folder / source.relative_to(BASE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(source.read_bytes())
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
    return folder


def complaints_of(files: Mapping[str, str | bytes]) -> tuple[Complaint, ...]:
    """What the checker says of the base set with these files."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(write_set(Path(folder), files), TODAY)
        library.refresh()
        return library.complaints


def content_of(flows: Mapping[str, str | bytes]) -> Content:
    """The base set with these files, which must be without errors."""
    with tempfile.TemporaryDirectory() as folder:
        return Library(write_set(Path(folder), flows), TODAY).load()


def missing(message: str) -> NoReturn:
    """Skip a test aloud where a program is missing; in CI, where all are installed, fail."""
    if os.environ.get("CI"):
        pytest.fail(message)
    warnings.warn(message, stacklevel=2)
    pytest.skip(message)
