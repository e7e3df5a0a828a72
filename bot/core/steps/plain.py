"""A step that only speaks and goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from bot.core.complaint import Path
from bot.core.conditions import Condition
from bot.core.requests import Outcome, Request
from bot.core.steps.base import (
    Departed,
    Exit,
    Gone,
    Press,
    Prompt,
    Typed,
    Verdict,
    View,
    Withdrawn,
    Wording,
)
from bot.core.uploads import Upload


@dataclass(frozen=True, slots=True)
class Plain:
    """Says what it has to say and goes on."""

    KEYS: ClassVar[tuple[str, ...]] = ()

    @property
    def waits(self) -> bool:
        return False

    @property
    def guarded(self) -> bool:
        return False

    @property
    def departs(self) -> bool:
        return False

    def shape(self) -> str:
        return "say"

    def among(self, view: View, rows: Iterable[Mapping[str, str]]) -> Iterable[Mapping[str, str]]:
        return rows

    def prompt(self, view: View) -> Prompt:
        return Prompt()

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        return Gone()  # pragma: no cover  # nobody is ever asked anything here

    def offered(self, view: View, upload: Upload) -> Verdict | None:
        return None

    def first(self, view: View) -> Request | None:
        return None

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        return Gone()  # what was requested at a step that was edited since is asked again

    def enter(self) -> Departed | Withdrawn | None:
        return None

    def exits(self) -> Iterator[Exit]:
        return iter(())

    def leans_on_goto(self) -> bool:
        return True

    def marks_on_goto(self) -> frozenset[str]:
        return frozenset()

    def values(self) -> frozenset[str] | None:
        return frozenset()

    def uses(self) -> Iterator[str]:
        return iter(())

    def wordings(self) -> Iterator[Wording]:
        return iter(())

    def conditions(self) -> Iterator[tuple[Path, Condition]]:
        return iter(())
