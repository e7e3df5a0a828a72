"""The pattern can be seen by whoever sees no colours, and heard by whoever sees nothing."""

from __future__ import annotations

import asyncio
import io
import json

import pytest
from PIL import Image

from bot.core.document import Document, document
from bot.core.incident import Incident, Occurred
from bot.reports import chart, pattern, typesetting
from bot.reports.wording import ENGLISH
from tests.core.logs import entry, log_of, on
from tests.reports.packed import selection
from tests.reports.printouts import chosen

SECRET = "my mother's house"


def of(*incidents: Incident) -> Document:
    return document(selection(log_of(*incidents)))


def drawn(shown: Document) -> Image.Image:
    with Image.open(io.BytesIO(asyncio.run(pattern.picture(shown)))) as read:
        read.load()
        return read


def busy(number: int) -> Document:
    """As many kinds, each with one act in a week of its own."""
    days = [f"2026-{1 + place // 4:02}-{1 + 7 * (place % 4):02}" for place in range(number)]
    return of(*(entry(kind=f"k{n:02}", occurred=on(day)) for n, day in enumerate(days)))


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    return drawn(busy(12))


def test_the_picture_fits_a_phone(picture: Image.Image) -> None:
    assert (picture.format, picture.width) == ("PNG", 720)
    assert drawn(busy(40)).height > picture.height


def test_no_colour_is_needed(picture: Image.Image) -> None:
    counted = picture.convert("RGB").getcolors(1 << 24)
    assert counted is not None
    assert all(len(set(seen)) == 1 for _, seen in counted if isinstance(seen, tuple))


def test_every_kind_has_a_shape_of_its_own() -> None:
    marks = [row["marks"][0] for row in chart.chart(busy(12), ENGLISH)["rows"] if row["marks"]]
    assert sorted(mark["shape"] for mark in marks) == list(range(chart.SHAPES))
    assert len({_outline(shape) for shape in range(chart.SHAPES)}) == chart.SHAPES


def _outline(shape: int) -> bytes:
    """What is seen of a shape by somebody who sees no shades."""
    alone = {"legend": [[shape, ""]], "rows": [], "gaps": [], "by_month": False}
    data = json.dumps({"words": dict(ENGLISH), "chart": alone}).encode()
    with Image.open(io.BytesIO(typesetting.png({"document.json": data}))) as read:
        return read.convert("L").point(lambda shade: 255 * (shade > 200)).tobytes()


def test_kinds_beyond_the_shapes_share_the_last_one_and_the_legend_says_so() -> None:
    shown = chart.chart(busy(15), ENGLISH)
    assert shown["legend"][-1] == [chart.SHAPES - 1, "other kinds"]
    assert len(shown["legend"]) == chart.SHAPES


def test_nothing_that_anybody_typed_gets_there() -> None:
    shown = of(entry(SECRET, who=SECRET, occurred=Occurred("exact", "2026-08-03", often=SECRET)))
    assert SECRET not in str(chart.chart(shown, ENGLISH))
    assert SECRET not in str(chart.lines(shown, ENGLISH))


def test_the_same_is_said_in_words() -> None:
    whole = Occurred("range", "2026-08-03", "2026-09-20", acts=0)
    shown = of(
        entry(kind="phone_calls", occurred=on("2026-08-03T09:00", acts=3)),
        entry(kind="phone_calls", occurred=on("2026-08-04", acts=0)),
        entry(kind="messages", occurred=on("2026-09-07", acts=20)),
        entry(kind="messages", occurred=whole),
        entry(),
    )
    said = chart.lines(shown, ENGLISH)
    assert said[:5] == (
        "2026-08-03 to 2026-08-09: phone calls 3 and several more",
        "4 weeks: nothing written down",
        "2026-09-07 to 2026-09-13: messages 20",
        "longer than one week: messages: several, not counted",
        "day not known: no kind stated 1",
    )
    assert "Time of day: not stated in 4 of 5" in said
    assert said[-1] == ENGLISH["no_score"]


def test_many_acts_are_one_mark_and_a_number() -> None:
    (row,) = chart.chart(of(entry(occurred=on("2026-08-03", acts=300))), ENGLISH)["rows"]
    assert row["marks"] == [{"shape": 0, "times": 1, "more": "× 300", "several": 0}]


def test_years_of_weeks_become_months_and_say_so() -> None:
    months = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
    days = [f"{month}-{day:02}" for month in months for day in (2, 9, 16)]
    shown = chart.chart(of(*(entry(occurred=on(day)) for day in days)), ENGLISH)
    assert shown["by_month"]
    assert shown["rows"][1]["label"] == "2024-02"


def test_each_gap_has_words() -> None:
    assert all(f"gap_{gap.name}" in ENGLISH for gap in document(chosen()).gaps)
