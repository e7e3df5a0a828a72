"""Hostile files are refused or harmless, whatever is in them: quickly, and in little memory."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.content.characters import UNSEEN
from bot.content.library import Library
from tests.content import hostile, hostile_tables
from tests.support import TODAY, write_set

HOSTILE = hostile.FILES | hostile_tables.FILES
HARMLESS = hostile.HARMLESS | hostile_tables.HARMLESS
ALL = HOSTILE | HARMLESS
MOST_SECONDS = 0.050
MOST_BYTES = 20_000_000
MOST_COMPLAINTS = 200
ATTEMPTS = 6
TIMES = 2.5
"""So many times what the YAML library alone takes for a full file, where that is more."""
"""Of which the best counts: another program may have been in the way of the others."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has other links and pipes")


@dataclass(frozen=True)
class Outcome:
    """What became of a good set when some files were put beside it."""

    library: Library
    stayed: bool
    touched: bool
    peak: int


def loaded(folder: Path) -> Library:
    """A library that holds the good set."""
    library = Library(write_set(folder, {}), TODAY)
    library.load()
    return library


def lay(name: str, folder: Path) -> None:
    ALL[name](folder)
    if name == "a file that may not be read" and os.access(folder / "x.yaml", os.R_OK):
        pytest.skip("whoever runs this may read everything")


@cache
def outcome(name: str) -> Outcome:
    """Put some files beside the good set, and look at it again."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "flows"
        library = loaded(folder)
        good = library.content
        lay(name, folder)
        peak = peak_bytes(library)
        touched = [*Path(place).rglob(f"*{hostile.CANARY}*"), *Path().glob(hostile.CANARY)]
        return Outcome(library, library.content is good, bool(touched), peak)


def peak_bytes(library: Library) -> int:
    tracemalloc.start()
    try:
        library.refresh()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def seconds(name: str, folder: Path) -> float:
    library = loaded(folder)
    lay(name, folder)
    gc.collect()
    with untraced():
        begun = time.process_time()
        library.refresh()
        return time.process_time() - begun


WIDE = "\n".join(f"key_{number}: value" for number in range(16_000))


def yardstick() -> float:
    """Seconds that the YAML library alone takes here and now to read as much as a flow may hold."""
    with untraced():
        begun = time.process_time()
        for _ in yaml.parse(WIDE, Loader=yaml.CBaseLoader):
            pass
        return time.process_time() - begun


@contextmanager
def untraced() -> Iterator[None]:
    """Let nobody count lines meanwhile: that costs several times what is counted."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


def test_there_are_many_kinds_of_hostile_files() -> None:
    assert len(HOSTILE) >= 150


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_the_good_set_stays(name: str) -> None:
    found = outcome(name)
    assert [c for c in found.library.complaints if c.severity == "error"]
    assert found.stayed
    assert not found.touched


@pytest.mark.parametrize("name", HARMLESS)
def test_a_file_that_is_only_odd_is_taken_up(name: str) -> None:
    found = outcome(name)
    assert [str(complaint) for complaint in found.library.complaints] == []
    assert found.library.version == found.library.served_version


@pytest.mark.parametrize("name", HOSTILE)
def test_every_complaint_can_be_printed_and_names_a_place(name: str) -> None:
    complaints = outcome(name).library.complaints
    assert len(complaints) <= MOST_COMPLAINTS
    for complaint in complaints:
        assert complaint.line >= 1
        assert len(complaint.message) < 200
        for text in (str(complaint), complaint.source_line):
            assert "\n" not in text
            assert UNSEEN.search(text) is None
            text.encode()


@pytest.mark.parametrize("name", ALL)
def test_a_hostile_file_costs_at_most_20_megabytes(name: str) -> None:
    assert outcome(name).peak < MOST_BYTES


@pytest.mark.parametrize("name", ALL)
def test_a_hostile_file_costs_at_most_50_milliseconds(name: str, tmp_path: Path) -> None:
    # On a machine that is slow or busy at the moment, it may take as much longer as the yardstick.
    assert any(
        seconds(name, tmp_path / str(n)) < max(MOST_SECONDS, TIMES * yardstick())
        for n in range(ATTEMPTS)
    )
