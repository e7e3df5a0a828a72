"""Our side of loading: a folder of flows, read and checked, whole or after an edit."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

from bench.worker import Lap, clock, serve
from bot.content.library import Library
from bot.core.complaint import Complaint
from bot.core.content import Content
from tests.support import TODAY

_TITLE = re.compile(r"^title: .*$", re.MULTILINE)


class Unchecked(Library):
    """A library that reads flows and judges nothing beyond each line of them."""

    def _checked(self, content: Content) -> Iterator[Complaint]:
        return iter(())


def load(library: type[Library], folder: Path, times: int) -> Lap:
    """Load every flow of a folder; the seconds are those a generated flow."""
    files = sum(1 for _ in folder.glob("talk_*.yaml"))
    begun = clock()
    for _ in range(times):
        library(folder, TODAY).load()
    return Lap(clock() - begun, times * files)


def _retitled(text: str, number: int) -> str:
    return _TITLE.sub(f"title: Edited {number}", text, count=1)


def edit(folder: Path, times: int) -> Lap:
    """Change a word in one flow after the other, and take each change up."""
    library = Library(folder, TODAY)
    library.load()
    flows = sorted(path for path in folder.glob("*.yaml") if _TITLE.search(path.read_text("utf-8")))
    took = 0.0
    for number in range(times):
        path = flows[number * 7 % len(flows)]
        path.write_text(_retitled(path.read_text("utf-8"), number), "utf-8")
        begun = perf_counter()
        changed = library.refresh()
        took += perf_counter() - begun
        assert changed
    return Lap(took, times)


if __name__ == "__main__":
    where = Path(sys.argv[1])
    serve(
        {
            "read": partial(load, Unchecked, where),
            "load": partial(load, Library, where),
            "edit": partial(edit, where),
        }
    )
