"""Texts with `{name}` in them: looked up, never executed.

A template is split once, when it is read, so that showing a text without names costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_HOLE = re.compile(r"\{([^{}\n]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Template:
    """A text in pieces: plain text and names by turns, beginning and ending with text."""

    pieces: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names that stand in braces."""
        return self.pieces[1::2]

    @property
    def source(self) -> str:
        """The text as its author wrote it."""
        if len(self.pieces) == 1:
            return self.pieces[0]
        return "".join(
            f"{{{piece}}}" if index % 2 else piece for index, piece in enumerate(self.pieces)
        )

    def fill(self, look: Callable[[str], str]) -> str:
        """The text with every name replaced by what `look` finds."""
        if len(self.pieces) == 1:
            return self.pieces[0]
        filled = list(self.pieces)
        filled[1::2] = map(look, filled[1::2])
        return "".join(filled)

    def marked(
        self, look: Callable[[str], str], picks: Callable[[str], bool]
    ) -> tuple[str, tuple[Span, ...]]:
        """The filled text, and where in it the values of some names stand: start and end."""
        if len(self.pieces) == 1:
            return self.pieces[0], ()
        filled, at, spans = list(self.pieces), 0, []
        for number in range(1, len(filled), 2):
            at += len(filled[number - 1])
            value = look(filled[number])
            if value and picks(filled[number]):
                spans.append((at, at + len(value)))
            filled[number] = value
            at += len(value)
        return "".join(filled), tuple(spans)


def parse(text: str) -> Template:
    """Split a text at its `{names}`."""
    return Template(tuple(_HOLE.split(text.strip())))


def is_name(text: str) -> bool:
    """Whether a text can be a name: small letters, digits and _."""
    return _NAME.match(text) is not None
