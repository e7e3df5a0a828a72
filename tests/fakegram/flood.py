"""Telegram's rates, for tests that switch them on [FAQ: about 1 message/s a chat, 30/s overall].

The real limits are not published; these are the documented ones taken at their word. Deletions and
answers to taps are not counted: their limits are "high enough" [telegram-bot-api issue 572].
"""

from __future__ import annotations

import math
from collections import deque

from tests.fakegram.clock import Clock
from tests.fakegram.errors import too_many

CHAT_SECONDS = 1.0
OVERALL = 30
COUNTED = ("sendMessage", "sendPhoto", "sendDocument", "sendAudio", "sendVideo", "sendVoice")


class Flood:
    """Counts sends, once it is switched on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.on = False
        self._last: dict[object, float] = {}
        self._recent: deque[float] = deque()

    def check(self, method: str, chat: object) -> None:
        """Refuse a send that comes too soon; a refused one is not counted."""
        if not self.on or not method.startswith(COUNTED):
            return
        now = self._clock.now()
        while self._recent and now - self._recent[0] >= 1:
            self._recent.popleft()
        if len(self._recent) >= OVERALL:
            raise too_many(1)
        left = self._last.get(chat, -math.inf) + CHAT_SECONDS - now
        if left > 0:
            raise too_many(math.ceil(left))
        self._last[chat] = now
        self._recent.append(now)
