"""`sidelight check` as an author uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main
from tests.support import write_set

BROKEN = """
flow: broken
title: Broken
steps:
  start:
    marks: line
    say: Hello.
    choices:
      on: Go on -> shard_device
  shared_device:
    say: Here.
    end: done
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    return write_set(tmp_path, {"broken.yaml": BROKEN})


def test_a_complaint_names_file_line_code_and_a_guess(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(broken)]) == 1
    out = capsys.readouterr().out
    assert f'{broken / "broken.yaml"}:9: F103 step "start" goes to "shard_device"' in out
    assert 'Did you mean "shared_device"?' in out
    assert "on: Go on -> shard_device" in out


def test_one_file_can_be_checked_alone(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(broken / "home.yaml")]) == 0
    assert main(["check", str(broken / "broken.yaml")]) == 1
    assert "F103" in capsys.readouterr().out


def test_a_table_can_be_checked_alone(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = broken / "data" / "helplines.csv"
    table.write_text(table.read_text() + "GB,stalking,A line,12,,test,2026-11-21,2027-11-21\n")
    assert main(["check", str(table)]) == 1
    out = capsys.readouterr().out
    assert "F206" in out
    assert "F103" not in out


@pytest.mark.parametrize("name", ["night.yaml.txt", "night.yml", "night.txt"])
def test_a_file_that_is_never_read_is_not_called_right(
    broken: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (broken / name).write_text(BROKEN)
    assert main(["check", str(broken / name)]) == 1
    assert 'rename it to "night.yaml"' in capsys.readouterr().err


def test_a_file_of_tests_is_for_another_command(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (broken / "night.test.yaml").write_text("[]")
    assert main(["check", str(broken / "night.test.yaml")]) == 1
    assert "sidelight test" in capsys.readouterr().err


def test_complaints_can_be_had_as_json(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json", str(broken)]) == 1
    complaints = json.loads(capsys.readouterr().out)
    assert {c["code"] for c in complaints} >= {"F103"}
    assert set(complaints[0]) == {"code", "message", "file", "line", "severity", "source_line"}


def test_a_warning_does_not_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--today", "2030-01-01", str(write_set(tmp_path, {}))]) == 0
    assert "F208 warning" in capsys.readouterr().out


def test_the_shipped_flows_have_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--today", "2026-11-21"]) == 0
    assert " 0 errors" in capsys.readouterr().out
