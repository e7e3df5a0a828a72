"""Logs to be printed in tests, and what can be read out of a PDF."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pypdf
import pypdfium2
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from bot.core.chain import Log
from bot.core.document import Document, Selection, document
from bot.core.incident import Filing, Impact, Incident, Occurred
from bot.core.records import Confirmation, Handover, Removal
from bot.reports.pdf import pdf
from tests.core.logs import AT, entry, log_of, on
from tests.reports.packed import exhibit, selection

HARMFUL = (
    '#read("/etc/passwd") #import "@preview/cetz:0.3.0" #eval("1+1") *bold* _slanted_ = Heading '
    "<script>alert(1)</script> [words](https://example.com/a) https://example.com/b $x^2$ @label "
    "`code` \\ // /* -- ~ {braces} {page} %s \\u{41} | - + 1. /URI (javascript:x)"
)
"""What would do something in Typst, Markdown, HTML or PDF, if it were anything but words."""


@cache
def photo(kind: str = "JPEG", size: tuple[int, int] = (320, 240), **how: Any) -> bytes:
    """A picture that can be shown."""
    into = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(into, kind, **how)
    return into.getvalue()


def full() -> Incident:
    """An entry in which everything is stated."""
    return entry(
        HARMFUL,
        sent="2026-11-05T08:59:58Z",
        occurred=Occurred(
            *("range", "2026-11-03T22:15", "2026-11-03T23:00", "Europe/Berlin"),
            often="each evening",
            acts=0,
            words="after the news",
        ),
        kind="phone_calls",
        channel="telephone",
        account="+49 30 1234567",
        quoted="I know where you are",
        who="Ben",
        how_known="think",
        witnesses="my sister",
        impact=Impact("yes, much", "three nights", "I stayed at home", "a new lock", "headache"),
        did="I hung up",
        filings=(Filing("police", "2026-11-04", "AB/7", "Officer Lee", "They call", "2026-11-20"),),
        order="order of 1 October",
        same_person_as=(1,),
    )


def told() -> Log:
    """A log in which all that there is to print has happened."""
    moved = on("2026-10-30T08:00", zone="UTC")
    files = (
        exhibit(photo(), "IMG_1.jpg"),
        exhibit(b"no picture", "IMG_2.jpg"),
        exhibit(b"a sound", "a\n.exe", "audio/ogg"),
        exhibit(photo("PNG"), "screen.png", "image/png"),
    )
    return log_of(
        entry("First.", occurred=on("2026-11-01"), kind="messages"),
        full(),
        entry("With files.", exhibits=files, occurred=Occurred("about", "2026-11-04T07:00")),
        entry("Her new street."),
        entry("Erased."),
        entry("Not then.", amends=1, reason="I looked.", occurred=moved, restates=("occurred",)),
        entry("By whom?", locked=True),
        entry("Somebody else.", locked=True),
        entry("A strange amendment.", amends=1, locked=True),
        Confirmation(8, "not mine", AT),
        Removal(5, AT),
        Handover(AT, "ab" * 32, "an advocate"),
    )


def chosen(log: Log | None = None, **fields: Any) -> Selection:
    """What is handed over of it: not everything."""
    fields = {"withheld": frozenset({4}), "withheld_files": frozenset({"0003_d"})} | fields
    return selection(log or told(), **fields)


GIVEN = {"0003_a": photo(), "0003_b": b"no picture", "0003_c": b"a sound"}


def made(shown: Document, originals: Mapping[str, bytes] | None = None) -> bytes:
    """The report of a document."""
    return asyncio.run(pdf(shown, originals or {}))


def of(*incidents: Incident) -> bytes:
    """The report of a log of these entries."""
    return made(document(selection(log_of(*incidents))))


def text_of(content: bytes) -> str:
    """All words of a PDF, as a program of another maker reads them."""
    with pypdfium2.PdfDocument(content) as read:
        pages = [page.get_textpage().get_text_range() for page in read]
    return "\n".join(pages).replace("\r\n", "\n")


def places_of(content: bytes) -> Iterator[tuple[str, float, float]]:
    """Every sign that is seen, and how far from the left it begins and ends."""
    with pypdfium2.PdfDocument(content) as read:
        for page in read:
            text = page.get_textpage()
            for number, sign in enumerate(text.get_text_range()):
                if not sign.isspace():
                    left, _, right, _ = text.get_charbox(number)
                    yield sign, left, right


def squeezed(text: str) -> str:
    """Without spaces and ends of lines, which the typesetter places."""
    return "".join(text.split())


def objects(content: bytes) -> Iterator[DictionaryObject]:
    """All dictionaries that a PDF is made of."""
    read = pypdf.PdfReader(io.BytesIO(content))
    for number in range(1, int(str(read.trailer["/Size"]))):
        yield from _dictionaries(read.get_object(IndirectObject(number, 0, read)))


def _dictionaries(found: Any) -> Iterator[DictionaryObject]:
    if isinstance(found, DictionaryObject):
        yield found
        found = found.values()
    elif not isinstance(found, ArrayObject):
        return
    for each in found:
        if not isinstance(each, IndirectObject):
            yield from _dictionaries(each)


def elements(content: bytes) -> list[DictionaryObject]:
    """The elements of the structure, in the order in which they are read out."""
    root: Any = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
    return list(_below(root["/StructTreeRoot"]))


def _below(parent: Any) -> Iterator[DictionaryObject]:
    below = parent.get("/K", ArrayObject())
    below = below if isinstance(below, ArrayObject) else ArrayObject([below])
    for child in (each.get_object() for each in below):
        if isinstance(child, DictionaryObject) and "/S" in child:
            yield child
            yield from _below(child)
