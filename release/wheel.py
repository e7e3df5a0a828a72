"""Builds the package from what is committed, so that anybody gets the same bytes."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def committed_at() -> int:
    """The second of the last commit: all dates inside the package are this one."""
    told = ("git", "-C", str(ROOT), "log", "-1", "--format=%ct")
    return int(subprocess.run(told, check=True, capture_output=True, text=True).stdout)


def export(folder: Path) -> None:
    """Write what is committed into a folder, and nothing else that lies around here."""
    told = ("git", "-C", str(ROOT), "archive", "--format=zip", "HEAD")
    archive = subprocess.run(told, check=True, capture_output=True).stdout
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        packed.extractall(folder)


def build(source: Path, into: Path, date: int) -> Path:
    """Build the package in a folder; the tools are those that are pinned."""
    told = (sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check")
    kept = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(into))
    epoch = {"SOURCE_DATE_EPOCH": str(date)}
    subprocess.run((*told, *kept, str(source)), check=True, env=os.environ | epoch)
    (wheel,) = into.glob("*.whl")
    return wheel


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
