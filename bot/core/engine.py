"""Decides: `turn(content, session, event) -> (session, effects)`, pure and synchronous.

The order of precedence stands in `turn` and nowhere else: leaving, then whoever begins, then the
bot's own commands, then a flow that was edited meanwhile, then the step. Danger and crisis words
only ever offer: what was typed is kept first, and nobody is sent anywhere.

What is done behind a veil, or was sent long ago, is played all the same; what is shown then is a
veil and nothing else, as `_unseen` says.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import buttons, check_ins, hiding, offers, trail, veil
from bot.core.agenda import Agenda
from bot.core.alarms import Alarm
from bot.core.commands import commanded, is_leaving
from bot.core.content import FIRST, HOME, MENU, Content
from bot.core.effects import Clear, Consult, DropFile, EraseAll, LeaveWords
from bot.core.events import (
    FLOODED,
    Changed,
    Event,
    Flooded,
    LeftQuickly,
    Offered,
    Opened,
    Pressed,
    Returned,
    Said,
    TimerFired,
)
from bot.core.exhibits import instant, told
from bot.core.flow import START
from bot.core.incident import Incident
from bot.core.interrupts import LEADS_TO, Interrupt
from bot.core.onward import again, judged, leave, returned, settle, shown_again
from bot.core.requests import EraseDue, KeepEntry
from bot.core.session import Frame, Session, without_stale
from bot.core.speech import Result
from bot.core.steps.base import Press, Requested, Stay, Took, Typed, Verdict
from bot.core.steps.choices import folded
from bot.core.steps.entries import PLACEHOLDER
from bot.core.uploads import Upload
from bot.core.walk import Walk, has_room

SPOKEN = frozenset({"voice", "video_note"})
"""The kinds of file that are someone talking."""


def turn(content: Content, session: Session, event: Event) -> Result:
    """Play one event: the same arguments always give the same result."""
    walk = Walk(content, without_stale(session, event.at.timestamp()), event)
    match event:
        case LeftQuickly():
            return leave(walk)
        case Opened(flow):
            return _jump(walk, Frame(flow, START))
        case TimerFired() | Flooded() | Returned() | Changed():
            return _meanwhile(walk, event) or (session, ())
        case Said() | Pressed():
            after, effects = _play(walk, event)
            is_full = isinstance(event, Said) and not has_room(session, event.text)
            return after, (LeaveWords(), *effects) if is_full else effects
        case Offered():
            after, effects = _play(walk, event)
            return after, (DropFile(), *effects) if _is_intimate(walk) else effects


def _meanwhile(walk: Walk, event: TimerFired | Flooded | Returned | Changed) -> Result | None:
    """What nobody here did herself; None where it changes nothing."""
    match event:
        case TimerFired() if not walk.before.is_open or walk.before.is_due(walk.now):
            return _time_passed(walk)
        case Flooded(why=why):
            return _flooded(walk, why)
        case Returned(outcome) if outcome.came == "erased":
            left = {one: at for one, at in walk.removals.items() if one not in outcome.words}
            return replace(walk.before, removals=left), ()
        case Returned(outcome) if walk.before.is_open:
            return returned(walk, outcome)
        case Changed(text, message) if walk.before.is_open:
            return _changed(walk, text, message)
        case _:
            return None


def _play(walk: Walk, event: Said | Pressed | Offered) -> Result:
    if isinstance(event, Said) and check_ins.answers(walk, event):
        return leave(walk, asked=False)
    if walk.before.veil or event.late:
        return _unseen(walk, event)
    return _openly(walk, event)


def _openly(walk: Walk, event: Said | Pressed | Offered) -> Result:
    command = commanded(walk.content, walk.before, event)
    if not walk.before.is_open and command is not Interrupt.CLOSE:
        return _begin(walk, event)
    if command is not None:
        return _interrupt(walk, command)
    return _ask_again_if_edited(walk) or _shut_out(walk, event) or _answered(walk, event)


def _shut_out(walk: Walk, event: Event) -> Result | None:
    """Ask whether it is her, where what she was in closed meanwhile."""
    if not walk.is_shut_out:
        return None
    _keep_words(walk, event)
    return settle(walk)


def _answered(walk: Walk, event: Said | Pressed | Offered) -> Result:
    match event:
        case Said(text):
            return _said(walk, text)
        case Pressed(token):
            return _pressed(walk, token)
        case Offered(kind, upload=upload):
            if upload is not None and (taken := _taken(walk, upload)) is not None:
                return taken
            refused = "voice_refused" if kind in SPOKEN else "file_refused"
            return shown_again(walk, walk.content.phrase(refused))


def _taken(walk: Walk, upload: Upload) -> Result | None:
    """Do with a file what the step says; None where it wants none."""
    step = walk.here()
    verdict = step.kind.offered(walk.view(step), upload) if step is not None else None
    return judged(walk, step, verdict) if step is not None and verdict is not None else None


def recover(content: Content, session: Session, event: Event) -> Result:
    """Go on in the menu, where a stored session could not be read; what was kept is still there."""
    walk = Walk(content, session, event)
    if isinstance(event, TimerFired) or is_leaving(content, session, event):
        return leave(walk, asked=not isinstance(event, TimerFired))
    _keep_words(walk, event)
    if isinstance(event, Flooded) or _is_late(event):
        return walk.before, ()
    walk.frames = [Frame(HOME, MENU)]
    return settle(walk, content.phrase("cannot_read"))


# Beginning and leaving


def _begin(walk: Walk, event: Event) -> Result:
    """Everybody gets the same first message, except for a press on something long gone."""
    if isinstance(event, Pressed):
        return walk.before, (Clear(asked=False),)
    walk.each_agenda(Agenda.woken)
    _keep_words(walk, event)
    return _jump(walk, Frame(HOME, FIRST))


def _is_late(event: Event) -> bool:
    return isinstance(event, Said | Pressed | Offered) and event.late


def _keep_words(walk: Walk, event: Event) -> None:
    """Keep words that were typed where nothing is asked; a command is none."""
    if isinstance(event, Said) and walk.content.words.meaning(event.text) is None:
        walk.draft(event.text)


def _jump(walk: Walk, frame: Frame) -> Result:
    walk.lay_aside(walk.frames)
    walk.frames = [frame]
    return settle(walk)


# Where nobody may be reading, or somebody else


def _unseen(walk: Walk, event: Said | Pressed | Offered) -> Result:
    """Play what was done behind a veil, or long ago, and show no more than a veil after it.

    Leaving is obeyed. Only a yes that is not late lifts a veil. The first message is shown as it
    is to whoever asks for it now, because it may be seen by anyone.
    """
    meant = veil.answer(walk.content, walk.before, event)
    behind = Walk(walk.content, veil.lifted(walk.before), event)
    command = commanded(walk.content, walk.before, event)
    if command is Interrupt.CLOSE or meant == veil.NOT_NOW:
        return leave(behind)
    if not walk.before.is_open:
        _keep_words(walk, event)
        return walk.before, ()
    if not event.late and meant == veil.YES:
        return _offered_again(behind)
    if not event.late and command is Interrupt.START:
        return _openly(behind, event)
    if meant:
        after = veil.touched(walk)
    else:
        played, effects = _openly(behind, event)
        if not played.is_open:
            return played, effects
        after = veil.with_offers(walk.before, played)
    return veil.cover(walk, after, "tap" if event.late else "alone", instead=event.late)


def _time_passed(walk: Walk) -> Result:
    """Veil what nobody has answered for a while; later, end the conversation as leaving does.

    What was held about somebody who has not come back for a month is erased; what she keeps is
    hidden first, and erased in the end.
    """
    if not walk.before.is_open:
        due = (what for what, at in walk.removals.items() if at <= walk.now)
        if (what := next(due, None)) is not None:
            file = what if "_" in what else ""
            return walk.before, (Consult(EraseDue(int(what.partition("_")[0]), file)),)
        return check_ins.come(walk) or _forgotten(walk.before, walk.now)
    if walk.before.veil or walk.before.lapse <= walk.now:
        return leave(walk, asked=False)
    return veil.cover(walk, walk.before, "tap", instead=True)


def _changed(walk: Walk, text: str, message: int) -> Result | None:
    """She changed a message: what was kept of it stays, and what it says now is added.

    The change alone never answers anything, and no word of it is a command.
    """
    if (mark := walk.sources.get(str(message))) is not None:
        incident = Incident(
            text or walk.content.phrase("message_emptied"),
            instant(walk.now),
            amends=PLACEHOLDER,
            reason=walk.content.phrase("message_changed"),
        )
        return walk.before, (Consult(KeepEntry(incident, walk.event.chance, mark, aside=True)),)
    if message in dict(walk.typed) and text:
        walk.draft(text)
        return walk.before, ()
    return None


def _flooded(walk: Walk, why: str) -> Result:
    if walk.before.veil or (not walk.before.is_open and why == FLOODED):
        return walk.before, ()
    if not walk.before.is_open:
        return _begin(walk, walk.event)
    return shown_again(walk, walk.content.phrase(why))


def _forgotten(session: Session, now: int) -> Result:
    if session.forgotten is None or now < session.forgotten:
        return session, ()  # Only what was stale has gone.
    if session.is_erased_next:
        return Session(), (EraseAll(),)
    return hiding.by_itself(session, now), ()


def _is_intimate(walk: Walk) -> bool:
    """Whether some flow that is open is about private pictures: there no file is kept."""
    flows = (walk.content.flows.get(frame.flow) for frame in walk.before.frames)
    return any(flow is not None and flow.intimate for flow in flows)


def _offered_again(walk: Walk) -> Result:
    """Show the question that a veil covered, with the offer that nobody has seen."""
    stands = any(offers.standing(walk.before.items))
    return shown_again(walk, walk.content.phrase("offer") if stands else "")


def _ask_again_if_edited(walk: Walk) -> Result | None:
    """Ask again where the flow was edited under the person; a rename is simply followed."""
    flow = walk.content.flows.get(walk.top.flow)
    there = flow.find(walk.top.step) if flow else None
    if there is not None and there.shape == walk.before.shape:
        return None
    step = walk.here()
    if isinstance(walk.event, Said):
        walk.draft(walk.event.text)
        if alarms := _heard(walk, walk.event.text):
            return _offer(walk, alarms, "offer")
    changed = flow is not None and there is not None and step is not None
    return settle(walk, walk.content.phrase("changed") if changed else "")


# What a person does


def _said(walk: Walk, text: str) -> Result:
    if (answered := _offer_answered(walk, folded(text))) is not None:
        return answered
    step = walk.here()
    assert step is not None  # A step that is gone was dealt with as an edit.
    text = _labelled(walk, text)
    verdict = step.kind.receive(walk.view(step), Typed(text))
    if isinstance(walk.event, Said) and (isinstance(verdict, Took) or _gathers(verdict)):
        walk.hear(walk.event)
    if isinstance(verdict, Took) or (isinstance(verdict, Stay | Requested) and verdict.secret):
        return judged(walk, step, verdict)
    alarms = _heard(walk, text)
    if isinstance(verdict, Requested) and not alarms:
        return judged(walk, step, verdict)
    kept = verdict.answer if isinstance(verdict, Stay) else None
    if kept is None:
        walk.draft(text)
    if not alarms:
        return judged(walk, step, verdict)
    if kept is None:
        return _offer(walk, alarms, "offer")
    walk.gather(step.save, kept)
    return _offer(walk, alarms, "kept_offer")


def _labelled(walk: Walk, text: str) -> str:
    """What was forwarded, with what the channel tells of where it comes from above it."""
    origin = walk.event.origin if isinstance(walk.event, Said) else None
    if origin is None:
        return text
    return f"{walk.content.phrase('forwarded', origin=told(origin))}\n{text}"


def _gathers(verdict: Verdict) -> bool:
    return isinstance(verdict, Stay) and verdict.answer is not None


def _offer_answered(walk: Walk, word: str) -> Result | None:
    """Take a typed yes or no as the answer to the offer that stands, never to the step below it."""
    offered = offers.standing(walk.before.items)
    for item in offered:
        if word == folded(walk.content.phrase(offers.PHRASES[item])):
            return _took(walk, item, wanted=True)
    if not offered or word not in (folded(walk.content.phrase(name)) for name in ("yes", "no")):
        return None
    if word == folded(walk.content.phrase("no")):
        return _took(walk, offers.GO_ON, wanted=True)
    if len(offered) == 2:
        return _took(walk, offered[0], wanted=True)
    return shown_again(walk, walk.content.phrase("please_tap"))


def _heard(walk: Walk, text: str) -> frozenset[Alarm]:
    """What a text calls for; "help" as an answer of its own calls for everything there is."""
    if walk.content.words.meaning(text) is Interrupt.HELP:
        return frozenset(Alarm)
    return walk.content.alarms.heard(text, str(walk.person.get("language", "en")))


def _offer(walk: Walk, alarms: frozenset[Alarm], words: str) -> Result:
    keys = offers.keys(walk.content, offers.called_for(alarms))
    return again(walk, walk.content.phrase(words), keys)


def _pressed(walk: Walk, token: str) -> Result:
    item = buttons.meant(walk.before, token)
    if item is None:
        return again(walk, walk.content.phrase("old_button"))
    return _took(walk, item, wanted=not token.endswith("-"))


def _took(walk: Walk, item: str, *, wanted: bool) -> Result:
    if item in offers.FLOWS:
        walk.interrupt(offers.FLOWS[item])
        return settle(walk)
    step = walk.here()
    if item == offers.GO_ON or step is None:
        return again(walk)
    return judged(walk, step, step.kind.receive(walk.view(step), Press(item, wanted)))


def _interrupt(walk: Walk, interrupt: Interrupt) -> Result:
    match interrupt:
        case Interrupt.CLOSE:
            return leave(walk)
        case Interrupt.START:
            return _jump(walk, Frame(HOME, FIRST))
        case Interrupt.MENU:
            return _jump(walk, Frame(HOME, MENU))
        case Interrupt.BACK:
            return _back(walk)
        case _:
            flow = LEADS_TO[interrupt]
            if walk.top.flow == flow:
                walk.lay_aside([walk.frames.pop()])
                walk.push(flow)
            else:
                walk.interrupt(flow)
            return settle(walk)


def _back(walk: Walk) -> Result:
    walk.lay_aside(walk.frames[-1:])
    earlier = trail.back(walk.before)
    while earlier is not None and not walk.content.find(*_place(earlier)):
        earlier = trail.back(earlier)  # What is gone from the flows is passed over.
    if earlier is None:
        return again(walk, walk.content.phrase("first_step"))
    walk = Walk(walk.content, replace(earlier, visit="", items=(), tries=0, keyed=()), walk.event)
    return again(walk)


def _place(session: Session) -> tuple[str, str]:
    return session.frames[-1].flow, session.frames[-1].step
