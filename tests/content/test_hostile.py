"""Hostile files are refused or harmless, whatever is in them: quickly, and in little memory."""

from __future__ import annotations

import gc
import os
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from bot.content.characters import UNSEEN
from bot.content.library import Library
from tests.content import hostile, hostile_tables
from tests.content.hostile import CANARY, Lay
from tests.support import TODAY, write_set

FILES = hostile.FILES | hostile_tables.FILES
HARMLESS = hostile.HARMLESS | hostile_tables.HARMLESS
MOST_SECONDS = 0.050
MOST_BYTES = 20_000_000
RUNS = 6
"""Attempts, of which the best counts: another program may have been in the way of the others."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has other links and pipes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_set(tmp_path / "flows", {})


def loaded(folder: Path) -> Library:
    """A library that holds the good set."""
    library = Library(folder, TODAY)
    library.load()
    return library


def lay(folder: Path, files: Lay) -> None:
    files(folder)
    if any(path.is_file() and not os.access(path, os.R_OK) for path in folder.iterdir()):
        return
    if files is FILES["a file that may not be read"]:
        pytest.skip("whoever runs this may read everything")


def seconds_of(files: Lay, new: Path) -> float:
    """What it costs to look at some files in a new folder, while nobody counts the lines."""
    library = loaded(write_set(new, {}))
    lay(new, files)
    gc.collect()
    gc.disable()
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        begun = time.process_time()
        library.refresh()
        return time.process_time() - begun
    finally:
        sys.settrace(tracer)
        gc.enable()


def peak_bytes(library: Library) -> int:
    tracemalloc.start()
    try:
        library.refresh()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_there_are_many_kinds_of_hostile_files() -> None:
    assert len(FILES) >= 45


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_a_hostile_file_is_refused_and_the_good_set_stays(folder: Path, files: Lay) -> None:
    library = loaded(folder)
    good = library.content
    lay(folder, files)
    library.refresh()
    assert [complaint for complaint in library.complaints if complaint.severity == "error"]
    assert library.content is good
    assert not list(folder.parent.rglob(f"*{CANARY}*"))
    assert not Path(CANARY).exists()


@pytest.mark.parametrize("files", HARMLESS.values(), ids=HARMLESS)
def test_a_file_that_is_only_odd_is_taken_up(folder: Path, files: Lay) -> None:
    library = loaded(folder)
    files(folder)
    library.refresh()
    assert [str(complaint) for complaint in library.complaints] == []
    assert library.version == library.served_version


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_every_complaint_can_be_printed_and_names_a_place(folder: Path, files: Lay) -> None:
    library = Library(folder, TODAY)
    lay(folder, files)
    library.refresh()
    assert len(library.complaints) <= 200
    for complaint in library.complaints:
        assert complaint.line >= 1
        assert len(complaint.message) < 200
        for text in (str(complaint), complaint.source_line):
            assert "\n" not in text
            assert UNSEEN.search(text) is None
            text.encode()


@pytest.mark.parametrize("files", (FILES | HARMLESS).values(), ids=FILES | HARMLESS)
def test_a_hostile_file_costs_at_most_50_milliseconds(tmp_path: Path, files: Lay) -> None:
    assert any(seconds_of(files, tmp_path / str(n)) < MOST_SECONDS for n in range(RUNS))


@pytest.mark.parametrize("files", (FILES | HARMLESS).values(), ids=FILES | HARMLESS)
def test_a_hostile_file_costs_at_most_20_megabytes(folder: Path, files: Lay) -> None:
    library = loaded(folder)
    lay(folder, files)
    assert peak_bytes(library) < MOST_BYTES
