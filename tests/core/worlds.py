"""Draws random sets of flows, well formed by construction, and random things that happen in them.

In each flow every step leads to the next one, so that all are reached and all can end. A step that
does not wait leads only further down, and flows lead only to flows after them, so nothing goes
round without asking. Whatever is saved is said by the last step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from bot.core.check import check_flow
from bot.core.complaint import Complaint
from bot.core.content import Content
from bot.core.reading import read_flow
from tests.core.stage import base

Tree = dict[str, Any]
Draw = st.DrawFn
MOST_STEPS, MOST_FLOWS, MOST_CHOICES = 5, 3, 4

AUTHOR = st.text(alphabet="abc éß漢👩‍👧\u202e\u200f<&>*_[]()'\"#:", max_size=12)
"""What an author may write; braces and arrows have a meaning of their own."""
PERSON = (
    st.text(max_size=30)
    | st.text(alphabet="👩‍👧🏽\u202e\u2066\u200b\u0301\x00\x1b😀ﷺ", max_size=8)
    | st.sampled_from(
        ["he said I will kill you", "I want to die", "I don't want to die", "help", "back", "menu",
         "/help", "/back", "/menu", "/language", "/privacy", "/mydata", "/forget", "/start x",
         "/nothing", "2026-04-03", "03/04/2026", "today", "2:30", "14:30", "5", "-1", "--5", "999",
         "example.com", "Congo", "Ireland", "English", "London", "Etc/GMT+5", "Done", "Skip",
         "x" * 50, "y" * 5000]
    )
)  # fmt: skip
GOING_ON = (
    st.tuples(st.just("answer"), st.integers(0, 20))
    | st.tuples(st.just("answer"), st.integers(0, 20))
    | st.tuples(st.just("press"), st.integers(0, 4))
    | st.tuples(st.just("label"), st.integers(0, 6))
)
"""What leads on in a conversation; the numbers are taken modulo what there is."""
MOVES = (
    GOING_ON
    | st.tuples(st.just("press"), st.integers(0, 12))
    | st.tuples(st.just("say"), PERSON)
    | st.tuples(st.just("old"), st.integers(0, 60))
    | st.tuples(st.just("forged"), st.text(max_size=12) | st.sampled_from(["close.0", "x.help"]))
    | st.tuples(st.just("leave"), st.sampled_from(["event", "/exit", "close", "Leave."]))
    | st.tuples(st.just("send"), st.sampled_from(["photo", "voice", "document", "video_note"]))
    | st.tuples(st.just("wait"), st.integers(1, 2000))
    | st.tuples(st.just("fire"), st.integers(1, 20))
    | st.tuples(st.just("late"), PERSON)
    | st.tuples(st.just("late press"), st.integers(0, 12))
    | st.tuples(st.just("flood"), st.integers(1, 1))
    | st.tuples(st.just("open"), st.integers(0, MOST_FLOWS - 1))
)
"""Anything that can happen."""

ANSWERS = {
    "text": ("He came by.", "He will kill you", "Done", "x" * 39, "😀\u202e"),
    "number": ("7", "70", "seven", "٣"),
    "date": ("3 May 2026", "03/04/2026", "yesterday", "never"),
    "time": ("14:30", "2:30", "noon"),
    "phone": ("0808 802 0300", "call me", "999"),
    "url": ("example.com", "no"),
    "country": ("Ireland", "Congo", "Narnia", "GB"),
    "language": ("English", "Elvish"),
    "zone": ("London", "Etc/GMT+5", "Narnia"),
    "words": ("abandon", " ".join(["abandon"] * 8), "a word of hers", "unicorn"),
}
"""What people type where each type is asked for; not all of it fits."""
TYPES = (
    "text",
    "number from 1 to 10",
    "date",
    "time",
    "phone",
    "url",
    "country",
    "language",
    "zone",
)
LIKELY = ("text up to 40", "text up to 40", "date", "number from 1 to 10")
PERSONAL = ("country", "language", "zone")
KINDS = ("choices", "ask", "tick", "do", "ask", "show", "plain")


class Plan:
    """One flow while it is drawn: which names it saves, and what each can be."""

    def __init__(self, draw: Draw, number: int, flows: int) -> None:
        self.draw = draw
        self.number = number
        self.flows = flows
        last = draw(st.integers(1, MOST_STEPS))
        kinds = st.sampled_from(KINDS if number + 1 < flows else [k for k in KINDS if k != "do"])
        self.kinds = [draw(kinds) for _ in range(last)]
        self.names = [f"n{k}" for k in range(last)]
        self.types = [draw(st.sampled_from([*TYPES, *LIKELY])) for _ in range(last)]
        for k, kind in enumerate(self.kinds):
            if kind == "ask" and self.types[k] in PERSONAL:
                self.names[k] = self.types[k]
        self.sizes = [draw(st.integers(1, MOST_CHOICES)) for _ in range(last)]
        self.sets = [draw(st.sampled_from(["", "", "count", "text", "copy"])) for _ in range(last)]

    # Names and words

    @property
    def saved(self) -> list[str]:
        """Every name that this flow saves."""
        asked = [n for n, k in zip(self.names, self.kinds, strict=True) if k in ASKING]
        return sorted({*asked, *(f"m{k}" for k, what in enumerate(self.sets) if what)})

    def words(self, lead: str) -> str:
        name = self.draw(st.sampled_from(["", *self.saved, "country"]))
        return f"{lead} {self.draw(AUTHOR)}" + (f" {{{name}}}" if name else "")

    def says(self, k: int) -> list[Any]:
        lines: list[Any] = [self.words(f"Words {k}")]
        for _ in range(self.draw(st.integers(0, 2))):
            extra = {"if": self.condition(), "say": self.words("Perhaps")}
            lines.append(self.draw(st.sampled_from([extra, {"include": "hello"}])))
        return lines

    def condition(self) -> str:
        tests = [f"{name} is {{country}}" for name in self.saved]
        tests += [f"{name} is {how}" for name in self.saved for how in ("known", "not empty")]
        tests += [f"{name} at least 3" for name in self.saved]
        for k, kind in enumerate(self.kinds):
            if kind == "choices":
                tests.append(f"{self.names[k]} is not c0")
            if kind == "tick":
                tests.append(f"{self.names[k]} has c0")
        one, other = (self.draw(st.sampled_from([*tests, "country is GB"])) for _ in "12")
        return self.draw(
            st.sampled_from([one, f"not {one}", f"{one} and {other}", f"{one} or {other}"])
        )

    # Ways

    def step(self, k: int) -> str:
        return "start" if k == 0 else f"s{k}"

    def further(self, k: int) -> str:
        """A place that a step may lead to without asking."""
        places = [self.step(n) for n in range(k + 1, len(self.kinds) + 1)]
        places += [f"f{n}/start" for n in range(self.number + 1, self.flows)]
        return self.draw(st.sampled_from(places))

    def anywhere(self, k: int) -> str:
        """A place that an answer may lead to."""
        back = [self.step(n) for n in range(k + 1)]
        return self.draw(st.sampled_from([self.further(k), *back, "home/menu"]))

    def goto(self, k: int, *, asks: bool) -> str | list[str]:
        way = self.anywhere if asks else self.further
        ways = [f"{way(k)} if {self.condition()}" for _ in range(self.draw(st.integers(0, 2)))]
        return [*ways, self.step(k + 1)] if ways else self.step(k + 1)

    # Steps

    def body(self, k: int) -> Tree:
        body: Tree = {"say": self.says(k), **getattr(self, f"_{self.kinds[k]}")(k)}
        if self.sets[k]:
            copied = self.draw(st.sampled_from([*self.saved, "zone"]))
            values = {"text": self.words("set"), "copy": f"{{{copied}}}", "count": "+1"}
            body["set"] = {f"m{k}": values[self.sets[k]]}
        return body | ({"marks": "line"} if k == 0 else {})

    def _plain(self, k: int) -> Tree:
        return {"goto": self.goto(k, asks=False)}

    def _do(self, k: int) -> Tree:
        target = self.draw(st.integers(self.number + 1, self.flows - 1))
        given = {"w": self.words("given")} if self.draw(st.booleans()) else {"w": "{country}"}
        ways = [f"{self.further(k)} if outcome is done", self.step(k + 1)]
        return {"do": f"f{target}", "with": given, "goto": ways}

    def _choices(self, k: int) -> Tree:
        choices: Tree = {"c0": f"Choice 0 of {k}"}
        for c in range(1, self.sizes[k]):
            label = f"Choice {c} of {k}"
            target = self.anywhere(k)
            long = {"label": f"{label} {{country}}", "goto": target, "if": self.condition()}
            choices[f"c{c}"] = self.draw(st.sampled_from([label, f"{label} -> {target}", long]))
        return {"choices": choices, "save": self.names[k], "goto": self.goto(k, asks=True)}

    def _tick(self, k: int) -> Tree:
        items = {f"c{c}": f"Tick {c} of {k}" for c in range(self.sizes[k])}
        body: Tree = {"tick": items, "save": self.names[k], "done": f"Finish {k}"}
        if self.draw(st.booleans()):
            body["none"] = f"None at {k} -> {self.anywhere(k)}"
        return body | {"goto": self.goto(k, asks=True)}

    def _ask(self, k: int) -> Tree:
        body: Tree = {"ask": self.words("What?"), "as": self.types[k], "save": self.names[k]}
        if self.draw(st.booleans()):
            body["skip"] = f"Pass on {k} -> {self.anywhere(k)}"
        if self.draw(st.booleans()):
            body["retry"] = self.words("Again?")
        if self.draw(st.booleans()):
            body["keep"] = {self.names[k]: "2 days"}
        return body | {"goto": self.goto(k, asks=True)}

    def _show(self, k: int) -> Tree:
        where = ["country is {country}", "kind is stalking", "served is yes", "sms is not empty"]
        return {
            "show": "helplines",
            "where": self.draw(st.sampled_from(where)),
            "each": ["{name}: {phone}", "{sms}", "{country}"],
            "most": self.draw(st.sampled_from(["1", "3"])),
            "empty": self.further(k),
            "goto": self.goto(k, asks=False),
        }

    def tree(self) -> Tree:
        """The flow as a file would hold it."""
        steps = {self.step(k): self.body(k) for k in range(len(self.kinds))}
        told = " ".join(f"{{{name}}}" for name in self.saved)
        steps[self.step(len(self.kinds))] = {"say": f"The end. {told}", "end": "done"}
        name = f"f{self.number}"
        return {"flow": name, "title": name, "gives": ["done"], "steps": steps}


ASKING = ("choices", "tick", "ask")


class World:
    """A set of flows, which shows itself as what its author would have written."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        self.trees = trees
        self.content = content_of_trees(trees)

    def __repr__(self) -> str:
        return f"World({self.trees!r})"


@st.composite
def worlds(draw: Draw) -> World:
    """The base set with one to three random flows, called `f0`, `f1` and so on."""
    count = draw(st.integers(1, MOST_FLOWS))
    return World([Plan(draw, number, count).tree() for number in range(count)])


def content_of_trees(trees: Sequence[Tree]) -> Content:
    """The base set with these flows beside it; they have to be without errors."""
    complaints: list[Complaint] = []
    flows = [read_flow(tree, f"{tree['flow']}.yaml", complaints) for tree in trees]
    found = {flow.id: flow for flow in flows if flow is not None}
    content = replace(base(), flows={**base().flows, **found})
    for flow in found.values():
        complaints += check_flow(flow, content)
    assert not [str(c) for c in complaints if c.severity == "error"], (trees, complaints)
    return content
