"""What tests use: `Fakegram` runs the server in a process of its own, `Person` acts in a chat.

README.md shows how. Leaving a `with Fakegram()` block fails the test if the bot broke a rule.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fakegram.plain_bot import PlainBot
from tests.fakegram.seen import Seen, seen
from tests.fakegram.wire import post

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
GLANCE = 0.02
PATIENCE = 30.0
"""Seconds to wait for what should be so soon: a busy machine takes its time."""


class ControlError(Exception):
    """A test asked for something that no person, or not this server, could do."""


class RulesBroken(AssertionError):
    """The bot, or this server itself, broke rules of the Bot API; the message lists them."""


class Fakegram:
    """One server; every test should begin with a fresh one, or with `reset`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self.address = ""
        self.token = ""

    def __enter__(self) -> Fakegram:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.assert_clean()
        finally:
            self.stop()

    def start(self) -> None:
        """Start the process; it ends with this one, however that ends."""
        command = (sys.executable, "-m", "tests.fakegram", "--with-parent")
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        self.token = self.control("bot")["token"]

    def stop(self) -> None:
        """End the process at once."""
        if self._process is not None:
            with self._process:
                self._process.kill()
            self._process = None

    @property
    def base_url(self) -> str:
        """What a bot takes for https://api.telegram.org/bot."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        """What a bot takes for https://api.telegram.org/file/bot."""
        return f"{self.address}/file/bot"

    def control(self, action: str, **body: Any) -> Any:
        """Do something that has no method here."""
        status, said = post(f"{self.address}/control/{action}", json.dumps(body).encode())
        answer = json.loads(said) if status in (200, 400) else {"error": f"status {status}"}
        if "error" in answer:
            raise ControlError(answer["error"])
        return answer["result"]

    def many(self, *actions: tuple[str, Json]) -> list[Any]:
        """Several of these at once, for tests with thousands of them."""
        results: list[Any] = self.control("many", actions=actions)
        return results

    # Who is there

    def person(self, person_id: int, **told: str) -> Person:
        """Somebody; `told` may hold first_name, username and language."""
        self.control("introduce", person=person_id, **told)
        return Person(self, person_id)

    def plain_bot(self) -> PlainBot:
        """A bot for tests that need none of their own."""
        return PlainBot(self.address, self.token)

    # The server as a whole

    def reset(self) -> None:
        """Forget everything; whoever polls gets a 409."""
        self.control("reset")
        self.token = self.control("bot")["token"]

    def revoke(self) -> str:
        """Take the bot's token away, and give it another; gives the old one."""
        old, self.token = self.token, self.control("revoke")
        return old

    def advance(self, seconds: float) -> float:
        """Let time pass at once; gives the new time."""
        return float(self.control("advance", seconds=seconds))

    def hold(self) -> None:
        """Stop the clock, so that it only moves by `advance`."""
        self.control("hold")

    def limit(self, *, on: bool = True) -> None:
        """Keep Telegram's rates."""
        self.control("limit", on=on)

    def fault(self, kind: str, **described: Any) -> None:
        """Let something go wrong; `faults.Fault` says which fields there are."""
        self.control("fault", kind=kind, **described)

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        self.control("heal")

    # What happened

    def calls(self, method: str | None = None, *, polls: bool = False) -> list[Json]:
        """What the bot called, oldest first."""
        found: list[Json] = self.control("calls", method=method, polls=polls)
        return found

    def violations(self) -> list[Json]:
        """Which rules were broken."""
        found: list[Json] = self.control("violations")
        return found

    def forgive(self) -> list[str]:
        """Which rules were broken, for tests that break some on purpose; they are forgotten."""
        return [violation["what"] for violation in self.control("forgive")]

    def assert_clean(self) -> None:
        """Fail if a rule was broken."""
        broken = self.violations()
        if broken:
            raise RulesBroken("\n".join(f"{v['by']}: {v['what']}" for v in broken))

    def until(self, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait until something holds."""
        ends = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > ends:
                raise AssertionError(f"it did not become so within {seconds} s")
            time.sleep(GLANCE)

    # The queue of updates

    def pending(self) -> int:
        """How many updates wait."""
        return int(self.control("pending"))

    def raw(self, update: Json) -> int:
        """Queue an update as it is, readable or not; gives its id."""
        return int(self.control("raw", update=update))

    def repeat(self, update_id: int) -> None:
        """Deliver an update once more, confirmed or not."""
        self.control("repeat", update=update_id)

    def shuffle(self, seed: int = 0) -> None:
        """Let the updates that wait arrive in another order."""
        self.control("shuffle", seed=seed)

    def jump(self, update_id: int) -> None:
        """Go on with another update id, as after a week of silence."""
        self.control("jump", update=update_id)


class Person:
    """Somebody who talks to the bot; what she does gives what it made (`message`, `update`)."""

    def __init__(self, fakegram: Fakegram, person_id: int) -> None:
        self.fakegram = fakegram
        self.id = person_id

    def does(self, action: str, **body: Any) -> Any:
        """Any action of a person."""
        return self.fakegram.control(action, person=self.id, **body)

    # Writing

    def start(self, payload: str = "") -> int:
        """Start the bot, or come back after blocking it; gives the message's id."""
        return int(self.does("start", payload=payload)["message"])

    def say(self, text: str, **how: Any) -> int:
        """Write; `reply_to` and `forwarded` (a MessageOrigin without its date) are possible."""
        return int(self.does("say", text=text, **how)["message"])

    def edit(self, message: int, text: str) -> None:
        """Change what she wrote."""
        self.does("edit", message=message, text=text)

    def edit_caption(self, message: int, caption: str) -> None:
        """Change the words that came along with a file of hers."""
        self.does("edit_caption", message=message, caption=caption)

    def send_file(self, kind: str, data: bytes = b"\x89PNG\r\n\x1a\n", **how: Any) -> int:
        """Send a photo, document, audio, video, voice, animation or video_note.

        `told` holds what her app says (file_name, mime_type, duration …), `size` claims more bytes
        than are there; caption, album, spoiler and forwarded are possible.
        """
        encoded = base64.b64encode(data).decode()
        return int(self.does("send_file", kind=kind, data=encoded, **how)["message"])

    def share_location(self, **how: Any) -> int:
        """Send a place: latitude, longitude, and `live` seconds."""
        return int(self.does("share_location", **how)["message"])

    def share_venue(self, **how: Any) -> int:
        """Send a place that has a name: title, address."""
        return int(self.does("share_venue", **how)["message"])

    def share_contact(self, **how: Any) -> int:
        """Send a contact: phone, first_name, user_id."""
        return int(self.does("share_contact", **how)["message"])

    def send_sticker(self) -> int:
        """Send a sticker."""
        return int(self.does("send_sticker")["message"])

    def open_file(self, message: int) -> bytes:
        """Open a document she sees."""
        return base64.b64decode(self.does("open_file", message=message))

    # Tapping

    def tap(self, label: str, message: int | None = None) -> Json:
        """Tap a button she sees; gives the `tap`, or what was `copied` or `opened`."""
        done: Json = self.does("tap", label=label, message=message)
        return done

    def tap_token(self, message: int, data: str) -> Json:
        """Let her app send any token for any message, however old or forged."""
        done: Json = self.does("tap_token", message=message, data=data)
        return done

    def answers(self) -> list[Json]:
        """What the bot answered to her taps: tap, answered, text, alert."""
        found: list[Json] = self.does("answers")
        return found

    # Looking

    def visible(self) -> list[Seen]:
        """What she sees, oldest first."""
        return [seen(wire) for wire in self.fakegram.control("visible", chat=self.id)]

    def texts(self) -> list[str]:
        """The texts she sees."""
        return [message.text for message in self.visible()]

    def history(self, *what: str) -> list[Json]:
        """All that ever happened in her chat, or only: said, sent, edited, deleted, tapped."""
        found: list[Json] = self.fakegram.control("history", chat=self.id)
        return [event for event in found if not what or event["what"] in what]

    def sees(self, text: str, seconds: float = PATIENCE) -> Seen:
        """Wait until a message with this text is to be seen."""
        found: list[Seen] = []

        def look() -> bool:
            found[:] = [message for message in self.visible() if text in message.text]
            return bool(found)

        self.fakegram.until(look, seconds)
        return found[-1]

    def keyboard(self) -> list[list[str]]:
        """The labels of the keyboard below her input field."""
        rows: list[list[str]] = self.does("keyboard")
        return rows

    def profile(self) -> Json:
        """The bot's name, descriptions, commands and menu button, as she sees them."""
        found: Json = self.does("profile")
        return found

    # Her place

    def delete_copies(self, *messages: int) -> None:
        """Delete messages for herself; the bot is told nothing."""
        self.does("delete_copies", messages=list(messages))

    def clear_chat(self) -> None:
        """Delete the chat for herself; the bot is told nothing."""
        self.does("clear_chat")

    def block(self) -> None:
        """Stop the bot."""
        self.does("block")

    def unblock(self) -> None:
        """Let the bot write again."""
        self.does("unblock")

    def delete_account(self) -> None:
        """Leave Telegram."""
        self.does("delete_account")

    def add_bot_to(self, chat: int, kind: str = "group") -> None:
        """Add the bot to a group, supergroup or channel; its number is negative."""
        self.does("add_bot", chat=chat, kind=kind)

    def remove_bot_from(self, chat: int) -> None:
        """Throw the bot out."""
        self.does("remove_bot", chat=chat)

    def say_in(self, chat: int, text: str) -> int:
        """Write in a group or a channel."""
        return int(self.does("say_in", chat=chat, text=text)["message"])
