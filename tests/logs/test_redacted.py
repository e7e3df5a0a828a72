"""Whatever is printed all the same has lost its tokens and its long numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot import logs

SECRET = "AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
TOKEN = f"1234567890:{SECRET}"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"https://api.telegram.org/bot{TOKEN}/getMe", "https://api.telegram.org/bot…/getMe"),
        (f"https://api.telegram.org/bot1234567890%3A{SECRET}/a", "https://api.telegram.org/bot…/a"),
        ("http://127.0.0.1:8081/bot123:short/getMe", "http://127.0.0.1:8081/bot…/getMe"),
        (f"https://api.telegram.org/file/bot{TOKEN}/a.jpg", "https://api.telegram.org/file/bot…/a"),
        (f"Bot[token={TOKEN}]", "Bot[token=…]"),
        ("chat 77123456 wrote", "chat … wrote"),
        ("+447700900123", "+…"),
        ("line 12345 of bot/core/engine.py", "line 12345 of bot/core/engine.py"),
    ],
)
def test_tokens_and_long_numbers_are_left_out(text: str, left: str) -> None:
    assert logs.redacted(text).startswith(left)


@given(before=some.text(), after=some.text())
def test_a_token_is_left_out_wherever_it_stands(before: str, after: str) -> None:
    text = logs.redacted(f"{before}{TOKEN}{after}")
    assert "AAEhB" not in text
    assert "123456" not in text


def test_it_is_there_before() -> None:
    assert TOKEN in f"https://api.telegram.org/bot{TOKEN}/getMe"
