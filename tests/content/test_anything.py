"""Whatever a file holds, it is read or explained, and nothing is ever raised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import yaml_tree
from bot.content.library import shipped
from bot.content.tables import read_table
from bot.core import check
from bot.core.complaint import Complaint
from bot.core.content import Content
from bot.core.flow import Flow
from bot.core.reading import read_flow
from tests.support import TODAY, content_of, shipped_content

FLOWS = {path.name: path.read_bytes() for path in sorted(shipped().glob("*.yaml"))}
TABLES = {path.stem: path.read_bytes() for path in sorted((shipped() / "data").glob("*.csv"))}
SIGNS = [
    *(
        ": ",
        " #",
        "- ",
        " -> ",
        "{",
        "}",
        "[",
        "]",
        '"',
        "'",
        "|",
        ">",
        "&a ",
        "*a ",
        "!a ",
        "<<: ",
    ),
    *("\n", "\t", "\r", "\x00", "\u202e", "\u00a0", "“", "é", "\ufeff", "---\n", "...", "%", "? "),
    *(
        "{x.__class__}",
        " if ",
        " is ",
        " and ",
        "not ",
        "(",
        ")",
        "goto: ",
        "end: ",
        "do: home",
        "/",
    ),
]

Edit = Callable[[bytes], bytes]


@cache
def base() -> Content:
    return content_of({})


def inserted(place: float, sign: str) -> Edit:
    def edit(data: bytes) -> bytes:
        at = int(len(data) * place)
        return data[:at] + sign.encode() + data[at:]

    return edit


def cut(place: float, length: int) -> Edit:
    def edit(data: bytes) -> bytes:
        at = int(len(data) * place)
        return data[:at] + data[at + length :]

    return edit


def line_moved(first: float, second: float) -> Edit:
    def edit(data: bytes) -> bytes:
        lines = data.split(b"\n")
        line = lines.pop(int((len(lines) - 1) * first))
        lines.insert(int(len(lines) * second), line)
        return b"\n".join(lines)

    return edit


PLACES = st.floats(0, 1)
EDITS = st.lists(
    st.one_of(
        st.builds(inserted, PLACES, st.sampled_from(SIGNS)),
        st.builds(cut, PLACES, st.integers(1, 30)),
        st.builds(line_moved, PLACES, PLACES),
    ),
    min_size=1,
    max_size=4,
)
YAML_LIKE = st.lists(st.sampled_from([*SIGNS, "a", " ", "  ", "\n  ", "b: ", "c"]), max_size=60)


def read(data: bytes, name: str) -> tuple[Flow | None, list[Complaint]]:
    """Read a file as a library does; a tree, or complaints that name their place."""
    found = yaml_tree.read(data, name)
    assert (found.tree is None) == bool(found.complaints)
    lines = yaml_tree.Lines(data)
    if found.tree is None:
        complaints, flow = [*found.complaints], None
    else:
        complaints = [*yaml_tree.allowed(data, name)[1], *yaml_tree.cut_off(data, name)]
        flow = read_flow(found.tree, name, complaints)
    for complaint in complaints:
        assert complaint.file == name
        line = complaint.line or lines.find(complaint.path)
        assert line >= 1
        lines.text(line)
    return flow, complaints


def checked(flow: Flow | None, content: Content) -> None:
    """Look at a flow as it stands in a set, whatever is wrong with it."""
    if flow is None or not flow.id:
        return
    whole = replace(content, flows={**content.flows, flow.id: flow})
    assert all(c.message for c in check.check_flow(flow, whole))
    assert all(c.message for c in check.check_set(whole, TODAY))
    check.surroundings(whole)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_explained(data: bytes) -> None:
    read(data, "x.yaml")


@settings(deadline=None)
@given(YAML_LIKE)
def test_anything_that_looks_like_yaml_is_read_or_explained(signs: list[str]) -> None:
    flow, _ = read("".join(["flow: x\nsteps:\n  start:\n    ", *signs]).encode(), "x.yaml")
    checked(flow, base())


@settings(deadline=None)
@given(st.sampled_from(sorted(FLOWS)), EDITS)
def test_any_slip_in_a_shipped_flow_is_read_or_explained(name: str, edits: list[Edit]) -> None:
    data = FLOWS[name]
    for edit in edits:
        data = edit(data)
    flow, _ = read(data, name)
    checked(flow, shipped_content())


@settings(deadline=None)
@given(st.sampled_from(sorted(TABLES)), EDITS)
def test_any_slip_in_a_shipped_table_is_read_or_explained(name: str, edits: list[Edit]) -> None:
    data = TABLES[name]
    for edit in edits:
        data = edit(data)
    for complaint in read_table(data, name, f"data/{name}.csv", ("GB",)).complaints:
        assert complaint.file == f"data/{name}.csv"
        assert 1 <= complaint.line <= data.count(b"\n") + data.count(b"\r") + 1


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_explained(data: bytes) -> None:
    found = read_table(data, "x", "data/x.csv", ("GB",))
    assert found.table.columns or found.complaints


def test_the_shipped_files_themselves_are_read_without_a_complaint() -> None:
    for name, data in FLOWS.items():
        if Path(name).stem not in ("phrases", "snippets"):
            assert read(data, name)[1] == []
