"""F4: nothing is sent before a yes, and what is sent looks harmless to everybody else."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.agenda import CONSENT, LONGEST_WORDS
from bot.core.check.graph import at
from bot.core.check.order import come_to
from bot.core.check.proof import Consented
from bot.core.complaint import Complaint
from bot.core.content import Content
from bot.core.flow import Flow, Step
from bot.core.steps import Ask, AskIn, Choices, Messages, Remind, RemindPlanned
from bot.core.steps.sendings import is_harmless

TELLING = (
    *("abus", "advoca", "alarm", "check-in", "court", "danger", "emergency", "escape", "evidence"),
    *("help", "hurt", "police", "proof", "protect", "refuge", "report", "safe", "secret"),
    *("shelter", "sidelight", "spy", "stalk", "surviv", "track", "victim", "violen"),
)
"""What no offered words may hold, also within a word: it would tell what they are for."""


def agreed_first(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F415: she is sent nothing before she said yes to that."""
    steps = flow.steps.values()
    if asking := [step for step in steps if _asks(step)]:
        found = Consented(content).unproved(flow)
        for key in ("messages", "check_in", "remind", "remind_planned"):
            message = (
                f'nothing is sent without a yes: put "consent: {CONSENT}" before it, and lead here '
                "only from its yes, not by {path}."
            )
            of_key = [step for step in asking if step.kind.KEYS[0] == key]
            yield from come_to(flow, of_key, found, ("F415", message, key))


def _asks(step: Step) -> bool:
    """Whether something more is sent after a step; what only follows her plan is no more."""
    if isinstance(step.kind, RemindPlanned):
        return step.kind.what == "each"
    return isinstance(step.kind, Messages | AskIn | Remind)


def words_look_harmless(flow: Flow, content: Content) -> Iterator[Complaint]:
    """F416: offered cover words are fixed, short, and tell nobody what they are for."""
    names = {
        step.kind.fields["words"]
        for step in flow.steps.values()
        if isinstance(step.kind, Messages) and "words" in step.kind.fields
    }
    for step in flow.steps.values():
        if step.save in names:
            yield from _offered(flow, step)


def _offered(flow: Flow, step: Step) -> Iterator[Complaint]:
    if isinstance(step.kind, Ask):
        if step.kind.type.name != "text" or step.kind.type.most > LONGEST_WORDS:
            message = f'cover words are one short line: write "as: text up to {LONGEST_WORDS}".'
            yield at(flow, step, "F416", message, "as")
        return
    if not isinstance(step.kind, Choices):
        yield at(flow, step, "F416", "take cover words from choices, or let her type them.", "save")
        return
    for choice in step.kind.choices:
        if choice.label.names:
            message = "cover words are the same for everybody: take the {…} out."
            yield at(flow, step, "F416", message, "choices", choice.id)
        elif not is_harmless(choice.label.source):
            message = "this can't be sent as it is: write one short line without links or signs."
            yield at(flow, step, "F416", message, "choices", choice.id)
        elif telling := _telling(choice.label.source):
            message = f'"{telling}" tells what the message is for: take words that surprise nobody.'
            yield at(flow, step, "F416", message, "choices", choice.id)


def _telling(words: str) -> str:
    low = words.casefold()
    return next((part for part in TELLING if part in low), "")
