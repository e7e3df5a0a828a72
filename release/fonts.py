"""`python -m release.fonts SOURCES`: makes bot/reports/fonts from Noto fonts as published.

SOURCES is a folder in which the fonts lie, however deep. What was used last, and where it came
from, stands in bot/reports/fonts/README.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

from release.wheel import ROOT

FONTS = ROOT / "bot" / "reports" / "fonts"
SCRIPTS = (
    *("Arabic", "Hebrew", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Tamil", "Telugu"),
    *("Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Khmer", "Myanmar", "Georgian"),
    *("Armenian", "Ethiopic", "Symbols", "Symbols2", "Math"),
)
WHOLE = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoEmoji_400Regular.ttf")
CJK = "NotoSansCJK-Regular.ttc"
CHARSETS = ("gb2312", "big5", "shift_jis")
"""What the ideographs are taken from: those that people of four countries write with."""
BESIDE = ((0x1100, 0x1200), (0x3000, 0x3400), (0xAC00, 0xD7A4), (0xFF00, 0xFFF0))
"""Jamo, kana and signs, the syllables of Hangul, and full width forms."""


def main(sources: Path) -> None:
    """Write every font smaller, and beside it the characters that each can show."""
    for name in (*WHOLE, *(f"NotoSans{script}-Regular.ttf" for script in SCRIPTS)):
        font = TTFont(_found(sources, name))
        _write(font, font.getBestCmap(), FONTS / name.replace("_400", "-"), ["*"])
    cjk = next(font for font in TTCollection(_found(sources, CJK)).fonts if _family(font) == "SC")
    _write(
        cjk, _ideographs(), FONTS / "NotoSansCJKsc-Regular.otf", ["ccmp", "ljmo", "vjmo", "tjmo"]
    )
    lines = sorted(f"{path.name} {ranges(path)}\n" for path in FONTS.glob("*.[to]tf"))
    (FONTS / "characters.txt").write_text("".join(lines), "utf-8")


def ranges(path: Path) -> str:
    """The characters that a font can show, as ranges: 20-7E A0-17F."""
    with TTFont(path, lazy=True) as font:
        numbers = sorted(font.getBestCmap())
    known = set(numbers)
    starts = [one for one in numbers if one - 1 not in known]
    ends = [one for one in numbers if one + 1 not in known]
    return " ".join(f"{a:X}-{b:X}" for a, b in zip(starts, ends, strict=True))


def _found(sources: Path, name: str) -> Path:
    return next(iter(sorted(sources.rglob(name))))


def _family(font: TTFont) -> str:
    name = str(font["name"].getDebugName(1))
    return name.removeprefix("Noto Sans CJK ")


def _ideographs() -> Iterator[int]:
    for first, end in BESIDE:
        yield from range(first, end)
    yield from (number for number in range(0x4E00, 0xA000) if _is_used(chr(number)))


def _is_used(sign: str) -> bool:
    return any(sign.encode(name, "ignore") for name in CHARSETS)


def _write(font: TTFont, characters: Iterable[int], path: Path, features: list[str]) -> None:
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "DSIG"]
    smaller = subset.Subsetter(options)
    smaller.populate(unicodes=characters)
    smaller.subset(font)
    font.save(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
