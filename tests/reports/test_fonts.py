"""The fonts that ship are free, small, and show what we say they show."""

from __future__ import annotations

import io

import pypdf

from bot.reports.typesetting import FONTS as FAMILIES
from release.fonts import FONTS, ranges
from tests.core.logs import entry
from tests.reports.printouts import objects, of

FILES = sorted([*FONTS.glob("*.ttf"), *FONTS.glob("*.otf")])


def test_they_are_under_twelve_megabytes_and_bring_their_licence() -> None:
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 12_000_000
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text("utf-8")


def test_the_list_of_characters_is_that_of_the_fonts() -> None:
    listed = (FONTS / "characters.txt").read_text("utf-8").splitlines()
    assert listed == [f"{path.name} {ranges(path)}" for path in FILES]


def test_a_report_uses_ours_and_no_other_and_carries_them_along() -> None:
    made = of(entry("hello مرحبا 你好 😀 नमस्ते שלום"))
    found = [each for each in objects(made) if str(each.get("/Type")) == "/FontDescriptor"]
    assert len(found) >= 6
    for each in found:
        assert "Noto" in str(each["/FontName"])
        assert {"/FontFile2", "/FontFile3"} & set(each)
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages) > 0


def test_each_family_is_asked_for_once() -> None:
    assert len(set(FAMILIES)) == len(FAMILIES) == len(FILES) - 1, "Noto Sans has two weights"
