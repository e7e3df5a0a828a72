"""`sidelight receipt`, as an operator meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import main
from bot.ports import Erasure
from bot.vault.ledger import Ledger
from bot.vault.receipts import receipt

UID = b"somebody erased."


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The settings of a bot that erased somebody."""
    (tmp_path / "data").mkdir()
    path = tmp_path / "config.yaml"
    path.write_text("store: {url: 'sqlite:///data/notes.sqlite'}\n")
    ledger = Ledger(tmp_path / "erasures.ledger", tmp_path / "data" / "notes.sqlite")
    ledger.add([Erasure(UID, 20_000)])
    return path


def asked(config: Path, *words: str) -> int:
    return main(["receipt", *words, "--config", str(config)])


def test_an_erasure_that_is_noted_is_found_with_its_day(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(config, *receipt(UID)) == 0
    assert capsys.readouterr().out == "Erased on 2024-10-04 (UTC).\n"


def test_one_that_is_not_noted_is_said_to_be_so(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(config, *receipt(b"somebody who is.")) == 1
    assert "No erasure with this receipt is noted." in capsys.readouterr().out


def test_words_that_are_none_are_told_without_being_repeated(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(config, "unicorn", "abandon", "able", "zoo") != 0
    said = capsys.readouterr()
    assert "4 words of our list" in said.err
    assert "unicorn" not in said.out + said.err
