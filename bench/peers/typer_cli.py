"""The commands of `sidelight` as a typer app: the same names, options and words, doing nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="sidelight", help="Safety-planning conversations that advocates write and people play."
)
Flows = Annotated[Path | None, typer.Option(help="the flows to use (default: those shipped)")]
Served = Annotated[str, typer.Option(help="the countries you serve, as two-letter codes")]


@app.command("try", help="open a conversation in your browser")
def run_try(
    flows: Flows = None,
    served: Served = "",
    port: Annotated[int, typer.Option(help="0 takes any free port")] = 8321,
    no_open: Annotated[bool, typer.Option(help="print the address only")] = False,  # noqa: FBT002
) -> None:
    """Do nothing."""


@app.command("talk", help="hold a conversation in this terminal")
def run_talk(
    flow: Annotated[str, typer.Argument(help="begin at this flow")] = "",
    flows: Flows = None,
    served: Served = "",
) -> None:
    """Do nothing."""


@app.command("check", help="say what is wrong in a folder of flows, or a flow")
def run_check(
    path: Annotated[Path | None, typer.Argument(help="a folder or one flow's file")] = None,
    today: Annotated[str, typer.Option(help="judge overdue dates as of this day")] = "",
    json: Annotated[bool, typer.Option(help="print complaints as JSON")] = False,  # noqa: FBT002
) -> None:
    """Do nothing."""


@app.command("test", help="play the tests that authors wrote, and every choice")
def run_test(flows: Flows = None, served: Served = "") -> None:
    """Do nothing."""


if __name__ == "__main__":
    app()
