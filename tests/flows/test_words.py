"""Every sentence of the shipped flows is plain, free of blame, orders and promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyphen
import pytest

from bot.core.content import Content, Table
from bot.core.flow import Flow
from tests.support import shipped_content

GRADE = 6.0
FEWEST_WORDS = 5
"""A grade says nothing about a text of a few words."""
BLAME = (
    r"why did(n't)? you",
    r"next time",
    r"should(n't)? have",
    r"your mistake",
    r"provok",
    r"prevent",
    r"be more careful",
    r"victim",
    r"revenge porn",
    r"child porn",
    r"committed suicide",
    r"calm down",
    r"stay vigilant",
)
PROMISES = (
    r"guarantee",
    r"100 ?%",
    r"will be (removed|deleted|safe|fine)",
    r"no trace",
    r"completely (safe|private)",
    r"you are safe",
    r"keeps? you safe",
    r"nobody will (ever )?(know|see|find)",
)
ORDERS = (r"you must\b", r"you should\b", r"you have to\b", r"you need to\b")
INSIDE = ("[S]", "[R]", "TODO", "http://")


@dataclass(frozen=True)
class Text:
    place: str
    text: str
    in_danger: bool = False


def texts(content: Content) -> Iterator[Text]:
    """Everything of the shipped set that a person reads, in sentences of our own."""
    for flow in content.flows.values():
        yield from spoken(flow)
    for kind, shared in (("snippets", content.snippets), ("phrases", content.phrases)):
        yield from (Text(f"{kind}/{name}", text.source) for name, text in shared.items())
    for name, columns in OUR_COLUMNS.items():
        yield from cells(content.tables[name], columns)


def spoken(flow: Flow) -> Iterator[Text]:
    for step in flow.steps.values():
        for wording in step.wordings():
            place = f"{flow.id}/{step.id} {wording.path}"
            yield Text(place, wording.template.source, "danger_branch" in step.marks)


def cells(table: Table, columns: tuple[str, ...]) -> Iterator[Text]:
    for row, line in zip(table.rows, table.lines, strict=True):
        yield from (Text(f"{table.file}:{line} {name}", row[name]) for name in columns)


OUR_COLUMNS = {
    "capture": ("first", "keep", "watch_out"),
    "image_tools": ("who", "how", "limits"),
    "deadlines": ("to", "valid", "next"),
    "law_elements": ("text",),
    "platforms": ("steps", "told", "capture_first"),
    "settings": (
        *("look", "change", "what_they_notice", "how_fast", "evidence_lost"),
        "who_can_override",
    ),
}
"""The columns whose words are ours; names and addresses of others are theirs."""

EVERY_TEXT = list(texts(shipped_content()))
NAMES = ("phrases/months",)
"""Texts that are lists of names."""
_HYPHENS = pyphen.Pyphen(lang="en_GB")


def grade(text: str) -> float:
    """The Flesch–Kincaid grade of a text (Kincaid et al. 1975), syllables by hyphenation."""
    text = re.sub(r"https?://\S+|\{\w+\}|\"[^\"]*\"", " it ", text)
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text)
    sentences = len(re.findall(r"[.!?:](?:\s|$)|\n", text.strip() + " ")) or 1
    syllables = sum(len(_HYPHENS.positions(word)) + 1 for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / max(len(words), 1) - 15.59


def long_enough(text: str) -> bool:
    return len(re.findall(r"[^\W\d_]+", text)) >= FEWEST_WORDS


def test_there_is_much_to_read() -> None:
    assert len(EVERY_TEXT) > 500


def test_every_message_can_be_read_in_grade_six() -> None:
    hard = [
        f"{grade(t.text):.1f} {t.place}: {t.text}"
        for t in EVERY_TEXT
        if t.place not in NAMES and long_enough(t.text) and grade(t.text) > GRADE
    ]
    assert hard == []


def test_a_hard_text_would_be_noticed() -> None:
    legal = "Notwithstanding the aforementioned provisions, applicants necessarily relinquish it."
    assert grade(legal) > GRADE


@pytest.mark.parametrize("pattern", BLAME + PROMISES)
def test_no_text_blames_or_promises(pattern: str) -> None:
    assert [t for t in EVERY_TEXT if re.search(pattern, t.text, re.IGNORECASE)] == []


@pytest.mark.parametrize("pattern", ORDERS)
def test_nobody_is_ordered_about_outside_danger(pattern: str) -> None:
    ordering = [t for t in EVERY_TEXT if re.search(pattern, t.text, re.IGNORECASE)]
    assert [t for t in ordering if not t.in_danger] == []


@pytest.mark.parametrize("sign", INSIDE)
def test_no_working_note_is_left_in_a_text(sign: str) -> None:
    assert [t for t in EVERY_TEXT if sign in t.text] == []


def test_everybody_reads_the_same_first_message(shipped: Content) -> None:
    first = shipped.flows["home"].steps["start"]
    assert first.plain == (
        "Hello. This is an automatic service for information and private notes. "
        "Nobody is reading along, and it can't call anyone. "
        "Close clears what it can here, not the chat itself. "
        "Can you read on your own right now?",
    )
