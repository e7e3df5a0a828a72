"""Makes packages at random, alters them in every way we can think of, and has them checked."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from random import Random

from bot.core.chain import Log, without
from bot.core.document import Access, Selection
from bot.core.incident import Exhibit, Filing, Impact, Incident, Occurred
from bot.core.merkle import root, way_up
from bot.core.records import Confirmation, Handover, Record, Removal, Said, noted, read
from bot.core.standing import records
from bot.reports import verify, verifying
from bot.reports.package import Files, Made, Package, Stamp, package
from proof.ground import Ground
from proof.mending import EFFORTS, Altered, Tampering, mended
from proof.rows import Proof, Row, Values
from proof.tampering import TAMPERINGS

SIGNS = "abc é\n\t\0\"\\/'=+-@\u2028\ue000😀عﬁ1"
MEDIA = ("image/jpeg", "image/png", "audio/ogg", "application/x-dosexec", "")
SAID: tuple[Said, ...] = ("mine", "not mine", "later")
LONGEST_LOG = 12
ZONES = ("Europe/Berlin", "America/Chicago", "+02:00", "")


class Writer:
    """Somebody who documents at random."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.log = Log(chance.randbytes(16))
        self.originals: dict[str, bytes] = {}

    def write(self, count: int) -> None:
        """So many links more, of every kind."""
        for _ in range(count):
            self._note(self._record())

    def _note(self, record: Record) -> None:
        self.log = noted(self.log, record, self._chance.randbytes(32))
        if isinstance(record, Removal) and not record.file:
            self.log = without(self.log, {record.of})

    def _record(self) -> Record:
        entries = [n for n, record in records(self.log).items() if isinstance(record, Incident)]
        if not entries or self._chance.random() < 0.6:
            return self._incident(entries)
        of = self._chance.choice(entries)
        kind = self._chance.randrange(4)
        if kind == 0:
            return Confirmation(of, self._chance.choice(SAID), self._instant())
        if kind == 1:
            return Handover(self._instant(), self._chance.randbytes(32).hex(), self.words())
        files = [file for file in self.originals if int(file[:-2]) == of]
        return Removal(of, self._instant(), self._chance.choice(["", *files]))

    def _incident(self, entries: list[int]) -> Incident:
        chance = self._chance
        amends = chance.choice(entries) if entries and chance.random() < 0.3 else 0
        return Incident(
            f"!{self.words()}",
            self._instant(),
            occurred=self._occurred(),
            kind=chance.choice(("", "message", "followed")),
            account=self.words(),
            who=self.words(),
            impact=Impact(fear=self.words()),
            exhibits=tuple(self._exhibit(place) for place in range(chance.choice((0, 0, 1, 3)))),
            filings=(Filing(self.words(), "2026-11-05"),) if chance.random() < 0.3 else (),
            locked=chance.random() < 0.3,
            amends=amends,
            reason=self.words() if amends else "",
            restates=("occurred", "who") if amends else (),
        )

    def _occurred(self) -> Occurred:
        zone = self._chance.choice(ZONES)
        return self._chance.choice(
            (
                Occurred(),
                Occurred("exact", "2026-11-03T22:15", zone=zone),
                Occurred("about", "2026-11-03", zone=zone),
                Occurred("range", "2026-11-02", "2026-11-08", zone, "every day", 7),
                Occurred("range", "2026-10-28", "2026-11-08", zone, "again and again", 0),
            )
        )

    def _exhibit(self, place: int) -> Exhibit:
        content = self._chance.randbytes(self._chance.randrange(1, 200))
        self.originals[f"{len(self.log.links) + 1:04}_{'abc'[place]}"] = content
        digest = sha256(content).hexdigest()
        return Exhibit(digest, len(content), self.words(), self._chance.choice(MEDIA))

    def _instant(self) -> str:
        return f"2026-11-{self._chance.randrange(10, 28)}T{self._chance.randrange(10, 24)}:00:07Z"

    def words(self) -> str:
        """What people and those who harass them could write."""
        return "".join(self._chance.choices(SIGNS, k=self._chance.randrange(12)))


def at_random(chance: Random) -> tuple[Package, Selection]:
    """An honest package, with entries withheld and erased, and what it was made of."""
    writer = Writer(chance)
    writer.write(chance.randrange(2, LONGEST_LOG))
    log = writer.log
    accesses = tuple(Access("2026-11-20T10:00:00Z", writer.words()) for _ in range(2))
    chosen = Selection(log, "2026-11-28T10:00:01Z", writer.words(), accesses=accesses)
    entries = [n for n, record in records(log).items() if isinstance(record, Incident)]
    withheld = frozenset(number for number in entries if chance.random() < 0.25)
    files = _files_of(without(log, withheld))
    hidden = frozenset(file for file in files if chance.random() < 0.2)
    chosen = Selection(
        log, chosen.at, chosen.to, withheld, hidden, accesses, software=writer.words()
    )
    return package(chosen, _given(chance, writer, chosen, files), chance.randbytes(32)), chosen


def _files_of(log: Log) -> list[str]:
    seen = [read(link.body) for link in log.links if not link.is_bare]
    numbered = [(link.number, read(link.body)) for link in log.links if not link.is_bare]
    gone = {record.file for record in seen if isinstance(record, Removal)}
    files = [
        f"{number:04}_{'abc'[place]}"
        for number, record in numbered
        if isinstance(record, Incident)
        for place in range(len(record.exhibits))
    ]
    return [file for file in files if file not in gone]


def _given(chance: Random, writer: Writer, chosen: Selection, files: list[str]) -> Files:
    return Files(
        {file: writer.originals[file] for file in files if file not in chosen.withheld_files},
        {file: Made(chance.randbytes(9), "smaller") for file in files if chance.random() < 0.2},
        _stamps(chance, chosen.log),
        chance.randbytes(50) if chance.random() < 0.5 else None,
    )


def _stamps(chance: Random, log: Log) -> tuple[Stamp, ...]:
    """Stand-ins for time stamps, which hold what a real one holds of the root."""
    numbers = chance.sample(range(1, len(log.links) + 1), chance.randrange(3))
    stamps = []
    for number in numbers:
        heads = [chance.randbytes(32) for _ in range(chance.randrange(1, 6))]
        place = chance.randrange(len(heads))
        heads[place] = log.links[number - 1].head
        content = chance.randbytes(20) + b"\x04\x20" + root(heads) + chance.randbytes(20)
        stamps.append(Stamp(content, number, way_up(heads, place)))
    return tuple(stamps)


def holds(files: Altered) -> tuple[bool, bool]:
    """Whether a package holds together: for `sidelight verify`, and for its own verify.py."""
    shipped = verify.Package(dict(files))
    shipped.check()
    return not verifying.verdict(files).problems, not shipped.problems


def packages(count: int, ground: Ground) -> Values:
    """Make so many; alter each in every way."""
    tally: Counter[str] = Counter()
    for _ in range(count):
        made, _ = at_random(ground.chance)
        honest = verifying.read_zip(made.content)
        tally["alarms"] += holds(honest) != (True, True)
        for tampering in TAMPERINGS:
            tally += _tried(tampering, honest, ground.chance)
    kinds = sum(bool(tally[tampering.__name__]) for tampering in TAMPERINGS)
    return {
        "packages-missed": tally["missed"],
        "packages-alarms": tally["alarms"],
        "packages-differ": tally["differ"],
        "packages-kinds": kinds,
    }


def _tried(tampering: Tampering, honest: Altered, chance: Random) -> Counter[str]:
    """One way, hidden as well as its doer can: not, a little, or better."""
    tally: Counter[str] = Counter()
    if (altered := tampering(dict(honest), chance)) is None:
        return tally
    for effort in EFFORTS:
        final = mended(altered, effort)
        if final != honest:
            tally += _judged(tampering.__name__, final)
    return tally


def _judged(name: str, final: Altered) -> Counter[str]:
    ours, theirs = holds(final)
    return Counter({name: 1, "missed": ours or theirs, "differ": ours != theirs})


PROOF = Proof(
    "packages",
    (
        Row("packages-missed", "altered packages of a log that passed as whole", "packages"),
        Row("packages-alarms", "honest ones that did not, entries withheld or not", "packages"),
        Row("packages-differ", "on which `sidelight verify` and verify.py differed", "packages"),
        Row("packages-kinds", "ways to alter one that were tried", "ways", 20, "at least"),
    ),
    packages,
    small=10,
    full=1_000,
    shows="Whoever changes a part of a package is found out, also when the checksums, and the list "
    "of files in the manifest, are changed to fit.",
    leaves_open="Whoever makes all of it anew is found out only by a head that somebody else has, "
    "or by a time stamp. Whether what an entry says is true, no hash can tell.",
)
