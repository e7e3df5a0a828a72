"""Has things made of a person's log for her and for others: pictures, packages, releases.

In an empty place all of it is made of what was written there, and takes as long; nothing of that
leads to her, and nobody can collect it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime

from bot import __version__
from bot.core.chain import Log
from bot.core.document import Access, Selection, listed
from bot.core.exhibits import instant
from bot.core.requests import (
    Amounts,
    DrawPattern,
    EndRelease,
    FindPlaces,
    ListReleases,
    MakePackage,
    MakeRelease,
    Outcome,
    Packing,
    TellHers,
    Waiting,
)
from bot.core.standing import belonging, records, standings
from bot.errors import NotMade, Unsealable
from bot.ports import Chat
from bot.vault.desk import UNMADE, Desk, Parcel, Reporter, Whole
from bot.vault.opened import Open
from bot.vault.pieces import NAME
from bot.vault.releases import MOST, WORKS

WHO = {"hers": "herself", "collected": "somebody with a one-time code"}
"""Who opened a log, or was given a part of it, by how that was noted."""
Written = tuple[Outcome, Open]
"""What came of a request, and the place as it is after it."""


class Packer:
    """Packs what is open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def make(self, chat: Chat, request: Packing, place: Open, at: datetime) -> Written:
        """What comes of a request."""
        match request:
            case TellHers():
                return Outcome("done", amounts=await self._amounts(chat, place, at)), place
            case DrawPattern():
                return await self._drawn(await self.log(chat, place)), place
            case FindPlaces() | MakePackage():
                return await self._made(chat, request, place, at)
            case EndRelease(name):
                place = await self._ended(chat, place, name)
            case ListReleases():
                pass
        return Outcome("done", releases=await self._waiting(chat, place, at)), place

    async def _drawn(self, log: Log) -> Outcome:
        try:
            return Outcome("done", words=(await self._reporter.draw(log),), log=log)
        except UNMADE:
            return Outcome("no_file", log=log)

    async def _made(
        self, chat: Chat, request: FindPlaces | MakePackage, place: Open, at: datetime
    ) -> Written:
        try:
            if isinstance(request, FindPlaces):
                return await self._placed(chat, request, place, at), place
            return await self._packed(chat, request, place, at)
        except UNMADE:
            return Outcome("no_file"), place

    async def _placed(self, chat: Chat, request: FindPlaces, place: Open, at: datetime) -> Outcome:
        parcel = await self._parcel(chat, MakePackage("", request.withheld), place, at)
        return Outcome("done", words=await self._reporter.places(parcel))

    async def _packed(self, chat: Chat, request: MakePackage, place: Open, at: datetime) -> Written:
        parcel = await self._parcel(chat, request, place, at)
        packed = await self._reporter.pack(parcel, request)
        place = await self._noted(chat, place, packed.log)
        return Outcome("done", words=(packed.path, *packed.words), log=packed.log), place

    @property
    def _reporter(self) -> Reporter:
        """What makes things; raises `NotMade` where there is nothing that does."""
        if self._desk.reporter is None:
            raise NotMade
        return self._desk.reporter

    async def _noted(self, chat: Chat, place: Open, log: Log) -> Open:
        """The place with the handover in its log; raises `NotMade` if it does not follow now."""
        if not place.is_hers:
            return replace(place, log=log)
        if not await self._desk.logbook.add_link(chat, log):
            raise NotMade
        return place

    async def log(self, chat: Chat, place: Open) -> Log:
        """All that the log of a place holds."""
        if place.is_hers:
            return await self._desk.logbook.read(chat, place.private)
        return place.log

    async def _amounts(self, chat: Chat, place: Open, at: datetime) -> Amounts | None:
        """How much there is; None where it was altered, and can't be read."""
        try:
            log = await self.log(chat, place)
            waiting = await self._waiting(chat, place, at)
        except Unsealable:
            return None
        files = [one for one in listed(Selection(log, "")) if one.absence is None]
        return Amounts(len(standings(records(log))), len(files), len(waiting))

    # Releases

    async def release(
        self, chat: Chat, request: MakeRelease, place: Open, at: datetime, starts: int
    ) -> Written:
        """Make a package that can be collected once, from a UTC second on."""
        if not self._desk.has_room():
            return Outcome("no_room"), place
        if len(await self._waiting(chat, place, at)) >= MOST:
            return Outcome("too_many"), place
        try:
            parcel = await self._parcel(chat, request, place, at)
            whole = await self._reporter.bind(parcel, request)
            return await self._released(chat, request.to, place, whole, starts)
        except UNMADE:
            return Outcome("no_file"), place

    async def _released(
        self, chat: Chat, to: str, place: Open, whole: Whole, starts: int
    ) -> Written:
        releases = self._desk.releases
        if not place.is_hers:
            words, made = await releases.in_vain(), _unreal(to, starts)
            place = replace(place, log=whole.log, releases=(*place.releases, made))
            return Outcome("done", words=words, log=whole.log, releases=(made,)), place
        prepared = await releases.prepare(chat, whole.content)
        try:
            await self._noted(chat, place, whole.log)
            made = await releases.keep(chat, prepared, to, starts)
        finally:
            releases.let_go(prepared)
        return Outcome("done", words=prepared.words, log=whole.log, releases=(made,)), place

    async def _waiting(self, chat: Chat, place: Open, at: datetime) -> tuple[Waiting, ...]:
        now = int(at.timestamp())
        if place.is_hers:
            return await self._desk.releases.waiting(chat, place.private, now)
        return tuple(one for one in place.releases if now < one.ends)

    async def _ended(self, chat: Chat, place: Open, name: str) -> Open:
        if place.is_hers:
            await self._desk.releases.end(chat, name)
        left = tuple(one for one in place.releases if one.name != name)
        return replace(place, releases=left)

    # What goes in

    async def _parcel(
        self, chat: Chat, request: MakePackage | MakeRelease, place: Open, at: datetime
    ) -> Parcel:
        selection = await self._selection(chat, request, place, at)
        if not selection.log.links:
            raise NotMade
        if not place.is_hers:
            files = frozenset(one.placed.file for one in listed(selection) if one.absence is None)
            return Parcel(replace(selection, withheld_files=files), {})
        originals = await self._originals(chat, place, selection)
        return Parcel(selection, originals, await self._desk.stamps.stamps_of(chat))

    async def _selection(
        self, chat: Chat, request: MakePackage | MakeRelease, place: Open, at: datetime
    ) -> Selection:
        openings: tuple[str, ...] = (f"hers {place.opened}",)
        if place.is_hers:
            openings = await self._desk.lockbox.openings(chat, place.private)
        log = await self.log(chat, place)
        found = records(log)
        # What was added to an entry would tell of it: it stays out as well.
        withheld = {n for one in request.withheld for n in belonging(found, one)}
        return Selection(
            log,
            instant(int(at.timestamp())),
            request.to,
            frozenset(withheld),
            frozenset(),
            _accesses(openings),
            __version__,
        )

    async def _originals(self, chat: Chat, place: Open, selection: Selection) -> dict[str, bytes]:
        """The bytes of every file that goes along; raises `Unsealable` if one can't be opened."""
        lock = await self._desk.lockbox.of(chat)
        rows = {(row.number, row.place): row for row in await self._desk.exhibits.rows(chat)}
        here = (one.placed for one in listed(selection) if one.absence is None)
        return {
            one.file: await self._desk.exhibits.open(
                lock, place.private, rows[one.number, one.place]
            )
            for one in here
        }


def _unreal(to: str, starts: int) -> Waiting:
    """What looks as if it could be collected."""
    return Waiting(os.urandom(NAME).hex(), to, starts, starts + WORKS)


def _accesses(openings: tuple[str, ...]) -> tuple[Access, ...]:
    """Who opened it or was given a part of it, and when, the earliest first."""
    noted = [opening.split() for opening in openings]
    told = sorted((int(second), WHO[how]) for how, second in noted if how in WHO)
    return tuple(Access(instant(second), who) for second, who in told)
