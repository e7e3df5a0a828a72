"""Counts what a running bot does: numbers under names that stand in this file, and nothing else.

Rules of this file: a label has one of the values that are listed here, and everything else counts
as `other`, so that no person, no chat and no word can become part of one. Counting costs some
additions, since it is done in every turn; texts are made only when somebody asks for them.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Protocol

OTHER = "other"
METHODS = (
    *("sendMessage", "editMessageText", "deleteMessage", "deleteMessages", "answerCallbackQuery"),
    *("sendPhoto", "sendAudio", "sendVideo", "sendDocument", "getUpdates", "leaveChat"),
    *("getFile", "download", "setMyCommands", "deleteMyCommands", "setChatMenuButton"),
)
"""What is called while a bot runs."""
OUTCOMES = ("ok", "refused", "blocked", "too_many", "unreachable", "elsewhere", "token_refused")
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""The limits between which times are counted."""

Clock = Callable[[], float]


class Part(Protocol):
    """A number, or several of one kind."""

    def lines(self) -> Iterator[str]:
        """Itself, as Prometheus reads it."""


class Counter:
    """Numbers that only grow, one for each combination of values that labels may have."""

    def __init__(self, name: str, about: str, **labels: tuple[str, ...]) -> None:
        self._name, self._about, self._labels = name, about, labels
        self._counts: dict[tuple[str, ...], int] = {}

    def add(self, *values: str, count: int = 1) -> None:
        """Count something, under the values of its labels in their order."""
        known = tuple(
            value if value in allowed else OTHER
            for value, allowed in zip(values, self._labels.values(), strict=True)
        )
        self._counts[known] = self._counts.get(known, 0) + count

    def lines(self) -> Iterator[str]:
        """Itself, as Prometheus reads it."""
        yield from _head(self._name, self._about, "counter")
        for values, count in sorted(self._counts.copy().items()):
            told = zip(self._labels, values, strict=True)
            labels = ",".join(f'{label}="{value}"' for label, value in told)
            yield f"{self._name}{{{labels}}} {count}" if labels else f"{self._name} {count}"


class Histogram:
    """How often something took how long."""

    def __init__(self, name: str, about: str) -> None:
        self._name, self._about = name, about
        self._counts = [0] * (len(SECONDS) + 1)
        self._sum = 0.0

    def observe(self, seconds: float) -> None:
        """Count one time."""
        self._counts[bisect_left(SECONDS, seconds)] += 1
        self._sum += seconds

    def lines(self) -> Iterator[str]:
        """Itself, as Prometheus reads it."""
        yield from _head(self._name, self._about, "histogram")
        *inner, whole = accumulate(tuple(self._counts))
        for limit, count in zip(SECONDS, inner, strict=True):
            yield f'{self._name}_bucket{{le="{limit}"}} {count}'
        yield f'{self._name}_bucket{{le="+Inf"}} {whole}'
        yield f"{self._name}_sum {self._sum:.6f}"
        yield f"{self._name}_count {whole}"


class Gauge:
    """A number that goes up and down: it is looked at when somebody asks."""

    def __init__(self, name: str, about: str, read: Callable[[], float]) -> None:
        self._name, self._about, self._read = name, about, read

    def lines(self) -> Iterator[str]:
        """Itself, as Prometheus reads it."""
        yield from _head(self._name, self._about, "gauge")
        yield f"{self._name} {self._read():.15g}"


def _head(name: str, about: str, kind: str) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"


class Metrics:
    """All numbers of one running bot."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._polled = self._begun = clock()
        self.updates = Counter("sidelight_updates_total", "Updates that were taken in.")
        self.turns = Counter(
            "sidelight_turns_total",
            "Turns of updates, by what came of them.",
            outcome=("played", "failed", "retried"),
        )
        self.calls = Counter(
            "sidelight_calls_total",
            "Calls of Telegram, by method and outcome.",
            method=METHODS,
            outcome=OUTCOMES,
        )
        self.store = Histogram("sidelight_store_seconds", "Seconds to write a batch to the disk.")
        self._sentences: list[tuple[Callable[[], str], bool]] = []
        self._gauges = [
            Gauge("sidelight_up", "1 while the bot runs.", lambda: 1),
            Gauge("sidelight_uptime_seconds", "Seconds since the start.", self._uptime),
            Gauge("sidelight_poll_age_seconds", "Seconds since the last good poll.", self.poll_age),
        ]

    def polled(self) -> None:
        """Telegram was asked, and what it gave is kept."""
        self._polled = self._clock()

    def poll_age(self) -> float:
        """Seconds since that was so, or since the start."""
        return self._clock() - self._polled

    def watch(self, name: str, about: str, read: Callable[[], float]) -> None:
        """Tell one more number; it is read in another thread."""
        self._gauges.append(Gauge(name, about, read))

    def mention(self, look: Callable[[], str], *, alarms: bool) -> None:
        """Let somebody who asks for the health be told a sentence, where there is one."""
        self._sentences.append((look, alarms))

    def mentioned(self, *, alarms: bool) -> list[str]:
        """The sentences that there are now: those that are an alarm, or the others."""
        looks = (look for look, is_alarm in self._sentences if is_alarm is alarms)
        return [said for look in looks if (said := look())]

    def text(self) -> str:
        """Everything, as Prometheus reads it."""
        parts: tuple[Part, ...] = (*self._gauges, self.updates, self.turns, self.calls, self.store)
        return "".join(f"{line}\n" for part in parts for line in part.lines())

    def _uptime(self) -> float:
        return self._clock() - self._begun
