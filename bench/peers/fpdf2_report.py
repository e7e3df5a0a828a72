"""fpdf2 prints the same entries with the same fonts, shaped by HarfBuzz; photos go in as they are.

What it does less: no tagged PDF, no charts, no counts, and the photos are not made small. Fonts are
read anew for each report, as a process for each would do; the interpreter is already running.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

from fpdf import FPDF

from bench.papers import Paper, papers
from bench.worker import Lap, serve

FONTS = Path(__file__).parents[2] / "bot" / "reports" / "fonts"
OTHERS = ("NotoSansArabic-Regular.ttf", "NotoSansDevanagari-Regular.ttf")
MORE = ("NotoSansCJKsc-Regular.otf", "NotoEmoji-Regular.ttf", "NotoSansSymbols2-Regular.ttf")
LABEL, LINE, THIRD = 36, 5, 55


Fields = Callable[[FPDF, Mapping[str, str]], None]


def _as_tables(pdf: FPDF, fields: Mapping[str, str]) -> None:
    """Names beside words, as its guide shows it."""
    with pdf.table(first_row_as_headings=False, col_widths=(1, 4), line_height=LINE) as table:
        for name, words in fields.items():
            table.row((name, words))


def _as_cells(pdf: FPDF, fields: Mapping[str, str]) -> None:
    """Leaner: two cells beside each other, where the first one can't be longer than a line."""
    for name, words in fields.items():
        pdf.cell(LABEL, LINE, name)
        pdf.multi_cell(0, LINE, words, new_x="LMARGIN", new_y="NEXT")


def _report(fields: Fields) -> Callable[[int], Lap]:
    def play(times: int) -> Lap:
        entries = list(papers())
        begun = time.perf_counter()
        for _ in range(times):
            assert bytes(_printed(entries, fields)).startswith(b"%PDF-")
        return Lap(time.perf_counter() - begun, times)

    return play


def _printed(entries: list[Paper], fields: Fields) -> bytearray:
    pdf = _empty()
    pdf.add_page()
    pdf.multi_cell(0, 9, "A log of what happened", new_x="LMARGIN", new_y="NEXT")
    for number, entry in enumerate(entries, 1):
        _entry(pdf, number, entry)
        fields(pdf, entry.fields)
        if entry.photo is not None:
            pdf.image(entry.photo, w=THIRD)
    for number, entry in enumerate(entries, 1):
        if entry.photo is not None:
            digest = sha256(entry.photo.read_bytes()).hexdigest()
            fields(pdf, {f"{number:04}_a": f"{entry.photo.name} {digest}"})
    return pdf.output()


def _empty() -> FPDF:
    pdf = FPDF()
    pdf.add_font("Noto Sans", "", FONTS / "NotoSans-Regular.ttf")
    pdf.add_font("Noto Sans", "B", FONTS / "NotoSans-Bold.ttf")
    for name in (*OTHERS, *MORE):
        pdf.add_font(name.partition("-")[0], "", FONTS / name)
    pdf.set_fallback_fonts([name.partition("-")[0] for name in (*OTHERS, *MORE)], exact_match=False)
    pdf.set_text_shaping(True)
    pdf.set_font("Noto Sans", size=9.5)
    return pdf


def _entry(pdf: FPDF, number: int, entry: Paper) -> None:
    pdf.set_font(style="B")
    pdf.multi_cell(0, 8, f"Entry {number}", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(style="")
    pdf.multi_cell(0, LINE, entry.what, new_x="LMARGIN", new_y="NEXT")


if __name__ == "__main__":
    serve({"tables": _report(_as_tables), "cells": _report(_as_cells)})
