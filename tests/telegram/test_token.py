"""The drill for a leaked token: it is taken away, a new one is put in its place, nothing is lost.

The steps are those of docs/operating.md, "If the token leaks".
"""

from __future__ import annotations

import subprocess

from tests.fakegram.person import Person
from tests.fakegram.plain_bot import PlainBot
from tests.telegram.held import held
from tests.telegram.running import RunningBot
from tests.telegram.scan import findings
from tests.telegram.talk import MENU, TICKS, alone, begin, gone, leave, tap, to_menu
from tests.vault.test_keyfiles import digest

SENTENCE = "Telegram does not know this token: put the one BotFather gave you"


def put_the_new_token_in(bot: RunningBot) -> None:
    (bot.folder / "token").write_text(bot.fakegram.token + "\n")


def started(bot: RunningBot) -> subprocess.CompletedProcess[str]:
    """Start it and wait for its end."""
    ended = bot.command("run")
    assert bot.fakegram.token not in ended.stdout + ended.stderr
    return ended


def is_refused(bot: RunningBot, times: int = 1) -> None:
    """Wait until the bot that runs has noticed."""
    bot.fakegram.until(lambda: bot.lines("WARNING poll_failed kind=TokenRefused") >= times)


def test_a_bot_that_starts_with_the_old_token_ends_with_a_sentence_and_nothing_is_lost(
    running: RunningBot, she: Person
) -> None:
    to_menu(she)
    running.stop()
    she.say("words that wait")
    old = running.fakegram.revoke()
    before = digest(running.folder / "keys"), held(running, she)
    ended = started(running)
    assert ended.returncode == 78
    assert SENTENCE in ended.stderr
    assert old.partition(":")[2] not in ended.stdout + ended.stderr
    assert (digest(running.folder / "keys"), held(running, she)) == before
    assert running.fakegram.pending() == 1
    put_the_new_token_in(running)
    running.start()
    running.fakegram.until(lambda: running.fakegram.pending() == 0)
    alone(she, MENU)
    running.stop()
    assert held(running, she)[0].draft == "words that wait"
    assert list(findings(running.folder, [old, old.partition(":")[2]])) == []


def test_a_bot_whose_token_is_taken_away_says_so_and_goes_on_with_the_new_one(
    running: RunningBot, she: Person
) -> None:
    to_menu(she)
    running.fakegram.revoke()
    is_refused(running)
    she.say("words that wait")
    running.stop()
    put_the_new_token_in(running)
    running.start()
    running.fakegram.until(lambda: running.fakegram.pending() == 0)
    alone(she, MENU)
    leave(she)


def test_what_had_to_go_while_there_was_no_token_goes_with_the_new_one(
    running: RunningBot, she: Person
) -> None:
    begin(she)
    tap(she, "Yes", TICKS)
    running.fakegram.revoke()
    is_refused(running)
    running.advance(1000)
    # It tries, and goes on trying: what it could not remove is not forgotten.
    is_refused(running, running.lines("WARNING poll_failed") + 1)
    assert she.visible() != []
    running.stop()
    put_the_new_token_in(running)
    running.start()
    gone(she)


def test_a_call_whose_token_is_refused_for_a_moment_is_made_again(
    running: RunningBot, she: Person
) -> None:
    for method in ("sendMessage", "editMessageText", "deleteMessages"):
        running.fakegram.fault("server_error", method=method, chat=she.id, status=401)
    begin(she)
    tap(she, "Yes", TICKS)
    leave(she)
    refused = [call["method"] for call in running.fakegram.calls() if call["status"] == 401]
    assert sorted(refused) == ["deleteMessages", "editMessageText", "sendMessage"]


def test_the_profile_is_made_neutral_again_and_an_old_token_is_refused_there_too(
    running: RunningBot, she: Person
) -> None:
    begin(she)
    thief = PlainBot(running.fakegram.address, running.fakegram.token)
    neutral = she.profile()["name"]
    thief.ask("setMyName", name="Somebody's secrets")
    assert she.profile()["name"] != neutral
    running.fakegram.revoke()
    ended = running.command("profile")
    assert (ended.returncode, SENTENCE in ended.stderr) == (78, True)
    put_the_new_token_in(running)
    assert running.command("profile").returncode == 0
    assert she.profile()["name"] == neutral
    running.stop()


def test_what_the_thief_can_do_and_from_when_on_he_can_t(running: RunningBot, she: Person) -> None:
    begin(she)
    running.stop()
    thief = PlainBot(running.fakegram.address, running.fakegram.token)
    she.say("to the bot")
    assert [update["message"]["text"] for update in thief.drain()] == ["to the bot"]
    spoken = thief.ask("sendMessage", chat_id=she.id, text="not the bot")["message_id"]
    assert thief.call("deleteMessage", chat_id=she.id, message_id=spoken).ok
    running.fakegram.revoke()
    for method in ("getUpdates", "sendMessage", "deleteMessage", "getMe"):
        assert thief.call(method, chat_id=she.id, text="again", message_id=spoken).status == 401
    put_the_new_token_in(running)
    running.start()
    running.fakegram.until(lambda: bool(running.fakegram.calls("getUpdates", polls=True)))
    running.stop()
    assert held(running, she)[0].draft == "", "what the thief has taken in never reaches the bot"
