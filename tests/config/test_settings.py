"""Settings are read as they stand in the file, with paths that start at its folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import Config, load
from bot.content import yaml_tree
from bot.errors import ConfigError
from tests.config.settings import read

ALL = """
telegram:
  token_file: secrets/token
  token_from_environment: yes
  base_url: http://127.0.0.1:8081/bot
  base_file_url: http://127.0.0.1:8081/file/bot
store:
  url: sqlite:////var/lib/sidelight/rows.sqlite
keys:
  directory: /etc/sidelight/keys
  from_environment: on
profile:
  name: Zettel
  description: Notes.
  about: Some notes.
operator:
  name: " The Lamp House "
  contact: ask@lamp.example
logs:
  level: warning
metrics:
  port: 9464
stamps:
  url: http://127.0.0.1:3161/tsr
  hour: 23
  certificate: tsa.pem
flows: ours
served: [ie, NO]
"""


def test_every_setting_can_be_set(tmp_path: Path) -> None:
    config = read(tmp_path, ALL)
    assert config.telegram.token_file == tmp_path / "secrets" / "token"
    assert config.telegram.token_from_environment
    assert config.telegram.base_url == "http://127.0.0.1:8081/bot"
    assert config.telegram.base_file_url == "http://127.0.0.1:8081/file/bot"
    assert config.store.file == Path("/var/lib/sidelight/rows.sqlite")
    assert config.keys.directory == Path("/etc/sidelight/keys")
    assert config.keys.from_environment
    assert (config.stamps.url, config.stamps.hour) == ("http://127.0.0.1:3161/tsr", 23)
    assert config.stamps.certificate == tmp_path / "tsa.pem"
    assert config.profile.model_dump() == {
        "name": "Zettel",
        "description": "Notes.",
        "about": "Some notes.",
    }
    assert config.operator.model_dump() == {
        "name": "The Lamp House",
        "contact": "ask@lamp.example",
    }
    assert config.logs.level == "warning"
    assert config.metrics.port == 9464
    assert config.flows == tmp_path / "ours"
    assert config.served == ("IE", "NO")


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    config = read(tmp_path, "")
    assert config.telegram.token_file == tmp_path / "token"
    assert config.telegram.base_url == "https://api.telegram.org/bot"
    assert config.store.file == tmp_path / "data" / "sidelight.sqlite"
    assert config.keys.directory == tmp_path / "keys"
    assert (config.flows, config.served) == (None, ())
    assert not config.telegram.token_from_environment
    assert not config.keys.from_environment


def test_a_part_with_nothing_below_it_is_all_defaults(tmp_path: Path) -> None:
    assert read(tmp_path, "telegram:\nlogs:\nflows:\nserved:\n") == read(tmp_path, "")


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///rows.sqlite", "here/rows.sqlite"),
        ("sqlite:///deep/er/rows.sqlite", "here/deep/er/rows.sqlite"),
        ("sqlite:////rows.sqlite", "/rows.sqlite"),
        ("sqlite:///a b.sqlite", "here/a b.sqlite"),
    ],
)
def test_three_strokes_start_at_the_folder_and_four_are_a_whole_path(
    tmp_path: Path, url: str, file: str
) -> None:
    config = read(tmp_path, f"store:\n  url: {url}\n")
    assert config.store.file == (tmp_path if file.startswith("here/") else Path()) / (
        file.removeprefix("here/")
    )


def test_paths_do_not_depend_on_where_the_command_is_run(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("", encoding="utf-8")
    relative = Path(os.path.relpath(tmp_path / "config.yaml"))
    assert load(relative, yaml_tree.read).telegram.token_file.is_absolute()
    assert load(relative, yaml_tree.read).keys.directory.resolve() == tmp_path.resolve() / "keys"


def test_a_path_may_start_where_systemd_keeps_secrets(tmp_path: Path) -> None:
    given = "keys: {directory: $CREDENTIALS_DIRECTORY}\n"
    given += "telegram: {token_file: $CREDENTIALS_DIRECTORY/token}\n"
    (tmp_path / "config.yaml").write_text(given, encoding="utf-8")
    secrets = Path("/run/credentials/a.service")
    config = load(tmp_path / "config.yaml", yaml_tree.read, secrets)
    assert config.keys.directory == secrets
    assert config.telegram.token_file == secrets / "token"
    assert config.store.file == tmp_path / "data" / "sidelight.sqlite"
    with pytest.raises(ConfigError, match="which only a service of systemd has"):
        load(tmp_path / "config.yaml", yaml_tree.read)


def test_postgresql_is_understood_and_refused_when_it_is_to_be_used(tmp_path: Path) -> None:
    config = read(tmp_path, "store:\n  url: postgresql://her:tulip@db.example/rows\n")
    with pytest.raises(ConfigError, match="PostgreSQL is not built yet: use sqlite:///…") as no:
        str(config.store.file)
    assert "tulip" not in no.value.reason
    assert "tulip" not in repr(config)


@pytest.mark.parametrize("host", ["127.0.0.1:1", "127.8.9.1", "[::1]:8081", "localhost"])
def test_plain_http_may_stay_on_this_machine(tmp_path: Path, host: str) -> None:
    url = f"http://{host}/bot"
    assert read(tmp_path, f"telegram:\n  base_url: {url}\n").telegram.base_url == url


def test_settings_can_not_be_changed_afterwards(tmp_path: Path) -> None:
    config = read(tmp_path, "")
    with pytest.raises(ValidationError):
        config.logs.level = "info"  # type: ignore[misc]  # that it can't be is what is tested


def test_reading_writes_nothing_and_asks_for_no_network(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(ALL, encoding="utf-8")
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from bot.config import load\nfrom bot.content import yaml_tree\n"
        "def watch(event, arguments):\n"
        "    writes = event == 'open' and arguments[1] and set('wax+') & set(arguments[1])\n"
        "    if writes or event.startswith(('socket.', 'os.mkdir', 'os.rename', 'os.remove')):\n"
        "        raise SystemExit(f'{event} was asked for')\n"
        "sys.addaudithook(watch)\n"
        "load(Path(sys.argv[1]), yaml_tree.read)\n"
        "open(sys.argv[1] + '.new', sys.argv[2]).close()\n"
    )
    for mode, said in (("r", "FileNotFoundError"), ("w", "open was asked for")):
        done = subprocess.run(
            [sys.executable, "-B", "-c", code, str(tmp_path / "config.yaml"), mode],
            capture_output=True,
            text=True,
            check=False,
        )
        assert said in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]


def test_what_is_not_a_mapping_is_not_taken_for_settings() -> None:
    with pytest.raises(ValidationError):
        Config.model_validate("telegram")
