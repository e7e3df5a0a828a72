"""Every rule has a page, and what the page says is so: its examples are the rule's test."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path

import pytest

from bot.content.characters import UNSEEN
from bot.content.library import Library
from bot.core.complaint import Complaint
from tests.rules import pages
from tests.rules.pages import Example, Page
from tests.support import BASE, TODAY, complaints_of, write_set

BOT = Path(__file__).parents[2] / "bot"
PHRASES = "phrases.yaml"
PAGES = pages.pages()
BY_CODE = {page.code: page for page in PAGES}
BAD = [(page, number) for page in PAGES for number in range(len(page.bad))]
GOOD = [(page, number) for page in PAGES for number in range(len(page.good))]
TELLS_WHAT_TO_DO = re.compile(
    r"\b(add|ask|break|call|check|compare|copy|correct|end|give|keep|lead|let|link|mark|mend|name|"
    r"put|rename|save|say|send|shorten|split|take|type|use|write)\b|should be|Did you mean",
    re.IGNORECASE,
)

DARK = """
    flow: walk
    title: A walk
    steps:
      start:
        say: Which way?
        choices:
          {remark}
          park: I would like to go to the park and back -> lines/start
          home: I would like to go to my home and rest -> lines/start
    """


def name(page_and_number: tuple[Page, int]) -> str:
    page, number = page_and_number
    return f"{page.code}-{number + 1}"


@cache
def said_of(code: str, kind: str, number: int) -> tuple[Complaint, ...]:
    """What the checker says of one example, put into the base set."""
    return complaints(getattr(BY_CODE[code], kind)[number])


def complaints(example: Example) -> tuple[Complaint, ...]:
    with tempfile.TemporaryDirectory() as base:
        files = {name: data for name, data in example.files.items() if data is not None}
        if PHRASES in files:
            files[PHRASES] += others_than(files[PHRASES])
        folder = write_set(Path(base), files)
        for name in example.files.keys() - files.keys():
            (folder / name).mkdir(parents=True)
        library = Library(folder, TODAY)
        library.refresh()
        return library.complaints


def others_than(phrases: bytes) -> bytes:
    """The bot's other sentences: an example shows only those that it is about."""
    shown = {line.split(b":")[0] for line in phrases.splitlines()}
    lines = (BASE / PHRASES).read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if line.split(b":")[0] not in shown)


def line_of(example: Example, complaint: Complaint) -> str:
    """The author's line that a complaint names."""
    text = (example.files.get(complaint.file) or b"").decode("utf-8", "replace")
    lines = text.split("\n")
    assert 1 <= complaint.line <= len(lines)
    return lines[complaint.line - 1]


# The pages


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_a_page_has_its_four_parts_and_examples(page: Page) -> None:
    assert tuple(page.sections) == pages.HEADINGS
    assert page.bad
    assert page.good
    assert all(example.files for example in (*page.bad, *page.good))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_a_page_gives_its_reason_in_a_few_sentences(page: Page) -> None:
    sentences = re.findall(r"[.?!](?:\s|$)", re.sub(r"`[^`]*`", "", page.sections["Why"]))
    assert 1 <= len(sentences) <= 4


def test_every_rule_in_the_code_has_a_page_and_every_page_a_rule() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in BOT.rglob("*.py"))
    assert set(re.findall(r"\bF\d{3}\b", code)) == {page.code for page in PAGES}


def test_a_page_is_called_like_its_rule() -> None:
    assert [path.stem for path in sorted(pages.RULES.glob("F*.md"))] == [p.code for p in PAGES]


def test_the_table_of_rules_is_made_from_the_pages() -> None:
    """`python -m tests.rules.pages` writes it."""
    text = pages.INDEX.read_text(encoding="utf-8")
    assert text.partition(pages.TABLE_HEAD)[1:] == tuple(
        pages.table(PAGES).partition(pages.TABLE_HEAD)[1:]
    )


# The examples


@pytest.mark.parametrize("which", BAD, ids=name)
def test_a_bad_example_breaks_its_rule_and_no_other(which: tuple[Page, int]) -> None:
    page, number = which
    said = said_of(page.code, "bad", number)
    assert {complaint.code for complaint in said} == {page.code}
    assert {complaint.severity for complaint in said} == {page.severity}


@pytest.mark.parametrize("which", BAD, ids=name)
def test_the_complaint_names_the_file_and_the_very_line(which: tuple[Page, int]) -> None:
    page, number = which
    example = page.bad[number]
    said = [c for c in said_of(page.code, "bad", number) if c.file in example.files]
    assert any(example.points_at in line_of(example, complaint) for complaint in said)


@pytest.mark.parametrize("which", BAD, ids=name)
def test_the_complaint_shows_the_line_as_the_author_wrote_it(which: tuple[Page, int]) -> None:
    page, number = which
    for complaint in said_of(page.code, "bad", number):
        own = (
            line_of(page.bad[number], complaint) if complaint.file in page.bad[number].files else ""
        )
        assert UNSEEN.search(complaint.source_line) is None
        if UNSEEN.search(own) is None and len(own) < 100:
            assert complaint.source_line == own.rstrip()


@pytest.mark.parametrize("which", BAD, ids=name)
def test_the_complaint_is_short_and_says_what_to_do(which: tuple[Page, int]) -> None:
    page, number = which
    for complaint in said_of(page.code, "bad", number):
        assert len(complaint.message) < 200
        assert TELLS_WHAT_TO_DO.search(complaint.message), complaint.message


@pytest.mark.parametrize("which", BAD, ids=name)
def test_the_complaint_reads_file_line_rule_message(which: tuple[Page, int]) -> None:
    page, number = which
    for c in said_of(page.code, "bad", number):
        assert str(c) == f"{c.file}:{c.line}: {page.code} {c.message}"


@pytest.mark.parametrize("which", GOOD, ids=name)
def test_a_good_example_is_without_any_complaint(which: tuple[Page, int]) -> None:
    page, number = which
    assert [str(complaint) for complaint in said_of(page.code, "good", number)] == []


# Silencing


def walk(remark: str) -> list[str]:
    return [f"{c.line} {c.code}" for c in complaints_of({"walk.yaml": DARK.format(remark=remark)})]


def test_a_remark_with_a_reason_silences_one_rule_on_the_next_line() -> None:
    assert walk("# A plain remark.") == ["9 F301", "10 F301"]
    assert walk("# allow F301: people look for these words") == ["10 F301"]


def test_a_remark_at_the_end_of_a_line_silences_that_line() -> None:
    long = "other: Any other way that you can think of -> lines/start"
    assert walk(f"{long} # allow F301: it is the last one") == ["9 F301", "10 F301"]


def test_a_remark_silences_no_other_rule() -> None:
    assert walk("# allow F302: people look for these words") == ["9 F301", "10 F301"]


@pytest.mark.parametrize("remark", ["# allow F301", "# allow F301:", "#allow F301 :  "])
def test_a_remark_without_a_reason_silences_nothing(remark: str) -> None:
    assert walk(remark) == ["8 F011", "9 F301", "10 F301"]


@pytest.mark.parametrize("code", ["F401", "F402", "F403", "F404", "F405", "F406", "F408", "F102"])
def test_what_keeps_people_safe_or_the_bot_going_is_never_silenced(code: str) -> None:
    assert walk(f"# allow {code}: I know what I do") == ["8 F011", "9 F301", "10 F301"]


def test_a_silenced_change_without_a_question_is_still_refused() -> None:
    flow = """
        flow: walk
        title: A walk
        steps:
          start:
            say: You could leave the album now.
            # allow F401: I know what I do
            changes: visible
            goto: lines/start
        """
    assert {c.code for c in complaints_of({"walk.yaml": flow})} == {"F011", "F401", "F402"}
