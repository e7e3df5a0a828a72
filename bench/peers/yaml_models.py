"""PyYAML's SafeLoader in pure Python, then pydantic models of the same shape; nothing is checked.

It runs with the libraries Sidelight itself is pinned to, so both sides have the same versions.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from bench.worker import Lap, clock, serve


class Model(BaseModel):
    """A part of a flow file; a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid")


class Step(Model):
    """One step."""

    say: list[str | dict[str, str]] | str
    choices: dict[str, str] | None = None
    ask: str | None = None
    as_: str | None = Field(default=None, alias="as")
    save: str | None = None
    goto: str | None = None
    marks: str | None = None
    end: str | None = None


class Flow(Model):
    """One flow."""

    flow: str
    title: str
    steps: dict[str, Step]


def read(folder: Path, times: int) -> Lap:
    """Read every generated flow of a folder."""
    files = sorted(folder.glob("talk_*.yaml"))
    begun = clock()
    for _ in range(times):
        for path in files:
            tree = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
            Flow.model_validate(tree)
    return Lap(clock() - begun, times * len(files))


if __name__ == "__main__":
    where = Path(sys.argv[1])
    serve({"read": lambda times: read(where, times)})
