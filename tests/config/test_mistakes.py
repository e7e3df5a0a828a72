"""Each mistake is told in one sentence that names the setting, and never repeats what it holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bot.config import load
from bot.config.reading import names
from bot.config.settings import Config
from bot.content import yaml_tree
from bot.errors import ConfigError
from tests.config.settings import TOKEN, read, refusal

SETTINGS = tuple(names())
PIECE = re.compile(r"[0-9]{5}|AAEh|Oweik|6ad9r|QXMEN|QjcrG|bqCr4")
"""Pieces of the token: none of them may be repeated either."""

FAULTS = {
    "telegram:\n  token_fil: x": 'telegram.token_fil: see config.example.yaml. Did you mean "tele',
    "token_file: x": 'no setting token_file: see config.example.yaml. Did you mean "telegram.tok',
    "serve: [GB]": 'Did you mean "served"?',
    "log:\n  level: info": 'Did you mean "logs"?',
    "telegram: x": "telegram has to hold settings of its own, each on a line below it",
    "keys: [a]": "keys has to hold settings of its own",
    "telegram:\n  token_file: ''": "telegram.token_file has to name a path",
    "telegram:\n  token_file: ~/token": "telegram.token_file can't begin with ~: write the whole",
    "telegram:\n  token_file: [a]": "telegram.token_file has to name one path",
    'telegram:\n  token_file: "a\\0b"': "telegram.token_file has to name a path",
    "telegram:\n  token_from_environment: maybe": "token_from_environment has to be yes or no",
    "telegram:\n  token_from_environment: [yes]": "token_from_environment has to be yes or no",
    "telegram:\n  base_url: https://a.example/": "telegram.base_url has to end in /bot",
    "telegram:\n  base_url: https://a.example/?/bot": "telegram.base_url has to end in /bot",
    "telegram:\n  base_url: http://a.example/bot": "has to begin with https:// (http:// only to",
    "telegram:\n  base_url: http://127.0.0.1.a.example/bot": "has to begin with https://",
    "telegram:\n  base_url: ftp://127.0.0.1/bot": "has to begin with https://",
    "telegram:\n  base_url: a.example/bot": "has to begin with https://",
    "telegram:\n  base_url: https:///bot": "has to name a server after https://",
    "telegram:\n  base_url: https://her:tulip@a.example/bot": "nobody's name or password",
    "telegram:\n  base_url: https://[a/bot": "telegram.base_url is no address",
    "telegram:\n  base_url: https://a.example:99999/bot": "telegram.base_url is no address",
    "telegram:\n  base_file_url: http://a.example/bot": "telegram.base_file_url has to begin",
    "store:\n  url: rows.sqlite": "store.url has to begin with sqlite:///",
    "store:\n  url: sqlite://rows.sqlite": "store.url has to begin with sqlite:///",
    "store:\n  url: mysql:///rows": "store.url has to begin with sqlite:///",
    "store:\n  url: sqlite:///": "store.url has to name a file after sqlite:///",
    'store:\n  url: "sqlite:///:memory:"': "store.url has to name a file after sqlite:///",
    "store:\n  url: sqlite:///folder/": "store.url has to name a file after sqlite:///",
    "store:\n  url: sqlite:///rows?mode=ro": "store.url has to name a file after sqlite:///",
    "store:\n  url: sqlite:///~/rows": "store.url can't begin with ~",
    "store:\n  url: postgresql://host": "store.url has to be as postgresql://host/name",
    "store:\n  url: postgresql:///name": "store.url has to be as postgresql://host/name",
    "store:\n  url: [a]": "store.url has to be one text",
    "keys:\n  directory: ''": "keys.directory has to name a path",
    "profile:\n  name: [a]": "profile.name has to be one text",
    "metrics:\n  port: many": "metrics.port has to be a number from 0 to 65535",
    "metrics:\n  port: 65536": "metrics.port has to be a number from 0 to 65535",
    "metrics:\n  port: -1": "metrics.port has to be a number from 0 to 65535",
    "metrics:\n  port: [9464]": "metrics.port has to be a number from 0 to 65535",
    "stamps:\n  url: http://a.example/tsr": "stamps.url has to begin with https:// (http:// only",
    "stamps:\n  url: https:///tsr": "stamps.url has to begin with https://",
    "stamps:\n  url: https://her:tulip@a.example/": "stamps.url has to hold nobody's name",
    "stamps:\n  url: https://[a/tsr": "stamps.url is no address",
    "stamps:\n  url: https://a.example/tsr": "stamps has to name the authority's certificate",
    "stamps:\n  hour: 24": "stamps.hour has to be an hour from 0 to 23",
    "stamps:\n  hour: noon": "stamps.hour has to be an hour from 0 to 23",
    "operator:\n  name: [tulip]": "operator.name has to be one text",
    "operator:\n  name: " + "tulip " * 20: "operator.name has to be at most 100 letters long",
    "operator:\n  contact: a\u202eb": ":2: ",
    "operator:\n  contact: |\n    tulip\n    tulip": "operator.contact has to be one line",
    "logs:\n  level: debug": "logs.level has to be turns, info or warning",
    "flows: [a]": "flows has to name one path",
    "served: GB": "served has to be a list, as in [GB, IE]",
    "served: [Ireland]": "served has to list two-letter codes of countries",
    "served: [GB, '']": "served has to list two-letter codes of countries",
    "served: [GB, UK]": "served holds no code of a country in one place: write GB there",
    "- telegram": "has to hold settings, one on each line",
    "telegram": "has to hold settings, one on each line",
    "telegram:\n  token_file: a\n  token_file: b": ':3: "…" stands here twice: rename one of them.',
    "flows: &a b": ":1: a word that begins with & has a special meaning",
    "flows: !!python/name:os.system b": ":1: a word that begins with ! has a special meaning",
    "\tflows: b": ":1: this line is moved in with a tab: use spaces.",
}


@pytest.mark.parametrize("text", FAULTS)
def test_each_mistake_has_its_sentence(tmp_path: Path, text: str) -> None:
    assert FAULTS[text] in refusal(tmp_path, text)


@pytest.mark.parametrize("text", FAULTS)
def test_a_mistake_is_one_line_and_repeats_no_value(tmp_path: Path, text: str) -> None:
    said = refusal(tmp_path, text)
    assert "\n" not in said
    for value in ("a.example", "tulip", "maybe", "debug", "Ireland", "mysql", "rows.sqlite"):
        assert value not in said


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no file: copy config\.example\.yaml"):
        load(tmp_path / "config.yaml", yaml_tree.read)
    with pytest.raises(ConfigError, match="no file"):
        load(tmp_path, yaml_tree.read)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that nobody can read")
def test_a_file_that_can_not_be_read_is_told() -> None:
    with pytest.raises(ConfigError, match="can't be read: let this account read it"):
        load(Path("/proc/self/mem"), yaml_tree.read)


# Secrets in the wrong line


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_token_in_the_wrong_line_is_told_without_repeating_it(
    tmp_path: Path, setting: str
) -> None:
    said = refusal(tmp_path, line(setting, TOKEN))
    assert said.startswith(f"{setting} holds a token")
    assert "revoke" in said
    assert not PIECE.search(said)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"{TOKEN}: x",
        f"telegram:\n  {TOKEN}: x",
        f"telegram:\n  {TOKEN}: x\n  {TOKEN}: y",
        f"telegram: {{ token_file: a, {TOKEN} }}",
        f"telegram: {{ {TOKEN}: a, {TOKEN}: b }}",
        f"served: [{TOKEN}]",
        f"telegram:\n  base_url: https://api.telegram.org/bot{TOKEN}/",
        f"telegram:\n  token_file: [{TOKEN}",
        f'telegram:\n  token_file: "{TOKEN}',
        f"telegram:\n  token_file: x {TOKEN}: y",
        f"telegram:\n  token_file:{TOKEN}",
    ],
)
def test_a_token_is_not_repeated_wherever_it_stands(tmp_path: Path, text: str) -> None:
    assert not PIECE.search(refusal(tmp_path, text))


@pytest.mark.parametrize("text", [f"{TOKEN}: x", f"telegram:\n  {TOKEN}: x"])
def test_a_token_that_stands_as_a_key_is_told_to_be_one(tmp_path: Path, text: str) -> None:
    assert "holds a token" in refusal(tmp_path, text)


@pytest.mark.parametrize("part", ["", "telegram:\n  "])
def test_a_key_that_might_be_a_secret_is_not_repeated(tmp_path: Path, part: str) -> None:
    said = refusal(tmp_path, f"{part}{TOKEN.partition(':')[2]}: x")
    assert "there is no setting" in said
    assert not PIECE.search(said)


def line(setting: str, value: str) -> str:
    part, _, name = setting.rpartition(".")
    return f"{part}:\n  {name}: {value}\n" if part else f"{name}: {value}\n"


around = some.text(
    some.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\n"), max_size=20
)
values = some.builds(lambda before, after: f"{before}{TOKEN}{after}", around, around)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=500)
@given(setting=some.sampled_from(SETTINGS), value=values, quote=some.sampled_from(("'", "")))
def test_no_text_around_a_token_makes_an_error_repeat_it(
    tmp_path: Path, setting: str, value: str, quote: str
) -> None:
    written = quote + value.replace("'", quote + "'") + quote
    assert not PIECE.search(what_is_said(tmp_path, line(setting, written)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=500)
@given(setting=some.sampled_from(SETTINGS), value=some.text(min_size=4, max_size=40))
def test_no_other_text_is_repeated_either(tmp_path: Path, setting: str, value: str) -> None:
    planted = f"canary{value}"
    written = "'" + planted.replace("'", "''") + "'"
    assert "canary" not in what_is_said(tmp_path, line(setting, written))


def what_is_said(folder: Path, text: str) -> str:
    try:
        read(folder, text)
    except ConfigError as error:
        return error.reason.removeprefix(str(folder))
    return ""


def test_pydantics_own_error_would_repeat_it() -> None:
    """The negative control: the texts that are not printed do hold the token."""
    with pytest.raises(ValueError, match="logs") as refused:
        Config.model_validate({"logs": {"level": TOKEN}})
    assert TOKEN not in str(refused.value)
    assert TOKEN in str(refused.value.errors())  # type: ignore[attr-defined]  # pydantic's
