"""Typst, in a process of its own: it gets names and bytes, and opens no file but our fonts.

What people said is in `document.json`, which the template reads as values: nothing in it can become
markup. There are no packages, no fonts of the system, and no links.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import as_file
from importlib.resources import files as parts_of
from typing import Any

import typst

from bot.reports import pictures
from bot.reports.inside import Parts, Refused

FONTS = (
    *("Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari"),
    *("Noto Sans Bengali", "Noto Sans Gurmukhi", "Noto Sans Gujarati", "Noto Sans Tamil"),
    *("Noto Sans Telugu", "Noto Sans Kannada", "Noto Sans Malayalam", "Noto Sans Sinhala"),
    *("Noto Sans Thai", "Noto Sans Lao", "Noto Sans Khmer", "Noto Sans Myanmar"),
    *("Noto Sans Georgian", "Noto Sans Armenian", "Noto Sans Ethiopic", "Noto Sans CJK SC"),
    *("Noto Sans Symbols", "Noto Sans Symbols2", "Noto Sans Math", "Noto Emoji"),
)
"""In the order in which they are asked for a sign."""
NOWHERE = "/nonexistent"
PHOTOS = "photos"
THREADS = 2
_SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
WIDE, DOTS = 360, 144
"""A picture for a phone: so many points, at so many dots an inch, are 720 dots."""


def pdf(parts: Parts) -> bytes:
    """A report as an accessible PDF; a picture that can't be read is left out."""
    seen = dict(_pictures(parts))
    files = _files(parts) | {f"{place}.svg": content for place, content in seen.items()}
    files["shown.json"] = json.dumps(list(seen)).encode()
    at = int(parts["at"])
    try:
        return _set(files, "report.typ", pdf_standards=["ua-1"], timestamp=at)
    except typst.TypstError:
        # Signs that no font can show together: better a box on paper than no report.
        return _set(files, "report.typ", timestamp=at)


def png(parts: Parts) -> bytes:
    """The pattern as a picture."""
    return _set(_files(parts), "picture.typ", format="png", ppi=float(DOTS))


def _pictures(parts: Parts) -> Iterator[tuple[str, bytes]]:
    """Every picture that can be read, small, by its place."""
    places = [name for name in parts if name.startswith(f"{PHOTOS}/")]
    with ThreadPoolExecutor(THREADS) as threads:
        made = threads.map(pictures.small, [parts[name] for name in places])
        for name, small in zip(places, made, strict=True):
            if small is not None:
                yield name.partition("/")[2], _as_text(small)


def _as_text(small: pictures.Small) -> bytes:
    """A picture as SVG with the JPEG inside: the binding takes files of text only."""
    size = f'width="{small.width}" height="{small.height}"'
    inside = base64.b64encode(small.content).decode()
    image = f'<image {size} xlink:href="data:image/jpeg;base64,{inside}"/>'
    return f"<svg {_SVG} {size}>{image}</svg>".encode()


def _files(parts: Parts) -> dict[str, bytes]:
    templates = ("report.typ", "picture.typ", "pattern.typ")
    ours = {name: parts_of("bot.reports").joinpath(name).read_bytes() for name in templates}
    return ours | {
        "document.json": parts["document.json"],
        "fonts.json": json.dumps(FONTS).encode(),
    }


def _set(files: dict[str, bytes], main: str, **how: Any) -> bytes:
    with as_file(parts_of("bot.reports").joinpath("fonts")) as folder:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
        )
        made = typst.compile(
            files | {"main.typ": files[main]},
            font_paths=fonts,
            root=folder,
            package_path=NOWHERE,
            package_cache_path=NOWHERE,
            **how,
        )
    if not isinstance(made, bytes):
        raise Refused
    return made
