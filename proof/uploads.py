"""Kills the bot at any moment while people send files, and looks for files lost or laid bare."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from proof import notes
from proof.ground import Ground
from proof.rows import Proof, Row, Values
from tests.fakegram.person import Person
from tests.telegram.running import RunningBot

ROUND = 50
"""Kills in one deployment."""
PEOPLE = 2
LONGEST_PAUSE = 0.6
SMALLEST, LARGEST = 10, 2_500_000
"""Bytes of a file."""
PLAIN = b"wheatear in the clear"
"""Stands in every file again and again, and may stand nowhere on the disk."""
SETTLED = 30
SAVED = "Saved"
FLOWS = notes.FLOWS | {
    "home.yaml": notes.FLOWS["home.yaml"].replace("notes/start", "files/start"),
    "files.yaml": """\
        flow: files
        title: Files
        steps:
          start:
            say: Are you 18 or over?
            choices: {adult: I am 18 -> naked, young: I am 15 -> over, unsure: Not sure -> over}
          naked:
            say: Is anyone naked?
            choices: {nobody_naked: Nobody -> what, shows: They are -> over, maybe: Maybe -> over}
          what:
            ask: What happened?
            as: text
            save: what
            goto: keep
          keep:
            incident: {what: what}
            save: entry
            goto: files
          files:
            say: Send files now.
            marks: line
            attach: document
            to: entry
            enough: Enough -> over
          over:
            say: That is all.
            end: kept
        """,
}


class Talk:
    """People who send one file after another while the bot is killed."""

    def __init__(self, bot: RunningBot, ground: Ground) -> None:
        self._bot = bot
        self._chance = ground.chance
        self._sent: dict[Person, dict[int, str]] = {}
        self.tally: Counter[str] = Counter()
        for number in range(PEOPLE):
            person = bot.person(number)
            begin(person)
            self._sent[person] = {}

    def play(self, kills: int) -> Counter[str]:
        """Send, kill and go on so many times; then look at what is left."""
        for _ in range(kills):
            for person in self._sent:
                self._send(person)
            time.sleep(self._chance.uniform(0, LONGEST_PAUSE))
            self._bot.kill()
            self.tally["bare"] += self._bare()
            self._bot.start()
        self._settle()
        acknowledged = {
            person: {digest for message, digest in sent.items() if is_gone(person, message)}
            for person, sent in self._sent.items()
        }
        self._bot.stop()
        kept, loose = asyncio.run(look(self._bot))
        self.tally["lost"] += sum(len(one - kept) for one in acknowledged.values())
        self.tally["acknowledged"] += sum(map(len, acknowledged.values()))
        self.tally["loose"] += loose
        self.tally["bare"] += self._bare()
        return self.tally

    def _send(self, person: Person) -> None:
        unique = f"{self._chance.getrandbits(64):016x}".encode()
        size = self._chance.randint(SMALLEST, LARGEST)
        content = (unique + PLAIN) * (1 + size // (16 + len(PLAIN)))
        message = person.send_file("document", content)
        self._sent[person][message] = hashlib.sha256(content).hexdigest()

    def _settle(self) -> None:
        """Wait until nothing changes any more."""
        ends, before = time.monotonic() + SETTLED, None
        while time.monotonic() < ends:
            now = [len(person.visible()) for person in self._sent]
            if now == before:
                return
            before = now
            time.sleep(1.5)

    def _bare(self) -> int:
        """How many files of the deployment hold what was sent as it was sent."""
        return sum(PLAIN in at.read_bytes() for at in self._bot.folder.rglob("*") if at.is_file())


def begin(person: Person) -> None:
    """Come to where files can be sent."""
    person.start()
    notes.shown(person, "Hello there.")
    for tap, then in (("Yes", "18 or over"), ("I am 18", "naked"), ("Nobody", "What happened?")):
        person.tap(tap)
        notes.shown(person, then)
    person.say("It happened.")
    notes.shown(person, "Kept.")
    person.tap("Done")
    notes.shown(person, "Send files now.")


def is_gone(person: Person, message: int) -> bool:
    """Whether the message of a file was taken away, because it is kept."""
    return all(seen.id != message for seen in person.visible())


async def look(bot: RunningBot) -> tuple[set[str], int]:
    """The digests of all files that can be opened, and how many files belong to no entry."""
    from bot.store.sqlite import SqliteStore
    from bot.vault.deployment import open_vault
    from bot.vault.exhibits import Exhibits
    from bot.vault.lockbox import Lockbox
    from bot.vault.stretcher import Stretcher
    from bot.wiring.keys import keyring, settings

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(bot.store.parent, Path(folder) / "data"))
        store = SqliteStore.open(copy / bot.store.name)
        try:
            vault = await open_vault(store, keyring(settings(bot.folder / "config.yaml")))
            box = Lockbox(store, vault, Stretcher())
            exhibits, found = Exhibits(vault, box), set[str]()
            for chat in await vault.due(2**40, 1_000):
                lock = await box.of(chat)
                for row in await exhibits.rows(chat):
                    content = await exhibits.open(lock, lock.private, row)
                    found.add(hashlib.sha256(content).hexdigest())
            return found, len(await store.loose_files())
        finally:
            await store.close()


def uploads(count: int, ground: Ground, *, wrapper: tuple[str, ...] = ()) -> Values:
    """Kill so many times, in deployments of fifty kills each."""
    tally: Counter[str] = Counter()
    for done in range(0, count, ROUND):
        with ground.deploy(FLOWS, wrapper=wrapper) as bot:
            tally += Talk(bot, ground).play(min(ROUND, count - done))
    return {
        "uploads-lost": tally["lost"],
        "uploads-loose": tally["loose"],
        "uploads-bare": tally["bare"],
        "uploads-acknowledged": tally["acknowledged"],
    }


PROOF = Proof(
    "uploads",
    (
        Row("uploads-lost", "files lost of which we said that they are saved", "files"),
        Row("uploads-loose", "files that belong to no entry, after the next start", "files"),
        Row("uploads-bare", "files on the disk in which something stood unsealed", "files"),
        Row("uploads-acknowledged", "files that were said to be saved", "files", 1, "at least"),
    ),
    uploads,
    small=4,
    full=500,
    shows="The program was ended without warning at any moment, over and over, while two people "
    "sent files: what was said to be saved was there, byte by byte, and nothing stood unsealed.",
    leaves_open="Files of up to 2.5 MB were sent. The disk was searched through the file system: "
    "what a disk itself remembers of deleted bytes is not seen.",
)
