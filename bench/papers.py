"""What both sides of row 21 print: 200 entries and 50 photos, the same words, made without chance.

It needs nothing but the standard library, so that a peer can have it too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ENTRIES, PHOTOS = 200, 50
FOLDER = "SIDELIGHT_BENCH_PHOTOS"
"""The variable that says in which folder the photos lie."""
_SENTENCES = (
    "He wrote again that he knows when I leave for work.",
    "The phone rang fourteen times in one evening, and I did not answer.",
    "My neighbour saw the car, too; it stood there until ten o'clock.",
    "I found a parcel with no name on it, and in it a photograph of my door.",
    "وقف أمام باب بيتي في المساء ولم يقل شيئاً.",
    "他又来了，站在楼下等了很久。",
    "Он снова написал мне с другого номера.",
    "वह फिर से मेरे दफ़्तर के बाहर खड़ा था।",
    "She said that she will tell everybody ‼ 😡",
)


class Paper(NamedTuple):
    """One entry: its words, its fields, and its photo, if it has one."""

    what: str
    fields: dict[str, str]
    photo: Path | None


def papers() -> Iterator[Paper]:
    """All entries, in their order."""
    photos = sorted(Path(os.environ[FOLDER]).iterdir())
    for number in range(ENTRIES):
        with_photo = number % (ENTRIES // PHOTOS) == 0
        yield Paper(
            _said(number, 5),
            {
                "quoted": _said(number + 3, 2),
                "channel": "a messenger",
                "account": f"@somebody_{number}",
                "who": "my former partner",
                "witnesses": _said(number + 5, 1),
                "did": _said(number + 7, 1),
            },
            photos[number * PHOTOS // ENTRIES] if with_photo else None,
        )


def _said(first: int, sentences: int) -> str:
    places = range(first, first + sentences)
    return " ".join(_SENTENCES[place % len(_SENTENCES)] for place in places)
