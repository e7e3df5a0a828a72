"""What the system says of a process: its memory and its processor's time."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bench.rows import NotMeasured

KIB = 1024


def resident(process: int | str = "self") -> float:
    """The bytes of a process that are in memory."""
    for line in _about(process, "status").splitlines():
        if line.startswith("VmRSS:"):
            return float(line.split()[1]) * KIB
    raise NotMeasured("the system does not say how much memory a process has")


def worked(process: int | str) -> float:
    """Seconds of the processor's time that all threads of a process have had."""
    after_name = _about(process, "stat").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _about(process: int | str, file: str) -> str:
    if sys.platform != "linux":
        raise NotMeasured("this is read from /proc, which only Linux has")
    return Path(f"/proc/{process}/{file}").read_text()
