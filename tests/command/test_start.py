"""The command answers before any library is loaded, and explains itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot import __version__
from bot.cli import main

HEAVY = ("asyncio", "pydantic", "yaml", "starlette", "uvicorn", "phonenumbers", "zoneinfo", "csv")


def test_asking_for_help_loads_no_library() -> None:
    code = (
        "import sys\nfrom bot.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"sidelight {__version__}\n"


def test_a_folder_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "no/such/folder"]) == 1
    assert "no/such/folder is neither a folder of flows" in capsys.readouterr().err


def test_a_day_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--today", "tomorrow"]) == 1
    assert '"tomorrow" is not a day' in capsys.readouterr().err


def test_a_flow_that_is_not_there_is_answered_with_those_that_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["talk", "cyberstlking"]) == 1
    assert "cyberstalking" in capsys.readouterr().err


def test_a_port_that_is_no_port_is_answered_with_another(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["try", "--no-open", "--port", "70000"]) == 1
    assert "take another one" in capsys.readouterr().err
