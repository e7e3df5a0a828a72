"""A bot that is asked how it is tells numbers, and nothing of anybody; else it listens nowhere."""

from __future__ import annotations

import socket
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.fakegram.person import Fakegram
from tests.telegram.conftest import failures
from tests.telegram.running import RunningBot
from tests.telegram.scan import secrets_of
from tests.telegram.talk import to_menu

WORDS = ("Kanarienvogel", "Mühlenstraße 7")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def asked(port: int) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def number(text: str, name: str) -> float:
    (found,) = (line.split()[1] for line in text.splitlines() if line.startswith(f"{name} "))
    return float(found)


def test_an_evening_is_told_in_numbers_without_people(fakegram: Fakegram, tmp_path: Path) -> None:
    port = free_port()
    bot = RunningBot(tmp_path / "bot", fakegram, settings=f"metrics: {{port: {port}}}\n")
    try:
        bot.start()
        she = bot.person()
        to_menu(she)
        for words in WORDS:
            she.say(words)
        fakegram.until(lambda: number(asked(port), 'sidelight_turns_total{outcome="played"}') >= 5)
        text = asked(port)
        assert bot.stop() < 10
        assert failures(bot) == []
    finally:
        bot.kill()
    assert number(text, "sidelight_updates_total") >= 5
    assert number(text, "sidelight_store_seconds_count") >= 5
    assert number(text, "sidelight_disk_free_bytes") > 0
    assert number(text, "sidelight_poll_age_seconds") < 60
    assert 'method="sendMessage",outcome="ok"' in text
    assert 'method="other"' not in text
    assert [secret for secret in secrets_of(bot) if secret in text] == []


def test_nobody_listens_unless_the_settings_say_so(running: RunningBot) -> None:
    assert running.process is not None
    sockets = Path(f"/proc/{running.process.pid}/net/tcp")
    if not sockets.exists():
        pytest.skip("only Linux tells what a process listens on")
    mine = {path.readlink().name for path in Path(f"/proc/{running.process.pid}/fd").iterdir()}
    rows = [line.split() for line in sockets.read_text().splitlines()[1:]]
    listening = [row for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in mine]
    assert listening == []
