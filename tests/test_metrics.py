"""What is counted is told in numbers, under names that stand in the code and nowhere else."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.channels.telegram.api import CallError, TooMany, Unreachable
from bot.channels.telegram.counted import Counted
from bot.metrics import METHODS, OTHER, OUTCOMES, SECONDS, Metrics

LINE = re.compile(
    r"# (HELP|TYPE) sidelight_[a-z_]+ [A-Za-z0-9 ,.']+"
    r"|sidelight_[a-z_]+(\{[^}]*\})? [0-9.e+-]+"
)
LABEL = re.compile(r'(\w+)="([^"]*)"')
VALUES = {
    "method": {*METHODS, OTHER},
    "outcome": {*OUTCOMES, OTHER, "played", "failed", "retried"},
    "le": {*map(str, SECONDS), "+Inf"},
}
WORD = some.one_of(some.text(), some.integers().map(str), some.sampled_from((*METHODS, *OUTCOMES)))


def is_told_plainly(text: str) -> bool:
    """Whether there are only known names, known values of labels, and numbers."""
    labels = LABEL.findall(text)
    lines = text.removesuffix("\n").split("\n")
    return all(map(LINE.fullmatch, lines)) and all(v in VALUES.get(name, ()) for name, v in labels)


class Teller:
    """A Telegram that fails in a given way, or answers."""

    def __init__(self, problem: Exception | None = None) -> None:
        self._problem = problem

    async def call(self, method: str, parameters: object) -> object:
        return self._answer({"text": "words"})

    async def poll(self, offset: int | None, seconds: int) -> list[object]:
        self._answer(None)
        return []

    async def download(self, path: str, most: int) -> bytes:
        self._answer(None)
        return b""

    def _answer(self, answer: object) -> object:
        if self._problem is not None:
            raise self._problem
        return answer


@given(
    methods=some.lists(WORD),
    outcomes=some.lists(WORD),
    seconds=some.lists(some.floats(0, 1e6)),
    waiting=some.floats(0, 1e18),
)
def test_whatever_is_counted_no_word_and_no_id_becomes_a_label(
    methods: list[str], outcomes: list[str], seconds: list[float], waiting: float
) -> None:
    metrics = Metrics()
    metrics.watch("sidelight_updates_waiting", "Updates that wait.", lambda: waiting)
    for method, outcome in zip(methods, outcomes, strict=False):
        metrics.calls.add(method, outcome)
        metrics.turns.add(outcome)
    for each in seconds:
        metrics.store.observe(each)
    assert is_told_plainly(metrics.text())


def test_a_label_with_a_name_in_it_would_be_noticed() -> None:
    assert is_told_plainly('sidelight_calls_total{method="sendMessage",outcome="ok"} 1\n')
    assert not is_told_plainly('sidelight_calls_total{method="Ana",outcome="ok"} 1\n')
    assert not is_told_plainly('sidelight_calls_total{chat="ok"} 1\n')
    assert not is_told_plainly("sidelight_calls_total Ana\n")


class Named(CallError):
    """An error of a kind that nobody has listed."""


@pytest.mark.parametrize(
    ("problem", "outcome"),
    [
        (None, "ok"),
        (TooMany(3), "too_many"),
        (Unreachable(sent=True), "unreachable"),
        (Named("words"), OTHER),
        (ValueError("words"), OTHER),
    ],
)
async def test_calls_are_counted_by_method_and_outcome(
    problem: Exception | None, outcome: str
) -> None:
    metrics = Metrics()
    counted = Counted(Teller(problem), metrics)
    for asked in (counted.call("sendMessage", {"chat_id": 77}), counted.poll(None, 0)):
        try:
            await asked
        except (CallError, ValueError) as raised:
            assert raised is problem
    for method in ("sendMessage", "getUpdates"):
        told = f'sidelight_calls_total{{method="{method}",outcome="{outcome}"}} 1'
        assert told in metrics.text().splitlines()


@given(some.lists(some.floats(0, 10)))
def test_a_histogram_counts_every_time_once_and_its_steps_never_fall(times: list[float]) -> None:
    metrics = Metrics()
    for seconds in times:
        metrics.store.observe(seconds)
    steps = re.findall(r'_bucket\{le="(.+)"\} (\d+)', metrics.text())
    assert [int(count) for _, count in steps] == [
        sum(seconds <= float(limit) for seconds in times) for limit, _ in steps
    ]
    assert f"sidelight_store_seconds_count {len(times)}" in metrics.text().splitlines()


def test_the_age_of_a_poll_grows_until_the_next_one() -> None:
    clock = iter((0.0, 50.0, 60.0, 70.0)).__next__
    metrics = Metrics(clock)
    assert metrics.poll_age() == 50.0
    metrics.polled()
    assert metrics.poll_age() == 10.0


def test_texts_can_be_made_while_another_thread_counts() -> None:
    metrics, stop = Metrics(), threading.Event()

    def count() -> None:
        while not stop.is_set():
            for method in METHODS:
                metrics.calls.add(method, "ok")
                metrics.store.observe(0.01)

    counting = threading.Thread(target=count)
    counting.start()
    try:
        assert all(is_told_plainly(metrics.text()) for _ in range(300))
    finally:
        stop.set()
        counting.join()


def test_every_method_that_the_bot_calls_while_it_runs_has_a_number() -> None:
    folder = Path(__file__).parents[1] / "bot" / "channels" / "telegram"
    code = "".join(path.read_text() for path in folder.glob("*.py") if path.stem != "profile")
    named = set(re.findall(r'"((?:send|edit|delete|answer|get|leave|set)[A-Z]\w+)"', code))
    asked_by_commands = {"getMe", "getWebhookInfo"}
    assert named - asked_by_commands <= set(METHODS)
    assert len(named) > 8
