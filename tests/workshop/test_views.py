"""The try page's views: where a conversation stands, what it holds, and the map of a flow."""

from __future__ import annotations

import json

from bot.core.complaint import Complaint
from bot.core.content import Content
from bot.core.session import Kept, Session
from bot.workshop import views
from bot.workshop.rehearsal import Rehearsal
from tests.support import content_of

EVERYTHING = """
    flow: every
    title: Every kind
    steps:
      start:
        say:
          - include: hello
          - Something else.
        do: country
        goto:
          - asked if country is known
          - ticked
      asked:
        ask: How many were there, and where did they come from, and what were they called?
        as: number from 1 to 9
        save: many
        skip: Skip this -> rows
        goto: ticked
      ticked:
        marks: look
        say: "Of {many}, which?"
        tick:
          car: A car
        save: seen
        done: Done -> renamed_before
        none: None of these -> gone
      rows:
        show: helplines
        where: kind is stalking
        each:
          - "{name}"
        most: 1
        empty: gone
        choices:
          lines: Help lines -> lines/start
          again: Again -> ticked
      gone:
        leave: now
      renamed:
        was: renamed_before
        changes: hidden
        say: "Well: {seen}"
        end: done
    """


def where(flow: str, step: str) -> tuple[str, int]:
    return f"{flow}.yaml", len(step)


def every() -> Content:
    return content_of({"every.yaml": EVERYTHING})


# The panel


def test_the_panel_says_where_a_conversation_stands() -> None:
    content = every()
    talk = Rehearsal(content).open("every")
    panel = views.panel(content, talk.session, where)
    assert panel == {
        "flow": "country",
        "title": "Country",
        "step": "start",
        "file": "country.yaml",
        "line": 5,
        "stack": [{"flow": "every", "step": "start"}, {"flow": "country", "step": "start"}],
        "answers": [],
        "draft": False,
        "turns": 0,
    }


def test_the_panel_says_whose_each_answer_is() -> None:
    content = every()
    talk = Rehearsal(content).open("every").tap("Ireland").say("3").tap("A car").tap("help")
    session = Session(
        frames=talk.session.frames,
        person=talk.session.person,
        kept={"note": Kept("mine", 2**31)},
        draft="words",
    )
    panel = views.panel(content, session, where)
    assert panel["answers"] == [
        {"name": "outcome", "value": "asked", "whose": "an earlier flow"},
        {"name": "many", "value": 3, "whose": "an earlier flow"},
        {"name": "seen", "value": ["car"], "whose": "an earlier flow"},
        {"name": "country", "value": "IE", "whose": "the person"},
        {"name": "note", "value": "mine", "whose": "kept"},
    ]
    assert panel["draft"] is True


def test_the_panel_is_empty_after_leaving_but_for_what_stays() -> None:
    content = every()
    talk = Rehearsal(content).open("every").tap("Ireland").leave()
    panel = views.panel(content, talk.session, where)
    assert panel["flow"] is None
    assert panel["stack"] == []
    assert panel["answers"] == [{"name": "country", "value": "IE", "whose": "the person"}]


def test_the_panel_bears_a_flow_that_is_gone() -> None:
    talk = Rehearsal(every()).open("every")
    panel = views.panel(content_of({}), talk.tap("Ireland").session, where)
    assert (panel["flow"], panel["title"], panel["step"]) == ("every", "", "asked")


# The map


def test_the_map_has_a_node_for_each_step() -> None:
    nodes = views.flow_map(every().flows["every"], where)["nodes"]
    kinds = {node["id"]: (node["kind"], node["waits"]) for node in nodes}
    assert kinds == {
        "start": ("say", False),
        "asked": ("ask", True),
        "ticked": ("tick", True),
        "rows": ("choices", True),
        "gone": ("leave", False),
        "renamed": ("say", False),
    }
    by_id = {node["id"]: node for node in nodes}
    assert by_id["ticked"]["marks"] == ["look"]
    assert by_id["renamed"]["changes"] == "hidden"
    assert by_id["start"]["changes"] is None
    assert by_id["asked"]["line"] == len("asked")


def test_a_node_is_titled_by_its_first_words() -> None:
    nodes = views.flow_map(every().flows["every"], where)["nodes"]
    titles = {node["id"]: node["title"] for node in nodes}
    assert titles["start"] == "(hello)"
    assert titles["ticked"] == "Of {many}, which?"
    assert titles["rows"] == "{name}"
    assert titles["gone"] == ""
    assert titles["asked"] == "How many were there, and where did they come from, and what…"
    assert max(map(len, titles.values())) <= views.LONGEST_TITLE


def test_the_map_has_an_edge_for_each_way() -> None:
    edges = views.flow_map(every().flows["every"], where)["edges"]
    assert [tuple(edge.values()) for edge in edges] == [
        ("start", "country/start", "", "call"),
        ("start", "asked", "", "goto"),
        ("start", "ticked", "", "goto"),
        ("asked", "rows", "Skip this", "skip"),
        ("asked", "ticked", "", "goto"),
        ("ticked", "renamed", "Done", "choice"),
        ("ticked", "gone", "None of these", "choice"),
        ("rows", "lines/start", "Help lines", "jump"),
        ("rows", "ticked", "Again", "choice"),
        ("rows", "gone", "", "empty"),
        ("renamed", "(end) done", "", "goto"),
    ]


def test_every_shipped_flow_has_a_map_ready_for_json(shipped: Content) -> None:
    assert {"flow": "log", "title": "Write down what happened"} in views.flows(shipped)
    for flow in shipped.flows.values():
        drawn = json.loads(json.dumps(views.flow_map(flow, where)))
        steps = {node["id"] for node in drawn["nodes"]}
        assert steps == set(flow.steps)
        for edge in drawn["edges"]:
            outside = "/" in edge["to"] or edge["to"].startswith("(end) ")
            assert edge["to"] in steps or outside


# Checks


def test_errors_come_before_warnings() -> None:
    late = Complaint("F207", "No row.", "b.yaml", ("steps",), 3, "warning", "where: x")
    bad = Complaint("F103", "No step.", "b.yaml", ("steps",), 9, "error", "goto: y")
    checks = views.checks([late, bad], 4, 3)
    assert (checks["version"], checks["served_version"]) == (4, 3)
    assert checks["complaints"] == [
        {
            "file": "b.yaml",
            "line": 9,
            "code": "F103",
            "severity": "error",
            "message": "No step.",
            "source_line": "goto: y",
        },
        {
            "file": "b.yaml",
            "line": 3,
            "code": "F207",
            "severity": "warning",
            "message": "No row.",
            "source_line": "where: x",
        },
    ]
