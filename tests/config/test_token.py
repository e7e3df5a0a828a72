"""The token is taken from where the settings say, only if nobody else can read it, and hidden."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bot.config import Config, Secret, read_token
from bot.errors import ConfigError
from tests.config.settings import TOKEN, read


def config_with(folder: Path, content: bytes, mode: int = 0o600) -> Config:
    file = folder / "token"
    file.unlink(missing_ok=True)
    file.write_bytes(content)
    file.chmod(mode)
    return read(folder, "")


def refusal(config: Config, environment: Mapping[str, str]) -> str:
    with pytest.raises(ConfigError) as refused:
        read_token(config, environment)
    return refused.value.reason


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_the_token_is_read_from_its_file(tmp_path: Path, end: bytes) -> None:
    assert read_token(config_with(tmp_path, TOKEN.encode() + end), {}).reveal() == TOKEN


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o601, 0o666])
def test_a_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    said = refusal(config_with(tmp_path, TOKEN.encode(), mode), {})
    assert said == (
        "the file under telegram.token_file can be read by other accounts: "
        "take that away with chmod 600."
    )


def test_modes_mean_nothing_on_windows(tmp_path: Path) -> None:
    config = config_with(tmp_path, TOKEN.encode(), 0o666)
    assert read_token(config, {}, system="nt").reveal() == TOKEN


def test_a_credential_of_systemd_may_have_any_mode(tmp_path: Path) -> None:
    config = config_with(tmp_path, TOKEN.encode(), 0o440)
    assert read_token(config, {"CREDENTIALS_DIRECTORY": str(tmp_path)}).reveal() == TOKEN
    assert "chmod 600" in refusal(config, {"CREDENTIALS_DIRECTORY": str(tmp_path / "other")})
    for relative in ("", os.path.relpath(tmp_path)):
        assert "chmod 600" in refusal(config, {"CREDENTIALS_DIRECTORY": relative})


@pytest.mark.parametrize("link", ["in", "out"])
def test_a_link_out_of_the_credentials_is_judged_by_its_end(tmp_path: Path, link: str) -> None:
    (tmp_path / "credentials").mkdir()
    config = config_with(tmp_path, TOKEN.encode(), 0o440)
    inside = tmp_path / "credentials" / "token"
    (tmp_path / "token").rename(inside if link == "in" else tmp_path / "elsewhere")
    if link == "in":
        (tmp_path / "token").symlink_to(inside)
        assert read_token(config, {"CREDENTIALS_DIRECTORY": str(inside.parent)}).reveal() == TOKEN
    else:
        inside.symlink_to(tmp_path / "elsewhere")
        config = read(tmp_path, "telegram:\n  token_file: credentials/token\n")
        assert "chmod 600" in refusal(config, {"CREDENTIALS_DIRECTORY": str(inside.parent)})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (TOKEN[:-20].encode(), "holds no token"),
        (TOKEN.replace(":", "").encode(), "holds no token"),
        (f"token: {TOKEN}".encode(), "holds no token"),
        (f"{TOKEN}\n{TOKEN}".encode(), "holds no token"),
        (f"{TOKEN} # mine".encode(), "holds no token"),
        (TOKEN.encode("utf-16"), "holds no token"),
        (TOKEN.replace("1", "١").encode(), "holds no token"),
        (os.urandom(2_000), "holds no token"),
    ],
)
def test_what_is_no_token_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refusal(config_with(tmp_path, content), {})


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    config = read(tmp_path, "")
    assert "telegram.token_file is not there" in refusal(config, {"SIDELIGHT_TOKEN": TOKEN})
    (tmp_path / "token").mkdir()
    assert "telegram.token_file is not there" in refusal(config, {})


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that nobody can read")
def test_a_file_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    config = read(tmp_path, "telegram:\n  token_file: /proc/self/mem\n")
    assert "can't be read" in refusal(config, {})


def test_the_environment_is_looked_at_only_if_the_settings_say_so(tmp_path: Path) -> None:
    config_with(tmp_path, b"999999999:" + b"f" * 35)
    asked = read(tmp_path, "telegram:\n  token_from_environment: yes\n")
    assert read_token(asked, {"SIDELIGHT_TOKEN": TOKEN}).reveal() == TOKEN
    assert "SIDELIGHT_TOKEN" in refusal(asked, {})
    assert "holds no token" in refusal(asked, {"SIDELIGHT_TOKEN": "x"})
    assert read_token(read(tmp_path, ""), {"SIDELIGHT_TOKEN": TOKEN}).reveal() != TOKEN


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(around=some.text(min_size=1, max_size=9).filter(lambda text: bool(text.strip())))
def test_a_refusal_never_repeats_what_the_file_holds(tmp_path: Path, around: str) -> None:
    content = f"{around}{TOKEN}\n{around}".encode("utf-8", "replace")
    said = refusal(config_with(tmp_path, content), {})
    assert TOKEN[:8] not in said
    assert TOKEN[-9:] not in said


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret(TOKEN)
    shown = [repr(secret), str(secret), f"{secret}", f"{[secret]}", repr(copy.copy(secret))]
    assert not any("12345" in text for text in shown)
    assert not hasattr(secret, "__dict__")
    assert secret.reveal() == TOKEN
