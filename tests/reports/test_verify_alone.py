"""verify.py as a police officer runs it: it finds its package, and obeys nobody in it."""

from __future__ import annotations

import ast
import zipfile
from pathlib import Path

import pytest

from bot.reports import verify
from tests.reports.packed import packed, unpacked

PROGRAM = Path(verify.__file__)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "package.zip"
    path.write_bytes(packed().content)
    return path


def test_it_says_that_all_is_well(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([str(package)]) == 0
    told = capsys.readouterr().out
    assert "Entries withheld: 0. Entries erased: 1." in told
    assert "compare it as VERIFY.txt says" in told


def test_it_compares_the_head(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = verify.Package(unpacked(packed()))
    whole.check()
    assert verify.main(["--head", whole.head.lower(), str(package)]) == 0
    assert verify.main([str(package), "--head", "AAAAA-AAAAA-AAAAA-AAAAA"]) == 1
    assert "The head is not the one you named." in capsys.readouterr().out


def test_without_arguments_it_looks_at_its_own_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([]) == 1, "beside it lie our modules, and no package"
    assert "manifest.json is missing" in capsys.readouterr().out


def test_what_is_no_package_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no.zip").write_bytes(b"nothing")
    assert verify.main([str(tmp_path / "no.zip")]) == 1
    assert verify.main([str(tmp_path / "none")]) == 1
    assert capsys.readouterr().out.count("can't be read") == 2


def test_a_zip_with_two_files_of_one_name_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        for name, content in (("log.csv", b"another"), *unpacked(packed()).items()):
            archive.writestr(name, content)
    assert verify.main([str(path)]) == 1
    assert "can't be read" in capsys.readouterr().out


def test_names_of_files_do_not_reach_the_terminal_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in unpacked(packed()).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "\x1b[2J é").touch()
    assert verify.main([str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "?[2J ? was added." in told
    assert "\x1b" not in told


def test_it_is_written_for_python_3_8() -> None:
    ast.parse(PROGRAM.read_text(), feature_version=(3, 8))


@pytest.mark.parametrize(
    "text", ["1.5", "NaN", "1e9", str(2**53), '{"a":1,"a":1}', " 1", "\ufeff1"]
)
def test_it_reads_only_what_can_be_written_in_one_way(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        verify.load(text.encode())
