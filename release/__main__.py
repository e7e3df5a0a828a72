"""`python -m release [--audit COMMAND]`: writes dist/ from what is committed.

The exit status is 1 if two builds differ, or if it is not known that nothing is known against what
the package is made of.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from bot import __version__
from release import wheel
from release.bom import bom

DIST = wheel.ROOT / "dist"
PINS = wheel.ROOT / "requirements" / "run.txt"
VENDORED = wheel.ROOT / "bot" / "http" / "page" / "vendor" / "VENDOR.md"


def built_twice(date: int) -> Path | None:
    """The package, if two builds in different places have the same bytes."""
    made = []
    for number in ("1", "2"):
        with tempfile.TemporaryDirectory(prefix=f"sidelight-{number}-") as folder:
            source, into = Path(folder, "source"), DIST / f"build-{number}"
            wheel.export(source)
            made.append(wheel.build(source, into, date))
    first, second = made
    if wheel.digest(first) != wheel.digest(second):
        print(f"Two builds differ: compare {first} and {second}.")
        return None
    kept = Path(shutil.copy(first, DIST))
    for path in made:
        shutil.rmtree(path.parent)
    return kept


def audited(command: str) -> bool:
    """Whether nothing is known against the pins; whatever stops the look counts as not known."""
    told = (command, "--strict", "--disable-pip", "--require-hashes", "--requirement", str(PINS))
    try:
        done = subprocess.run(told, check=False).returncode == 0
    except OSError:
        done = False
    if not done:
        print("NOT audited, or something is known: see above. Where the network can't be reached,")
        print("run `make release` again where it can, before you hand anything out.")
    return done


def main() -> int:
    """Make everything, and say what was made."""
    parser = argparse.ArgumentParser(prog="python -m release")
    parser.add_argument("--audit", default="pip-audit", help="the program that looks")
    asked = parser.parse_args()
    shutil.rmtree(DIST, ignore_errors=True)
    date = wheel.committed_at()
    made = built_twice(date)
    if made is None:
        return 1
    listed = DIST / f"sidelight-{__version__}.cdx.json"
    contents = bom(__version__, date, PINS.read_text("utf-8"), VENDORED.read_text("utf-8"))
    listed.write_text(json.dumps(contents, indent=2) + "\n", encoding="utf-8")
    sums = "".join(f"{wheel.digest(path)}  {path.name}\n" for path in (made, listed))
    (DIST / "SHA256SUMS").write_text(sums, encoding="utf-8")
    print(f"In {DIST}, built twice and equal:\n{sums}", end="")
    return int(not audited(asked.audit))


if __name__ == "__main__":
    raise SystemExit(main())
