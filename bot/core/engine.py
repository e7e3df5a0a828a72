"""Decides: `turn(content, session, event) -> (session, effects)`, pure and synchronous.

The order of precedence stands in `turn` and nowhere else: leaving, then whoever begins, then the
bot's own commands, then a flow that was edited meanwhile, then the step. Danger and crisis words
only ever offer: what was typed is kept first, and nobody is sent anywhere.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import speech, trail
from bot.core.alarms import Alarm
from bot.core.content import FIRST, HOME, MENU, Content
from bot.core.effects import Clear, EraseAll
from bot.core.events import Event, LeftQuickly, Offered, Opened, Pressed, Said
from bot.core.flow import START, Step
from bot.core.interrupts import LEADS_TO, Interrupt
from bot.core.session import Frame, Session
from bot.core.speech import Result
from bot.core.steps.base import Departed, Gone, Key, Press, Stay, Took, Typed, Verdict
from bot.core.steps.choices import folded
from bot.core.templates import Template
from bot.core.walk import Walk

MOST_STEPS = 100
"""Steps one turn may pass: a flow that loops ends in words, not in silence."""
DEEPEST = 12
"""Flows that may be open on top of each other."""
ASKED_FOR = "country"
"""What a table may need to know; the flow of this name asks for it."""
DRAFT_SECONDS = 24 * 3600
LONGEST_DRAFT = 20_000
FREE_TEXT = "ask text"
OFFERS = {
    Alarm.DANGER: ("(danger)", "offer_danger", "danger"),
    Alarm.CRISIS: ("(crisis)", "offer_crisis", "crisis"),
}
"""What alarming words offer: the button's meaning, its phrase and its flow."""
GO_ON = "(go_on)"
OFFERED = {item: phrase for item, phrase, _ in OFFERS.values()} | {GO_ON: "go_on"}
"""The words on the buttons of an offer."""
OWN = ("back", "menu", "language")
"""The bot's own buttons that belong to one screen; those for help and leaving never grow old."""


def is_leaving(content: Content, session: Session, event: Event) -> bool:
    """Whether an event means to leave at once, whatever is going on."""
    match event:
        case LeftQuickly():
            return True
        case Pressed(token):
            return token == "close"  # noqa: S105  # the one button that is the same on every screen
        case Said(text):
            return _command(content, session, text) is Interrupt.CLOSE
        case _:
            return False


def turn(content: Content, session: Session, event: Event) -> Result:
    """Play one event: the same arguments always give the same result."""
    walk = Walk(content, _without_stale(session, event), event)
    match event:
        case LeftQuickly():
            return _leave(walk.before)
        case Opened(flow):
            return _jump(walk, Frame(flow, START))
        case Said() | Pressed() | Offered():
            return _play(walk, event)


def _play(walk: Walk, event: Said | Pressed | Offered) -> Result:
    command = _commanded(walk, event)
    if not walk.before.is_open and command is not Interrupt.CLOSE:
        return _begin(walk, event)
    if command is not None:
        return _interrupt(walk, command)
    return _ask_again_if_edited(walk) or _answered(walk, event)


def _answered(walk: Walk, event: Said | Pressed | Offered) -> Result:
    match event:
        case Said(text):
            return _said(walk, text)
        case Pressed(token):
            return _pressed(walk, token)
        case Offered():
            return _again(walk, walk.content.phrase("file_refused"))


def recover(content: Content, session: Session, event: Event) -> Result:
    """Go on in the menu, where a stored session could not be read; what was kept is still there."""
    if is_leaving(content, session, event):
        return _leave(session)
    walk = Walk(content, session, event)
    walk.frames = [Frame(HOME, MENU)]
    return _settle(walk, content.phrase("cannot_read"))


def _command(content: Content, session: Session, text: str) -> Interrupt | None:
    return content.words.meaning(text, free_text=session.shape.startswith(FREE_TEXT))


def _commanded(walk: Walk, event: Event) -> Interrupt | None:
    """The bot's own command that was typed, or pressed on a button of the bot's own."""
    match event:
        case Said(text):
            return _command(walk.content, walk.before, text)
        case Pressed("help" | "close"):
            return Interrupt(event.token)
        case Pressed(token):
            visit, _, role = token.rpartition(".")
            current = visit == walk.before.visit and visit
            return Interrupt(role) if current and role in OWN else None
        case _:
            return None


# Beginning and leaving


def _leave(session: Session, *, erase: bool = False) -> Result:
    if erase:
        return Session(), (EraseAll(), Clear())
    left = Session(
        person=session.person, kept=session.kept, draft=session.draft, drafted=session.drafted
    )
    return left, (Clear(),)


def _begin(walk: Walk, event: Event) -> Result:
    """Everybody gets the same first message, except for a press on something long gone."""
    if isinstance(event, Pressed):
        return walk.before, (Clear(),)
    if isinstance(event, Said) and walk.content.words.meaning(event.text) is None:
        walk.before = _drafted(walk, event.text)
    return _jump(walk, Frame(HOME, FIRST))


def _jump(walk: Walk, frame: Frame) -> Result:
    walk.frames = [frame]
    return _settle(walk)


def _drafted(walk: Walk, text: str) -> Session:
    """Keep words nobody asked for, so that they can be offered back."""
    draft = "\n".join(filter(None, (walk.before.draft, text)))[-LONGEST_DRAFT:]
    return replace(walk.before, draft=draft, drafted=walk.now)


def _without_stale(session: Session, event: Event) -> Session:
    """Drop a draft and kept answers whose time is up."""
    if not session.draft and not session.kept:
        return session
    now = event.at.timestamp()
    if session.draft and now > session.drafted + DRAFT_SECONDS:
        session = replace(session, draft="", drafted=0)
    if any(kept.until <= now for kept in session.kept.values()):
        kept = {name: kept for name, kept in session.kept.items() if kept.until > now}
        session = replace(session, kept=kept)
    return session


# Going on


def _settle(walk: Walk, notice: str = "", instead: tuple[Key, ...] = ()) -> Result:
    """Go on until a step waits or the conversation ends."""
    walk.tries = 0
    for _ in range(MOST_STEPS):
        step = walk.here()
        if step is None or len(walk.frames) > DEEPEST:
            break
        if _lacks_country(walk, step):
            walk.push(ASKED_FOR)
        elif speech.resume(walk, step) or speech.speak(walk, step):
            if step.kind.waits:
                return speech.wait(walk, step, notice, instead)
            if isinstance(departed := step.kind.enter(), Departed):
                return _leave(_known(walk), erase=departed.erase)
            walk.finish(step, "")
    return speech.stuck(walk)


def _known(walk: Walk) -> Session:
    """The session with what this turn learned about the person."""
    return replace(walk.before, person=walk.person, kept=walk.kept)


def _lacks_country(walk: Walk, step: Step) -> bool:
    """Whether a table asks for a country that is unknown and was not asked for just now."""
    where = step.listing.where if step.listing is not None else None
    if where is None or ASKED_FOR in walk.person or walk.ended == ASKED_FOR:
        return False
    return any(test.variable and test.value == ASKED_FOR for test in where.tests())


def _again(walk: Walk, notice: str = "", instead: tuple[Key, ...] = ()) -> Result:
    """Show the current question once more."""
    step = walk.here()
    if step is None or not step.kind.waits or not _is_shown(walk, step):
        return _settle(walk, notice, instead)
    speech.repeat(walk, walk.before.said)
    return speech.wait(walk, step, notice, instead, stays=True)


def _is_shown(walk: Walk, step: Step) -> bool:
    """Whether the current screen shows this step's question."""
    shown = (place.partition("/") for place in walk.before.said[-1:])
    return any(walk.content.find(flow, name) is step for flow, _, name in shown)


def _ask_again_if_edited(walk: Walk) -> Result | None:
    """Ask again where the flow was edited under the person; a rename is simply followed."""
    flow = walk.content.flows.get(walk.top.flow)
    there = flow.find(walk.top.step) if flow else None
    if there is not None and there.shape == walk.before.shape:
        return None
    step = walk.here()
    if isinstance(walk.event, Said):
        walk.before = _drafted(walk, walk.event.text)
        if alarms := _heard(walk, walk.event.text):
            return _offer(walk, alarms, "offer")
    changed = flow is not None and there is not None and step is not None
    return _settle(walk, walk.content.phrase("changed") if changed else "")


def _judged(walk: Walk, step: Step, verdict: Verdict) -> Result:
    match verdict:
        case Took(answer, target):
            walk.save(step.save, answer)
            walk.anchor = tuple(walk.frames)
            walk.finish(step, target)
            return _settle(walk)
        case Stay(answer, notice, instead, failed):
            walk.tries += failed
            if answer is not None:
                walk.gather(step.save, answer)
            return _again(walk, notice, instead)
        case Gone():
            return _settle(walk, walk.content.phrase("changed"))


# What a person does


def _said(walk: Walk, text: str) -> Result:
    if (answered := _offer_answered(walk, folded(text))) is not None:
        return answered
    step = walk.here()
    assert step is not None  # A step that is gone was dealt with as an edit.
    verdict = step.kind.receive(walk.view(step), Typed(text))
    if isinstance(verdict, Took):
        return _judged(walk, step, verdict)
    kept = verdict.answer if isinstance(verdict, Stay) else None
    if kept is None:
        walk.before = _drafted(walk, text)
    alarms = _heard(walk, text)
    if not alarms:
        return _judged(walk, step, verdict)
    if kept is None:
        return _offer(walk, alarms, "offer")
    walk.gather(step.save, kept)
    return _offer(walk, alarms, "kept_offer")


def _offer_answered(walk: Walk, word: str) -> Result | None:
    """Take a typed yes or no as the answer to the offer that stands, never to the step below it."""
    offered = tuple(item for item in walk.before.items if item in OFFERED)
    for item in offered:
        if word == folded(walk.content.phrase(OFFERED[item])):
            return _took(walk, item, wanted=True)
    if not offered or word not in (folded(walk.content.phrase(name)) for name in ("yes", "no")):
        return None
    if word == folded(walk.content.phrase("no")):
        return _took(walk, GO_ON, wanted=True)
    if len(offered) == 2:
        return _took(walk, offered[0], wanted=True)
    keys = tuple(_key(walk, item, OFFERED[item]) for item in offered)
    return _again(walk, walk.content.phrase("please_tap"), keys)


def _heard(walk: Walk, text: str) -> frozenset[Alarm]:
    """What a text calls for; "help" as an answer of its own calls for everything there is."""
    if walk.content.words.meaning(text) is Interrupt.HELP:
        return frozenset(Alarm)
    return walk.content.alarms.heard(text, str(walk.person.get("language", "en")))


def _offer(walk: Walk, alarms: frozenset[Alarm], words: str) -> Result:
    keys = [_key(walk, OFFERS[alarm][0], OFFERS[alarm][1]) for alarm in OFFERS if alarm in alarms]
    keys.append(_key(walk, GO_ON, "go_on"))
    return _again(walk, walk.content.phrase(words), tuple(keys))


def _key(walk: Walk, item: str, phrase: str) -> Key:
    return Key(item, Template((walk.content.phrase(phrase),)), "offer")


def _pressed(walk: Walk, token: str) -> Result:
    visit, _, rest = token.rpartition(".")
    if visit != walk.before.visit or not visit:
        return _again(walk, walk.content.phrase("old_button"))
    number = rest.rstrip("+-")
    if not number.isdecimal() or len(number) > 3 or int(number) >= len(walk.before.items):
        return _again(walk, walk.content.phrase("old_button"))
    return _took(walk, walk.before.items[int(number)], wanted=not rest.endswith("-"))


def _took(walk: Walk, item: str, *, wanted: bool) -> Result:
    for offered, _, flow in OFFERS.values():
        if item == offered:
            walk.interrupt(flow)
            return _settle(walk)
    step = walk.here()
    if item == GO_ON or step is None:
        return _again(walk)
    return _judged(walk, step, step.kind.receive(walk.view(step), Press(item, wanted)))


def _interrupt(walk: Walk, interrupt: Interrupt) -> Result:
    match interrupt:
        case Interrupt.CLOSE:
            return _leave(walk.before)
        case Interrupt.START:
            return _jump(walk, Frame(HOME, FIRST))
        case Interrupt.MENU:
            return _jump(walk, Frame(HOME, MENU))
        case Interrupt.BACK:
            return _back(walk)
        case _:
            flow = LEADS_TO[interrupt]
            if walk.top.flow == flow:
                walk.frames.pop()
                walk.push(flow)
            else:
                walk.interrupt(flow)
            return _settle(walk)


def _back(walk: Walk) -> Result:
    earlier = trail.back(walk.before)
    while earlier is not None and not walk.content.find(*_place(earlier)):
        earlier = trail.back(earlier)  # What is gone from the flows is passed over.
    if earlier is None:
        return _again(walk, walk.content.phrase("first_step"))
    walk = Walk(walk.content, replace(earlier, visit="", items=(), tries=0), walk.event)
    return _again(walk)


def _place(session: Session) -> tuple[str, str]:
    return session.frames[-1].flow, session.frames[-1].step
