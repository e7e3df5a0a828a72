"""Row 21: a report of 200 entries and 50 photos on paper, and the same by fpdf2.

Both sides are processes that are asked by turns. Ours starts a process for each report, as the bot
does, and that is counted; so it goes by the clock on the wall.
"""

from __future__ import annotations

import asyncio
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from PIL import Image, ImageFilter

from bench.environment import peers
from bench.papers import FOLDER, PHOTOS, Paper, papers
from bench.rows import Measured, Row
from bench.sides import Side, interleave, ratio
from bench.worker import Lap, serve
from bot.core.chain import Log
from bot.core.document import Selection
from bot.core.incident import Exhibit, Incident, Occurred
from bot.core.records import noted
from bot.reports.printing import printed

AT = "2026-11-27T10:00:00Z"
ROUNDS = 5
SIZE = (1600, 1200)


# Our side, in a process of its own


@cache
def _selected() -> tuple[Selection, dict[str, bytes]]:
    log, originals = Log(bytes(16)), dict[str, bytes]()
    for number, paper in enumerate(papers(), 1):
        log = noted(log, _incident(number, paper), number.to_bytes(32))
        if paper.photo is not None:
            originals[f"{number:04}_a"] = paper.photo.read_bytes()
    return Selection(log, AT, "the police", software="bench"), originals


def _incident(number: int, paper: Paper) -> Incident:
    day = date(2026, 1, 1) + timedelta(days=number)
    return Incident(
        paper.what,
        AT,
        occurred=Occurred("exact", f"{day}T18:30", zone="Europe/Berlin"),
        kind=("messages", "phone_calls", "at_my_door")[number % 3],
        exhibits=() if paper.photo is None else (_exhibit(paper.photo),),
        **paper.fields,
    )


def _exhibit(photo: Path) -> Exhibit:
    content = photo.read_bytes()
    return Exhibit(sha256(content).hexdigest(), len(content), photo.name, "image/jpeg")


def _report(times: int) -> Lap:
    selection, originals = _selected()
    begun = time.perf_counter()
    for _ in range(times):
        assert asyncio.run(printed(selection, originals)).startswith(b"%PDF-")
    return Lap(time.perf_counter() - begun, times)


def _processor(times: int) -> Lap:
    """The same, by the time of the processor: of this process, and of those that it started."""
    _selected()
    begun = _used()
    _report(times)
    return Lap(_used() - begun, times)


def _used() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)


def _memory(times: int) -> Lap:
    """The most memory that a process had which made a report, in MB."""
    _report(times)
    return Lap(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1)


# The rows


@contextmanager
def _photos() -> Iterator[dict[str, str]]:
    """Photos as a camera makes them: no two alike, smooth in the large and noisy in the small."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(PHOTOS):
            _photo(number).save(Path(folder) / f"IMG_{number:04}.jpg", quality=88)
        yield {FOLDER: folder}


def _photo(number: int) -> Image.Image:
    large = Image.radial_gradient("L").rotate(7 * number).resize(SIZE)
    small = Image.effect_noise(SIZE, 30).filter(ImageFilter.GaussianBlur(0.7))
    return Image.merge("RGB", (large, Image.blend(large, small, 0.4), small))


def _against(how: str) -> Measured:
    with _photos() as where, ExitStack() as sides:
        ours = sides.enter_context(Side("bench.printing", environment=where))
        peer = Side("bench.peers.fpdf2_report", python=peers(), environment=where)
        theirs = sides.enter_context(peer)
        costs = [ours.playing("report", 1), theirs.playing(how, 1)]
        a, b = interleave(costs, ROUNDS)
        return Measured(ratio(b, a), {"ours": a, "fpdf2": b})


def _ours(task: str) -> Measured:
    with _photos() as where, Side("bench.printing", environment=where) as side:
        samples = [side.cost(task, 1) for _ in range(ROUNDS)]
    return Measured(max(samples), {"ours": samples})


ROWS = (
    Row(
        "speed-21",
        "a report of 200 entries and 50 photos, against fpdf2",
        "×",
        lambda: _against("tables"),
        gate=10,
        goal=12,
    ),
    Row(
        "speed-21-lean",
        "the same, against fpdf2 without tables",
        "×",
        lambda: _against("cells"),
    ),
    Row(
        "speed-21-seconds",
        "the same report, by the clock; the slowest of five",
        "s",
        lambda: _ours("report"),
        gate=3,
        direction="at most",
    ),
    Row(
        "speed-21-processor",
        "the same report, by the processor's time; the slowest of five",
        "s",
        lambda: _ours("processor"),
    ),
    Row(
        "speed-21-memory",
        "the most memory of the process that makes it",
        "MB",
        lambda: _ours("memory"),
        gate=400,
        goal=350,
        direction="at most",
    ),
)

if __name__ == "__main__":
    serve({"report": _report, "processor": _processor, "memory": _memory})
