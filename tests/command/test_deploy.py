"""What is in `deploy/` fits the program: settings, secrets, and what a service may do."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.config import load
from bot.content import yaml_tree
from bot.vault.keyfiles import FIRST, INDEX_FILE, master_file
from tests.telegram.running import SIDELIGHT

DEPLOY = Path(__file__).parents[2] / "deploy"
SERVICE = (DEPLOY / "sidelight.service").read_text()
COMMAND = (DEPLOY / "sidelight-command@.service").read_text()
CONTAINER = (DEPLOY / "Containerfile").read_text()
SECRETS = Path("/run/credentials/sidelight.service")


def settings(unit: str, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", unit, re.MULTILINE)


def test_the_settings_of_a_service_find_everything_that_the_service_hands_over() -> None:
    config = load(DEPLOY / "config.yaml", yaml_tree.read, SECRETS)
    handed_over = {given.partition(":")[0] for given in settings(SERVICE, "LoadCredential")}
    assert config.telegram.token_file == SECRETS / "token"
    assert config.keys.directory == SECRETS
    assert handed_over == {"token", master_file(FIRST), INDEX_FILE}
    folders = [Path("/var/lib") / name for name in settings(SERVICE, "StateDirectory")[0].split()]
    assert [config.store.file.parent, config.store.ledger.parent] == folders


def test_one_command_has_the_same_secrets_and_no_more_rights_than_the_service() -> None:
    def shared(unit: str) -> str:
        return unit[unit.index("# Secrets belong") :].partition("\n[Install]")[0]

    assert shared(COMMAND) == shared(SERVICE)
    for unit in (SERVICE, COMMAND):
        assert settings(unit, "User") == ["sidelight"]
        assert settings(unit, "CapabilityBoundingSet") == [""]


def test_wrong_settings_are_not_tried_again_and_again(tmp_path: Path) -> None:
    told = [str(SIDELIGHT), "run", "--config", str(tmp_path / "config.yaml")]
    status = subprocess.run(told, capture_output=True, check=False).returncode
    assert settings(SERVICE, "RestartPreventExitStatus") == [str(status)]


def test_nothing_is_installed_into_the_image_that_is_not_pinned() -> None:
    installs = re.findall(r"pip (?:install|wheel)(.*?)(?:\\?\n)", CONTAINER)
    assert len(installs) == 4
    assert [it for it in installs if "--require-hashes" not in it and "--no-deps" not in it] == []
    assert "USER 10001" in CONTAINER
    assert not re.search(r"^(COPY|ADD) \. ", CONTAINER, re.MULTILINE), "secrets may lie there"


def complaints(folder: Path, unit: str) -> str:
    (folder / "a.service").write_text(
        unit.replace("/opt/sidelight/.venv/bin/sidelight", "/bin/true")
    )
    told = ["systemd-analyze", "verify", str(folder / "a.service")]
    return subprocess.run(told, capture_output=True, text=True, check=False).stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_finds_nothing_wrong_in_a_unit(tmp_path: Path) -> None:
    assert complaints(tmp_path, SERVICE) == ""
    assert complaints(tmp_path, COMMAND.replace("%i", "doctor")) == ""
    assert "NoNewPrivilege" in complaints(
        tmp_path, SERVICE.replace("NoNewPrivileges", "NoNewPrivilege")
    )
