"""Goes on from an answer until a step waits again, or the conversation ends."""

from __future__ import annotations

from dataclasses import replace

from bot.core import hiding, offers, speech
from bot.core.content import UNLOCK
from bot.core.effects import Clear, Consult, EraseAll, TakeFile
from bot.core.events import Returned
from bot.core.flow import START, Step
from bot.core.requests import KEPT, Came, Control, Outcome
from bot.core.session import Frame, Session
from bot.core.speech import Result
from bot.core.steps.base import (
    Agreed,
    Arranged,
    Departed,
    Gone,
    Holds,
    Key,
    Logged,
    Noted,
    Planned,
    Postponed,
    Requested,
    Spared,
    Stay,
    Took,
    Verdict,
    Withdrawn,
)
from bot.core.steps.consents import YES, Agree
from bot.core.walk import Walk

MOST_STEPS = 100
"""Steps one turn may pass: a flow that loops ends in words, not in silence."""
DEEPEST = 12
"""Flows that may be open on top of each other."""
ASIDE: dict[Came, str] = {"kept_aside": "kept_change", "not_aside": "not_kept_change"}
"""What is said of a change that no step waits for, whatever step she is at."""
TELLS_FACTS = frozenset[Came]({"opened", "done", "at_once", "in_a_week", "never"})
"""What comes of a request where it is open, with what is true of the lock then."""
ASKED_FOR = "country"
"""What a table may need to know; the flow of this name asks for it."""


def settle(walk: Walk, notice: str = "", instead: tuple[Key, ...] = ()) -> Result:
    """Go on until a step waits or the conversation ends."""
    walk.tries, walk.keyed = 0, ()
    for _ in range(MOST_STEPS):
        step = walk.here()
        if step is None or len(walk.frames) > DEEPEST:
            break
        if _goes_elsewhere(walk, step):
            continue
        if speech.resume(walk, step) or speech.speak(walk, step):
            if step.kind.waits:
                return _wait(walk, step, notice, instead)
            if (departed := _departs(walk, step)) is not None:
                return leave(walk, gently=departed.gently)
            walk.finish(step, "")
    return speech.stuck(walk)


def _goes_elsewhere(walk: Walk, step: Step) -> bool:
    """Do what has to be done before this step, or pass it, where she said yes before."""
    if walk.is_shut_out:
        if step.kind.departs:  # what destroys is asked for again: a PIN alone is no yes to it
            walk.frames[-1] = Frame(walk.top.flow, START)
        walk.push(UNLOCK)
    elif _lacks_country(walk, step):
        walk.push(ASKED_FOR)
    elif isinstance(step.kind, Agree) and _stands(walk, step, step.kind):
        walk.finish(step, step.kind.labels[YES][1])
    else:
        return False
    return True


def _departs(walk: Walk, step: Step) -> Departed | None:
    """Do what a step does that waits for nothing; give how the conversation ends, if it does."""
    match step.kind.enter():
        case Departed() as departed:
            return departed
        case Withdrawn(purpose):
            walk.withdraw(purpose)
        case None:
            pass
    return None


def _stands(walk: Walk, step: Step, kind: Agree) -> bool:
    """Whether she said yes to the very words of this step."""
    given = walk.consents.get(kind.purpose)
    return given is not None and given.digest == speech.digest(walk, step)


def _wait(
    walk: Walk, step: Step, notice: str, instead: tuple[Key, ...], *, stays: bool = False
) -> Result:
    """Show the question; or, if something has to be known first, request that."""
    if isinstance(walk.event, Returned):
        notice = notice or walk.before.told
    session, effects = speech.wait(walk, step, notice, instead, stays=stays)
    walk.visit = session.visit
    request = step.kind.first(walk.view(step))
    if request is None:
        return session, effects
    return replace(session, told=notice), (Consult(request),)


def _lacks_country(walk: Walk, step: Step) -> bool:
    """Whether a table asks for a country that is unknown and was not asked for just now."""
    where = step.listing.where if step.listing is not None else None
    if where is None or ASKED_FOR in walk.person or walk.ended == ASKED_FOR:
        return False
    return any(test.variable and test.value == ASKED_FOR for test in where.tests())


def again(walk: Walk, notice: str = "", instead: tuple[Key, ...] = ()) -> Result:
    """Show the current question once more."""
    step = walk.here()
    if step is None or not step.kind.waits or not _is_shown(walk, step) or walk.is_shut_out:
        return settle(walk, notice, instead)
    speech.repeat(walk, walk.before.said)
    return _wait(walk, step, notice, instead, stays=True)


def shown_again(walk: Walk, notice: str) -> Result:
    """Show the current question once more, with the offer that stands."""
    return again(walk, notice, offers.keys(walk.content, offers.standing(walk.before.items)))


def _is_shown(walk: Walk, step: Step) -> bool:
    """Whether the current screen shows this step's question."""
    shown = (place.partition("/") for place in walk.before.said[-1:])
    return any(walk.content.find(flow, name) is step for flow, _, name in shown)


def judged(walk: Walk, step: Step, verdict: Verdict) -> Result:
    """Do what a step's kind says of an answer."""
    match verdict:
        case Stay(answer, notice, instead, failed):
            walk.tries += failed
            walk.keyed = verdict.keyed
            if answer is not None:
                walk.gather(step.save, answer)
            session, effects = again(walk, notice, instead)
            return session, (TakeFile(), *effects) if verdict.takes_file else effects
        case Requested(request):
            return speech.still(walk), (Consult(request),)
        case Departed(erase):
            return leave(walk, erase=erase)
        case Gone():
            return settle(walk, walk.content.phrase("changed"))
        case _:
            target = _noted(walk, step, verdict)
            walk.anchor = tuple(walk.frames)
            walk.finish(step, target)
            notice = verdict.notice if isinstance(verdict, Logged | Planned | Arranged) else ""
            return settle(walk, notice)


def _noted(walk: Walk, step: Step, verdict: Noted) -> str:
    """Note an answer, and give where it leads."""
    match verdict:
        case Took(answer):
            walk.save(step.save, answer)
            return verdict.target
        case Holds(days, control):
            walk.terms = hiding.changed(walk.terms, days, control, walk.now)
        case Agreed(purpose, given):
            walk.agree(purpose, speech.digest(walk, step) if given else "")
            return verdict.target
        case Arranged(place, agenda, answer):
            walk.save(step.save, answer)
            walk.arrange(place, agenda)
        case _:
            _noted_of_hers(walk, step, verdict)
    return ""


def _noted_of_hers(walk: Walk, step: Step, verdict: Logged | Planned | Postponed | Spared) -> None:
    """Note what is kept or erased of her log, or changed in her plan."""
    match verdict:
        case Logged(mark):
            walk.save(step.save, mark)
            walk.logged(mark)
        case Planned(forgets=name):
            walk.planned(name)
        case Postponed(what):
            walk.postpone(what)
        case Spared(what):
            walk.spare(what)


def returned(walk: Walk, outcome: Outcome) -> Result:
    """Go on with what came of a request; where it is not open any more, ask whether it is her."""
    if outcome.came == "closed":
        walk.shut()
        return settle(walk)
    if outcome.came in KEPT:
        walk.keeps = True
    if outcome.came in ASIDE:
        shown = walk.content.phrase(ASIDE[outcome.came])
        return (walk.before, ()) if walk.before.veil else shown_again(walk, shown)
    if outcome.came in TELLS_FACTS or outcome.plan is not None:
        walk.unlock(outcome.facts)
    if outcome.came == "opened":
        walk.enter(hers=outcome.hers)
    if outcome.hers:
        walk.bring_back()
    step = walk.here()
    assert step is not None  # the flow that is gone gives way to the menu
    return judged(walk, step, step.kind.resolve(walk.view(step), outcome))


def leave(
    walk: Walk, *, erase: Control | None = None, asked: bool = True, gently: bool = False
) -> Result:
    """End the conversation; what belongs to the person stays, and words she had only begun.

    Where all is to be erased, it is; or it is hidden, which looks the same in the chat. Whoever
    asked to leave is sent nothing until she writes, unless she leaves `gently`.
    """
    if erase == "at_once":
        return Session(), (EraseAll(), Clear())
    walk.lay_aside(walk.frames)
    walk.settle_agendas(hushes=asked and not gently)
    left = Session(**walk.lasting())
    if erase is not None:
        left = hiding.asked(left, walk.now, erase)
    return left, (Clear(asked),)
