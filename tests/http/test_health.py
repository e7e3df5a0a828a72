"""What a running bot tells of itself is told to this machine alone."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from bot.errors import ConfigError
from bot.http.health import WELL, told
from bot.metrics import Metrics


class Clock:
    """Seconds that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def port(clock: Clock) -> Iterator[int]:
    """Where a bot tells how it is."""
    with told(Metrics(clock), 0) as chosen:
        yield chosen


def ask(port: int, path: str, **headers: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_a_bot_is_well_while_polls_succeed(port: int, clock: Clock) -> None:
    assert ask(port, "/health") == (200, "ok\n")
    clock.now = WELL + 1
    status, said = ask(port, "/health")
    assert (status, "sidelight doctor" in said) == (503, True)


def test_alarms_are_told_with_another_status_and_mentions_with_the_same() -> None:
    metrics, said = Metrics(), {"alarm": "", "mention": ""}
    metrics.mention(lambda: said["alarm"], alarms=True)
    metrics.mention(lambda: said["mention"], alarms=False)
    with told(metrics, 0) as port:
        assert ask(port, "/health") == (200, "ok\n")
        said["mention"] = "It is paused."
        assert ask(port, "/health") == (200, "ok\nIt is paused.\n")
        said["alarm"] = "The disk is full."
        assert ask(port, "/health") == (503, "The disk is full.\nIt is paused.\n")


def test_numbers_are_told_as_prometheus_reads_them(port: int) -> None:
    status, text = ask(port, "/metrics")
    assert (status, "sidelight_up 1" in text.splitlines()) == (200, True)


def test_nothing_else_is_there(port: int) -> None:
    assert ask(port, "/docs")[0] == 404


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_another_site_in_a_browser_here_is_told_nothing(port: int, headers: dict[str, str]) -> None:
    status, said = ask(port, "/metrics", **headers)
    assert status == 403
    assert "sidelight" not in json.dumps(said)


def test_it_listens_on_this_machine_s_own_address_and_on_no_other(port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.2", port))  # it is free, so nobody listens on all addresses


def test_a_port_that_is_taken_is_said_before_anything_is_begun(port: int) -> None:
    with (
        pytest.raises(ConfigError, match=r"metrics\.port.*take another number"),
        told(Metrics(), port),
    ):
        pass
