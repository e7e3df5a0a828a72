"""All that is held of a person, in lines she can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic_core import to_json

from bot.core.agenda import asked_in
from bot.core.conditions import plain
from bot.core.places import Places
from bot.core.requests import HERS, Outcome
from bot.core.session import DAY, PERSONAL, Session
from bot.core.values import Phrases, show_day


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is held in a session, with what only the vault and the channel can tell.

    In an empty place it is what is held of somebody who keeps nothing: the rest is not looked at.
    """

    session: Session
    outcome: Outcome
    remains: int
    now: int
    phrases: Phrases
    places: Places

    def as_json(self) -> str:
        """All of it as data, for other programs."""
        session, facts = self._session(), self.outcome.facts
        data = {
            "made": _iso(self.now),
            "about_her": dict(session.person),
            "kept": {
                name: {"answer": kept.value, "until": _iso(kept.until)}
                for name, kept in sorted(session.kept.items())
            },
            "allowed": {
                name: _iso(consent.day * DAY)[:10]
                for name, consent in sorted(session.consents.items())
            },
            "log": self._amounts(),
            "asked_for": self._asked_for(),
            "plan": self._items(),
            "draft_letters": len(session.draft),
            "messages_not_removed": self.remains,
            "lock": {fact: fact in facts for fact in ("pin", "words", "helper")},
            "last_day": _iso(session.used * DAY)[:10],
        }
        return to_json(data, indent=2).decode()

    def _amounts(self) -> dict[str, int] | None:
        """How much her log holds; None where that could not be read."""
        amounts = self.outcome.amounts
        if amounts is None:
            return None
        return {"entries": amounts.entries, "files": amounts.files, "codes": amounts.releases}

    def _items(self) -> dict[str, int] | None:
        amounts = self.outcome.amounts
        return None if amounts is None else {"items": amounts.items}

    def _session(self) -> Session:
        return self.session if self.outcome.hers else _of_nobody(self.session)

    def lines(self) -> tuple[str, ...]:
        """One line for each thing that is held."""
        session, phrases, places = self._session(), self.phrases, self.places
        found = (
            *_person(session, phrases, places),
            *_kept(session, phrases),
            *self._log(phrases),
            *self._agenda(phrases),
            phrases("held_draft", letters=len(session.draft)),
            phrases("held_remains", count=self.remains),
            *self._lock(phrases),
            *self._time(session, phrases),
        )
        return tuple(found)

    def _log(self, phrases: Phrases) -> Iterator[str]:
        for name, count in {**(self._amounts() or {}), **(self._items() or {})}.items():
            yield phrases(f"held_{name}", count=count)

    def _asked_for(self) -> dict[str, int]:
        """How much she asked to be sent, in the place that is open."""
        agenda = asked_in(self.session.agendas, is_hers=self.outcome.hers)
        return {"check_ins": len(agenda.check_ins), "reminders": len(agenda.reminders)}

    def _agenda(self, phrases: Phrases) -> Iterator[str]:
        for name, count in self._asked_for().items():
            yield phrases(f"held_{name}", count=count)

    def _lock(self, phrases: Phrases) -> Iterator[str]:
        for fact in ("pin", "words", "helper"):
            is_so = phrases("yes" if fact in self.outcome.facts else "no").casefold()
            yield phrases(f"held_{fact}", answer=is_so)

    def _time(self, session: Session, phrases: Phrases) -> Iterator[str]:
        terms, used = session.terms, session.used
        yield phrases("held_used", day=show_day(used * DAY, phrases))
        if HERS.isdisjoint(self.outcome.facts):
            yield phrases("held_month", day=show_day(session.forgotten or 0, phrases))
            return
        yield phrases("held_span", span=phrases(f"span_{terms.at(self.now)}"))
        if terms.shorter and terms.since > self.now:
            span = phrases(f"span_{terms.shorter}")
            yield phrases("held_shorter", span=span, day=show_day(terms.since, phrases))
        yield phrases("held_until", day=show_day(terms.ends(used), phrases))


def _of_nobody(session: Session) -> Session:
    """What anybody sees of a session all the same, wherever they are in the flows."""
    draft = "·" * len(session.draft)  # how long it is may be seen, what it says may not
    return Session(person=session.person, used=session.used, draft=draft)


def _person(session: Session, phrases: Phrases, places: Places) -> Iterator[str]:
    for name in sorted(PERSONAL):
        value = session.person.get(name)
        shown = phrases("unsaid") if value is None else _shown(name, str(value), phrases, places)
        yield phrases(f"held_{name}", answer=shown)


def _shown(name: str, value: str, phrases: Phrases, places: Places) -> str:
    return phrases(value) if name in ("reading", "screens") else places.name(name, value)


def _kept(session: Session, phrases: Phrases) -> Iterator[str]:
    for name, kept in sorted(session.kept.items()):
        answer, until = plain(kept.value), show_day(kept.until, phrases)
        yield phrases("held_kept", name=name.replace("_", " "), answer=answer, until=until)
    for purpose, consent in sorted(session.consents.items()):
        day = show_day(consent.day * DAY, phrases)
        yield phrases("held_consent", name=purpose.replace("_", " "), day=day)


def _iso(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat()
