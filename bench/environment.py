"""The peers' environment: apart from the project's, and made only when something is measured."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from functools import cache
from pathlib import Path

from bench.rows import NotMeasured
from bench.sides import ROOT

PINS = ROOT / "requirements" / "bench.txt"
HOME = ROOT / ".venv-bench"
INSTALL = ("-qq", "--disable-pip-version-check", "install", "--require-hashes", "-r")
_MADE_FROM = HOME / "made-from"


@cache
def peers() -> Path:
    """The peers' interpreter; their environment is made anew when their pins have changed."""
    python = HOME / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    wanted = hashlib.sha256(PINS.read_bytes() + sys.version.encode()).hexdigest()
    if not _MADE_FROM.is_file() or _MADE_FROM.read_text() != wanted:
        print("Setting up the peers in .venv-bench; this is done once.", flush=True)
        venv.create(HOME, clear=True, with_pip=True)
        if subprocess.run([python, "-m", "pip", *INSTALL, PINS], check=False).returncode:
            raise NotMeasured("the peers could not be installed")
        _MADE_FROM.write_text(wanted)
    return python


@cache
def packages() -> Path:
    """Where the peers' libraries lie, for a peer that needs ours as well."""
    told = [peers(), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return Path(subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip())
