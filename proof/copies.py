"""Brings copies back, and kills copying, restoring and erasing at any moment: nobody comes back."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from proof.ground import Ground
from proof.rows import Proof, Row, Values
from tests.copies.deployed import Deployed
from tests.copies.killing import tally

DRILLS_A_ROUND = 4
PEOPLE = 12
KILLED = ("restore", "backup", "erase")
Restore = Callable[[Deployed, Path], object]


def by_the_command(deployed: Deployed, copy: Path) -> None:
    """Bring a copy back as an operator does."""
    assert deployed.restore(copy) == 0


def by_hand(deployed: Deployed, copy: Path) -> None:
    """Bring a copy back without the command: a proof has to find that out."""
    shutil.copyfile(copy, deployed.store)


def _drill(ground: Ground, restore: Restore) -> Counter[str]:
    """Let people speak, copy, erase some, bring the copy back, and see who can be read."""
    people = [f"person{number}" for number in range(ground.chance.randint(2, PEOPLE))]
    before, since = (set(ground.chance.sample(people, len(people) // 3 or 1)) for _ in range(2))
    since -= before
    place = tempfile.TemporaryDirectory(dir=ground.folder)
    with place as folder, redirect_stdout(StringIO()):
        deployed = Deployed(Path(folder) / "deployment").make()
        deployed.hold(people)
        deployed.erase(sorted(before))
        copy = deployed.backup()
        deployed.erase(sorted(since))
        restore(deployed, copy)
        opened = deployed.opened(people)
    erased = before | since
    return Counter(back=len(opened & erased), lost=len(set(people) - erased - opened))


def copies(count: int, ground: Ground, restore: Restore = by_the_command) -> Values:
    """Kill so many times, and bring copies back one time for each four kills."""
    found = Counter[str]()
    for _ in range(max(1, count // DRILLS_A_ROUND)):
        found += _drill(ground, restore)
    for how in KILLED:
        with tempfile.TemporaryDirectory(dir=ground.folder) as folder:
            seed = ground.chance.randrange(1_000)
            found["unusable"] += tally(how, Path(folder), count // len(KILLED), seed).unusable
    return {
        "copies-back": found["back"],
        "copies-lost": found["lost"],
        "copies-unusable": found["unusable"],
    }


PROOF = Proof(
    "copies",
    (
        Row("copies-back", "people erased who could be read after a copy came back", "people"),
        Row("copies-lost", "people of a copy who could not be read after it came back", "people"),
        Row("copies-unusable", "kills that left what could not be used", "kills"),
    ),
    copies,
    small=12,
    full=1_000,
    shows="When an older copy of the data is brought back, nobody comes back who was erased "
    "since, and everybody else does. Copying, restoring and erasing were ended without warning "
    "at any moment: what was left could be used, and the command given again came to its end.",
    leaves_open="Copies that were made hold those erased later, sealed, for thirty days at most. "
    "If the list of who was erased is lost, they may come back.",
)
