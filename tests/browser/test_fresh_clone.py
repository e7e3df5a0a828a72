"""What the README promises first: `make try` on a fresh machine leads to a conversation."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import Visit, served
from tests.browser.test_journey import journey

ROOT = Path(__file__).parents[2]
KEPT = ("PATH", "LANG", "PYENV_ROOT", "SSL_CERT_FILE")
"""What a new account would have; whatever tells pip where packages are is kept beside it."""


@pytest.mark.fresh
@pytest.mark.browser
def test_make_try_in_a_fresh_clone_leads_to_a_help_line(
    visit: Visit, tmp_path: Path, pictures: Path | None
) -> None:
    clone, home = tmp_path / "sidelight", tmp_path / "home"
    home.mkdir()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    kept = {key: value for key, value in os.environ.items() if key in KEPT or "PIP_" in key}
    command = ["env", "-i", *(f"{key}={value}" for key, value in kept.items())]
    command += [f"HOME={home}", "PIP_NO_CACHE_DIR=1", "make", "-C", str(clone)]
    with served(*command, "try", "ARGS=--no-open --port 0") as url:
        journey(visit("desktop", url), "fresh-desktop", pictures)
        journey(visit("phone", url), "fresh-phone", pictures)
    assert not (clone / "config.yaml").exists()
