"""Carries out what turns request of a person's log: keeps, reads, erases, and has reports made.

Adding needs nothing to be open. What is added in an empty place goes into her log too, as written
by somebody who may not be her; and it is seen in that place, so that it looks like any other.
"""

from __future__ import annotations

import os
from collections import deque
from dataclasses import replace
from datetime import datetime

from bot.core import exhibits as noting
from bot.core.chain import SALT
from bot.core.exhibits import instant
from bot.core.incident import Incident
from bot.core.records import Confirmation, Removal
from bot.core.requests import (
    KEPT,
    Claim,
    EraseDue,
    EraseEntry,
    KeepEntry,
    KeepFile,
    Keeping,
    Outcome,
    ReadLog,
    Writing,
)
from bot.core.standing import belonging, disputed, records
from bot.errors import FileGone, FileTooBig
from bot.ports import Chat
from bot.recent import Recent
from bot.vault.desk import Desk
from bot.vault.exhibits import TooMuch
from bot.vault.opened import Open
from bot.vault.packer import Packer, Written

HOUR = 3600
MOST_AN_HOUR = {KeepEntry: 20, KeepFile: 30}
"""So many entries and files of one person are kept in an hour."""


Counted = tuple[Chat, type, bool | None]
"""Whose is counted, what, and whether in her place, an empty one or none: each by itself, so that
nobody uses up hers, or learns by it how much she wrote."""


class Scribe:
    """Writes and reads the logs of all people who are known."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.packer = Packer(desk)
        self._kept: Recent[Counted, deque[float]] = Recent()

    # Adding

    async def keep(
        self, chat: Chat, request: Keeping, place: Open | None, at: datetime
    ) -> tuple[Outcome, Open | None]:
        """Add to a log, whether or not it is open."""
        outcome, after = await self._keep(chat, request, place, at)
        if isinstance(request, KeepEntry) and request.aside and outcome.came != "kept_aside":
            return Outcome("not_aside"), after
        return outcome, after

    async def _keep(
        self, chat: Chat, request: Keeping, place: Open | None, at: datetime
    ) -> tuple[Outcome, Open | None]:
        if isinstance(request, EraseDue):
            await self._desk.logbook.erase(chat, *_removal(request, at))
            return Outcome("erased", words=(request.file or str(request.of),)), place
        counted = (chat, type(request), None if place is None else place.is_hers)
        if wait := self._wait(counted, at.timestamp()):
            return Outcome("too_often", minutes=wait), place
        incident = await self._claimed(chat, request, place)
        if incident is None:
            return Outcome("gone"), place
        if isinstance(request, KeepFile):
            outcome, incident = await self._keep_file(chat, request, incident)
        else:
            number = await self._desk.logbook.add(chat, incident, _mark(request.mark))
            outcome = Outcome("kept_aside" if request.aside else "kept", number=number)
        if outcome.came not in KEPT:
            return outcome, place
        self._kept.put(counted, self._lately(counted, at.timestamp()))
        return _told(outcome, request, incident, place)

    async def _keep_file(
        self, chat: Chat, request: KeepFile, incident: Incident
    ) -> tuple[Outcome, Incident]:
        desk = self._desk
        if not desk.has_room():
            return Outcome("no_room"), incident
        try:
            content = await self._fetched(request)
            stored = await desk.exhibits.store(chat, content)
        except FileTooBig:
            return Outcome("too_big"), incident
        except FileGone:
            return Outcome("gone"), incident
        except TooMuch:
            return Outcome("too_much"), incident
        try:
            exhibit = noting.exhibit(request.upload, stored.sha256, len(content))
            incident = replace(incident, exhibits=(exhibit,))
            number = await desk.logbook.add(chat, incident, _mark(request.mark), (stored.row,))
        finally:
            desk.exhibits.let_go(stored)
        return Outcome("twice" if stored.is_twin else "kept", number=number), incident

    async def _fetched(self, request: KeepFile) -> bytes:
        upload, fetch = request.upload, self._desk.fetch
        if not upload.ref:
            return upload.content.encode()
        if fetch is None:
            raise FileGone
        return await fetch(upload.ref)

    async def _claimed(
        self, chat: Chat, request: KeepEntry | KeepFile, place: Open | None
    ) -> Incident | None:
        """The incident with what only the vault knows; None if what it amends is not there."""
        lock = await self._desk.lockbox.of(chat)
        is_hers = place is not None and place.is_hers
        incident = replace(request.incident, locked=lock.is_set and not is_hers)
        if not request.to:
            return incident
        if isinstance(request.to, str):
            number = await self._desk.logbook.numbered(chat, _mark(request.to))
        elif is_hers:
            number = request.to
        else:  # a number out of an empty place says nothing about hers
            return replace(incident, amends=0, reason="", restates=())
        return replace(incident, amends=number) if number else None

    def _wait(self, counted: Counted, now: float) -> int:
        """Minutes to wait, if too much was kept in the last hour."""
        lately = self._lately(counted, now)
        if len(lately) <= MOST_AN_HOUR[counted[1]]:
            return 0
        return int((lately[0] + HOUR - now) // 60) + 1

    def _lately(self, counted: Counted, now: float) -> deque[float]:
        times = self._kept.get(counted) or deque()
        return deque([*(time for time in times if now - time < HOUR), now])

    # Where it is open

    async def within(self, chat: Chat, request: Writing, place: Open, at: datetime) -> Written:
        """Read a log, say something about it, or have something made of it."""
        match request:
            case ReadLog():
                return Outcome("done", log=await self.packer.log(chat, place)), place
            case Claim():
                return await self._said(chat, request, place, instant(int(at.timestamp())))
            case EraseEntry():
                return await self._erased(chat, request, place, at)
            case _:
                return await self.packer.make(chat, request, place, at)

    async def _erased(self, chat: Chat, request: EraseEntry, place: Open, at: datetime) -> Written:
        """Erase what may be erased at once; of an empty place only its own is taken out.

        The entry itself goes last, so that after a crash it can be erased again.
        """
        for of in reversed(await self.meant(chat, request, place)):
            removal, file = _removal(replace(request, of=of), at)
            if place.is_hers:
                await self._desk.logbook.erase(chat, removal, file)
            else:
                place = place.with_record(removal)
                place = place if request.file else place.emptied(of)
        return Outcome("at_once"), place

    async def meant(self, chat: Chat, request: EraseEntry, place: Open) -> tuple[int, ...]:
        """The numbers of all that is to be erased: an entry goes with what was added to it."""
        if not place.is_hers and not place.has(request.of):
            return ()
        if request.file:
            return (request.of,)
        return belonging(records(await self.packer.log(chat, place)), request.of)

    async def named(self, chat: Chat, request: EraseEntry, place: Open) -> tuple[str, ...]:
        """The same, as what is to be erased later is called."""
        numbers = await self.meant(chat, request, place)
        return (request.file,) if request.file else tuple(map(str, numbers))

    async def _said(self, chat: Chat, claim: Claim, place: Open, recorded: str) -> Written:
        """Note whose an entry is, and whatever was added to it while her lock was shut."""
        if not place.is_hers and not place.has(claim.of):
            return Outcome("done"), place
        found = records(await self.packer.log(chat, place))
        for number in disputed(found, claim.of):
            record = Confirmation(number, claim.said, recorded)
            if place.is_hers:
                await self._desk.logbook.add(chat, record, os.urandom(SALT))
            else:
                place = place.with_record(record)
        return Outcome("done"), place


def _told(
    outcome: Outcome, request: KeepEntry | KeepFile, incident: Incident, place: Open | None
) -> tuple[Outcome, Open | None]:
    """The outcome as it may be told: where what is hers is shut, nothing of it, and no number."""
    if outcome.came == "twice" and _hides_twin(incident, place):
        outcome = replace(outcome, came="kept")
    if place is None:
        return replace(outcome, number=0), None
    if place.is_hers:
        return outcome, place.showing("entries")
    seen = replace(request.incident, exhibits=incident.exhibits)
    after = place.with_entry(seen, request.mark, request.to)
    return replace(outcome, number=len(after.log.links)), after.showing("entries")


def _hides_twin(incident: Incident, place: Open | None) -> bool:
    """Whether whoever sends a file may not know that it was there already."""
    if place is None or place.is_hers:
        return incident.locked
    return not any(place.holds(exhibit.sha256) for exhibit in incident.exhibits)


def _mark(mark: str) -> bytes:
    return mark.encode()


def _removal(request: EraseEntry | EraseDue, at: datetime) -> tuple[Removal, int | None]:
    """What the log says of an erasure, and the place of the file, if it is one file."""
    recorded = instant(int(at.timestamp()))
    number = int(request.file[:-2]) if request.file else request.of
    file = ord(request.file[-1]) - ord("a") if request.file else None
    return Removal(number, recorded, request.file), file
