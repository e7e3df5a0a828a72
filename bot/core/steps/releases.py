"""`log: releases`: the packages that wait to be collected, of which she can end each at once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.requests import EndRelease, ListReleases, Outcome, Request, Waiting
from bot.core.steps.base import Requested, Stay, Took, Verdict, View
from bot.core.steps.one_screen import GO_ON
from bot.core.steps.own import moment
from bot.core.steps.shown import Listed

LONGEST_NAME = 20
"""So many letters of a name stand on a button."""


@dataclass(frozen=True, slots=True)
class Releases(Listed):
    """Lists the packages that wait to be collected; one that she taps is forgotten at once."""

    def request(self, view: View) -> Request:
        return ListReleases()

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        found = tuple(f"{one.name}|{_waiting(view, one)}" for one in outcome.releases)
        return Stay(keyed=("0", *found))

    def chosen(self, view: View, item: str, *, wanted: bool) -> Verdict:
        return Took(None) if item == GO_ON else Requested(EndRelease(item))


def _waiting(view: View, one: Waiting) -> str:
    """For whom a package waits, and until when or from when it can be collected."""
    to = one.to if len(one.to) <= LONGEST_NAME else f"{one.to[:LONGEST_NAME]}…"
    to = to or view.phrases("code_for_nobody")
    if one.starts > view.at.timestamp():
        return view.phrases("end_code_later", to=to, start=moment(view, one.starts))
    return view.phrases("end_code", to=to, end=moment(view, one.ends))
