"""Plays a command again and again, killed at the first, the second, the third … file it touches.

`python -m tests.copies.killing HOW FOLDER`. Each time the same deployment is taken. The process is
killed where Python tells that a file is opened, linked, renamed or removed. Then what is left is
looked at, and the command is given again.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

from bot.copies import DATA
from bot.store.sqlite_copies import look
from tests.copies.deployed import Deployed
from tests.store.rows import is_sound

ANA, BEA, CLO, DAN = PEOPLE = ["ana", "bea", "clo", "dan"]
TOUCHES = ("open", "os.link", "os.rename", "os.remove", "os.truncate", "sqlite3.connect")
MOST = 200


def begun(folder: Path) -> Deployed:
    """A deployment in which one of those who are in its copy was erased since."""
    deployed = Deployed(folder).make()
    deployed.hold(PEOPLE[:3])
    deployed.backup()
    deployed.erase([BEA])
    deployed.hold([DAN])
    return deployed


def killed(deployed: Deployed, command: Callable[[Deployed], object], touch: int) -> bool:
    """Give a command in a process that is killed at one touch; False if it came to its end."""
    process = os.fork()
    if process == 0:
        _die_at(str(deployed.folder), touch)
        with suppress(BaseException):
            command(deployed)
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(process, 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0, f"the command failed before touch {touch}"
    return os.WIFSIGNALED(status)


def _die_at(folder: str, touch: int) -> None:
    touches = count(1)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in TOUCHES and folder in str(arguments[0]) and next(touches) == touch:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


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


CASES: dict[str, tuple[Callable[[Deployed], object], Callable[[Deployed], None]]] = {
    "restore": (_restore, after_restore),
    "backup": (_backup, after_backup),
    "erase": (_erase, after_erasing),
}


def main(how: str, folder: Path) -> int:
    """Kill at every touch there is; gives how many there were."""
    command, look_after = CASES[how]
    first = begun(folder / "first")
    for touch in range(1, MOST):
        shutil.copytree(first.folder, folder / "deployment")
        deployed = Deployed(folder / "deployment")
        was_killed = killed(deployed, command, touch)
        look_after(deployed)
        shutil.rmtree(deployed.folder)
        if not was_killed:
            return touch - 1
    raise AssertionError("it never came to its end")


if __name__ == "__main__":
    sys.stdout.write(f"kills: {main(sys.argv[1], Path(sys.argv[2]))}\n")
