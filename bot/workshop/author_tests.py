"""Plays the tests that authors write, and says in their words what was not as they expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.core.complaint import Complaint
from bot.core.content import Content
from bot.workshop.coverage import Tap, every_tap
from bot.workshop.scripts import Line, Parse, Script, Scripts
from bot.workshop.stage import Stage, Unmet
from bot.workshop.verbs import Never


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong in one test, or in the writing of one; `line` counts from 1."""

    file: str
    line: int
    test: str
    message: str

    def __str__(self) -> str:
        title = f'"{self.test}": ' if self.test else ""
        return f"{self.file}:{self.line}: {title}{self.message}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How the tests of a folder went, and the choices that none of them takes."""

    passed: int
    failures: tuple[Failure, ...]
    untapped: tuple[Tap, ...]


def run(folder: Path, content: Content, parse: Parse) -> Tally:
    """Play every test of a folder on a set of flows; `parse` reads the files."""
    scripts = Scripts(folder, content, parse)
    played = [_play(script, content) for script in scripts.read()]
    taps = {tap for _, found in played for tap in found}
    failures = [failure for failure, _ in played if failure is not None]
    return Tally(
        passed=len(played) - len(failures),
        failures=(*_slips(scripts.complaints), *failures),
        untapped=tuple(sorted(every_tap(content) - taps)),
    )


def _slips(complaints: Iterable[Complaint]) -> Iterator[Failure]:
    for complaint in dict.fromkeys(complaints):
        yield Failure(complaint.file, complaint.line, "", complaint.message)


def _play(script: Script, content: Content) -> tuple[Failure | None, set[Tap]]:
    """Play one test up to the first line that is not met, and see what was tapped till then."""
    stage = Stage(content, script.flow, script.given)
    for line in _in_order(script.lines):
        try:
            line.verb.play(stage)
        except Unmet as unmet:
            message = f"{unmet}\n{stage.report()}"
            return Failure(script.file, line.number, script.test, message), stage.taps
    return None, stage.taps


def _in_order(lines: tuple[Line, ...]) -> list[Line]:
    """The lines as written, but what should never be said comes last."""
    return sorted(lines, key=lambda line: isinstance(line.verb, Never))
