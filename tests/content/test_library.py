"""A library serves the last set without errors, and reads again only what changed."""

from __future__ import annotations

import os
import textwrap
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from bot.content.library import Library, shipped
from bot.core.content import Content
from bot.errors import FlowSetError, UsageError
from tests.support import TODAY, write_set

WALK = """\
flow: walk
title: A walk
steps:
  start:
    say: A short walk can help.
    goto: lines/start
"""
LONG = "x: I would like to go to the park and back -> lines/start"
HELD = """\
flow: ask_danger
title: Danger
gives: [fine, careful]
steps:
  start:
    marks: danger_question
    say: Could this person hurt you soon?
    choices:
      no_danger: "No"
      danger: "Yes"
      unsure: I am not sure
    save: risk
    goto:
      - fine if risk is no_danger
      - careful
  fine:
    end: fine
  careful:
    marks: line
    say: A help line can plan this with you.
    end: careful
"""
ALBUM = """\
flow: album
title: Album
steps:
  start:
    do: ask_danger
    goto:
      - proof if outcome is fine
      - lines/start
  proof:
    marks: capture
    say: Note it down first.
    goto: change
  change:
    changes: visible
    say: You could leave the album now.
    goto: lines/start
"""
_moments = count(1_800_000_000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_set(tmp_path / "flows", {"walk.yaml": WALK})


@pytest.fixture
def library(folder: Path) -> Library:
    library = Library(folder, TODAY)
    library.load()
    return library


def write(folder: Path, name: str, text: str) -> None:
    """Write a file as an editor does, a second later each time."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    moment = next(_moments) * 10**9
    os.utime(path, ns=(moment, moment))


def served(library: Library) -> Content:
    assert library.content is not None
    return library.content


def said(library: Library) -> list[str]:
    return [f"{c.file}:{c.line} {c.code}" for c in library.complaints]


def words_of(library: Library) -> str:
    return " ".join(served(library).flows["walk"].steps["start"].plain or ())


# The first time


def test_a_good_set_is_served(library: Library) -> None:
    assert set(served(library).flows) >= {"home", "walk"}
    assert (library.version, library.served_version) == (1, 1)


def test_a_set_with_an_error_is_not_served_and_the_complaints_say_why(folder: Path) -> None:
    write(folder, "walk.yaml", WALK.replace("lines/start", "lines/stort"))
    library = Library(folder, TODAY)
    with pytest.raises(FlowSetError):
        library.load()
    assert library.content is None
    assert said(library) == ["walk.yaml:6 F103"]


def test_a_folder_that_is_not_there_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a folder of flows"):
        Library(tmp_path / "gone", TODAY).load()


def test_the_flows_that_are_shipped_are_a_good_set() -> None:
    assert Library(shipped(), date(2026, 11, 21)).load().flows


def test_a_warning_does_not_keep_a_set_back(folder: Path) -> None:
    library = Library(folder, date(2040, 1, 1))
    library.load()
    assert {c.severity for c in library.complaints} == {"warning"}
    assert {c.code for c in library.complaints} == {"F208"}


# Edits


def test_an_edit_is_taken_up(folder: Path, library: Library) -> None:
    write(folder, "walk.yaml", WALK.replace("short", "long"))
    assert library.refresh()
    assert words_of(library) == "A long walk can help."
    assert (library.version, library.served_version) == (2, 2)


def test_without_an_edit_nothing_is_read(library: Library) -> None:
    before = library.content
    assert not library.refresh()
    assert library.content is before
    assert library.version == 1


def test_an_edit_with_an_error_never_replaces_what_is_served(
    folder: Path, library: Library
) -> None:
    before = library.content
    write(folder, "walk.yaml", WALK.replace("short", "long").replace("lines/start", "gone"))
    assert library.refresh()
    assert library.content is before
    assert words_of(library) == "A short walk can help."
    assert (library.version, library.served_version) == (2, 1)
    assert said(library) == ["walk.yaml:6 F103", "walk.yaml:3 F305"][::-1]


def test_a_good_edit_waits_for_the_error_beside_it(folder: Path, library: Library) -> None:
    before = library.content
    write(folder, "walk.yaml", WALK.replace("short", "long"))
    write(folder, "help.yaml", "broken: [")
    library.refresh()
    assert library.content is before
    write(folder, "help.yaml", (folder / "help.yaml").read_text())
    write_set(folder, {"walk.yaml": (folder / "walk.yaml").read_bytes()})
    library.refresh()
    assert words_of(library) == "A long walk can help."
    assert library.complaints == ()


def test_a_set_is_replaced_as_a_whole(folder: Path, library: Library) -> None:
    before = served(library)
    write(folder, "walk.yaml", WALK.replace("short", "long"))
    write(folder, "snippets.yaml", "snippets:\n  hello: Good evening.")
    library.refresh()
    assert before.flows["walk"].steps["start"].plain == ("A short walk can help.",)
    assert before.snippets["hello"].source == "Hello from a snippet."
    assert served(library).snippets["hello"].source == "Good evening."


def test_an_edit_is_seen_although_the_size_is_the_same(folder: Path, library: Library) -> None:
    write(folder, "walk.yaml", WALK.replace("short", "brief"))
    library.refresh()
    assert words_of(library) == "A brief walk can help."


def test_an_edit_is_seen_although_size_and_date_are_the_same(
    folder: Path, library: Library
) -> None:
    path = folder / "walk.yaml"
    before = path.stat()
    new = folder / "new.tmp"
    new.write_text(WALK.replace("short", "brief"), encoding="utf-8")
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.replace(path)
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    library.refresh()
    assert words_of(library) == "A brief walk can help."


# Files that come and go


def test_a_new_flow_is_taken_up(folder: Path, library: Library) -> None:
    write(folder, "rest.yaml", WALK.replace("flow: walk", "flow: rest"))
    library.refresh()
    assert "rest" in served(library).flows


def test_a_flow_that_is_gone_is_gone_if_nothing_leads_to_it(folder: Path, library: Library) -> None:
    (folder / "walk.yaml").unlink()
    library.refresh()
    assert "walk" not in served(library).flows
    (folder / "lines.yaml").unlink()
    library.refresh()
    assert "lines" in served(library).flows
    assert said(library)[0].startswith("home.yaml:")


def test_a_flow_that_is_renamed_needs_its_new_name_inside(folder: Path, library: Library) -> None:
    (folder / "walk.yaml").rename(folder / "stroll.yaml")
    library.refresh()
    assert said(library) == ["stroll.yaml:1 F119"]
    assert "walk" in served(library).flows
    write(folder, "stroll.yaml", WALK.replace("flow: walk", "flow: stroll"))
    library.refresh()
    assert library.complaints == ()
    assert {"walk", "stroll"} & served(library).flows.keys() == {"stroll"}


def test_a_flow_that_the_bot_needs_can_not_go(folder: Path, library: Library) -> None:
    (folder / "danger.yaml").unlink()
    library.refresh()
    assert "danger.yaml:1 F120" in said(library)
    assert "danger" in served(library).flows


def test_a_table_that_a_flow_shows_can_not_go(folder: Path, library: Library) -> None:
    (folder / "data" / "helplines.csv").unlink()
    library.refresh()
    assert said(library) == ["lines.yaml:7 F108"]
    assert "helplines" in served(library).tables


@pytest.mark.parametrize("table", ["alarm_words", "command_words", "countries"])
def test_a_table_that_the_bot_needs_can_not_go(folder: Path, table: str) -> None:
    (folder / "data" / f"{table}.csv").unlink()
    library = Library(folder, TODAY)
    library.refresh()
    assert f"data/{table}.csv:1 F120" in said(library)
    assert library.content is None


def test_the_bots_own_sentences_can_not_go(folder: Path, library: Library) -> None:
    (folder / "phrases.yaml").unlink()
    library.refresh()
    assert {line.split(":")[0] for line in said(library)} == {"phrases.yaml"}
    assert {c.line for c in library.complaints} == {1}
    assert served(library).phrases


def test_a_file_of_sentences_that_can_not_be_read_is_one_complaint(folder: Path) -> None:
    write(folder, "phrases.yaml", "phrases: [")
    library = Library(folder, TODAY)
    library.refresh()
    assert said(library) == ["phrases.yaml:1 F001"]


def test_a_picture_that_comes_is_seen(folder: Path, library: Library) -> None:
    write(folder, "walk.yaml", WALK.replace("A short", "{photo: media/a.png, alt: A"))
    shown = "    say:\n      - {photo: media/a.png, alt: A gate}\n"
    write(folder, "walk.yaml", WALK.replace("    say: A short walk can help.\n", shown))
    library.refresh()
    assert said(library) == ["walk.yaml:6 F109"]
    write(folder, "media/a.png", "a picture")
    library.refresh()
    assert library.complaints == ()
    (folder / "media" / "a.png").unlink()
    library.refresh()
    assert said(library) == ["walk.yaml:6 F109"]


# Only what changed


def test_only_the_file_that_changed_is_read_again(folder: Path, library: Library) -> None:
    before = served(library)
    write(folder, "walk.yaml", WALK.replace("short", "long"))
    library.refresh()
    after = served(library)
    same = {name for name in after.flows if after.flows[name] is before.flows[name]}
    assert same == set(before.flows) - {"walk"}
    assert all(after.tables[name] is before.tables[name] for name in before.tables)
    assert after.alarms is before.alarms
    assert after.places is before.places


def test_only_the_table_that_changed_is_read_again(folder: Path, library: Library) -> None:
    before = served(library)
    lines = (folder / "data" / "helplines.csv").read_text(encoding="utf-8")
    write(folder, "data/helplines.csv", lines.replace("Stalking line", "The line"))
    library.refresh()
    after = served(library)
    assert [name for name in after.tables if after.tables[name] is not before.tables[name]] == [
        "helplines"
    ]
    assert all(after.flows[name] is before.flows[name] for name in before.flows)


def test_a_flow_is_checked_again_where_a_flow_it_leads_to_changed(
    folder: Path, library: Library
) -> None:
    lines = (folder / "lines.yaml").read_text(encoding="utf-8")
    write(folder, "lines.yaml", lines.replace("start:", "begin:"))
    library.refresh()
    assert {"walk.yaml:6 F103", "home.yaml:12 F103"} <= set(said(library))


def test_a_flow_is_checked_again_where_a_table_it_shows_changed(
    folder: Path, library: Library
) -> None:
    write(folder, "data/helplines.csv", "a,source,seen,recheck\nx,y,2026-11-01,2027-05-01\n")
    library.refresh()
    assert "lines.yaml:8 F205" in said(library)


def test_a_flow_is_checked_again_where_one_it_calls_asks_less(folder: Path) -> None:
    write_set(folder, {"ask_danger.yaml": HELD, "album.yaml": ALBUM})
    library = Library(folder, TODAY)
    library.load()
    lax = HELD.replace("fine if risk is no_danger", "fine if risk is known")
    write(folder, "ask_danger.yaml", lax)
    library.refresh()
    assert "album.yaml:14 F401" in said(library)
    assert served(library).flows["ask_danger"].steps["start"].ways[0].when is not None


def test_a_flow_is_checked_again_where_the_bots_own_words_changed(
    folder: Path, library: Library
) -> None:
    phrases = (folder / "phrases.yaml").read_text(encoding="utf-8")
    write(folder, "phrases.yaml", phrases.replace("help: Help", "help: Find a line"))
    library.refresh()
    assert said(library) == ["home.yaml:12 F115"]


# Complaints


def test_a_complaint_can_be_allowed_with_a_reason(folder: Path, library: Library) -> None:
    flow = WALK.replace("    goto: lines/start\n", f"    choices:\n      {LONG}\n")
    write(folder, "walk.yaml", flow)
    library.refresh()
    assert said(library) == ["walk.yaml:7 F301"]
    write(
        folder,
        "walk.yaml",
        flow.replace(LONG, f"# allow F301: the park has no other name\n      {LONG}"),
    )
    library.refresh()
    assert library.complaints == ()
    assert library.served_version == library.version


def test_complaints_are_in_the_order_of_files_and_lines(folder: Path, library: Library) -> None:
    write(folder, "a.yaml", "flow: a\ntitle: A\nsteps:\n  start:\n    got: b\n    says: c\n")
    write(folder, "b.yaml", "flow: b\n")
    library.refresh()
    assert said(library) == sorted(said(library))
    assert library.complaints[0].source_line.strip() == "steps:"


def test_hidden_files_are_nobodys_flows(folder: Path, library: Library) -> None:
    write(folder, ".walk.yaml.swp.yaml", "\x00")
    write(folder, "data/.~lock.csv", "x")
    assert not library.refresh()


def test_the_line_of_a_step_is_known(library: Library) -> None:
    assert library.where("walk", "start") == ("walk.yaml", 4)
    assert library.where("walk", "gone") == ("walk.yaml", 3)
    assert library.where("gone", "start") == ("gone.yaml", 0)
