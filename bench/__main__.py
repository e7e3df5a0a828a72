"""`python -m bench [row …]`: measures, prints a table, and writes bench/latest.json.

The exit status is 1 if a row that was measured, or should have been, is under its gate.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from bench import (
    due,
    durable,
    engine,
    loading,
    locks,
    logs,
    moves,
    over_http,
    printing,
    server,
    start,
)
from bench.rows import Json, Row

LATEST = Path(__file__).parent / "latest.json"
GROUPS = (durable, engine, loading, start, server, over_http, locks, moves, logs, due, printing)
ROWS: tuple[Row, ...] = tuple(row for group in GROUPS for row in group.ROWS)


def main() -> int:
    """Measure what was asked for, or everything."""
    wanted = _wanted()
    results = _results()
    failed = False
    print(f"{'row':<20} {'value':>9} {'gate':>9} {'goal':>9}  result", flush=True)
    for row in wanted:
        results[row.id] = row.taken()
        failed |= row.gate is not None and not results[row.id]["met"]
        print(_line(row, results[row.id]), flush=True)
        LATEST.write_text(json.dumps(list(results.values()), indent=1, ensure_ascii=False) + "\n")
    return int(failed)


def _wanted() -> Sequence[Row]:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("rows", nargs="*", help="ids of rows, or how they begin (default: all)")
    asked: list[str] = parser.parse_args().rows
    wanted = [row for row in ROWS if not asked or row.id.startswith(tuple(asked))]
    if not wanted:
        parser.error(f"there is no such row; there is {', '.join(row.id for row in ROWS)}")
    return wanted


def _results() -> dict[str, Json]:
    """All rows: those measured before as they are, the others as missed."""
    known = json.loads(LATEST.read_text()) if LATEST.is_file() else []
    before = {row["id"]: row for row in known}
    return {row.id: before.get(row.id) or row.missed("not measured yet") for row in ROWS}


def _line(row: Row, result: Json) -> str:
    sign = "≥" if row.direction == "at least" else "≤"
    gate, goal = (f"{sign} {mark:g}" if mark is not None else "–" for mark in (row.gate, row.goal))
    value = f"{result['value']:g} {row.unit}" if "reason" not in result else "–"
    return f"{row.id:<20} {value:>9} {gate:>9} {goal:>9}  {_verdict(row, result)}  {row.what}"


def _verdict(row: Row, result: Json) -> str:
    if "reason" in result:
        return f"NOT MEASURED ({result['reason']})"
    if row.gate is None:
        return "reported"
    if not result["met"]:
        return "UNDER THE GATE"
    return "goal reached" if row.goal is not None and result["reached_goal"] else "met"


if __name__ == "__main__":
    raise SystemExit(main())
