"""Reads the pages of docs/rules: what each says of its rule, and the examples that prove it.

A block on a page stands for the file its first line names. Blocks for different files, one after
another, are one example; a file that comes again begins the next. What can't be shown as text is
written as Python: a text or bytes, with `*` and `+`, or the word `folder`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

RULES = Path(__file__).parents[2] / "docs" / "rules"
INDEX = RULES / "README.md"
HEADINGS = ("Why", "What to do", "Bad", "Good")
TABLE_HEAD = "| rule | what is wrong | severity |\n|---|---|---|\n"

_TITLE = re.compile(r"# (F\d{3}) (.+)\n\nSeverity: (error|warning)\n")
_BLOCK = re.compile(
    r"^```(\w+) (\S+)\n(.*?)^```$|^Points at: `([^\n]+)`$", re.MULTILINE | re.DOTALL
)


@dataclass
class Example:
    """Some files, None for a folder, and words of the line that is complained about."""

    files: dict[str, bytes | None] = field(default_factory=dict)
    points_at: str = ""


@dataclass(frozen=True)
class Page:
    """One rule as its page tells it."""

    code: str
    title: str
    severity: str
    sections: dict[str, str]

    @property
    def bad(self) -> list[Example]:
        """The examples that break the rule."""
        return list(examples(self.sections["Bad"]))

    @property
    def good(self) -> list[Example]:
        """The examples that keep it."""
        return list(examples(self.sections["Good"]))


def pages() -> list[Page]:
    """All pages, by code."""
    return [read(path.read_text(encoding="utf-8")) for path in sorted(RULES.glob("F*.md"))]


def read(text: str) -> Page:
    """One page."""
    match = _TITLE.match(text)
    assert match is not None, text[:80]
    parts = re.split(r"^## (.+)$", text[match.end() :], flags=re.MULTILINE)
    return Page(match[1], match[2], match[3], dict(zip(parts[1::2], parts[2::2], strict=True)))


def examples(text: str) -> Iterator[Example]:
    """The examples of a section."""
    example = Example()
    for language, file, body, points_at in _BLOCK.findall(text):
        if points_at:
            example.points_at = points_at
            continue
        if file in example.files:
            yield example
            example = Example()
        example.files[file] = value(body) if language == "python" else body.encode()
    yield example


def value(expression: str) -> bytes | None:
    """What a Python block stands for; None is a folder."""
    found = _value(ast.parse(expression.strip(), mode="eval").body)
    return found.encode() if isinstance(found, str) else found


def _value(node: ast.expr) -> str | bytes | None:
    match node:
        case ast.Constant(str() | bytes() as text):
            return text
        case ast.Name("folder"):
            return None
        case ast.BinOp(left, ast.Mult(), ast.Constant(int(times))):
            part = _value(left)
            assert part is not None
            return part * times
        case ast.BinOp(left, ast.Add(), right):
            first, second = _value(left), _value(right)
            if isinstance(first, str) and isinstance(second, str):
                return first + second
            assert isinstance(first, bytes)
            assert isinstance(second, bytes)
            return first + second
        case _:
            raise AssertionError(ast.dump(node))


def table(found: list[Page]) -> str:
    """The table of docs/rules/README.md, as the pages tell it."""
    rows = (f"| [{page.code}]({page.code}.md) | {page.title} | {page.severity} |" for page in found)
    return TABLE_HEAD + "\n".join(rows) + "\n"


def rewrite_index() -> None:
    """Put the pages' table into the index: `python -m tests.rules.pages`."""
    text = INDEX.read_text(encoding="utf-8")
    before = text.partition(TABLE_HEAD)[0]
    after = re.sub(r"\A(\|.*\n)*", "", text.partition(TABLE_HEAD)[2])
    INDEX.write_text(before + table(pages()) + after, encoding="utf-8")


if __name__ == "__main__":
    rewrite_index()
