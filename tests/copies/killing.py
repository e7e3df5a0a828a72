"""Plays a command again and again, killed at the first, the second, the third … file it touches.

`python -m tests.copies.killing HOW FOLDER [TIMES SEED]`. Each time the same deployment is taken.
The process is killed where Python tells that a file is opened, linked, renamed or removed; then so
many times at any moment. What is left is looked at, and the command is given again.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

from bot.copies import DATA
from bot.errors import SidelightError
from bot.store.sqlite_copies import look
from tests.copies.deployed import Deployed
from tests.store.rows import is_sound

ANA, BEA, CLO, DAN = PEOPLE = ["ana", "bea", "clo", "dan"]
TOUCHES = ("open", "os.link", "os.rename", "os.remove", "os.truncate", "sqlite3.connect")
MOST = 200
LONGEST = 0.06
"""So many seconds each of these commands takes at most, where nothing else happens."""
ROOT = Path(__file__).parents[2]
Command = Callable[[Deployed], object]


def begun(folder: Path) -> Deployed:
    """A deployment in which one of those who are in its copy was erased since."""
    deployed = Deployed(folder).make()
    deployed.hold(PEOPLE[:3])
    deployed.backup()
    deployed.erase([BEA])
    deployed.hold([DAN])
    return deployed


def killed(deployed: Deployed, command: Command, arm: Callable[[], None]) -> bool:
    """Give a command in a process that is armed to be killed; False if it came to its end."""
    process = os.fork()
    if process == 0:
        with suppress(BaseException):
            arm()
            command(deployed)
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(process, 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0, "the command failed before it was killed"
    return os.WIFSIGNALED(status)


def at_touch(folder: Path, touch: int) -> Callable[[], None]:
    """Arm a process so that it dies when it touches a file of a folder for so many times."""
    touches = count(1)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in TOUCHES and str(folder) in str(arguments[0]) and next(touches) == touch:
            os.kill(os.getpid(), signal.SIGKILL)

    return lambda: sys.addaudithook(hook)


def after(seconds: float) -> Callable[[], None]:
    """Arm a process so that it dies after some time, whatever it does then."""

    def arm() -> None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)

    return arm


def _restore(deployed: Deployed) -> None:
    assert deployed.restore(min(deployed.copies.glob("*.sqlite"))) == 0


def _erase(deployed: Deployed) -> None:
    deployed.erase([ANA, CLO])


def _backup(deployed: Deployed) -> None:
    deployed.backup()


def after_restore(deployed: Deployed) -> None:
    """A whole store is there, the old or the new, in which nobody erased is."""
    deployed.check()
    assert is_sound(deployed.store)
    assert deployed.opened(PEOPLE) in ({ANA, CLO, DAN}, {ANA, CLO})
    _restore(deployed)
    deployed.check()
    assert deployed.opened(PEOPLE) == {ANA, CLO}
    left = {path.name for path in deployed.store.parent.iterdir() if ".before-" not in path.name}
    assert left == {"rows", "rows.lock"}


def after_backup(deployed: Deployed) -> None:
    """What has a copy's name is whole, and the store is as it was."""
    for copy in DATA.found(deployed.copies):
        look(copy)
    assert deployed.opened(PEOPLE) == {ANA, CLO, DAN}
    look(deployed.backup())


def after_erasing(deployed: Deployed) -> None:
    """Whoever is erased is so for good, and the bot can start."""
    deployed.check()
    left = deployed.opened(PEOPLE)  # opening lets the ledger take over what it lacks
    assert {DAN} <= left <= {ANA, CLO, DAN}
    copy = min(deployed.copies.glob("*.sqlite"))
    assert deployed.restore(copy) == 0
    assert deployed.opened(PEOPLE) == left - {DAN}


def _by_hand(deployed: Deployed) -> None:
    """What a restore must not be: in two steps, and without a look at who was erased."""
    deployed.store.unlink()
    shutil.copyfile(min(deployed.copies.glob("*.sqlite")), deployed.store)


CASES: dict[str, tuple[Command, Callable[[Deployed], None]]] = {
    "restore": (_restore, after_restore),
    "backup": (_backup, after_backup),
    "erase": (_erase, after_erasing),
    "by hand": (_by_hand, after_restore),
}


@dataclass
class Tally:
    """How often a command was killed, and how often what was left could not be used."""

    kills: int = 0
    unusable: int = 0


class Killing:
    """One command that is killed over and over, each time on the same deployment."""

    def __init__(self, how: str, folder: Path) -> None:
        self._command, self._look_after = CASES[how]
        self._first = begun(folder / "first")
        self._folder = folder / "deployment"
        self.tally = Tally()

    def at_every_touch(self) -> None:
        """Kill it at the first touch of a file, the second, and so on to the last."""
        for touch in range(1, MOST):
            if not self._round(at_touch(self._folder, touch)):
                return
        raise AssertionError("it never came to its end")

    def at_some_moments(self, times: int, chance: Random) -> None:
        """Kill it so many times at any moment."""
        for _ in range(times):
            while not self._round(after(chance.uniform(0.0005, LONGEST))):
                pass

    def _round(self, arm: Callable[[], None]) -> bool:
        shutil.copytree(self._first.folder, self._folder)
        deployed = Deployed(self._folder)
        was_killed = killed(deployed, self._command, arm)
        self.tally.kills += was_killed
        try:
            self._look_after(deployed)
        except (AssertionError, SidelightError):
            traceback.print_exc()
            self.tally.unusable += 1
        shutil.rmtree(self._folder)
        return was_killed


def main(how: str, folder: str, times: str = "0", seed: str = "1") -> None:
    """Kill a command at every touch, and so many times at any moment; write what came of it."""
    killing = Killing(how, Path(folder))
    killing.at_every_touch()
    killing.at_some_moments(int(times), Random(int(seed)))
    sys.stdout.write(f"\n{killing.tally.kills} {killing.tally.unusable}\n")


def tally(how: str, folder: Path, times: int = 0, seed: int = 1) -> Tally:
    """What comes of it in a process of its own, which can fork."""
    told = [sys.executable, "-m", "tests.copies.killing", how, str(folder), str(times), str(seed)]
    done = subprocess.run(told, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    kills, unusable = done.stdout.split()[-2:]
    return Tally(int(kills), int(unusable))


if __name__ == "__main__":
    main(*sys.argv[1:])
