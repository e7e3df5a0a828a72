"""Reading flows: every slip is explained where it stands, and no file, however odd, breaks it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.complaint import Complaint
from bot.core.content import PHRASES
from bot.core.flow import Flow
from bot.core.phrases import read_phrases, read_snippets
from bot.core.reading import FLOW_KEYS, STEP_KEYS, read_flow
from tests.core.stage import MANY

Tree = dict[str, Any]
GOOD: Tree = {"say": "Hello.", "end": "done"}


def read(tree: object) -> tuple[Flow | None, list[Complaint]]:
    complaints: list[Complaint] = []
    return read_flow(tree, "a.yaml", complaints), complaints


def flow_of(*, start: Tree | None = None, **lines: object) -> Tree:
    return {"flow": "a", "title": "A", "steps": {"start": start or GOOD}, **lines}


def test_a_flow_without_slips_is_read_without_a_word() -> None:
    tree = flow_of(
        covers=["0.17"],
        reviewed={"on": "2026-11-21", "by": "Team", "again": "6 months"},
        intimate="yes",
        gives=["done"],
    )
    flow, complaints = read(tree)
    assert complaints == []
    assert flow is not None
    assert (flow.id, flow.title, flow.covers, flow.intimate) == ("a", "A", ("0.17",), True)
    assert flow.review is not None
    assert flow.review.again == 180


@pytest.mark.parametrize("tree", [None, "", "text", [], {}, {"steps": "x"}, {"flow": "a"}])
def test_what_is_no_flow_at_all_is_told_so(tree: object) -> None:
    flow, complaints = read(tree)
    assert flow is None
    assert [complaint.code for complaint in complaints] == ["F010"]


FLOW_SLIPS: list[tuple[Tree, str, str]] = [
    ({"flow": "A flow"}, "F102", '"A flow" is not an id'),
    ({"flow": ["a"]}, "F102", '"flow" should be a text, but it is a list'),
    ({"title": ""}, "F102", '"title" should be a text, but it is nothing'),
    ({"tittle": "A"}, "F101", 'a flow knows no key "tittle". Did you mean "title"?'),
    ({"steps": {}}, "F102", '"steps" should be lines of `id: text`'),
    ({"steps": {"Start": GOOD}}, "F102", '"Start" is not an id'),
    ({"steps": {"start": "Hello."}}, "F102", '"start" should be lines of `key: value`'),
    ({"intimate": "perhaps"}, "F102", 'write "intimate: yes" or leave the line out'),
    ({"covers": {"a": "b"}}, "F102", '"covers" should be a text or a list of texts'),
    ({"covers": ["0.17", ""]}, "F102", "each line of this list should be a text"),
    ({"reviewed": "today"}, "F102", '"reviewed" should be lines of `key: value`'),
    ({"reviewed": {"on": "21 Nov", "by": "Team"}}, "F102", "write the day as in"),
    ({"reviewed": {"on": "2026-11-21"}}, "F102", '"by" is missing here'),
    ({"reviewed": {"on": "2026-11-21", "by": "T", "again": "soon"}}, "F102", "is not a time"),
    ({"reviewed": {"on": "2026-11-21", "by": "T", "until": "x"}}, "F101", 'no key "until"'),
]


@pytest.mark.parametrize(("lines", "code", "words"), FLOW_SLIPS)
def test_a_slip_in_a_flow_is_explained(lines: Tree, code: str, words: str) -> None:
    _, complaints = read(flow_of(**lines))
    assert [complaint.code for complaint in complaints] == [code]
    assert words in complaints[0].message


ASK: Tree = {"ask": "What?", "as": "date", "save": "day", "end": "done"}
TICK: Tree = {"tick": {"one": "One"}, "done": "Finish", "save": "which", "end": "done"}
SHOW: Tree = {"show": "lines", "each": "{name}", "empty": "none", "end": "done"}
STEP_SLIPS: list[tuple[Tree, str, str]] = [
    ({"sya": "Hello.", "end": "done"}, "F101", 'a step knows no key "sya". Did you mean "say"?'),
    ({"say": {"text": "Hello."}, "end": "done"}, "F102", '"say" should be a text'),
    ({"say": [["Hello."]], "end": "done"}, "F102", "should be lines of `key: value`"),
    ({"say": [{"say": "Hello."}], "end": "done"}, "F102", '"if" is missing here'),
    ({"say": [{"if": "a is b"}], "end": "done"}, "F102", '"say" is missing here'),
    ({"say": [{"if": "a = b", "say": "Hello."}], "end": "done"}, "F117", "can't be read: after"),
    ({"say": [{"include": "a", "say": "b"}], "end": "done"}, "F101", "an include knows no key"),
    ({"say": [{"photo": "media/a.png"}], "end": "done"}, "F304", "add a line alt: to this photo"),
    ({"say": [{"photo": "", "alt": "A lock"}], "end": "done"}, "F102", '"photo" should be a text'),
    ({"say": "Hello {Name}.", "end": "done"}, "F204", "{Name} can't be filled in"),
    ({"say": "Hello {a.b}.", "end": "done"}, "F204", "{a.b} can't be filled in"),
    ({**SHOW, "empty": ""}, "F110", 'name the step for when no row fits: "empty: step"'),
    ({**SHOW, "each": []}, "F102", '"each" is missing'),
    ({**SHOW, "most": "9"}, "F102", '"most" should be a number from 1 to'),
    ({**SHOW, "most": "all"}, "F102", '"most" should be a number from 1 to'),
    ({**SHOW, "where": "country = GB"}, "F117", "can't be read"),
    ({**SHOW, "empty": "no one"}, "F102", '"no one" is not a place to go to'),
    ({"where": "a is b", "end": "done"}, "F102", '"where" goes with "show", which is missing'),
    ({**ASK, "tick": {"one": "One"}, "done": "Finish"}, "F116", 'this has "tick" and "ask"'),
    ({"as": "date", "end": "done"}, "F102", '"as" goes with "ask", which is missing'),
    ({"save": "day", "end": "done"}, "F102", "but nothing is asked here"),
    ({**ASK, "as": "colour"}, "F102", '"as: colour" is not known'),
    ({**ASK, "as": ""}, "F102", '"as" should be a text, but it is nothing'),
    ({**ASK, "as": "date up to 5"}, "F102", '"up to" goes with text'),
    ({**ASK, "as": "date from 1 to 5"}, "F102", '"from … to …" with number'),
    ({**ASK, "as": "text up to 9999"}, "F102", "a text can be up to 4000"),
    ({**ASK, "as": "text up to 0"}, "F102", "a text can be up to 4000"),
    ({**ASK, "as": "number from 9 to 1"}, "F102", "the first number should be the smaller one"),
    ({**ASK, "as": "country"}, "F102", 'a country belongs to the person: write "save: country"'),
    ({k: v for k, v in ASK.items() if k != "save"}, "F102", '"save" is missing here'),
    (
        {**ASK, "skip": "Skip -> no where"},
        "F118",
        'after "->" should be a step, and there is "no where"',
    ),
    ({**TICK, "tick": {"one": ["One"]}}, "F102", "the words of this tick should be a text"),
    ({k: v for k, v in TICK.items() if k != "save"}, "F102", '"save" is missing here'),
    ({k: v for k, v in TICK.items() if k != "done"}, "F102", '"done" is missing here'),
    ({"choices": "Yes", "end": "done"}, "F102", '"choices" should be lines of `id: text`'),
    ({"choices": {"yes": ["Yes"]}, "end": "done"}, "F102", "should be lines of `key: value`"),
    ({"choices": {"yes": {"goto": "a"}}, "end": "done"}, "F102", '"label" is missing here'),
    (
        {"choices": {"yes": {"label": "Yes", "to": "a"}}, "end": "x"},
        "F101",
        "a choice knows no key",
    ),
    ({"choices": {"yes": "Yes -> a -> b"}, "end": "done"}, "F118", 'an arrow is written "->"'),
    ({"choices": {"yes": ""}, "end": "done"}, "F102", "the words of this button are missing"),
    ({"choices": {"a": {"label": "A", "marks": "old"}}, "end": "x"}, "F408", 'no mark "old"'),
    ({"leave": "later"}, "F102", 'write "leave: now"'),
    ({"erase": "something"}, "F102", 'write "erase: everything"'),
    ({"keep": {"plan": "for ever"}, "end": "done"}, "F102", '"for ever" is not a time'),
    ({"set": {"a": ["b"]}, "end": "done"}, "F102", '"a" should be set to a text or to +1'),
    ({"set": "a", "end": "done"}, "F102", '"set" should be lines of'),
    ({"with": {"a": "b"}, "end": "done"}, "F102", '"with" goes with "do", which is missing'),
    ({"do": "A flow", "end": "done"}, "F102", '"A flow" is not an id'),
    ({"goto": "next", "end": "done"}, "F102", 'a step has either "goto" or "end", not both'),
    ({"goto": ["a if b is c"]}, "F105", 'the last line of goto has an "if"'),
    ({"goto": ["a", "b"]}, "F105", 'lines after one without "if" are never reached'),
    ({"goto": {"a": "b"}}, "F102", '"goto" should be a text or a list of texts'),
    ({"goto": "no where"}, "F102", "is not a place to go to"),
    ({"goto": "a/b/c"}, "F102", "is not a place to go to"),
    ({**GOOD, "marks": "safe"}, "F408", 'a step knows no mark "safe"'),
    ({**GOOD, "changes": "sometimes"}, "F102", '"changes" is visible, maybe or hidden'),
    ({**GOOD, "critical": "very"}, "F102", 'write "critical: yes"'),
]


@pytest.mark.parametrize(("step", "code", "words"), STEP_SLIPS)
def test_a_slip_in_a_step_is_explained_where_it_stands(step: Tree, code: str, words: str) -> None:
    flow, complaints = read(flow_of(start=step))
    assert code in [complaint.code for complaint in complaints]
    told = next(complaint for complaint in complaints if complaint.code == code)
    assert words in " ".join(complaint.message for complaint in complaints)
    assert told.path[:2] == ("steps", "start")
    assert flow is not None, "one slip does not hide the others"


# What a step is


def test_a_step_that_only_speaks_takes_no_answer() -> None:
    flow, _ = read(flow_of())
    assert flow is not None
    step = flow.steps["start"]
    assert not step.kind.waits
    assert step.kind.values() == frozenset()
    assert step.targets() == frozenset()


def test_a_step_leads_where_any_of_its_lines_leads() -> None:
    start = {
        **SHOW,
        "choices": {"a": "A -> one", "b": "B -> other/start", "c": "C"},
        "goto": ["two if x is y", "three"],
    }
    start.pop("end")
    flow, complaints = read(flow_of(start=start))
    assert flow is not None
    assert complaints == []
    there = {"one", "other/start", "none", "two", "three"}
    assert flow.steps["start"].targets() == there


# Any file at all

LEAVES = st.sampled_from(
    ["", " ", "yes", "Yes -> a", "a", "a if b is c", "{a}", "{A}", "date", "text up to 5", "+1",
     "30 days", "number from 1 to 3", "a is b and c is d or e is f", "x/y", "-> ->", "٣", "\x00"]
) | st.text(max_size=8)  # fmt: skip
KEYS = st.sampled_from([*STEP_KEYS, *FLOW_KEYS, "if", "label", "include", "photo", "alt", "a", "1"])
TREES = st.recursive(
    LEAVES,
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(KEYS, below, max_size=5)
        | st.dictionaries(st.sampled_from(["a", "b", "start"]), below, max_size=3)
    ),
    max_leaves=12,
)
STEPS = st.dictionaries(
    st.sampled_from(["start", "b", "C"]), st.dictionaries(KEYS, TREES), max_size=2
)


@MANY
@given(TREES | st.fixed_dictionaries({"flow": TREES, "title": TREES, "steps": STEPS}))
def test_any_file_is_read_or_explained_and_never_breaks_the_reader(tree: object) -> None:
    flow, complaints = read(tree)
    assert flow is not None or complaints
    assert all(complaint.message and complaint.file == "a.yaml" for complaint in complaints)


# Phrases and snippets


def all_phrases() -> dict[str, object]:
    return {name: f"words for {name}" for name in PHRASES}


def phrase_complaints(tree: object) -> list[str]:
    complaints: list[Complaint] = []
    found = read_phrases(tree, "phrases.yaml", complaints)
    assert found.keys() == PHRASES.keys(), "every phrase can be said, whatever is missing"
    return [f"{complaint.code} {complaint.message}" for complaint in complaints]


def test_the_bot_s_sentences_are_complete_and_no_others() -> None:
    assert phrase_complaints({"phrases": all_phrases()}) == []
    without = {name: text for name, text in all_phrases().items() if name != "close"}
    assert phrase_complaints({"phrases": without}) == [
        'F120 the bot needs the phrase "close": add a line "close: …".'
    ]
    (more,) = phrase_complaints({"phrases": all_phrases() | {"closed": "x"}})
    assert more.startswith('F101 the bot has no phrase "closed". Did you mean "close"?')


def test_a_sentence_fills_in_only_what_is_known_to_it() -> None:
    names = all_phrases() | {"bad_number": "{low} to {high}"}
    assert phrase_complaints({"phrases": names}) == []
    (slip,) = phrase_complaints({"phrases": all_phrases() | {"close": "{country}"}})
    assert slip == 'F204 "close" can\'t fill in {country}.'


def test_a_sentence_that_is_no_text_is_explained() -> None:
    told = phrase_complaints({"phrases": all_phrases() | {"close": ["Close"]}})
    assert 'F102 "close" should be a text.' in told


@pytest.mark.parametrize("tree", [None, "text", [], {}])
def test_a_file_without_sentences_misses_them_all(tree: object) -> None:
    assert len(phrase_complaints(tree)) == len(PHRASES)


def test_snippets_are_texts_under_their_ids() -> None:
    complaints: list[Complaint] = []
    found = read_snippets({"snippets": {"a": "Words {b}"}}, "snippets.yaml", complaints)
    assert found["a"].names == ("b",)
    assert complaints == []
