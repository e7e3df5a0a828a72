"""The checker: what is wrong in a set of flows, before anybody in danger meets it.

A rule is a function here and a page in docs/rules; the page's examples are the rule's test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from bot.core.check import changes, graph, loops, names, order, passages, people, sendings
from bot.core.complaint import MOST_ERRORS, Complaint
from bot.core.content import Content
from bot.core.flow import Flow

FlowRule = Callable[[Flow, Content], Iterator[Complaint]]
SetRule = Callable[[Content], Iterator[Complaint]]

FLOW_RULES: tuple[FlowRule, ...] = (
    graph.targets_exist,
    graph.ways_on,
    graph.some_button_stays,
    graph.parts_exist,
    graph.reachable,
    loops.loops_wait,
    graph.can_end,
    graph.calls_return,
    graph.no_collisions,
    names.tests_fit,
    names.all_used,
    names.holes_known,
    names.columns_exist,
    names.outcomes_given,
    names.served_have_lines,
    people.short_enough,
    people.few_buttons,
    people.human_near,
    order.danger_asked_first,
    order.captured_first,
    order.adults_only,
    order.files_asked_first,
    order.danger_is_short,
    order.questions_can_be_answered,
    sendings.agreed_first,
    sendings.words_look_harmless,
    changes.pickable,
    changes.told_as_noticeable,
    changes.least_noticeable_first,
    changes.can_be_left,
    changes.laid_out_last,
    changes.laid_out_fits,
)
SET_RULES: tuple[SetRule, ...] = (
    graph.bot_is_complete,
    people.snippets_short,
    people.dull_enough,
    order.line_in_two_taps,
)


def check_flow(flow: Flow, content: Content) -> Iterator[Complaint]:
    """What is wrong with one flow, as it stands in its set; of too many errors, only the first."""
    errors = 0
    for rule in FLOW_RULES:
        for complaint in rule(flow, content):
            yield complaint
            errors += complaint.severity == "error"
            if errors == MOST_ERRORS:
                return


def check_set(content: Content, today: date) -> Iterator[Complaint]:
    """Everything wrong with the set as a whole, and what is overdue today."""
    for rule in SET_RULES:
        yield from rule(content)
    yield from people.reviews_due(content, today)


def surroundings(content: Content) -> dict[str, object]:
    """For each flow, what a check of it looks at outside it: equal means no need to check again."""
    shared = (
        tuple(content.tables.values()),
        tuple(sorted((name, text.names) for name, text in content.snippets.items())),
        content.media,
        content.places.served,
        tuple(content.phrases.values()),
        frozenset(content.words.meanings),
        frozenset(name for flow in content.flows.values() for name in flow.outline.keeps),
    )
    pointing = _pointing(content)
    return {
        name: (
            shared,
            frozenset((n, content.flows[n].outline) for n in _near(name, content, pointing)),
            _called(flow, content),
        )
        for name, flow in content.flows.items()
    }


def _called(flow: Flow, content: Content) -> frozenset[Flow]:
    """The flows that can run in a call: their every condition can matter to the caller."""
    names = (name for called in passages.calls(flow) for name in passages.below(called, content))
    return frozenset(content.flows[name] for name in names)


def _pointing(content: Content) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {name: set() for name in content.flows}
    for name, flow in content.flows.items():
        for other in passages.onward(flow):
            found.setdefault(other, set()).add(name)
    return found


def _near(name: str, content: Content, pointing: dict[str, set[str]]) -> set[str]:
    """The flows a flow leads to, however far, and those that lead to it."""
    found = set(pointing[name])
    queue = [name]
    while queue:
        for other in passages.onward(content.flows[queue.pop()]):
            if other in content.flows and other not in found:
                found.add(other)
                if other != "home":
                    queue.append(other)
    return found | {name}
