"""Tests of what is held ready."""

from __future__ import annotations

from bot.recent import Recent


def test_the_oldest_go_first() -> None:
    recent: Recent[str, int] = Recent(2)
    for key in ("a", "b", "c"):
        recent.put(key, ord(key))
    assert [recent.get(key) for key in ("a", "b", "c")] == [None, ord("b"), ord("c")]
    assert len(recent) == 2


def test_what_is_put_again_is_the_newest() -> None:
    recent: Recent[str, int] = Recent(2)
    for key in ("a", "b", "a", "c"):
        recent.put(key, 1)
    assert (recent.get("a"), recent.get("b")) == (1, None)


def test_what_is_dropped_is_gone_and_nothing_held_is_shown() -> None:
    recent: Recent[str, str] = Recent()
    recent.put("Aoife", "secret words")
    recent.put("Bea", "more of them")
    assert repr(recent) == "Recent(2)"
    recent.drop("Aoife")
    recent.drop("nobody")
    assert recent.get("Aoife") is None
    recent.clear()
    assert recent.get("Bea") is None
