"""`sidelight verify`, as somebody meets it who was given a package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.errors import PackageProblem, UsageError
from bot.reports import verifying
from bot.reports.sealing import sealed
from bot.wiring.packages import Ask, run_verify
from proof.mending import rewritten
from tests.reports.packed import packed, selection, unpacked

SECRET = "abandon ability able about above absent"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "package.zip"
    path.write_bytes(packed(selection(withheld=frozenset({3}))).content)
    return path


def unzipped(package: Path) -> Path:
    folder = package.with_suffix("")
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    return folder


def typing(*lines: str) -> Ask:
    """Somebody who types these lines, and then leaves."""
    left: Iterator[str] = iter(lines)

    def ask(question: str) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    return ask


def head_of(package: Path) -> str:
    return verifying.verdict(verifying.read_zip(package.read_bytes())).head


def test_a_whole_package_is_said_to_be_whole_and_what_that_leaves_open(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(package)]) == 0
    told = capsys.readouterr().out
    assert "Entries: 3." in told
    assert "Withheld: 3. Erased: 4." in told
    assert head_of(package) in told
    assert "Compare it" in told


def test_a_folder_is_checked_as_well(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = unzipped(package)
    assert main(["verify", str(folder)]) == 0
    (folder / "originals" / "0002_a.jpg").write_bytes(b"another")
    (folder / "\x1b[2J.txt").touch()
    assert main(["verify", str(folder)]) == 1
    told = capsys.readouterr().out
    assert "PROBLEM: originals/0002_a.jpg was changed." in told
    assert "PROBLEM: ?[2J.txt was added." in told


def test_the_head_somebody_else_has_tells_a_forgery(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = head_of(package)
    assert main(["verify", str(package), "--head", head.lower()]) == 0
    assert "the package that was made" in capsys.readouterr().out
    files = verifying.read_zip(package.read_bytes())
    text = files["manifest.json"].replace(b"First.", b"Worst.")
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(forged, "w") as archive:
        for name, content in rewritten(files | {"manifest.json": text}).items():
            archive.writestr(name, content)
    assert main(["verify", str(forged)]) == 0
    assert main(["verify", str(forged), "--head", head]) == 1
    assert "was made anew" in capsys.readouterr().out


def test_a_sealed_package_is_opened_first_however_the_words_are_typed(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package.write_bytes(sealed(package.read_bytes(), SECRET))
    assert run_verify(package, "", typing("what", SECRET, "")) == 0
    assert run_verify(package, "", typing("Abandon-ABILITY able about, abov absent")) == 0
    assert "how the words are written" in capsys.readouterr().out


def test_three_wrong_passphrases_are_enough(package: Path) -> None:
    package.write_bytes(sealed(package.read_bytes(), SECRET))
    with pytest.raises(PackageProblem, match="was not opened"):
        run_verify(package, "", typing("a", "b", "c", SECRET))


def test_without_a_terminal_it_says_what_it_needs(package: Path) -> None:
    package.write_bytes(sealed(package.read_bytes(), SECRET))
    with pytest.raises(UsageError, match="needs a passphrase"):
        run_verify(package, "", typing())


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_what_is_no_package_is_said_so(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x").write_bytes(content)
    assert main(["verify", str(tmp_path / "x")]) == 1
    assert "can't be read" in capsys.readouterr().err


def test_a_path_that_is_not_there_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "nowhere/at.zip"]) == 1
    assert "nowhere/at.zip can't be read: No such file" in capsys.readouterr().err


def test_a_zip_with_two_files_of_one_name_is_refused() -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        for name, content in (*unpacked(packed()).items(), ("log.csv", b"")):
            archive.writestr(name, content)
    with pytest.raises(PackageProblem, match="two files of one name"):
        verifying.read_zip(whole.getvalue())
