"""A person's log as authors' tests and the explorer meet it: no keys, no chance, and no files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.core.chain import LOG_ID, SALT, Log, without
from bot.core.exhibits import exhibit
from bot.core.incident import Exhibit, Incident
from bot.core.records import Confirmation, Record, Removal, noted
from bot.core.requests import (
    Amounts,
    Claim,
    DrawPattern,
    EndRelease,
    EraseDue,
    EraseEntry,
    FindPlaces,
    KeepEntry,
    KeepFile,
    Keeping,
    ListReleases,
    Logged,
    MakePackage,
    MakeRelease,
    Outcome,
    ReadLog,
    TellHers,
    Waiting,
)
from bot.core.session import WEEK
from bot.core.standing import belonging, disputed, records, standings
from bot.core.steps.spoken import RECOVERY

PICTURE = "made/here/weeks.png"
PACKAGE = "made/here/package.zip"
WORD = "abandon"
RECORDED = "2026-11-21T12:00:00Z"
RELEASED = 1_795_262_400
"""The same as a UTC second: nothing here is released at another one."""
_DIGEST = "0" * 64


@dataclass(slots=True)
class PlainLog:
    """What was written, with the numbers of what was kept under marks."""

    log: Log = field(default_factory=lambda: Log(bytes(LOG_ID)))
    marks: dict[str, int] = field(default_factory=dict)
    releases: tuple[Waiting, ...] = ()

    def keep(self, request: Keeping, *, is_open: bool, locked: bool) -> Outcome:
        """Add an entry or a file, or erase what is due."""
        if isinstance(request, EraseDue):
            self._erase(request)
            return Outcome("erased", words=(request.file or str(request.of),))
        incident = self._incident(request, locked=locked)
        if incident is None:
            return Outcome("gone")
        if request.mark not in self.marks:
            self.marks[request.mark] = self._note(incident)
        aside = isinstance(request, KeepEntry) and request.aside
        number = self.marks[request.mark] if is_open else 0
        return Outcome("kept_aside" if aside else "kept", number=number)

    def within(self, request: Logged, *, waits: bool = False) -> Outcome:
        """Read the log, say something about it, or have something made of it."""
        match request:
            case ReadLog():
                return Outcome("done", log=self.log)
            case TellHers():
                return Outcome("done", amounts=self._amounts())
            case Claim(of, said):
                for number in disputed(records(self.log), of):
                    self._note(Confirmation(number, said, RECORDED))
                return Outcome("done")
            case EraseEntry():
                self._erase(request)
                return Outcome("at_once")
            case _:
                return self._made(request, waits=waits)

    def _made(
        self,
        request: DrawPattern | FindPlaces | MakePackage | MakeRelease | ListReleases | EndRelease,
        *,
        waits: bool,
    ) -> Outcome:
        match request:
            case DrawPattern():
                return Outcome("done", words=(PICTURE,), log=self.log)
            case FindPlaces(withheld):
                return Outcome("done", words=self._pictures(withheld))
            case MakePackage(recipient=recipient):
                words = (PACKAGE,) if recipient else (PACKAGE, WORD)
                return Outcome("done", words=words, log=self.log)
            case MakeRelease(to):
                return self._released(to, RELEASED + WEEK * waits)
            case EndRelease(name):
                self.releases = tuple(one for one in self.releases if one.name != name)
            case ListReleases():
                pass
        return Outcome("done", releases=self.releases)

    def _released(self, to: str, starts: int) -> Outcome:
        made = Waiting(f"{len(self.releases):02}", to, starts, starts + WEEK)
        self.releases = (*self.releases, made)
        return Outcome("done", words=(WORD,) * RECOVERY, log=self.log, releases=(made,))

    def _amounts(self) -> Amounts:
        entries = standings(records(self.log))
        files = sum(len(entry.exhibits) for entry in entries)
        return Amounts(len(entries), files, len(self.releases))

    def _incident(self, request: KeepEntry | KeepFile, *, locked: bool) -> Incident | None:
        to = self.marks.get(request.to) if isinstance(request.to, str) else request.to
        if to is None:
            return None
        incident = replace(request.incident, amends=to, locked=locked)
        if isinstance(request, KeepFile):
            file = exhibit(request.upload, _DIGEST, request.upload.size)
            return replace(incident, exhibits=(file,))
        return incident

    def _pictures(self, withheld: tuple[int, ...]) -> tuple[str, ...]:
        """The files that were sent as a photo: here every photo holds a place."""
        seen = standings(records(without(self.log, withheld)))
        return tuple(
            one.file
            for entry in seen
            for one in entry.exhibits
            if one.exhibit.media.startswith("image/")
        )

    def _note(self, record: Record) -> int:
        self.log = noted(self.log, record, bytes(SALT))
        return len(self.log.links)

    def belonging(self, request: EraseEntry) -> tuple[str, ...]:
        """What an erasure is of: an entry goes with what was added to it."""
        if request.file:
            return (request.file,)
        return tuple(map(str, belonging(records(self.log), request.of)))

    def _erase(self, request: EraseEntry | EraseDue) -> None:
        whole = isinstance(request, EraseEntry) and not request.file
        numbers = belonging(records(self.log), request.of) if whole else (request.of,)
        for number in numbers:
            self._note(Removal(number, RECORDED, request.file))
            if not request.file:
                self.log = without(self.log, {number})


def _sample() -> Log:
    """A log with an entry that is hers, one that is not confirmed, and one that was erased."""
    first = Incident("He waited outside.", RECORDED)
    shown = replace(first, exhibits=(Exhibit(_DIGEST, 5, media="image/jpeg"),))
    log = Log(bytes(LOG_ID))
    for record in (shown, replace(first, locked=True), first, Removal(3, RECORDED)):
        log = noted(log, record, bytes(SALT))
    return without(log, {3})


LOGS = (Log(bytes(LOG_ID)), _sample())
"""What can be in a log, for whoever wants to see every way on."""

_WAITING = tuple(Waiting("00", "Sam", at, at + WEEK) for at in (RELEASED, RELEASED + 99 * WEEK))

LOGGED: dict[type[object], tuple[Outcome, ...]] = {
    KeepEntry: (Outcome("kept"), Outcome("kept", number=7), Outcome("too_often", minutes=5)),
    KeepFile: (
        *(Outcome("kept"), Outcome("twice", number=7), Outcome("gone"), Outcome("too_big")),
        *(Outcome("no_room"), Outcome("too_much"), Outcome("too_often", minutes=5)),
    ),
    EraseDue: (Outcome("erased"),),
    ReadLog: tuple(Outcome("done", log=log) for log in LOGS),
    Claim: (Outcome("done"),),
    EraseEntry: (Outcome("at_once"), Outcome("in_a_week"), Outcome("never")),
    DrawPattern: (Outcome("done", words=(PICTURE,), log=LOGS[1]), Outcome("no_file", log=LOGS[0])),
    FindPlaces: (Outcome("done"), Outcome("done", words=("0002_a",)), Outcome("no_file")),
    MakePackage: (
        Outcome("done", words=(PACKAGE, WORD), log=LOGS[1]),
        Outcome("done", words=(PACKAGE,), log=LOGS[1]),
        Outcome("no_file"),
    ),
    MakeRelease: (
        *(
            Outcome("done", words=(WORD,) * RECOVERY, log=LOGS[1], releases=(one,))
            for one in _WAITING
        ),
        *(Outcome("too_many"), Outcome("no_room"), Outcome("no_file")),
    ),
    ListReleases: (Outcome("done"), Outcome("done", releases=_WAITING)),
    EndRelease: (Outcome("done"), Outcome("done", releases=_WAITING[:1])),
}
"""What can come of a request of a log."""
