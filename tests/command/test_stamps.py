"""A running bot asks the authority that is named, and does not start with one it can't use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.fakegram.person import Fakegram
from tests.stamps.authority import authority_in, served
from tests.telegram.running import RunningBot


def settings(url: str, certificate: Path) -> str:
    return f"stamps:\n  url: {url}\n  hour: 0\n  certificate: {certificate}\n"


def stamps_in(store: Path) -> list[bytes]:
    with closing(sqlite3.connect(store)) as connection:
        return [content for (content,) in connection.execute("SELECT content FROM stamp")]


def test_a_bot_that_starts_after_the_hour_asks_and_keeps_the_stamp(
    tmp_path: Path, fakegram: Fakegram
) -> None:
    authority = authority_in(tmp_path)
    with served(authority) as url:
        bot = RunningBot(tmp_path / "bot", fakegram, settings=settings(url, authority.certificate))
        bot.start()
        fakegram.until(lambda: len(stamps_in(bot.store)) == 1)
        bot.stop()
    (stamp,) = stamps_in(bot.store)
    assert len(stamp) > 500
    assert bot.lines("stamp_missing") == 0
    assert (tmp_path / "serial").read_text() == "02\n"  # it gave one


def test_a_bot_whose_certificate_is_none_does_not_start_and_makes_no_store(
    tmp_path: Path, fakegram: Fakegram
) -> None:
    (tmp_path / "none.pem").write_text("nothing")
    address = settings("https://stamps.example/tsr", tmp_path / "none.pem")
    bot = RunningBot(tmp_path / "bot", fakegram, settings=address)
    done = bot.command("run")
    assert done.returncode == 78
    assert "which stamps.certificate names, holds no certificate" in done.stderr
    assert not bot.store.exists()
