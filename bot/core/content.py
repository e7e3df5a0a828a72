"""Everything the advocates wrote, read and checked: replaced as a whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.core.alarms import Alarms
from bot.core.effects import Button, Role
from bot.core.flow import Flow, Step
from bot.core.interrupts import Words
from bot.core.places import Places
from bot.core.plan import PIECES
from bot.core.session import SUNSET, Answer
from bot.core.sunset import Sunset
from bot.core.templates import Template

HOME, FIRST, MENU = "home", "start", "menu"
"""The flow everybody begins in, its first message, and its menu."""
UNLOCK = "unlock"
"""The flow that asks whether it is her, before any flow that is for her alone."""
NEEDED = (
    *("home", "danger", "crisis", "help", "country", "language", "your_data", "my_data", "forget"),
    UNLOCK,
)
"""The flows the bot itself leads to."""

LASTING: tuple[Role, ...] = ("help", "close")

PHRASES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("yes", "no", "close", "back", "help", "menu", "language", "done", "skip", "go_on"), ()
    ),
    **dict.fromkeys(("offer", "kept_offer", "offer_danger", "offer_crisis"), ()),
    **dict.fromkeys(("kept_more", "unless_kept"), ()),
    **dict.fromkeys(("please_tap", "old_button", "changed", "flow_gone", "stuck"), ()),
    **dict.fromkeys(("which_one", "too_many_tries", "first_step", "cannot_read"), ()),
    **dict.fromkeys(("bad_date", "bad_time", "bad_phone", "bad_url", "bad_country"), ()),
    **dict.fromkeys(("bad_language", "bad_zone", "unsaid"), ()),
    **dict.fromkeys(
        ("file_refused", "voice_refused", "flooded", "no_room", "paused", "erase_held"), ()
    ),
    "ended": (),
    **dict.fromkeys(("tap_to_go_on", "alone", "not_now", "opening"), ()),
    **dict.fromkeys(("today", "yesterday", "months"), ()),
    **dict.fromkeys(("undo", "ok", "tap_pin", "pin_short", "pin_weak", "pin_again"), ()),
    **dict.fromkeys(("pin_differs", "not_opened", "no_way_back", "same_secret"), ()),
    **dict.fromkeys(("show_words", "have_words", "words_again", "words_differ"), ()),
    **dict.fromkeys(("words_stand", "lock_off", "helper_off", "bad_code_word"), ()),
    **dict.fromkeys(("kept_here",), ()),
    "no_file": (),
    "set_too_often": (),
    "file_alt": (),
    "reference_is": ("reference",),
    **dict.fromkeys(("opened_by_her", "opened_empty", "tried_wrong", "control_asked"), ("when",)),
    "code_used": ("when",),
    **dict.fromkeys(("set_it", "bring_back", "one_screen", "new_messages"), ()),
    **dict.fromkeys(("plain", "discreet", "span_365", "span_1095", "span_3650"), ()),
    **dict.fromkeys(("held_country", "held_language", "held_zone", "held_reading"), ("answer",)),
    **dict.fromkeys(("held_screens", "held_pin", "held_words", "held_helper"), ("answer",)),
    **dict.fromkeys(("held_used", "held_month", "held_until"), ("day",)),
    "held_kept": ("name", "answer", "until"),
    "held_consent": ("name", "day"),
    "held_draft": ("letters",),
    **dict.fromkeys(("held_entries", "held_files", "held_codes", "held_items"), ("count",)),
    "held_remains": ("count",),
    "held_span": ("span",),
    "held_shorter": ("span", "day"),
    "never_opened": (),
    **dict.fromkeys(("held_check_ins", "held_reminders"), ("count",)),
    # What she asked to be sent
    **dict.fromkeys(("agenda_none", "every_day", "week_days", "outside_hours"), ()),
    **dict.fromkeys(("about_report", "about_plan", "about_log"), ()),
    **dict.fromkeys(("about_change", "about_notice", "about_sunset"), ()),
    **dict.fromkeys(("answered", "answered_second", "paused_until", "comes_next"), ("when",)),
    **dict.fromkeys(("comes_late", "comes_again"), ("minutes",)),
    **dict.fromkeys(("answer_word", "second_word"), ("word",)),
    "shows_words": ("words",),
    # Her log
    **dict.fromkeys(("saved", "kept_change", "not_kept_change", "not_kept"), ()),
    **dict.fromkeys(("try_again", "added_later"), ()),
    **dict.fromkeys(("report_noted", "send_file", "file_added", "file_twice"), ()),
    **dict.fromkeys(("file_too_big", "file_too_much", "file_no_room", "file_gone"), ()),
    **dict.fromkeys(("message_changed", "message_emptied", "log_empty", "log_unreadable"), ()),
    **dict.fromkeys(("entry_gone", "no_package", "for_their_key", "earlier", "later"), ()),
    **dict.fromkeys(("picture_alt", "file_of_a_kind", "no_day"), ()),
    **dict.fromkeys(("claim_open", "claim_not_hers"), ()),
    **dict.fromkeys(("saved_number", "entry_number"), ("number",)),
    "not_kept_wait": ("minutes",),
    "forwarded": ("origin",),
    "files_count": ("count",),
    **dict.fromkeys(("erased_on", "filing_due", "entry_written", "entry_late"), ("day",)),
    **dict.fromkeys(("when_about", "when_after", "when_before"), ("start",)),
    "when_between": ("start", "end"),
    **dict.fromkeys(("entry_when", "entry_what", "entry_channel", "entry_account"), ("text",)),
    **dict.fromkeys(("entry_quoted", "entry_who", "entry_witnesses", "entry_did"), ("text",)),
    **dict.fromkeys(("entry_order", "entry_impact", "entry_filing"), ("text",)),
    "entry_added": ("number", "text"),
    **dict.fromkeys(("codes_open", "code_for_nobody"), ()),
    # Her plan
    **dict.fromkeys((f"piece_{piece}" for piece in PIECES), ()),
    **dict.fromkeys(("copy_above", "item_gone", "next_ones", "ones_before"), ()),
    **dict.fromkeys(("plan_full", "item_long"), ("most",)),
    "item_day": ("day",),
    "item_state": ("state",),
    "code_works": ("end",),
    "code_works_later": ("start", "end"),
    "end_code": ("to", "end"),
    "end_code_later": ("to", "start"),
    "week_of": ("day", "acts"),
    **dict.fromkeys(("over_weeks", "acts", "acts_and_more"), ("acts",)),
    **dict.fromkeys(("gap_day", "gap_hour", "gap_channel", "gap_who"), ("entries", "of")),
    **dict.fromkeys(("gap_witnesses", "gap_impact", "gap_exhibits"), ("entries", "of")),
    "gap_filings": ("entries", "of"),
    "no_law": (),
    "element_said": ("text", "numbers"),
    "element_none": ("text",),
    "tapped": ("dots",),
    "too_often": ("minutes",),
    "which_word": ("number",),
    "bad_number": ("low", "high"),
    "too_long": ("over", "most"),
    "copy": ("text",),
}
"""The bot's own sentences, and the names each may fill in."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one data file, by column."""

    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Content:
    """One set of flows with all that they use."""

    flows: Mapping[str, Flow]
    tables: Mapping[str, Table] = field(default_factory=dict)
    snippets: Mapping[str, Template] = field(default_factory=dict)
    phrases: Mapping[str, Template] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    alarms: Alarms = field(default_factory=lambda: Alarms.of(()))
    words: Words = field(default_factory=Words)
    media: frozenset[str] = frozenset()
    wordlist: frozenset[str] = frozenset()
    """The beginnings of all words that recovery words and passphrases are made of."""
    told: Mapping[str, str] = field(default_factory=dict)
    """What the settings tell of who runs the bot, as far as they do, and when the service ends."""
    sunset: Sunset | None = None

    @cached_property
    def lasting(self) -> Mapping[str, Button]:
        """The bot's own buttons that work on every screen, also an old one."""
        return {role: Button(self.phrase(role), role, role) for role in LASTING}

    def phrase(self, name: str, /, **values: Answer) -> str:
        """One of the bot's own sentences."""
        phrase = self.phrases[name]
        return phrase.fill(lambda hole: str(values[hole])) if values else phrase.pieces[0]

    def rows(self, table: str) -> tuple[Mapping[str, str], ...]:
        """The rows of a table; none where there is no such table."""
        found = self.tables.get(table)
        return found.rows if found is not None else ()

    def ending(self, sunset: Sunset | None) -> Content:
        """The same, where the service ends: every flow can tell on which day."""
        if sunset is None:
            return self
        return replace(self, told={**self.told, SUNSET: sunset.ends.isoformat()}, sunset=sunset)

    def find(self, flow: str, step: str) -> Step | None:
        """A step, followed through renames; None where the flow or the step is gone."""
        found = self.flows.get(flow)
        return found.find(step) if found else None
