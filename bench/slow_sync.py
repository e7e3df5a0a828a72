"""A disk on which each sync takes a millisecond longer: a small library that is loaded first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.rows import NotMeasured

SOURCE = Path(__file__).with_suffix(".c")
SYNCS = 20
_SYNCING = (
    "import os, tempfile\n"
    "with tempfile.TemporaryFile() as file:\n"
    f"    for _ in range({SYNCS}):\n"
    "        file.write(b'.'); file.flush(); os.fsync(file.fileno())\n"
)


@contextmanager
def slow_sync() -> Iterator[Mapping[str, str]]:
    """The variables of the environment that make a process's syncs slower."""
    compiler = shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        raise NotMeasured("there is no gcc to make the library that slows syncs down")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "slow_sync.so"
        made = (compiler, "-O2", "-shared", "-fPIC", "-o", library, SOURCE, "-ldl")
        if subprocess.run(made, check=False).returncode:
            raise NotMeasured("the library that slows syncs down could not be made")
        environment = {"LD_PRELOAD": str(library)}
        _check(environment)
        yield environment


def _check(environment: Mapping[str, str]) -> None:
    """A library that was not loaded would make a row look good."""
    begun = time.perf_counter()
    subprocess.run((sys.executable, "-c", _SYNCING), check=True, env=os.environ | environment)
    if time.perf_counter() - begun < SYNCS / 1000:
        raise NotMeasured("syncs are not slower with the library that slows them down")
