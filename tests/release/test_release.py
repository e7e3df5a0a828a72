"""What is handed out is built the same by everybody, lists its parts, and works where it is put."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot import __version__
from release import wheel
from release.__main__ import PINS, VENDORED, audited
from release.bom import bom, pins

DATE = 1_795_780_000


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The package, built twice in folders of different names."""
    made = []
    for name in ("one", "another"):
        folder = tmp_path_factory.mktemp(name)
        wheel.export(folder / "source")
        made.append(wheel.build(folder / "source", folder / "dist", DATE))
    return made


def test_two_builds_have_the_same_bytes(built: list[Path]) -> None:
    first, second = built
    assert wheel.digest(first) == wheel.digest(second)


def test_a_build_with_another_date_would_differ(built: list[Path], tmp_path: Path) -> None:
    wheel.export(tmp_path / "source")
    other = wheel.build(tmp_path / "source", tmp_path / "dist", DATE + 86_400)
    assert wheel.digest(other) != wheel.digest(built[0])


def test_the_package_holds_the_flows_and_nothing_of_an_operator(built: list[Path]) -> None:
    names = zipfile.ZipFile(built[0]).namelist()
    assert {"bot/flows/home.yaml", "bot/config.example.yaml", "bot/cli.py"} <= set(names)
    assert {"bot/reports/report.typ", "bot/reports/fonts/OFL.txt"} <= set(names)
    assert len([name for name in names if name.endswith((".ttf", ".otf"))]) == 25
    assert [
        name for name in names if re.search(r"token$|\.key$|\.sqlite|config\.yaml$", name)
    ] == []


@pytest.mark.fresh
def test_installed_in_a_fresh_place_it_says_its_version_and_checks_its_flows(
    built: list[Path], tmp_path: Path
) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--require-hashes", "-r", str(PINS)], check=True)
    subprocess.run([*install, "--no-deps", "--no-index", str(built[0])], check=True)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}

    def told(*words: str) -> str:
        command = [str(python.with_name("sidelight")), *words]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, cwd=tmp_path, env=kept
        ).stdout

    assert told("--version") == f"sidelight {__version__}\n"
    assert " 0 errors" in told("check")


# The list of parts


def listed() -> dict[str, object]:
    return bom(__version__, DATE, PINS.read_text("utf-8"), VENDORED.read_text("utf-8"))


def test_every_pin_is_listed_with_its_version_and_the_hashes_of_its_files() -> None:
    text = PINS.read_text("utf-8")
    parts = listed()["components"]
    assert isinstance(parts, list)
    told = {(part["name"], part["version"]) for part in parts}
    pinned = set(re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", text, re.MULTILINE))
    assert told == pinned | {("dagre", "3.1.3")}
    assert len(re.findall("sha256:", text)) == json.dumps(parts).count("pinned-file-sha256")


def test_the_list_says_the_same_each_time_and_names_each_part_once() -> None:
    assert json.dumps(listed()) == json.dumps(listed())
    references = re.findall(r'"bom-ref": "([^"]+)"', json.dumps(listed()))
    assert len(references) == len(set(references)) > 20


def test_a_line_of_pins_that_can_t_be_read_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="can't be read"):
        list(pins("aiohttp==3.14.5 \\\n    --hash=sha256:00\nyarl>=1 \\\n"))


# The audit


@pytest.mark.parametrize(
    ("command", "known"), [("true", True), ("false", False), ("/no/such", False)]
)
def test_what_could_not_be_looked_up_is_never_taken_for_sound(
    command: str, *, known: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    assert audited(command) is known
    assert ("NOT audited" in capfd.readouterr().out) is not known
