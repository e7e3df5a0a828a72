"""Takes keys away, exchanges and spoils them: the bot refuses to start, and touches nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from proof import notes
from proof.ground import Ground
from proof.rows import Proof, Row, Values
from tests.telegram.running import RunningBot
from tests.vault.test_keyfiles import FAULTS, Place, digest

REFUSED = 78
OTHER_KEY = "5b" * 31 + "07"


class Deployed(Place):
    """The places of a deployment that has run, as the faults of keys know them."""

    def __init__(self, bot: RunningBot) -> None:
        self.keys = bot.folder / "keys"
        self.data = bot.store.parent
        self.store = bot.store
        self.master, self.index = self.keys / "master-1.key", self.keys / "index.key"
        self.settings = bot.folder / "config.yaml"


def _beside_the_data(place: Deployed) -> None:
    place.keys.rename(place.data / "keys")
    said = place.settings.read_text()
    place.settings.write_text(said.replace("directory: keys", "directory: data/keys"))


def _empty(place: Deployed) -> None:
    place.master.unlink()
    place.index.unlink()


OWN: dict[str, Callable[[Deployed], object]] = {
    "another master secret": lambda at: at.master.write_text(OTHER_KEY),
    "another index secret": lambda at: at.index.write_text(OTHER_KEY),
    "keys exchanged": lambda at: _exchange(at),
    "an empty directory": _empty,
    "keys beside the data": _beside_the_data,
    "a copy under a new number": lambda at: _copied(at),
}


def _copied(place: Deployed) -> None:
    copy = place.keys / "master-2.key"
    copy.write_text(place.master.read_text())
    copy.chmod(0o600)


def _exchange(place: Deployed) -> None:
    master, index = place.master.read_text(), place.index.read_text()
    place.master.write_text(index)
    place.index.write_text(master)


def keys(count: int, ground: Ground) -> Values:
    """Try so many faults, each on a deployment that has somebody's words."""
    tally, slowest = Counter[str](), 0.0
    every = {name: fault for name, (fault, _) in FAULTS.items()} | OWN
    with ground.deploy(notes.FLOWS) as bot:
        notes.many(bot, 0, 1)
        bot.stop()
        for fault in islice(cycle(every.values()), count):
            found, seconds = _tried(bot, fault, ground)
            tally += found
            slowest = max(slowest, seconds)
    return {
        "keys-started": tally["started"],
        "keys-seconds": slowest,
        "keys-changed": tally["changed"],
        "keys-called": tally["called"],
        "keys-shown": tally["shown"],
    }


def _tried(
    bot: RunningBot, fault: Callable[..., object], ground: Ground
) -> tuple[Counter[str], float]:
    folder = bot.folder
    saved = _packed(folder)
    secrets = {path.read_text().strip()[:16] for path in (folder / "keys").iterdir()}
    fault(Deployed(bot))
    before, called = digest(folder), len(ground.fakegram.calls(polls=True))
    begun = time.monotonic()
    ended = bot.command("run")
    seconds = time.monotonic() - begun
    said = ended.stdout + ended.stderr
    found = Counter(
        {
            "started": ended.returncode != REFUSED,
            "changed": digest(folder) != before,
            "called": len(ground.fakegram.calls(polls=True)) - called,
            "shown": sum(secret in said for secret in (*secrets, OTHER_KEY[:16])),
        }
    )
    _unpack(folder, saved)
    return found, seconds


Saved = dict[str, tuple[bytes, int]]


def _packed(folder: Path) -> Saved:
    """The files that a fault may touch, with their rights."""
    files = [folder / "config.yaml", *(folder / "keys").iterdir()]
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode & 0o777)
        for path in files
    }


def _unpack(folder: Path, saved: Saved) -> None:
    """Put everything back as it was before a fault."""
    for where in ("keys", "data/keys", "elsewhere"):
        if (folder / where).exists():
            _remove(folder / where)
    for path in (folder / "data" / "m", folder / "m"):
        path.unlink(missing_ok=True)
    (folder / "keys").mkdir(mode=0o700)
    for name, (content, rights) in saved.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(rights)


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    folder.rmdir()


PROOF = Proof(
    "keys",
    (
        Row("keys-started", "starts that were not refused with status 78", "starts"),
        Row("keys-seconds", "seconds until it was refused, the slowest", "s", 2),
        Row("keys-changed", "times a file was changed", "times"),
        Row("keys-called", "calls to Telegram", "calls"),
        Row("keys-shown", "keys of which a part was printed", "keys"),
    ),
    keys,
    small=9,
    full=len(OWN) + len(FAULTS),
    shows="With keys that are missing, wrong, spoilt or open to others the bot does not start, "
    "says why, and changes nothing.",
    leaves_open="Keys that somebody copied before can't be told from keys that nobody copied.",
)
