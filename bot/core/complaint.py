"""What is wrong in a set of flows, said so that its author can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice
from typing import Literal

MOST_ERRORS = 50
"""Errors that are looked for in one file: nobody mends more at once, and one refuses it."""
MOST_KNOWN, LONGEST_WORD = 1_000, 60
"""Words a wrong one is compared with, and how much of it is."""

Severity = Literal["error", "warning"]
Path = tuple[str | int, ...]
"""Keys and positions that lead from the top of a file to a place in it."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One rule broken at one place. `line` counts from 1; 0 means it is not known yet."""

    code: str
    message: str
    file: str
    path: Path = ()
    line: int = 0
    severity: Severity = "error"
    source_line: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code} {self.message}"


def guess(wrong: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest known word, or nothing."""
    letters = frozenset(wrong)

    def distance(word: str) -> tuple[int, str]:
        return abs(len(word) - len(wrong)) + len(letters ^ frozenset(word)), word

    # Comparing in earnest is slow, so only the likeliest are compared.
    likely = nsmallest(5, islice(known, MOST_KNOWN), key=distance)
    near = difflib.get_close_matches(wrong[:LONGEST_WORD], likely, n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""
