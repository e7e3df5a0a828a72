"""`python -m proof [row …] [--small]`: takes the figures, and writes docs/proof.json and .md.

The exit status is 1 if something that was tried is not as it should be.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence

from bench.rows import Json
from proof import (
    appends,
    away,
    canaries,
    copies,
    disk,
    herd,
    keys,
    kills,
    leaving,
    locks,
    order,
    packages,
    page,
    poison,
    presses,
    rotation,
    sealed,
    syncs,
    uploads,
    wave,
    words,
)
from proof.ground import ROOT, Ground
from proof.rows import Proof, Row

FIGURES = ROOT / "docs" / "proof.json"
PROOFS = (
    kills.PROOF,
    syncs.PROOF,
    uploads.PROOF,
    appends.PROOF,
    order.PROOF,
    poison.PROOF,
    away.OUTAGES_PROOF,
    away.LATE_PROOF,
    leaving.PROOF,
    wave.PROOF,
    wave.KILLED,
    presses.PROOF,
    words.PROOF,
    canaries.PROOF,
    keys.PROOF,
    rotation.PROOF,
    locks.UNLOCKS,
    locks.WRONG_PINS,
    sealed.PROOF,
    packages.PROOF,
    herd.PROOF,
    copies.PROOF,
    disk.FULL,
    disk.LOCKED,
)
LEAKS = Row("logs-found", "tokens, ids, names and words found in what all of these left", "places")
LOGS = Proof(
    "logs",
    (LEAKS,),
    lambda _, ground: {LEAKS.id: len(ground.leaks)},
    small=1,
    full=1,
    shows="After each of these runs every file was searched, the logs among them: nothing of "
    "anybody stands there.",
    leaves_open="The logs of the machine and of Telegram are not ours.",
)
"""What was found in the files of all other proofs that were taken with it."""


def main() -> int:
    """Take what was asked for, or everything."""
    asked = _asked()
    figures, failed = _figures(), False
    with Ground() as ground:
        for proof in (*_wanted(asked.proofs), LOGS):
            taken = proof.taken(proof.small if asked.small else proof.full, ground)
            for figure in taken:
                print(_line(figure), flush=True)
                failed |= not figure["met"]
            if proof is not LOGS or not asked.proofs:  # it speaks of all the others
                figures |= {str(figure["id"]): figure for figure in taken}
            if not asked.small:
                _write(figures.values())
    for leak in ground.leaks:
        print(f"found: {leak}")
    return int(failed)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m proof", description=__doc__)
    parser.add_argument("proofs", nargs="*", help="names of proofs (default: all)")
    parser.add_argument("--small", action="store_true", help="as CI does: nothing is written")
    asked = parser.parse_args()
    if not _wanted(asked.proofs):
        parser.error(f"there is no such proof; there is {', '.join(p.name for p in PROOFS)}")
    return asked


def _wanted(names: Sequence[str]) -> list[Proof]:
    return [proof for proof in PROOFS if not names or proof.name.startswith(tuple(names))]


def _figures() -> dict[str, Json]:
    """All rows: those taken before as they are, the others as missed."""
    known = json.loads(FIGURES.read_text()) if FIGURES.is_file() else []
    before = {figure["id"]: figure for figure in known}
    missed = [figure for p in (*PROOFS, LOGS) for figure in p.missed("not measured yet")]
    return {str(f["id"]): before.get(f["id"]) or f for f in missed}


def _write(figures: Iterable[Json]) -> None:
    written = list(figures)
    FIGURES.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n")
    FIGURES.with_suffix(".md").write_text(page.page((*PROOFS, LOGS), written))


def _line(figure: Json) -> str:
    verdict = "met" if figure["met"] else "NOT MET"
    if "reason" in figure:
        verdict = f"NOT MEASURED ({figure['reason']})"
    value = "–" if figure["value"] is None else f"{figure['value']:g}"
    return f"{figure['id']:<20} {value:>8} {figure['unit']:<9} {verdict}  {figure['what']}"


if __name__ == "__main__":
    raise SystemExit(main())
