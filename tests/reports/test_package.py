"""A package holds what was chosen and nothing else, and says of itself what can be checked."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.core.chain import check
from bot.core.document import document
from bot.core.incident import Filing, Impact
from bot.core.records import Handover, Removal, read
from bot.errors import PackageProblem
from bot.reports import manifest, table, verify
from bot.reports.package import Files, Made, Stamp, package
from proof.mending import mended, rewritten
from tests.core.logs import AT, entry, log_of
from tests.reports.packed import (
    FILES,
    PICTURE,
    SALT,
    SOUND,
    packed,
    problems,
    selection,
    unpacked,
    with_files,
)

WHOLE: tuple[list[str], list[str]] = ([], [])


def test_a_package_holds_these_files_and_no_others() -> None:
    files = unpacked(packed(files=Files(FILES.originals, pdf=b"%PDF-")))
    assert sorted(files) == [
        *("SHA256SUMS", "VERIFY.txt", "log.csv", "log.pdf", "manifest.json"),
        *("originals/0002_a.jpg", "originals/0002_b.bin", "verify.py"),
    ]
    assert files["originals/0002_a.jpg"] == PICTURE
    assert files["log.pdf"] == b"%PDF-"
    assert problems(files) == WHOLE


def test_names_in_a_package_are_ours_and_the_real_one_is_in_the_manifest_only() -> None:
    files = unpacked(packed())
    assert all(name.isascii() and ".." not in name for name in files)
    assert not [name for name in files if b"vil" in files[name] and name != "manifest.json"]
    assert "évil" in files["manifest.json"].decode()


def test_what_is_withheld_is_nowhere_in_the_package_and_it_still_holds() -> None:
    files = unpacked(packed(selection(withheld=frozenset({3}))))
    assert not [name for name, content in files.items() if b"street" in content]
    assert problems(files) == WHOLE
    links = json.loads(files["manifest.json"])["links"]
    assert [set(links[number]) for number in (2, 3)] == [{"number", "leaf", "head"}] * 2


def test_a_withheld_entry_takes_its_files_along() -> None:
    files = unpacked(packed(selection(withheld=frozenset({2})), Files()))
    assert not [name for name in files if name.startswith("originals/")]
    assert problems(files) == WHOLE


def test_a_file_can_be_withheld_and_a_copy_made_of_it_given() -> None:
    given = Files({"0002_b": SOUND}, {"0002_a": Made(b"smaller", "without the place")})
    files = unpacked(packed(selection(withheld_files=frozenset({"0002_a"})), given))
    assert files["derived/0002_a.jpg"] == b"smaller"
    assert "originals/0002_a.jpg" not in files
    assert b"without the place" in files["manifest.json"]
    assert problems(files) == WHOLE


def test_an_erased_file_is_not_missed() -> None:
    log = log_of(with_files(), Removal(1, AT, "0001_b"))
    files = unpacked(packed(selection(log), Files({"0001_a": PICTURE})))
    assert problems(files) == WHOLE


def test_a_package_of_an_empty_log_holds_too() -> None:
    files = unpacked(packed(selection(log_of()), Files()))
    assert problems(files) == WHOLE


def test_the_handover_is_noted_in_the_log_and_bound_to_all_that_was_given() -> None:
    chosen = selection(withheld=frozenset({3}))
    made = packed(chosen)
    handover = read(made.log.links[-1].body)
    assert isinstance(handover, Handover)
    assert (handover.to, handover.withheld) == ("the police", (3,))
    assert made.log.links[:-1] == chosen.log.links, "what is withheld stays in her own log"
    assert check(made.log) == ()
    found = manifest.read(unpacked(made)["manifest.json"])
    assert found is not None
    assert found[0].head == made.log.head
    assert handover.contents == manifest.digest_of(found[1])


def test_a_package_can_be_made_after_another() -> None:
    first = packed()
    files = unpacked(packed(selection(first.log)))
    assert problems(files) == WHOLE


def test_the_same_choice_makes_the_same_bytes() -> None:
    assert packed().content == packed().content


# What can't be right


@pytest.mark.parametrize(
    ("chosen", "given", "said"),
    [
        (selection(withheld=frozenset({9})), FILES, "Entry 9 can't be withheld"),
        (selection(withheld=frozenset({6})), FILES, "Entry 6 can't be withheld"),
        (selection(withheld_files=frozenset({"0001_a"})), FILES, "no file 0001_a"),
        (selection(), Files({"0002_a": PICTURE}), "The file 0002_b is missing"),
        (selection(), Files({"0002_a": PICTURE, "0002_b": b"!"}), "0002_b is not the one"),
        (selection(), Files({**FILES.originals, "0009_a": b"!"}), "0009_a does not belong"),
        (selection(), Files(FILES.originals, {"0009_a": Made(b"", "")}), "no file 0009_a"),
        (selection(), Files(FILES.originals, stamps=(Stamp(b"?", 1),)), "stamp of something else"),
        (selection(), Files(FILES.originals, stamps=(Stamp(b"?", 9),)), "was not there before"),
    ],
)
def test_what_can_not_be_right_is_refused(chosen: object, given: Files, said: str) -> None:
    with pytest.raises(PackageProblem, match=said):
        package(chosen, given, SALT)  # type: ignore[arg-type]  # one of ours


def test_an_entry_that_was_lost_is_not_passed_off_as_withheld() -> None:
    log = selection().log
    lost = log.links[0].__class__(1, log.links[0].leaf, log.links[0].head)
    with pytest.raises(PackageProblem, match="Entry 1 is missing"):
        packed(selection(type(log)(log.id, (lost, *log.links[1:]))))


def test_withholding_an_erased_entry_is_refused() -> None:
    with pytest.raises(PackageProblem, match="Entry 4 can't be withheld"):
        packed(selection(withheld=frozenset({4})))


# The table


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_table_says_that_it_is_for_convenience_and_has_a_line_for_each_entry() -> None:
    content = unpacked(packed(selection(withheld=frozenset({3}))))["log.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    note, columns, *rows = rows_of(content)
    assert "manifest.json" in note[0]
    assert columns == list(table.COLUMNS)
    assert [row[0] for row in rows] == ["2", "1", "3", "4"]
    assert "5 (hers): I remembered." in rows[1]
    assert [row[1] for row in rows[2:]] == ["withheld", "erased"]
    assert {len(row) for row in rows[:2]} == {len(columns)}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_begins_like_a_formula(sign: str) -> None:
    said = f"{sign}cmd|' /C calc'!A0"
    harmful = entry(said, account=said, impact=Impact(said), who=f"{said}\0")
    cells = [
        cell for row in rows_of(table.table(document(selection(log_of(harmful))))) for cell in row
    ]
    assert f"'{said}" in cells
    assert not [cell for cell in cells if cell.startswith(table.FORMULA) or "\0" in cell]


def test_the_table_has_a_cell_for_what_she_reported_and_what_came_of_it() -> None:
    told = Filing("police", "2026-11-04", "AB/7", answer="They will call.")
    log = log_of(entry(filings=(told, Filing("the platform"))))
    (row,) = rows_of(table.table(document(selection(log))))[2:]
    said = dict(zip(table.COLUMNS, row, strict=True))["reported"]
    assert said == "police, 2026-11-04, AB/7, They will call.; the platform"


# What a tamperer who makes everything anew can do


def test_whoever_makes_all_of_it_anew_is_found_out_by_the_head_alone() -> None:
    files = unpacked(packed())
    text = files["manifest.json"].replace(b"First.", b"Worst.")
    forged = rewritten(files | {"manifest.json": text})
    assert problems(forged) == WHOLE, "a chain proves nothing against that"
    honest, false = verify.Package(files), verify.Package(forged)
    honest.check()
    false.check()
    assert honest.head != false.head


def test_a_forger_who_leaves_one_hash_is_found_out() -> None:
    files = unpacked(packed())
    text = files["manifest.json"].replace(b"First.", b"Worst.")
    ours, theirs = problems(mended(files | {"manifest.json": text}, 2))
    assert "Link 1: what it says was changed." in ours
    assert "Link 1: what it says was changed." in theirs


# What leaves with it


def test_the_program_in_a_package_is_short_and_needs_nothing_of_ours() -> None:
    source = unpacked(packed())["verify.py"].decode()
    assert len(source.splitlines()) < 200
    imported = re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE)
    assert set(imported) <= sys.stdlib_module_names


def test_the_program_runs_where_nothing_else_is(tmp_path: Path) -> None:
    made = packed()
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        archive.extractall(tmp_path)
    alone = [sys.executable, "-I", "-S", str(tmp_path / "verify.py")]
    told = subprocess.run(alone, capture_output=True, text=True, cwd="/", check=True)
    assert "Everything in this package holds together." in told.stdout
    (tmp_path / "log.csv").write_bytes(b"")
    told = subprocess.run(alone, capture_output=True, text=True, cwd="/", check=False)
    assert told.returncode == 1
    assert "PROBLEM: log.csv was changed." in told.stdout


def test_the_checksums_are_those_that_sha256sum_knows(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(packed().content)) as archive:
        archive.extractall(tmp_path)
    checked = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    told = subprocess.run(checked, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert told.stdout.count(": OK\n") == len(list(tmp_path.rglob("*.*")))
