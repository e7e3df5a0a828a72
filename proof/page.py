"""Makes docs/proof.md of the figures: for people who decide, not for people who program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bench.rows import Json
from proof.rows import Proof

BEGINNING = """\
# What was tried, and what came of it

This page is made by `make proof`. A program plays people who write to the bot, breaks things, and
counts what is lost, left behind or said at the wrong time. The same is tried on a small scale
whenever somebody changes Sidelight.

It shows what the program does. It does not show that anybody is safe.
"""
MET, UNMET, UNMEASURED = "as it should be", "**not as it should be**", "not measured"


def page(proofs: Iterable[Proof], figures: Sequence[Json]) -> str:
    """The page."""
    return "\n".join([BEGINNING, *(line for proof in proofs for line in _part(proof, figures))])


def _part(proof: Proof, figures: Sequence[Json]) -> Iterator[str]:
    own = [figure for figure in figures if figure["proof"] == proof.name]
    yield f"## {proof.name.capitalize()}\n"
    is_met = all(figure["met"] for figure in own)
    yield f"**Shown:** {proof.shows}\n" if is_met else "**Not shown yet.**\n"
    yield f"**Not shown:** {proof.leaves_open}\n"
    yield "| what was counted | tried | came out | should be | so it is | taken on |"
    yield "|---|---|---|---|---|---|"
    yield from map(_row, own)
    yield ""


def _row(figure: Json) -> str:
    sign = "at least " if figure["direction"] == "at least" else "at most "
    goal = "0" if figure["goal"] == 0 else f"{sign}{figure['goal']:,}"
    measured = figure["value"] is not None
    value = f"{figure['value']:,g} {figure['unit']}" if measured else "–"
    verdict = (MET if figure["met"] else UNMET) if measured else UNMEASURED
    count = f"{figure['count']:,}" if measured else "–"
    date = figure["date"] if measured else "–"
    return f"| {figure['what']} | {count} | {value} | {goal} | {verdict} | {date} |"
