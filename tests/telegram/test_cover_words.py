"""Cover words on Telegram: a message like any other, in which nothing can be tapped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.screens import Outgoing
from bot.channels.telegram.slate import Slate, noted
from bot.core.effects import Remind
from bot.core.steps.sendings import is_harmless
from bot.ports import Heard
from tests.core.stage import FEW, MANY
from tests.fakegram.found import with_found
from tests.fakegram.texts import Formatted

NOW = 1_795_000_000
TELLING = ("@samsmith", "#tea", "$AAPL", "/start", "t.me", "a.b@c.org", "https://x.org", "//")
PIECES = st.one_of(
    st.sampled_from([*TELLING, ".", ":", "@", "#", "$", "/", "\\", "org", "com", " ", "\n", "é"]),
    st.text(max_size=12),
)
LIKE_A_LINK = st.from_regex(r"[a-z]{1,4}[.:@/ ][a-z]{2,4}( [a-z]+)?", fullmatch=True)
LINES = st.one_of(st.lists(PIECES, max_size=8).map("".join), LIKE_A_LINK)


def tappable(words: str) -> list[str]:
    """What Telegram would make of words by itself."""
    return [str(entity["type"]) for entity in with_found(Formatted(words)).entities]


@given(LINES)
@MANY
def test_in_words_that_can_be_sent_telegram_never_finds_anything_to_tap(words: str) -> None:
    for sent in (words, " ".join(words.split())):
        assert not is_harmless(sent) or tappable(sent) == []


@pytest.mark.parametrize("words", TELLING[:7])
def test_it_would_find_something_in_words_that_cannot(words: str) -> None:
    assert tappable(f"Tea {words} at nine") != []
    assert not is_harmless(f"Tea {words} at nine")


@given(LINES.filter(is_harmless))
@FEW
def test_they_are_sent_as_they_are_without_buttons_or_marks(words: str) -> None:
    slate = noted(Slate(), Heard(), (Remind(words),), NOW)
    (message,) = slate.wanted.messages
    assert message == Outgoing(words, protected=False)
    assert slate.once
